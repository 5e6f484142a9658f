import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "../bucket";
import { namedAfterComponent } from "../names";
import type { Foundation } from "../stack/foundation";
import type { SavedQuery } from "./lake";

export interface LakeQueriesArgs {
  readonly foundation: Foundation;
  readonly workgroupName: string;
  readonly database: pulumi.Output<string>;
  readonly queries: readonly SavedQuery[];
  /** A query that would read more is stopped; Athena refuses less than 10,000,000. */
  readonly maxScannedBytes: number;
  /** Where requests to the results are logged. */
  readonly logs?: PrivateBucket;
  /** Deletes results, too, with the stack. */
  readonly forceDestroy: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** An Athena workgroup of the stack's own: bounded cost a query, private results, saved queries. */
export class LakeQueries extends pulumi.ComponentResource {
  readonly workgroup: aws.athena.Workgroup;
  readonly results: PrivateBucket;

  constructor(name: string, args: LakeQueriesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:LakeQueries", name, {}, opts);
    const { tags, queries } = args;
    this.results = new PrivateBucket(
      `${name}-results`,
      {
        tags,
        forceDestroy: args.forceDestroy,
        versioned: !args.forceDestroy,
        logs: args.logs,
        lifecycle: [{ prefix: "", expireDays: 7 }],
      },
      { parent: this },
    );
    this.workgroup = new aws.athena.Workgroup(
      name,
      {
        name: args.workgroupName,
        description: "Queries over the lake",
        forceDestroy: true,
        configuration: {
          enforceWorkgroupConfiguration: true,
          publishCloudwatchMetricsEnabled: true,
          bytesScannedCutoffPerQuery: args.maxScannedBytes,
          resultConfiguration: {
            outputLocation: pulumi.interpolate`s3://${this.results.name}/results/`,
            encryptionConfiguration: { encryptionOption: "SSE_S3" },
          },
        },
        tags,
      },
      { parent: this, ...namedAfterComponent },
    );
    for (const query of queries) {
      args.foundation.takeName("namedQuery", query.name, {
        owner: name,
        from: "a query's name",
        within: args.workgroupName,
      });
      new aws.athena.NamedQuery(
        `${name}-${query.name}`,
        {
          name: query.name,
          description: query.description,
          database: args.database,
          workgroup: this.workgroup.name,
          query: query.sql,
        },
        { parent: this },
      );
    }
    this.registerOutputs({ workgroup: this.workgroup.name, results: this.results.name });
  }
}
