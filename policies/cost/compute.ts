import { number } from "../rule/properties";
import { resourceRule } from "../rule/rule";

const lambdaFunction = "aws:lambda/function:Function";

export const lambdaMemory = resourceRule({
  name: "lambda-memory",
  theme: "cost",
  description: "Lambda functions must not be given more memory than the limit.",
  types: [lambdaFunction],
  settings: { maxMegabytes: { default: 1024, description: "Most memory, in MB." } },
  check: ({ props }, { maxMegabytes }) => {
    const megabytes = number(props, "memorySize") ?? 128;
    if (megabytes <= maxMegabytes) return undefined;
    return (
      `The function must have at most ${maxMegabytes} MB, not ${megabytes}: lower memorySize, or ` +
      "raise this rule's `maxMegabytes`. A second costs in proportion to the memory."
    );
  },
});

export const lambdaTimeout = resourceRule({
  name: "lambda-timeout",
  theme: "cost",
  description: "Lambda functions must time out within the limit.",
  types: [lambdaFunction],
  settings: { maxSeconds: { default: 300, description: "Longest timeout, in seconds." } },
  check: ({ props }, { maxSeconds }) => {
    const seconds = number(props, "timeout") ?? 3;
    if (seconds <= maxSeconds) return undefined;
    return (
      `The function must time out after at most ${maxSeconds} seconds, not ${seconds}: lower ` +
      "timeout, or raise this rule's `maxSeconds`. A hanging call is billed to its end."
    );
  },
});

export const lambdaProvisionedConcurrency = resourceRule({
  name: "lambda-provisioned-concurrency",
  theme: "cost",
  description: "Functions must not keep more provisioned concurrency than the limit.",
  types: ["aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig"],
  settings: {
    maxInstances: { default: 0, description: "Most instances kept warm, billed while idle." },
  },
  check: ({ props }, { maxInstances }) => {
    const instances = number(props, "provisionedConcurrentExecutions") ?? 0;
    if (instances <= maxInstances) return undefined;
    return (
      `At most ${maxInstances} instance(s) may be kept warm, not ${instances}: remove the ` +
      "provisioned concurrency (a stream's consumer does not need it), or raise `maxInstances`."
    );
  },
});
