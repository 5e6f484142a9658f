import { dynamodbKinds } from "./dynamodb";
import type { ProviderFunction, ResourceKind } from "./kind";
import { redshiftKinds } from "./redshift";

/** A kind's data source: what stands under a name; fails in the provider's words where nothing does. */
function lookup(kind: ResourceKind, named: string): ProviderFunction {
  // "aws:dynamodb/table:Table" → "aws:dynamodb/getTable:getTable"
  const name = `get${kind.type.slice(kind.type.lastIndexOf(":") + 1)}`;
  return {
    token: `${kind.type.slice(0, kind.type.indexOf("/"))}/${name}:${name}`,
    async call(args, cloud) {
      const id = String(args[named]);
      const found = await kind.read(id, args, cloud);
      if (found === undefined)
        throw new Error(`reading ${kind.type} (${id}): couldn't find resource`);
      return { ...found.outputs, id: found.id };
    },
  };
}

const named: Readonly<Record<string, string>> = {
  "aws:dynamodb/table:Table": "name",
  "aws:redshift/cluster:Cluster": "clusterIdentifier",
  "aws:redshiftserverless/namespace:Namespace": "namespaceName",
};

/** The data sources of what holds rows under a name. */
export const lookups: readonly ProviderFunction[] = [...dynamodbKinds, ...redshiftKinds].flatMap(
  (kind) => {
    const input = named[kind.type];
    return input === undefined ? [] : [lookup(kind, input)];
  },
);
