import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import type { Entry } from "./groups";
import { list } from "./parameters";

type Input = Readonly<Record<string, unknown>>;

/** A parameter group's own parameters: kept as they were set. */
export function parameterOperations(
  entries: Map<string, Entry>,
  place: { readonly region: string; readonly accountId: string },
): Readonly<Record<string, Operation>> {
  const find = (name: unknown): Entry => {
    const arn = `arn:aws:redshift:${place.region}:${place.accountId}:parametergroup:${String(name)}`;
    const entry = entries.get(arn);
    if (entry) return entry;
    throw new AwsError("ClusterParameterGroupNotFound", `${String(name)} not found.`);
  };
  const parametersOf = (entry: Entry) =>
    (entry.shape["Parameters"] ?? []) as readonly { readonly ParameterName: string }[];
  return {
    ModifyClusterParameterGroup: {
      run(input: Input) {
        const entry = find(input["ParameterGroupName"]);
        const changed = list(input["Parameters"] as ReturnType<typeof parametersOf>);
        const names = new Set(changed.map(({ ParameterName }) => ParameterName));
        const kept = parametersOf(entry).filter(({ ParameterName }) => !names.has(ParameterName));
        entry.shape = { ...entry.shape, Parameters: [...kept, ...changed] };
        return {
          ParameterGroupName: input["ParameterGroupName"],
          ParameterGroupStatus: "Your parameter group has been updated.",
        };
      },
    },
    ResetClusterParameterGroup: {
      run(input: Input) {
        const entry = find(input["ParameterGroupName"]);
        const reset = list(input["Parameters"] as ReturnType<typeof parametersOf>);
        const names = new Set(reset.map(({ ParameterName }) => ParameterName));
        const kept = parametersOf(entry).filter(({ ParameterName }) => !names.has(ParameterName));
        const all = String(input["ResetAllParameters"]) === "true";
        entry.shape = { ...entry.shape, Parameters: all ? [] : kept };
        return {
          ParameterGroupName: input["ParameterGroupName"],
          ParameterGroupStatus: "Your parameter group has been updated.",
        };
      },
    },
    DescribeClusterParameters: {
      run: (input: Input) => ({ Parameters: parametersOf(find(input["ParameterGroupName"])) }),
    },
  };
}
