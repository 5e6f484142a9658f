import { AwsError } from "../../gateway/service";

export const RUNTIMES: readonly string[] = ["nodejs22.x", "nodejs24.x"];

/** What CreateFunction and UpdateFunctionConfiguration set, checked and with Lambda's defaults. */
export interface Settings {
  readonly runtime: string;
  readonly role: string;
  readonly handler: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly architectures: readonly string[];
  readonly ephemeralStorageMb: number;
  readonly tracingMode: string;
  readonly kmsKeyArn: string | undefined;
  readonly vpc: object | undefined;
  readonly logging: Logging;
}

export interface Logging {
  readonly LogFormat: "Text" | "JSON";
  readonly LogGroup: string;
  /** Only with the JSON format. */
  readonly ApplicationLogLevel?: string;
  readonly SystemLogLevel?: string;
}

/** A deployment package, unpacked on disk. */
export interface Code {
  readonly folder: string;
  readonly zipPath: string;
  /** Base64. */
  readonly sha256: string;
  readonly size: number;
}

/** Names a function: its name, `<account>:function:<name>` or its ARN, each with a qualifier. */
export function functionName(nameOrArn: string): string {
  const match =
    /^(?:arn:aws[\w-]*:lambda:[\w-]+:)?(?:\d{12}:)?(?:function:)?([\w-]{1,64})(?::(\$LATEST|[\w-]+))?$/.exec(
      nameOrArn,
    );
  if (match?.[1] === undefined) {
    throw constraint(
      nameOrArn,
      "functionName",
      "satisfy regular expression pattern: [a-zA-Z0-9-_]+",
    );
  }
  return match[1];
}

/** The qualifier of a name or ARN, which can only be $LATEST here: versions are not published. */
export function checkQualifier(
  nameOrArn: string,
  qualifier: string | undefined,
  arn: string,
): void {
  const inName = /:function:[\w-]+:([^:]+)$/.exec(nameOrArn)?.[1];
  const asked = qualifier ?? inName ?? "$LATEST";
  if (asked !== "$LATEST") throw notFound(`${arn}:${asked}`);
}

export function notFound(arn: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, 404, {
    Type: "User",
  });
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message, 400, { Type: "User" });
}

/** A value outside the API's own model, in the words that AWS uses. */
export function constraint(value: unknown, member: string, must: string): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: Member must ${must}`,
  );
}
