import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Foundation, readSettings } from "../../components/stack";

const project = "aws-streaming-pipelines";

/** A resource as the program registered it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The parent's name; undefined right under the stack. */
  readonly parent: string | undefined;
  readonly protect: boolean;
}

export interface ProgramOptions {
  readonly stack?: string;
  /** Keys without the project's namespace. */
  readonly config?: Readonly<Record<string, string>>;
}

/** What a program registered. */
export class Registrations {
  constructor(readonly all: readonly Registration[]) {}

  /** Every resource whose type ends so, e.g. "kinesis/stream:Stream". */
  ofType(suffix: string): Registration[] {
    return this.all.filter(({ type }) => type.endsWith(suffix));
  }

  /** The one resource of a type, or the one with that name. */
  one(suffix: string, name?: string): Registration {
    const found = this.ofType(suffix).filter((each) => name === undefined || each.name === name);
    const [only] = found;
    if (only === undefined || found.length > 1)
      throw new Error(`${found.length} resources of type ${suffix} ${name ?? ""}`);
    return only;
  }
}

/** Runs `build` as a Pulumi program under mocks; rejects with what it throws. */
export async function register(
  build: (foundation: Foundation) => unknown,
  options: ProgramOptions = {},
): Promise<Registrations> {
  return run(() => build(new Foundation("foundation", readSettings())), options);
}

/** Runs the product's own program; `outputs` are the stack's. */
export async function registerProgram(options: ProgramOptions = {}): Promise<Registrations> {
  const file = path.resolve(__dirname, "../../index.ts");
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the program runs anew
  delete require.cache[file];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- once a run, not once a process
  return run(() => require(file) as unknown, options);
}

/** Runs `build` without a foundation. */
export async function run(
  build: () => unknown,
  options: ProgramOptions = {},
): Promise<Registrations> {
  const registered: Pick<Registration, "type" | "name" | "inputs">[] = [];
  const parents = new Map<string, Pick<Registration, "parent" | "protect">>();
  const config = Object.entries(options.config ?? {});
  pulumi.runtime.setAllConfig(
    Object.fromEntries(config.map(([key, value]) => [`${project}:${key}`, value])),
  );
  const newResource = ({ type, name, inputs }: pulumi.runtime.MockResourceArgs) => {
    registered.push({ type, name, inputs: inputs as Record<string, unknown> });
    return { id: name, state: outputsOf(type, name, inputs as Record<string, unknown>) };
  };
  await pulumi.runtime.setMocks({ newResource, call }, project, options.stack ?? "dev", false);
  try {
    // eslint-disable-next-line @typescript-eslint/require-await -- Pulumi takes an async function
    await pulumi.runtime.runInPulumiStack(async () => {
      pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
        const parent = opts.parent as { __name?: string; __pulumiType?: string } | undefined;
        const atTop = parent?.__pulumiType === "pulumi:pulumi:Stack";
        parents.set(`${type} ${name}`, {
          parent: atTop ? undefined : parent?.__name,
          protect: opts.protect === true,
        });
        return undefined;
      });
      build();
      return {};
    });
  } finally {
    // What a program that failed left under way ends in its own test, not between two files.
    await pulumi.runtime.disconnect();
  }
  return new Registrations(
    registered.map((each) => ({
      parent: undefined,
      protect: false,
      ...each,
      ...parents.get(`${each.type} ${each.name}`),
    })),
  );
}

/** The outputs that AWS would add to the inputs. */
function outputsOf(type: string, name: string, inputs: Record<string, unknown>): object {
  const [, module = "", kind = ""] = /^\w+:([^:/]+)[^:]*:(\w+)$/.exec(type) ?? [];
  const arn = `arn:aws:${module}:us-east-1:123456789012:${kind.toLowerCase()}/${name}`;
  return {
    arn,
    name,
    bucket: `${name}-bucket`,
    uuid: `${name}-uuid`,
    vpcId: "vpc-1",
    privateSubnetIds: ["subnet-1", "subnet-2"],
    masterPasswordSecretArn: `${arn}/secret`,
    adminPasswordSecretArn: `${arn}/secret`,
    ...inputs,
  };
}

function call({ token }: pulumi.runtime.MockCallArgs): Record<string, unknown> {
  if (token.endsWith(":getCallerIdentity")) return { accountId: "123456789012" };
  if (token.endsWith(":getPartition")) return { partition: "aws" };
  if (token.endsWith(":getRegion")) return { region: "us-east-1", name: "us-east-1" };
  throw new Error(`the program called ${token}`);
}
