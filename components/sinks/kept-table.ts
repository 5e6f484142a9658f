import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuseUnless } from "../arguments";

/** What of a table cannot be changed. */
interface Keys {
  readonly hashKey?: string;
  readonly rangeKey?: string;
}

/**
 * The options of a table, which is never replaced under its name: its rows would go with it. A
 * preview, and an `up` before it deletes anything, ends when a table of the name is there already.
 *
 * AWS's provider deletes what bears a fixed name before it creates the new one, unless told not to.
 */
export function keptTable(name: string, parent: pulumi.Resource): pulumi.CustomResourceOptions {
  const options = { parent, deleteBeforeReplace: false };
  if (!takesHooks()) return options;
  const hook = new pulumi.ResourceHook(
    `${name}-kept`,
    async ({ newInputs = {} }) => {
      const wanted = newInputs as Keys & { readonly name: string };
      const found = await existing(wanted.name, parent);
      if (found !== undefined) refuse(name, wanted, found);
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

async function existing(table: string, parent: pulumi.Resource): Promise<Keys | undefined> {
  try {
    return await aws.dynamodb.getTable({ name: table }, { parent, async: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const absent = /couldn't find resource|not found|ResourceNotFoundException/i.test(reason);
    // DynamoDB itself refuses a second table of a name, in fewer words and not in a preview.
    if (!absent)
      await pulumi.log.warn(`${table}: cannot be looked up before it is created: ${reason}`);
    return undefined;
  }
}

function refuse(name: string, wanted: Keys & { readonly name: string }, found: Keys): never {
  const table = `the DynamoDB table "${wanted.name}" is there already`;
  const changes = [
    change("partitionKey", found.hashKey, wanted.hashKey),
    change("sortKey", found.rangeKey, wanted.rangeKey),
  ].filter((text) => text !== undefined);
  refuseUnless(
    changes.length === 0,
    name,
    `${table}, with ${changes.join(" and ")}; a table's keys cannot be changed, and replacing it ` +
      "would delete its rows",
    "put a sink with another table beside this one and copy the rows, or, to give them up, run " +
      `aws dynamodb delete-table --table-name ${wanted.name}, then pulumi refresh`,
  );
  refuseUnless(
    false,
    name,
    `${table}, and making it anew would delete its rows`,
    "if the stack does not have it yet, give another name or take it over (pulumi import " +
      `aws:dynamodb/table:Table ${name} ${wanted.name}); if it does, do not ask for its replacement`,
  );
}

function change(argument: string, from = "", to = ""): string | undefined {
  const shown = (key: string) => (key === "" ? "none" : `"${key}"`);
  return from === to ? undefined : `${argument} ${shown(from)} where the program has ${shown(to)}`;
}
