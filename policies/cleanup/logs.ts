import { number, text, whenKnown } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { refersTo } from "../rule/resource";
import { stackRule } from "../rule/rule";

/** Whether a log group is the one that a function writes to: by name, or by the graph. */
function ownsLogsOf(group: StackResource, lambda: StackResource): boolean {
  const groupName = whenKnown(() => text(group.props, "name"));
  const configured = whenKnown(() => text(lambda.props, "loggingConfig", "logGroup"));
  if (configured !== undefined) return groupName === configured;
  const functionName = whenKnown(() => text(lambda.props, "name"));
  if (groupName !== undefined && functionName !== undefined) {
    return groupName === `/aws/lambda/${functionName}`;
  }
  // Before the first update the names are unknown, but the engine knows what refers to what.
  return (
    refersTo(group, "name", lambda) ||
    refersTo(lambda, "loggingConfig", group) ||
    (group.references["name"] ?? []).some((urn) => lambda.references["name"]?.includes(urn))
  );
}

export const lambdaLogGroup = stackRule({
  name: "lambda-log-group",
  theme: "cleanup",
  description: "Every Lambda function's log group must belong to the stack, with retention.",
  check: (resources) => {
    const groups = resources.filter(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup");
    return resources
      .filter(({ type }) => type === "aws:lambda/function:Function")
      .filter(
        (lambda) =>
          !groups.some(
            (group) =>
              ownsLogsOf(group, lambda) && (number(group.props, "retentionInDays") ?? 0) > 0,
          ),
      )
      .map((lambda) => ({
        resource: lambda,
        message:
          `The function ${lambda.name} must have a log group with retention in the stack, or ` +
          "Lambda makes one that outlives it: add an aws.cloudwatch.LogGroup named " +
          "/aws/lambda/<function name> with retentionInDays.",
      }));
  },
});
