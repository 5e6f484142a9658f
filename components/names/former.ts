import * as pulumi from "@pulumi/pulumi";

type Aliases = pulumi.ComponentResourceOptions["aliases"];

/** The names that a component had before, as its aliases tell. */
export function formerNames(name: string, aliases: Aliases): pulumi.Output<string>[] {
  return (aliases ?? []).map((alias) =>
    pulumi.output(alias).apply((former) => {
      if (typeof former === "string") return former.split("::").slice(3).join("::");
      return former.name ?? name;
    }),
  );
}

/**
 * The options of a resource whose name in AWS is made of its component's logical name. A component
 * renamed with an alias keeps it under the name that it was created with; and since a replacement
 * would bear that name too, the old one goes first. For what holds no data.
 */
export const namedAfterComponent = {
  ignoreChanges: ["name"],
  deleteBeforeReplace: true,
} satisfies pulumi.CustomResourceOptions;
