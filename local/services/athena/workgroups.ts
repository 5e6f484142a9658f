import { AwsError } from "../../gateway/service";
import { tagMap } from "./tags";
import type { Tag } from "./tags";

export interface ResultConfiguration {
  readonly OutputLocation?: string;
  readonly EncryptionConfiguration?: object;
  readonly [member: string]: unknown;
}

export interface WorkGroupConfiguration {
  readonly ResultConfiguration?: ResultConfiguration;
  readonly EnforceWorkGroupConfiguration?: boolean;
  readonly PublishCloudWatchMetricsEnabled?: boolean;
  readonly BytesScannedCutoffPerQuery?: number;
  readonly [member: string]: unknown;
}

export interface WorkGroup {
  readonly Name: string;
  readonly arn: string;
  State: "ENABLED" | "DISABLED";
  Description: string | undefined;
  Configuration: WorkGroupConfiguration;
  /** Epoch seconds. */
  readonly CreationTime: number;
  tags: Readonly<Record<string, string>>;
}

interface ResultUpdates extends ResultConfiguration {
  readonly RemoveOutputLocation?: boolean;
  readonly RemoveEncryptionConfiguration?: boolean;
}

export interface CreateInput {
  readonly Name: string;
  readonly Description?: string;
  readonly Configuration?: WorkGroupConfiguration;
  readonly Tags?: readonly Tag[];
}

export interface UpdateInput {
  readonly WorkGroup: string;
  readonly Description?: string;
  readonly State?: "ENABLED" | "DISABLED";
  readonly ConfigurationUpdates?: WorkGroupConfiguration & {
    readonly ResultConfigurationUpdates?: ResultUpdates;
    readonly RemoveBytesScannedCutoffPerQuery?: boolean;
  };
}

const smallestCutoff = 10_000_000;
const engine = {
  SelectedEngineVersion: "AUTO",
  EffectiveEngineVersion: "Athena engine version 3",
};

export function invalidRequest(message: string): AwsError {
  return new AwsError("InvalidRequestException", message);
}

/** Athena's workgroups; `primary` is always there. */
export class WorkGroups {
  readonly #byName = new Map<string, WorkGroup>();

  constructor(
    private readonly place: { readonly region: string; readonly accountId: string },
    private readonly clock: () => number,
  ) {
    this.create({ Name: "primary" });
  }

  arn(name: string): string {
    return `arn:aws:athena:${this.place.region}:${this.place.accountId}:workgroup/${name}`;
  }

  all(): readonly WorkGroup[] {
    return [...this.#byName.values()];
  }

  find(name: string): WorkGroup {
    const found = this.#byName.get(name);
    if (found) return found;
    throw invalidRequest(`WorkGroup ${name} is not found.`);
  }

  create({ Name, Description, Configuration = {}, Tags = [] }: CreateInput): void {
    if (!/^[\w.-]{1,128}$/.test(Name)) throw invalidRequest(`${Name} is no WorkGroup name.`);
    if (this.#byName.has(Name)) throw invalidRequest(`WorkGroup ${Name} is already created.`);
    checkCutoff(Configuration);
    this.#byName.set(Name, {
      Name,
      arn: this.arn(Name),
      State: "ENABLED",
      Description,
      Configuration: {
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: false,
        RequesterPaysEnabled: false,
        ...Configuration,
        EngineVersion: engine,
      },
      CreationTime: this.clock() / 1000,
      tags: tagMap(Tags),
    });
  }

  update({ WorkGroup: name, Description, State, ConfigurationUpdates = {} }: UpdateInput): void {
    const group = this.find(name);
    const {
      ResultConfigurationUpdates: results,
      RemoveBytesScannedCutoffPerQuery: remove,
      ...updates
    } = ConfigurationUpdates;
    checkCutoff(updates);
    const { BytesScannedCutoffPerQuery: cutoff, ...rest } = { ...group.Configuration, ...updates };
    group.Configuration = {
      ...rest,
      ...(remove === true || cutoff === undefined ? {} : { BytesScannedCutoffPerQuery: cutoff }),
      ...(results === undefined
        ? {}
        : { ResultConfiguration: updatedResults(rest.ResultConfiguration, results) }),
    };
    group.Description = Description ?? group.Description;
    group.State = State ?? group.State;
  }

  delete(name: string, isEmpty: boolean): void {
    if (name === "primary") throw invalidRequest("The primary WorkGroup can not be deleted.");
    this.find(name);
    if (!isEmpty) throw invalidRequest(`WorkGroup ${name} is not empty.`);
    this.#byName.delete(name);
  }
}

function checkCutoff({ BytesScannedCutoffPerQuery: cutoff }: WorkGroupConfiguration): void {
  if (cutoff === undefined || cutoff >= smallestCutoff) return;
  throw invalidRequest(`BytesScannedCutoffPerQuery must be at least ${smallestCutoff}.`);
}

function updatedResults(
  now: ResultConfiguration = {},
  updates: ResultUpdates,
): ResultConfiguration {
  const { RemoveOutputLocation, RemoveEncryptionConfiguration, ...given } = updates;
  const gone = [
    ...(RemoveOutputLocation ? ["OutputLocation"] : []),
    ...(RemoveEncryptionConfiguration ? ["EncryptionConfiguration"] : []),
  ];
  const kept = Object.entries({ ...now, ...given }).filter(([name]) => !gone.includes(name));
  return Object.fromEntries(kept);
}

/** A workgroup as GetWorkGroup gives it. */
export function describedWorkGroup(group: WorkGroup): object {
  const { Name, State, Description, Configuration, CreationTime } = group;
  return { Name, State, Description, Configuration, CreationTime };
}
