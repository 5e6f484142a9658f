import { text } from "../rule/properties";
import { resourceRule } from "../rule/rule";

export const lambdaRuntime = resourceRule({
  name: "lambda-runtime",
  theme: "safety",
  description: "Lambda functions must run on a runtime that AWS still patches.",
  controls: ["Lambda.2"],
  types: ["aws:lambda/function:Function"],
  settings: {
    supported: {
      default: [
        "nodejs22.x",
        "nodejs24.x",
        "python3.11",
        "python3.12",
        "python3.13",
        "python3.14",
        "java17",
        "java21",
        "java25",
        "dotnet8",
        "dotnet10",
        "ruby3.3",
        "ruby3.4",
        "provided.al2023",
      ],
      description: "Runtimes that may be used; checked November 2026.",
    },
  },
  check: ({ props }, { supported }) => {
    const runtime = text(props, "runtime");
    // A container image brings its own runtime.
    if (runtime === undefined || supported.includes(runtime)) return undefined;
    return (
      `The function must not run on ${runtime}, which is deprecated or unknown here: use ` +
      "nodejs22.x or nodejs24.x, or add it to this rule's `supported`."
    );
  },
});
