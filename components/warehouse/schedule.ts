import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checkAutomaticName } from "../names";
import { serviceTrust } from "../trust";

/** When a cluster sleeps and wakes: cron expressions of six fields, in UTC. */
export interface Schedule {
  readonly pause: string;
  readonly resume: string;
}

/** The names of a cluster's two scheduled actions. */
export function scheduledActionName(cluster: string, verb: string): string {
  return `${cluster}-${verb}`;
}

export interface PauseScheduleArgs {
  readonly name: string;
  readonly clusterIdentifier: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly schedule: Schedule;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Pauses and resumes a cluster. Only storage is paid while it sleeps; its consumer tries again until
 * the records' maximum age, then leaves them in the failure bucket: a stream must keep its records
 * for longer than the longest pause.
 */
export class PauseSchedule extends pulumi.ComponentResource {
  constructor(name: string, args: PauseScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:PauseSchedule", name, {}, opts);
    checkAutomaticName("role", {
      owner: `${name}-schedule`,
      from: "the pipeline's and the sink's name",
    });
    const options = { parent: this };
    const role = new aws.iam.Role(
      `${name}-schedule`,
      {
        assumeRolePolicy: serviceTrust("scheduler.redshift.amazonaws.com", this, "perhaps"),
        tags: args.tags,
      },
      options,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-schedule`,
      {
        role: role.name,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["redshift:PauseCluster", "redshift:ResumeCluster"],
              Resource: args.clusterArn,
            },
          ],
        }),
      },
      options,
    );
    const { clusterIdentifier, schedule } = args;
    const actions = {
      pause: { schedule: schedule.pause, targetAction: { pauseCluster: { clusterIdentifier } } },
      resume: { schedule: schedule.resume, targetAction: { resumeCluster: { clusterIdentifier } } },
    };
    for (const [verb, action] of Object.entries(actions))
      new aws.redshift.ScheduledAction(
        `${name}-${verb}`,
        { name: scheduledActionName(args.name, verb), iamRole: role.arn, ...action },
        { ...options, dependsOn: [policy], deleteBeforeReplace: true },
      );
    this.registerOutputs();
  }
}
