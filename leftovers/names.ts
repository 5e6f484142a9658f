/** What a stack's resources are called, for those that carry no tags. */
export interface StackNames {
  readonly project: string;
  readonly stack: string;
  /** The warehouse's cluster. */
  readonly cluster: string;
  isLogGroup(name: string): boolean;
}

/** Every stack but `dev` has its name behind each of its resources' names. */
export function stackNames({ project, stack }: { project: string; stack: string }): StackNames {
  const suffix = stack === "dev" ? "" : `-${stack.replace(/[^A-Za-z0-9_-]/g, "-")}`;
  const functions = "(http-requests|event-logs|transactions|stock-market|sensors)-[a-z]+";
  const lambda = new RegExp(`^/aws/lambda/${functions}${suffix}$`);
  const firehose = new RegExp(`^/aws/kinesisfirehose/[A-Za-z0-9_-]*${suffix}$`);
  return {
    project,
    stack,
    cluster: `transactions${suffix}`.toLowerCase(),
    isLogGroup: (name) => lambda.test(name) || (suffix !== "" && firehose.test(name)),
  };
}
