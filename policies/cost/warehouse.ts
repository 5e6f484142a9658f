import { number, text } from "../rule/properties";
import { resourceRule } from "../rule/rule";

/** 4 RPU at $0.375 an hour is the least that Redshift Serverless can be given. */
const smallestBaseCapacity = 4;

export const redshiftNodeType = resourceRule({
  name: "redshift-node-type",
  theme: "cost",
  description: "Redshift clusters must use a node type from the list of those that are affordable.",
  types: ["aws:redshift/cluster:Cluster"],
  settings: {
    allowed: { default: ["ra3.large"], description: "Node types that a cluster may have." },
  },
  check: ({ props }, { allowed }) => {
    const nodeType = text(props, "nodeType");
    if (nodeType !== undefined && allowed.includes(nodeType)) return undefined;
    return (
      `The cluster's node type must be one of ${allowed.join(", ")}, not ${nodeType ?? "unset"}: ` +
      "set nodeType, or add the type to this rule's `allowed`."
    );
  },
});

export const redshiftNodeCount = resourceRule({
  name: "redshift-node-count",
  theme: "cost",
  description: "Redshift clusters must not have more nodes than the limit.",
  types: ["aws:redshift/cluster:Cluster"],
  settings: { maxNodes: { default: 1, description: "Most nodes that a cluster may have." } },
  check: ({ props }, { maxNodes }) => {
    const nodes = number(props, "numberOfNodes") ?? 1;
    if (nodes <= maxNodes) return undefined;
    return (
      `The cluster must have at most ${maxNodes} node(s), not ${nodes}: lower numberOfNodes, or ` +
      "raise this rule's `maxNodes`. Every node is billed by the hour."
    );
  },
});

export const redshiftServerlessCapacity = resourceRule({
  name: "redshift-serverless-capacity",
  theme: "cost",
  description: "Redshift Serverless workgroups must state a small base capacity and a maximum.",
  types: ["aws:redshiftserverless/workgroup:Workgroup"],
  settings: {
    maxBaseCapacity: { default: 8, description: "Highest base capacity, in RPU." },
    maxCapacity: { default: 16, description: "Highest capacity to scale to, in RPU." },
  },
  check: ({ props }, settings) => {
    const base = number(props, "baseCapacity");
    const most = number(props, "maxCapacity");
    const found: string[] = [];
    if (base === undefined || base > settings.maxBaseCapacity) {
      found.push(
        `baseCapacity must be set, from ${smallestBaseCapacity} to ${settings.maxBaseCapacity} ` +
          `RPU; it is ${base ?? "unset, which means 128"}: set it, or raise \`maxBaseCapacity\`.`,
      );
    }
    if (most === undefined || most > settings.maxCapacity) {
      found.push(
        `maxCapacity must be set to at most ${settings.maxCapacity} RPU, so that one query cannot ` +
          `scale the bill; it is ${most ?? "unset"}: set it, or raise this rule's \`maxCapacity\`.`,
      );
    }
    return found;
  },
});
