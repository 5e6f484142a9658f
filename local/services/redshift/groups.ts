import type {
  ClusterParameterGroup,
  ClusterSubnetGroup,
  Parameter,
  ScheduledAction,
  ScheduledActionState,
  Subnet,
} from "@aws-sdk/client-redshift";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import type { Collection, Resource } from "./collection";

/** A parameter group with the parameters that were set in it. */
export interface ParameterGroup {
  readonly group: ClusterParameterGroup;
  readonly parameters: readonly Parameter[];
}

type ArnOf = (type: string, name: string) => string;

const subnets = (ids: readonly string[]): Subnet[] =>
  ids.map((id) => ({ SubnetIdentifier: id, SubnetStatus: "Active" }));

export function subnetGroupOperations(
  groups: Collection<ClusterSubnetGroup>,
  arnOf: ArnOf,
): Operations<"redshift"> {
  const shown = ({ shape, tags }: Resource<ClusterSubnetGroup>) => ({
    ...shape,
    Tags: tags.list(),
  });
  return {
    CreateClusterSubnetGroup: {
      run({ Tags, SubnetIds, ...given }) {
        const { ClusterSubnetGroupName: name } = given;
        const shape = { ...given, SubnetGroupStatus: "Complete", Subnets: subnets(SubnetIds) };
        return {
          ClusterSubnetGroup: shown(groups.add(name, arnOf("subnetgroup", name), shape, Tags)),
        };
      },
    },
    DescribeClusterSubnetGroups: {
      run: ({ ClusterSubnetGroupName: name }) => ({
        ClusterSubnetGroups: groups.list(name).map(shown),
      }),
    },
    ModifyClusterSubnetGroup: {
      run({ ClusterSubnetGroupName: name, SubnetIds, ...given }) {
        const shape = { ...given, Subnets: subnets(SubnetIds) };
        return { ClusterSubnetGroup: shown(groups.change(name, shape)) };
      },
    },
    DeleteClusterSubnetGroup: {
      run({ ClusterSubnetGroupName: name }) {
        groups.remove(name);
        return {};
      },
    },
  };
}

export function parameterGroupOperations(
  groups: Collection<ParameterGroup>,
  arnOf: ArnOf,
): Operations<"redshift"> {
  const shown = ({ shape, tags }: Resource<ParameterGroup>) => ({
    ...shape.group,
    Tags: tags.list(),
  });
  /** Drops the parameters of those names, and adds others. */
  const change = (
    ParameterGroupName: string,
    dropped: readonly Parameter[],
    added: readonly Parameter[],
  ) => {
    const names = new Set(dropped.map(({ ParameterName }) => ParameterName));
    const { parameters } = groups.find(ParameterGroupName).shape;
    const left = parameters.filter(({ ParameterName }) => !names.has(ParameterName));
    groups.change(ParameterGroupName, { parameters: [...left, ...added] });
    const ParameterGroupStatus = "Your parameter group has been updated.";
    return { ParameterGroupName, ParameterGroupStatus };
  };
  return {
    CreateClusterParameterGroup: {
      run({ Tags, ...group }) {
        const { ParameterGroupName: name } = group;
        const shape = { group, parameters: [] };
        const created = groups.add(name, arnOf("parametergroup", name), shape, Tags);
        return { ClusterParameterGroup: shown(created) };
      },
    },
    DescribeClusterParameterGroups: {
      run: ({ ParameterGroupName: name }) => ({ ParameterGroups: groups.list(name).map(shown) }),
    },
    DescribeClusterParameters: {
      run: ({ ParameterGroupName: name }) => ({
        Parameters: [...groups.find(name).shape.parameters],
      }),
    },
    ModifyClusterParameterGroup: {
      run: ({ ParameterGroupName: name, Parameters }) => change(name, Parameters, Parameters),
    },
    ResetClusterParameterGroup: {
      run({ ParameterGroupName: name, ResetAllParameters: all = false, Parameters = [] }) {
        return change(name, all ? groups.find(name).shape.parameters : Parameters, []);
      },
    },
    DeleteClusterParameterGroup: {
      run({ ParameterGroupName: name }) {
        groups.remove(name);
        return {};
      },
    },
  };
}

/** Pauses, resumes and resizes at set times: kept and described, never carried out. */
export function scheduledActionOperations(
  actions: Collection<ScheduledAction>,
  arnOf: ArnOf,
  canAssume: (roleArn: string, actionArn: string) => boolean,
): Operations<"redshift"> {
  const state = (enable: boolean): ScheduledActionState => (enable ? "ACTIVE" : "DISABLED");
  return {
    CreateScheduledAction: {
      run({ Enable = true, ...given }) {
        const { ScheduledActionName: name } = given;
        const arn = arnOf("scheduledaction", name);
        actions.checkNew(name);
        if (!canAssume(given.IamRole, arn)) {
          const message = "The IAM role must let scheduler.redshift.amazonaws.com take it.";
          throw new AwsError("InvalidScheduledAction", message);
        }
        return actions.add(name, arn, { ...given, State: state(Enable) }).shape;
      },
    },
    DescribeScheduledActions: {
      run: ({ ScheduledActionName: name }) => ({
        ScheduledActions: actions.list(name).map(({ shape }) => shape),
      }),
    },
    ModifyScheduledAction: {
      run({ ScheduledActionName: name, Enable, ...given }) {
        const changes = Enable === undefined ? given : { ...given, State: state(Enable) };
        return actions.change(name, changes).shape;
      },
    },
    DeleteScheduledAction: {
      run({ ScheduledActionName: name }) {
        actions.remove(name);
        return {};
      },
    },
  };
}
