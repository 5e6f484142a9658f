import type {
  ResultConfiguration,
  ResultConfigurationUpdates,
  WorkGroup,
  WorkGroupConfiguration,
} from "@aws-sdk/client-athena";
import type { InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import { TagStore, type TagLimits } from "../tags";

export interface Group {
  readonly arn: string;
  /** The workgroup as GetWorkGroup gives it. */
  shape: WorkGroup & { readonly Name: string; readonly Configuration: WorkGroupConfiguration };
  readonly tags: TagStore;
}

export const engine = {
  SelectedEngineVersion: "AUTO",
  EffectiveEngineVersion: "Athena engine version 3",
};

export function invalidRequest(message: string): AwsError {
  return new AwsError("InvalidRequestException", message);
}

/** Athena's word for a page's token that it has not given. */
export const badToken = (): AwsError => invalidRequest("NextToken is not valid.");

/** Source: https://docs.aws.amazon.com/athena/latest/APIReference/API_TagResource.html */
const TAGS: TagLimits = {
  tooMany: ["InvalidRequestException", "A resource can have at most 50 tags."],
  invalid: "InvalidRequestException",
};

/** Athena's workgroups; `primary` is always there. */
export class WorkGroups {
  readonly #byName = new Map<string, Group>();

  constructor(
    private readonly scope: { readonly region: string; readonly accountId: string },
    private readonly clock: () => number,
  ) {
    const Configuration = { EnforceWorkGroupConfiguration: false };
    this.create({ Name: "primary", Configuration });
  }

  arn(name: string): string {
    return `arn:aws:athena:${this.scope.region}:${this.scope.accountId}:workgroup/${name}`;
  }

  all(): readonly Group[] {
    return [...this.#byName.values()];
  }

  find(name: string): Group {
    const found = this.#byName.get(name);
    if (found) return found;
    throw invalidRequest(`WorkGroup ${name} is not found.`);
  }

  create(input: InputOf<"athena", "CreateWorkGroup">): void {
    const { Name, Description, Configuration, Tags } = input;
    if (this.#byName.has(Name)) throw invalidRequest(`WorkGroup ${Name} is already created.`);
    const shape = {
      Name,
      State: "ENABLED",
      Description,
      Configuration: {
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: false,
        RequesterPaysEnabled: false,
        ...Configuration,
        EngineVersion: engine,
      },
      CreationTime: new Date(this.clock()),
    } as const;
    this.#byName.set(Name, { arn: this.arn(Name), shape, tags: new TagStore(TAGS, Tags) });
  }

  update(input: InputOf<"athena", "UpdateWorkGroup">): void {
    const { WorkGroup: name, Description, State, ConfigurationUpdates = {} } = input;
    const group = this.find(name);
    const {
      ResultConfigurationUpdates: results,
      RemoveBytesScannedCutoffPerQuery: unbounded,
      ...updates
    } = ConfigurationUpdates;
    const { shape } = group;
    const Configuration: WorkGroupConfiguration = { ...shape.Configuration, ...updates };
    if (unbounded === true) delete Configuration.BytesScannedCutoffPerQuery;
    if (results !== undefined) {
      Configuration.ResultConfiguration = updated(Configuration.ResultConfiguration, results);
    }
    group.shape = {
      ...shape,
      Configuration,
      Description: Description ?? shape.Description,
      State: State ?? shape.State,
    };
  }

  delete(name: string, isEmpty: boolean): void {
    if (name === "primary") throw invalidRequest("The primary WorkGroup can not be deleted.");
    this.find(name);
    if (!isEmpty) throw invalidRequest(`WorkGroup ${name} is not empty.`);
    this.#byName.delete(name);
  }
}

function updated(
  now: ResultConfiguration | undefined,
  updates: ResultConfigurationUpdates,
): ResultConfiguration {
  const { RemoveOutputLocation, RemoveEncryptionConfiguration, ...given } = updates;
  const results: ResultConfiguration = { ...now, ...given };
  if (RemoveOutputLocation === true) delete results.OutputLocation;
  if (RemoveEncryptionConfiguration === true) delete results.EncryptionConfiguration;
  return results;
}
