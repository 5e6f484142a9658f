import type { ScheduleGroupSummary } from "@aws-sdk/client-scheduler";
import type { InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import { pageOf } from "../pages";
import { TagStore, tagOperations, type TagLimits } from "../tags";
import type { Schedules } from "./schedules";

/** Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_TagResource.html */
const TAGS: TagLimits = {
  most: 200,
  tooMany: ["ServiceQuotaExceededException", "A schedule group can have at most 200 tags."],
  invalid: "ValidationException",
};

export interface Group {
  readonly arn: string;
  readonly name: string;
  readonly tags: TagStore;
  readonly created: Date;
  /** The token of the request that made it. */
  readonly token?: string | undefined;
}

/** The group of schedules that are in no other. */
export const DEFAULT_GROUP = "default";

/** Schedule groups by their names; "default" is always there. */
export class Groups {
  readonly #groups = new Map<string, Group>();

  constructor(
    private readonly prefix: string,
    private readonly clock: () => number,
  ) {
    this.create({ Name: DEFAULT_GROUP });
  }

  arn(name: string): string {
    return `${this.prefix}:schedule-group/${name}`;
  }

  get all(): readonly Group[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  create(input: InputOf<"scheduler", "CreateScheduleGroup">): Group {
    const { Name: name, Tags, ClientToken: token } = input;
    const known = this.#groups.get(name);
    // A repeated request is answered as the first one.
    if (known !== undefined && known.token === token && token !== undefined) return known;
    if (known !== undefined) {
      throw new AwsError("ConflictException", `Schedule group ${name} already exists.`);
    }
    const tags = new TagStore(TAGS, Tags);
    const group = { arn: this.arn(name), name, tags, token, created: new Date(this.clock()) };
    this.#groups.set(name, group);
    return group;
  }

  find(name: string): Group {
    const group = this.#groups.get(name);
    if (group !== undefined) return group;
    throw new AwsError("ResourceNotFoundException", `Schedule group ${name} does not exist.`);
  }

  delete(name: string): void {
    this.find(name);
    if (name === DEFAULT_GROUP) {
      throw new AwsError("ValidationException", "The default schedule group can not be deleted.");
    }
    this.#groups.delete(name);
  }
}

const described = ({ arn, name, created }: Group): ScheduleGroupSummary => ({
  Arn: arn,
  Name: name,
  State: "ACTIVE",
  CreationDate: created,
  LastModificationDate: created,
});

export function groupOperations(groups: Groups, schedules: Schedules): Operations<"scheduler"> {
  const on =
    (action: string) =>
    ({ Name }: { readonly Name: string }) => [[`scheduler:${action}`, groups.arn(Name)] as const];
  return {
    CreateScheduleGroup: {
      permissions: on("CreateScheduleGroup"),
      run: (input) => ({ ScheduleGroupArn: groups.create(input).arn }),
    },
    GetScheduleGroup: {
      permissions: on("GetScheduleGroup"),
      run: ({ Name }) => described(groups.find(Name)),
    },
    DeleteScheduleGroup: {
      permissions: on("DeleteScheduleGroup"),
      run({ Name }) {
        groups.delete(Name);
        schedules.deleteGroup(Name);
        return {};
      },
    },
    ListScheduleGroups: {
      run({ NamePrefix = "", NextToken, MaxResults = 100 }) {
        const named = groups.all.filter(({ name }) => name.startsWith(NamePrefix));
        const { page, next } = pageOf(named, NextToken, MaxResults, invalidToken);
        return { ScheduleGroups: page.map(described), NextToken: next };
      },
    },
    ...tagOperations("scheduler", {
      resource: "ResourceArn",
      find(arn) {
        const found = groups.all.find((group) => group.arn === arn);
        if (found !== undefined) return found.tags;
        throw new AwsError("ResourceNotFoundException", `Schedule group ${arn} does not exist.`);
      },
    }),
  };
}

export const invalidToken = (): AwsError =>
  new AwsError("ValidationException", "The NextToken that you provided is invalid.");
