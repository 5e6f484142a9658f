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
  const scenarios = "(http-requests|event-logs|transactions|stock-market|sensors)";
  const owned = new RegExp(`^/aws/(lambda|kinesisfirehose)/${scenarios}-[a-z]+${suffix}$`);
  return {
    project,
    stack,
    cluster: `transactions${suffix}`.toLowerCase(),
    isLogGroup: (name) => owned.test(name),
  };
}
