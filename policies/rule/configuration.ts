import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type { ConfigureAnalyzerRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import type { Rule } from "./rule";

/** Names of configured rules, each with the names of its configured settings. */
export type ConfiguredNames = Readonly<Record<string, readonly string[]>>;

/** The name by which a configuration sets the level of every rule. */
const everyRule = "all";

/**
 * One line on what a configuration names and the pack does not have, undefined when all is known.
 * The CLI passes such names on unchecked, and a misspelt rule would keep its own level in silence.
 */
export function unknownNames(rules: readonly Rule[], configured: ConfiguredNames) {
  const faults = Object.entries(configured).flatMap(([name, keys]) => {
    if (name === everyRule && keys.length === 0) return [];
    const rule = rules.find((each) => each.name === name);
    if (rule === undefined) {
      return [`there is no rule "${name}"${closest(name, names(rules))}`];
    }
    const known = Object.keys(rule.settings);
    return keys
      .filter((key) => !known.includes(key))
      .map((key) => `the rule "${name}" has no setting "${key}": it has ${known.join(", ")}`);
  });
  if (faults.length === 0) return undefined;
  return `the policy pack's configuration cannot be used: ${faults.join("; ")}`;
}

const names = (rules: readonly Rule[]) => rules.map(({ name }) => name);

function closest(name: string, known: readonly string[]): string {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const shared = (other: string) => other.split("-").filter((word) => words.includes(word)).length;
  const [best] = [...known].sort((a, b) => shared(b) - shared(a));
  const hint = best !== undefined && shared(best) > 0 ? `: did you mean "${best}"?` : "";
  return `${hint === "" ? ":" : hint} docs/policies.md lists the rules`;
}

/** Makes the analyzer refuse a configuration that names what the pack does not have. */
export function refuseUnknownNames(rules: readonly Rule[]): void {
  const method = AnalyzerService.configure;
  const read = method.requestDeserialize;
  // The SDK hands a rule its own configuration only, so this is where the whole of it can be seen.
  method.requestDeserialize = (bytes: Buffer) => {
    const request = read(bytes);
    const fault = unknownNames(rules, configuredBy(request));
    // gRPC keeps to itself what a deserializer throws; what the SDK's handler meets, it passes on.
    if (fault !== undefined) request.getPolicyconfigMap = () => fail(fault);
    return request;
  };
}

function fail(fault: string): never {
  const error = new Error(fault);
  // The SDK passes on the stack, and its lines say nothing to whoever wrote the configuration.
  error.stack = fault;
  throw error;
}

function configuredBy(request: ConfigureAnalyzerRequest): ConfiguredNames {
  const configured: [string, string[]][] = [];
  request.getPolicyconfigMap().forEach((config, name) => {
    configured.push([name, Object.keys(config.getProperties()?.toJavaScript() ?? {})]);
  });
  return Object.fromEntries(configured);
}
