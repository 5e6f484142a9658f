import { cp, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createHandler } from "../../runtime/handler";
import { writer } from "../../runtime/writers/table";
import { httpRequests } from "../http-requests";
import { weigh, type Weight } from "./archive";

/**
 * What `aws.lambda.CallbackFunction` would upload for the consumer of http-requests: Pulumi packs the
 * dependencies of the package.json in the working folder.
 */
async function register(): Promise<pulumi.asset.AssetArchive> {
  let code: unknown;
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      const given = inputs as { code?: unknown };
      if (type === "aws:lambda/function:Function") code = given.code;
      return { id: name, state: { ...given, name, arn: `arn:aws:iam::000000000000:${name}` } };
    },
    call: () => ({}),
  });
  await pulumi.runtime.runInPulumiStack(() => {
    declare();
    return Promise.resolve();
  });
  await pulumi.runtime.disconnect();
  if (!(code instanceof pulumi.asset.AssetArchive)) throw new Error("no archive was registered");
  return code;
}

function declare(): void {
  // Plain constants, so that the closure captures these and not the modules that hold them.
  const make = createHandler;
  const open = writer;
  const { pipeline, consumer, parse, sink } = httpRequests;
  new aws.lambda.CallbackFunction("http-requests", {
    callbackFactory: () => {
      const handler = make({ pipeline, consumer, parse, sinks: [{ ...sink, writer: open }] });
      return (event: Parameters<typeof handler>[0], context: aws.lambda.Context) =>
        handler(event, {
          awsRequestId: context.awsRequestId,
          getRemainingTimeInMillis: () => context.getRemainingTimeInMillis(),
        });
    },
  });
}

async function weightOf(asset: unknown): Promise<Weight> {
  if (asset instanceof pulumi.asset.FileArchive) return weigh(await asset.path);
  if (!(asset instanceof pulumi.asset.StringAsset)) throw new Error("an asset of an unknown kind");
  return { entries: 1, bytes: Buffer.byteLength(await asset.text) };
}

async function write(asset: unknown, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  if (asset instanceof pulumi.asset.StringAsset) await writeFile(target, await asset.text);
  if (asset instanceof pulumi.asset.FileArchive)
    await cp(await asset.path, target, { recursive: true, dereference: true });
}

/** Prints the archive's weight, and writes it into a folder where one is given. */
async function pack(folder: string | undefined): Promise<void> {
  const assets = await (await register()).assets;
  const total = { entries: 0, bytes: 0 };
  for (const [name, asset] of Object.entries(assets)) {
    const { entries, bytes } = await weightOf(asset);
    total.entries += entries;
    total.bytes += bytes;
    if (folder !== undefined) await write(asset, path.join(folder, name));
  }
  process.stdout.write(`${JSON.stringify(total)}\n`);
}

void pack(process.argv[2]);
