import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const files = {
  "Pulumi.yaml": `name: small
runtime: nodejs
config:
  shards:
    type: integer
    default: 2
`,
  "names.ts": `export const streamName: string = "events";
`,
  "index.ts": `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { streamName } from "./names";

const shardCount = new pulumi.Config().requireNumber("shards");
const bucket = new aws.s3.Bucket("files", { forceDestroy: true });
const stream = new aws.kinesis.Stream("events", { name: streamName, shardCount });
export const bucketName = bucket.bucket;
export const streamArn = stream.arn;
export const stack = pulumi.getStack();
`,
};

/** A Pulumi program of somebody else's in a folder of its own, with what npm would install. */
export function makeSmallProgram() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "small-program-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  symlinkSync(path.join(__dirname, "../node_modules"), path.join(folder, "node_modules"));
  return {
    folder,
    /** What is in the folder, to see that nothing was added. */
    files: [...Object.keys(files), "node_modules"].sort(),
    /** Configures a stack, with the project's own keys in full. */
    configure(stack: string, config: Readonly<Record<string, string | number>>): void {
      writeFileSync(path.join(folder, `Pulumi.${stack}.yaml`), JSON.stringify({ config }));
    },
    remove(): void {
      rmSync(folder, { recursive: true });
    },
  };
}

export type SmallProgram = ReturnType<typeof makeSmallProgram>;
