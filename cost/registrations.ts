import path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { readConfig } from "../local/program/config";
import { evaluateProgram } from "../local/program/evaluate";
import type { Properties } from "../policies/rule/properties";
import { text } from "../policies/rule/properties";
import type { StackResource } from "../policies/rule/resource";

const account = "000000000000";

/** A resource as the program registers it; `props` has what AWS would add. */
export interface RegisteredResource extends StackResource {
  readonly inputs: Properties;
}

/** What a program registers, with the outputs that AWS would give filled in by rule. */
class Registrations implements pulumi.runtime.Mocks {
  readonly resources: RegisteredResource[] = [];

  constructor(
    private readonly project: string,
    private readonly stack: string,
    private readonly region: string,
  ) {}

  newResource(args: pulumi.runtime.MockResourceArgs): { id: string; state: Properties } {
    const { type, name } = args;
    const inputs = args.inputs as Properties;
    const id = text(inputs, "name") ?? text(inputs, "bucket") ?? name;
    const made = args.custom === true || type.startsWith("awsx:");
    const props = made ? { ...this.outputs(type, id), ...inputs } : inputs;
    const urn = `urn:pulumi:${this.stack}::${this.project}::${type}::${name}`;
    // Of mocks, Pulumi asks neither for `protect` nor for what a value came from.
    this.resources.push({ type, name, urn, inputs, props, protect: false, references: {} });
    return { id, state: props };
  }

  call({ token }: pulumi.runtime.MockCallArgs): Properties {
    const results: Readonly<Record<string, Properties>> = {
      "aws:index/getCallerIdentity:getCallerIdentity": { accountId: account, id: account },
      "aws:index/getRegion:getRegion": { name: this.region, region: this.region, id: this.region },
      "aws:index/getPartition:getPartition": { partition: "aws", id: "aws" },
      "aws:index/getAvailabilityZones:getAvailabilityZones": {
        names: ["a", "b", "c"].map((zone) => this.region + zone),
      },
    };
    const result = results[token];
    if (result === undefined) throw new Error(`the function ${token} cannot be priced`);
    return result;
  }

  private outputs(type: string, id: string): Properties {
    const [, module = "", kind = ""] = /^\w+:([^:/]+)[^:]*:(\w+)$/.exec(type) ?? [];
    const place = `${this.region}:${account}:${kind.toLowerCase()}/`;
    // A bucket's name is unique world-wide.
    const arn = `arn:aws:${module}:${kind === "Bucket" ? "::" : place}${id}`;
    return {
      id,
      arn,
      name: id,
      bucket: id,
      uuid: id,
      keyId: id,
      vpcId: "vpc-0",
      privateSubnetIds: ["subnet-0", "subnet-1", "subnet-2"],
      masterPasswordSecretArn: `${arn}/secret`,
      adminPasswordSecretArn: `${arn}/secret`,
    };
  }
}

export interface RegisteredStack {
  readonly region: string;
  readonly resources: readonly RegisteredResource[];
}

/**
 * Evaluates the program of a stack in this process, without any cloud, and returns what it
 * registers. Throws an Error when there is no such stack, or when the program itself fails.
 */
export async function registeredBy(folder: string, stack: string): Promise<RegisteredStack> {
  const { project, main, config } = readConfig(folder, stack);
  const region = config["aws:region"] ?? "us-east-1";
  const mocks = new Registrations(project, stack, region);
  await evaluateProgram({ folder: path.resolve(folder), main, project, stack, config, mocks });
  return { region, resources: mocks.resources };
}
