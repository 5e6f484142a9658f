import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import { parameterOperations } from "./parameter-groups";
import { list, tagList, tagsOf } from "./parameters";
import type { Tag, Tags } from "./parameters";

/** A subnet group, parameter group or scheduled action: state that the API keeps and gives back. */
export interface Entry {
  readonly arn: string;
  shape: Readonly<Record<string, unknown>>;
  tags: Tags;
}

interface EntryKind {
  /** Operation suffix, e.g. "ClusterSubnetGroup" in CreateClusterSubnetGroup. */
  readonly noun: string;
  /** The input member that names one. */
  readonly nameMember: string;
  /** The member of the shape that is its name in answers. */
  readonly output: string | undefined;
  readonly notFound: string;
  readonly exists: string;
  readonly arnType: string;
}

const kinds: readonly EntryKind[] = [
  {
    noun: "ClusterSubnetGroup",
    nameMember: "ClusterSubnetGroupName",
    output: "ClusterSubnetGroup",
    notFound: "ClusterSubnetGroupNotFoundFault",
    exists: "ClusterSubnetGroupAlreadyExists",
    arnType: "subnetgroup",
  },
  {
    noun: "ClusterParameterGroup",
    nameMember: "ParameterGroupName",
    output: "ClusterParameterGroup",
    notFound: "ClusterParameterGroupNotFound",
    exists: "ClusterParameterGroupAlreadyExists",
    arnType: "parametergroup",
  },
  {
    noun: "ScheduledAction",
    nameMember: "ScheduledActionName",
    output: undefined,
    notFound: "ScheduledActionNotFound",
    exists: "ScheduledActionAlreadyExists",
    arnType: "scheduledaction",
  },
];

type Input = Readonly<Record<string, unknown>> & { readonly Tags?: readonly Tag[] };

/** Create, describe, modify and delete for the three kinds, kept by ARN in `entries`. */
export function groupOperations(
  entries: Map<string, Entry>,
  place: {
    readonly region: string;
    readonly accountId: string;
    readonly canAssume?: (roleArn: string, actionArn: string) => boolean;
  },
): Readonly<Record<string, Operation>> {
  const operations: Record<string, Operation> = {};
  for (const kind of kinds) {
    const arnOf = (name: unknown) =>
      `arn:aws:redshift:${place.region}:${place.accountId}:${kind.arnType}:${String(name)}`;
    const find = (input: Input): Entry => {
      const entry = entries.get(arnOf(input[kind.nameMember]));
      if (entry) return entry;
      const message = `${kind.noun} ${String(input[kind.nameMember])} not found.`;
      throw new AwsError(kind.notFound, message);
    };
    operations[`Create${kind.noun}`] = {
      run(input: Input) {
        const arn = arnOf(input[kind.nameMember]);
        if (entries.has(arn)) throw new AwsError(kind.exists, `${arn} already exists.`);
        const role = input["IamRole"];
        if (typeof role === "string" && place.canAssume?.(role, arn) === false) {
          const message = "The IAM role must let scheduler.redshift.amazonaws.com take it.";
          throw new AwsError("InvalidScheduledAction", message);
        }
        const entry = { arn, shape: shapeOf(kind, input, {}), tags: tagsOf(input.Tags) };
        entries.set(arn, entry);
        return answer(kind, entry);
      },
    };
    operations[`Modify${kind.noun}`] = {
      run(input: Input) {
        const entry = find(input);
        entry.shape = shapeOf(kind, input, entry.shape);
        return answer(kind, entry);
      },
    };
    operations[`Delete${kind.noun}`] = {
      run(input: Input) {
        entries.delete(find(input).arn);
        return {};
      },
    };
    operations[`Describe${kind.noun}s`] = {
      run(input: Input) {
        const named = input[kind.nameMember] !== undefined;
        const prefix = arnOf("");
        const all = [...entries.values()].filter(({ arn }) => arn.startsWith(prefix));
        const member = kind.noun === "ClusterParameterGroup" ? "ParameterGroups" : `${kind.noun}s`;
        return { [member]: (named ? [find(input)] : all).map((entry) => described(kind, entry)) };
      },
    };
  }
  return { ...operations, ...parameterOperations(entries, place) };
}

function shapeOf(kind: EntryKind, input: Input, now: Entry["shape"]): Entry["shape"] {
  const given = Object.fromEntries(
    Object.entries(input).filter(([name, value]) => name !== "Tags" && value !== undefined),
  );
  const subnets = input["SubnetIds"];
  if (kind.noun !== "ClusterSubnetGroup" || subnets === undefined) return { ...now, ...given };
  const Subnets = list(subnets as readonly string[]).map((id) => ({
    SubnetIdentifier: id,
    SubnetStatus: "Active",
  }));
  delete given["SubnetIds"];
  return { ...now, ...given, SubnetGroupStatus: "Complete", Subnets };
}

function described(kind: EntryKind, entry: Entry): object {
  if (kind.noun === "ScheduledAction") {
    const state = String(entry.shape["Enable"]) === "false" ? "DISABLED" : "ACTIVE";
    return { ...entry.shape, State: state };
  }
  return { ...entry.shape, Parameters: undefined, Tags: tagList(entry.tags) };
}

function answer(kind: EntryKind, entry: Entry): object {
  const shape = described(kind, entry);
  return kind.output === undefined ? shape : { [kind.output]: shape };
}
