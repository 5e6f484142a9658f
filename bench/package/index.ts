import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { bundleConsumer } from "../../components/consumer/bundle";
import { runNode, runScript } from "../child";
import { httpRequests, httpRequestsEnvironment } from "../http-requests";
import { percentile, type Figure } from "../result";
import { weigh, zippedBytes, type Weight } from "./archive";
import type { Settings } from "../settings";

const root = path.join(__dirname, "../..");

/** What a project needs that holds nothing but this function and its deployment. */
const packages = [
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/client-s3",
  "@pulumi/aws",
  "@pulumi/pulumi",
  "lossless-json",
];

/** The folder of the package that our consumer uploads. */
async function ours(folder: string): Promise<string> {
  const { sink, ...code } = httpRequests;
  const sinks = [{ ...sink, writer: "table" }];
  await mkdir(folder);
  await writeFile(path.join(folder, "index.js"), await bundleConsumer({ ...code, sinks }));
  return folder;
}

const packing = path.join(__dirname, "callback-function.ts");

/** The folder of the package that CallbackFunction uploads, of a project with few dependencies. */
async function callbackFunction(folder: string): Promise<string> {
  const project = path.join(folder, "project");
  const target = path.join(folder, "package");
  await mkdir(project, { recursive: true });
  const dependencies = Object.fromEntries(packages.map((name) => [name, "*"]));
  await writeFile(path.join(project, "package.json"), JSON.stringify({ dependencies }));
  await symlink(path.join(root, "node_modules"), path.join(project, "node_modules"));
  await runScript<Weight>(packing, [target], { cwd: project });
  return target;
}

/** Runs in a process that has loaded nothing yet, and prints a `Load`. */
const loading = `
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const { handler } = require(process.argv[1]);
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (typeof handler !== "function") throw new Error("the module exports no handler");
  console.log(JSON.stringify({ milliseconds, cpuMilliseconds: (user + system) / 1000 }));
`;

interface Load {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
}

/** Medians of what it takes until the handler is there, each time in a new process. */
async function load(module: string, runs: number): Promise<Load> {
  const loads: Load[] = [];
  for (let run = 0; run <= runs; run++) {
    const printed = await runNode(["-e", loading, module], {
      environment: httpRequestsEnvironment,
    });
    // The first run reads from disk what the others find in memory.
    if (run > 0) loads.push(JSON.parse(printed) as Load);
  }
  const median = (of: keyof Load) =>
    percentile(
      loads.map((each) => each[of]),
      0.5,
    );
  return { milliseconds: median("milliseconds"), cpuMilliseconds: median("cpuMilliseconds") };
}

async function compare(folder: string, runs: number): Promise<Figure[]> {
  const bundle = await ours(path.join(folder, "ours"));
  const callback = await callbackFunction(folder);
  const here = await runScript<Weight>(packing, [], { cwd: root });
  const [weight, theirs] = [await weigh(bundle), await weigh(callback)];
  const [our, their] = [
    await load(path.join(bundle, "index.js"), runs),
    await load(path.join(callback, "__index.js"), runs),
  ];
  const alone = "CallbackFunction, five dependencies";
  const figure = (what: string, unit: string, baseline: string, theirs: number, value: number) => ({
    part: "a",
    what,
    baseline,
    baselineValue: theirs,
    ours: value,
    unit,
    smallerIsBetter: true,
  });
  return [
    figure("package", "bytes", "CallbackFunction, this project", here.bytes, weight.bytes),
    figure("package", "bytes", alone, theirs.bytes, weight.bytes),
    figure(
      "package, zipped",
      "bytes",
      alone,
      await zippedBytes(callback),
      await zippedBytes(bundle),
    ),
    figure("files", "files", alone, theirs.entries, weight.entries),
    figure("cold load", "ms", alone, their.milliseconds, our.milliseconds),
    figure("cold load, processor time", "ms", alone, their.cpuMilliseconds, our.cpuMilliseconds),
  ];
}

/** (a) The consumer's package against that of `aws.lambda.CallbackFunction` for the same handler. */
export async function benchPackage({ quick, say }: Settings): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "bench-package-"));
  say("(a) packing the consumer, and the same with CallbackFunction");
  try {
    return await compare(folder, quick ? 3 : 9);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
