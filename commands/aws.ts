/** A name of the `dev` stack as another stack has it. */
export function stackName(name: string, stack: string): string {
  return stack === "dev" ? name : `${name}-${stack}`;
}

/** Whether an endpoint is this machine's, so that made-up credentials do. */
export function isLoopback(endpoint: string | undefined): boolean {
  return endpoint !== undefined && /^https?:\/\/(127\.|localhost[:/]?|\[::1\])/.test(endpoint);
}

/** SDK client settings for AWS, or for the local cloud when an endpoint is given. */
export function clientSettings(options: { endpoint?: string; region?: string }) {
  const endpoint = options.endpoint ?? process.env.AWS_ENDPOINT_URL;
  const region = options.region ?? process.env.AWS_REGION ?? "us-east-1";
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(isLoopback(endpoint) ? { credentials } : {}),
  };
}
