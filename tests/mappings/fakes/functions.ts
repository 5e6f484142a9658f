import { AwsError, type CloudClient, type Principal } from "../../../local/gateway/service";
import type { InvokeResult, Invoker } from "../../../local/services/lambda";

export const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:store";
export const ROLE = "arn:aws:iam::000000000000:role/store-role";

export interface KinesisEvent {
  readonly Records: readonly {
    readonly kinesis: {
      readonly sequenceNumber: string;
      readonly partitionKey: string;
      readonly data: string;
      readonly approximateArrivalTimestamp: number;
      readonly kinesisSchemaVersion: string;
    };
    readonly eventID: string;
  }[];
  readonly [member: string]: unknown;
}

export type Handler = (event: KinesisEvent, invocation: number) => unknown;

export function bodies(event: KinesisEvent): string[] {
  return event.Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString());
}

/** Runs handlers in this process; a throw is an unhandled function error. */
export class MemoryFunctions implements Invoker {
  readonly events: KinesisEvent[] = [];
  readonly payloads: string[] = [];
  private readonly handlers = new Map<string, Handler>();

  handle(handler: Handler, arn = FUNCTION): void {
    this.handlers.set(arn, handler);
  }

  remove(arn = FUNCTION): void {
    this.handlers.delete(arn);
  }

  has(arn: string): boolean {
    return this.handlers.has(arn);
  }

  /** What each invocation was given, as texts. */
  get batches(): string[][] {
    return this.events.map(bodies);
  }

  async invoke(name: string, payload: string, signal?: AbortSignal): Promise<InvokeResult> {
    const handler = this.handlers.get(name);
    if (!handler)
      throw new AwsError("ResourceNotFoundException", `Function not found: ${name}`, 404);
    const event = JSON.parse(payload) as KinesisEvent;
    this.events.push(event);
    this.payloads.push(payload);
    const answer = { requestId: `request-${this.events.length}`, statusCode: 200, logTail: "" };
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => {
        reject(new Error("The invocation was ended."));
      });
    });
    try {
      const returned = await Promise.race([handler(event, this.events.length), aborted]);
      const text = JSON.stringify(returned === undefined ? null : returned);
      return { ...answer, executedVersion: "$LATEST", payload: text };
    } catch (error) {
      if (error instanceof AwsError || signal?.aborted) throw error;
      const payloadOfError = JSON.stringify({ errorMessage: String(error) });
      return {
        ...answer,
        executedVersion: "$LATEST",
        functionError: "Unhandled",
        payload: payloadOfError,
      };
    }
  }
}

export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly as: Principal | undefined;
}

/** Knows which functions exist, and keeps what is written to S3 and SNS. */
export class MemoryCloud implements CloudClient {
  readonly endpoint = "http://127.0.0.1:0";
  readonly region = "us-east-1";
  readonly accountId = "000000000000";
  readonly calls: Call[] = [];
  /** So many writes to a destination fail. */
  outages = 0;

  constructor(private readonly functions: MemoryFunctions) {}

  get writes(): Call[] {
    return this.calls.filter(({ service }) => service === "s3" || service === "sns");
  }

  readonly call = ((...call: Parameters<CloudClient["request"]>) =>
    this.request(...call)) as CloudClient["call"];

  request(service: string, operation: string, input: object, as?: Principal): Promise<object> {
    if (service === "lambda") return Promise.resolve(this.getFunction(input));
    if (this.outages > 0) {
      this.outages--;
      return Promise.reject(new AwsError("ServiceUnavailable", "Slow down.", 503));
    }
    this.calls.push({ service, operation, input: input as Record<string, unknown>, as });
    return Promise.resolve({});
  }

  private getFunction(input: { FunctionName?: string }): object {
    const name = input.FunctionName ?? "";
    const arn = name.startsWith("arn:") ? name : FUNCTION.replace("store", name);
    if (this.functions.has(arn)) return { Configuration: { FunctionArn: arn } };
    throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, 404);
  }
}
