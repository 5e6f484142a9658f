import * as pulumi from "@pulumi/pulumi";
import { refuseUnless } from "./arguments";

/** A kind of resource that holds rows under a fixed name. */
export interface NamedKind {
  /** "DynamoDB table". */
  readonly kind: string;
  /** The input that is its physical name. */
  readonly named: string;
  /** Inputs that cannot be changed, each with the argument that it comes from. */
  readonly fixed: Readonly<Record<string, string>>;
  /** "a table's keys cannot be changed". */
  readonly why: string;
  /** The type of Pulumi, for `pulumi import`. */
  readonly type: string;
  /** What to do about a change that would cost the rows. */
  remedy(physicalName: string): string;
  /** AWS's data source; rejects where there is none of the name. */
  find(physicalName: string, opts: pulumi.InvokeOptions): Promise<object>;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * The options of a resource that is never replaced under its name: its rows would go with it. A
 * preview, and an `up` before it deletes anything, ends when one of the name is there already.
 *
 * AWS's provider deletes what bears a fixed name before it creates the new one, unless told not to.
 */
export function protectedByName(
  kind: NamedKind,
  name: string,
  parent: pulumi.Resource,
): pulumi.CustomResourceOptions {
  const options = { parent, deleteBeforeReplace: false };
  if (!takesHooks()) return options;
  const hook = new pulumi.ResourceHook(
    // Two kinds of one logical name may stand in one component.
    `${name}-${kind.kind.toLowerCase().replaceAll(" ", "-")}-kept`,
    async ({ newInputs = {} }) => {
      const wanted = newInputs as Values;
      const found = await existing(kind, String(wanted[kind.named]), parent);
      if (found !== undefined) refuse(kind, name, wanted, found);
    },
    { onDryRun: true },
  );
  return { ...options, hooks: { beforeCreate: [hook] } };
}

/** Tests' mocks of Pulumi know no hooks, and nothing is replaced there. */
function takesHooks(): boolean {
  const monitor = pulumi.runtime.getMonitor();
  return monitor !== undefined && "registerResourceHook" in monitor;
}

async function existing(
  kind: NamedKind,
  physicalName: string,
  parent: pulumi.Resource,
): Promise<Values | undefined> {
  try {
    return (await kind.find(physicalName, { parent, async: true })) as Values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const absent = /couldn't find resource|not ?found/i.test(reason);
    // AWS itself refuses a second one of a name, in fewer words and not in a preview.
    if (!absent)
      await pulumi.log.warn(`${physicalName}: cannot be looked up before it is created: ${reason}`);
    return undefined;
  }
}

function refuse(kind: NamedKind, name: string, wanted: Values, found: Values): never {
  const physicalName = String(wanted[kind.named]);
  const what = `the ${kind.kind} "${physicalName}" is there already`;
  const changes = Object.entries(kind.fixed)
    .map(([input, argument]) => change(argument, found[input], wanted[input]))
    .filter((text) => text !== undefined);
  refuseUnless(
    changes.length === 0,
    name,
    `${what}, with ${changes.join(" and ")}; ${kind.why}, and replacing it would delete its rows`,
    kind.remedy(physicalName),
  );
  refuseUnless(
    false,
    name,
    `${what}, and making it anew would delete its rows`,
    "if the stack does not have it yet, give another name or take it over (pulumi import " +
      `${kind.type} ${name} ${physicalName}); if it does, do not ask for its replacement`,
  );
}

function change(argument: string, from: unknown, to: unknown): string | undefined {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const shown = (value: unknown) => (text(value) === "" ? "none" : `"${text(value)}"`);
  return text(from) === text(to)
    ? undefined
    : `${argument} ${shown(from)} where the program has ${shown(to)}`;
}
