import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { registeredBy, type RegisteredResource } from "../../cost/registrations";
import { list, number, text } from "../../policies/rule/properties";
import { refersTo } from "../../policies/rule/resource";
import type { Handler } from "../../runtime/handler";
import type { Indexes } from "./bill";

const root = path.join(__dirname, "../..");

/** A function of the stack as it would be uploaded, ready to be loaded. */
export interface DeployedFunction {
  readonly scenario: string;
  readonly name: string;
  readonly batchSize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** A file of its own. */
  readonly module: string;
}

export interface Deployed {
  readonly functions: readonly DeployedFunction[];
  readonly indexes: Indexes;
}

async function codeOf({ inputs, name }: RegisteredResource): Promise<string> {
  if (!(inputs.code instanceof pulumi.asset.AssetArchive))
    throw new Error(`${name} has no archive`);
  const asset = (await inputs.code.assets)["index.js"];
  if (!(asset instanceof pulumi.asset.StringAsset)) throw new Error(`${name} has no index.js`);
  return asset.text;
}

/** The functions that the stack `dev` registers, their code written into a folder. */
export async function deployedFunctions(folder: string): Promise<Deployed> {
  const { resources } = await registeredBy(root, "dev");
  const ofType = (type: string) => resources.filter((each) => each.type === type);
  const functions = ofType("aws:lambda/function:Function").map(async (lambda) => {
    const mapping = ofType("aws:lambda/eventSourceMapping:EventSourceMapping").find((each) =>
      refersTo(each, "functionName", lambda),
    );
    const module = path.join(folder, lambda.name, "index.js");
    await mkdir(path.dirname(module));
    await writeFile(module, await codeOf(lambda));
    const { variables } = lambda.inputs.environment as { variables: Record<string, string> };
    return {
      scenario: text(lambda.props, "tags", "scenario") ?? "",
      name: lambda.name,
      // What the service takes where the mapping says nothing.
      batchSize: (mapping && number(mapping.props, "batchSize")) ?? 100,
      environment: variables,
      module,
    };
  });
  const tables = ofType("aws:dynamodb/table:Table").map(({ props }) => {
    const indexes = list(props, "globalSecondaryIndexes").length;
    return [text(props, "name") ?? "", indexes] as const;
  });
  return { functions: await Promise.all(functions), indexes: new Map(tables) };
}

/** Loads a function with its environment, and runs `work` with its handler. */
export async function withHandler<T>(
  { module, environment }: DeployedFunction,
  endpoint: string,
  work: (handler: Handler) => Promise<T>,
): Promise<T> {
  const variables = {
    ...environment,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
  };
  Object.assign(process.env, variables);
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- written a moment ago
    const { handler } = require(module) as { handler: Handler };
    return await work(handler);
  } finally {
    for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
  }
}
