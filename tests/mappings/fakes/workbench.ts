import assert from "node:assert/strict";

import { authorizeAndRun } from "../../../local/gateway/authorize";
import { readInput } from "../../../local/gateway/model/read";
import { AwsError, type RequestContext, type Service } from "../../../local/gateway/service";
import {
  createMappings,
  type Mappings,
  type MappingMetric,
  type MappingsOptions,
} from "../../../local/services/mappings";
import { rules } from "../../../local/services/lambda/rules";
import { createSqs } from "../../../local/services/sqs";
import { FUNCTION, MemoryCloud, MemoryFunctions, ROLE } from "./functions";
import { MemoryStreams, STREAM } from "./streams";
import { ManualTime, settle } from "./time";

const account = {
  region: "us-east-1",
  accountId: "000000000000",
  endpoint: () => "http://127.0.0.1:0",
  senderId: () => "000000000000",
};

const context: RequestContext = {
  requestId: "request",
  region: "us-east-1",
  accountId: "000000000000",
  principal: { kind: "root" },
  signal: new AbortController().signal,
};

const gate = { authorize: () => undefined };

export interface Description {
  readonly UUID: string;
  readonly State: string;
  readonly LastProcessingResult: string;
  readonly [member: string]: unknown;
}

/** An engine with a stream, a function and a clock in memory. */
export class Workbench {
  readonly time = new ManualTime();
  readonly streams = new MemoryStreams(this.time);
  readonly sqs = createSqs({ ...account, time: this.time });
  readonly functions = new MemoryFunctions();
  readonly cloud = new MemoryCloud(this.functions);
  readonly metrics: MappingMetric[] = [];
  readonly mappings: Mappings;

  constructor(options: Partial<MappingsOptions> = {}) {
    this.mappings = createMappings({
      reader: this.streams,
      queues: this.sqs.reader,
      invoker: this.functions,
      cloud: () => this.cloud,
      roleOf: () => ROLE,
      time: this.time,
      backoffMs: (repetition) => repetition * 100,
      problemMs: 1_000,
      metric: (sample) => this.metrics.push(sample),
      ...options,
    });
    this.streams.create();
    this.functions.handle(() => null);
  }

  async call(operation: string, input: object): Promise<Description> {
    const service: Service = { name: "lambda", rules, operations: this.mappings.operations };
    const read = readInput(service, operation, input, "rest");
    return (await authorizeAndRun(service, operation, read, context, gate)) as Description;
  }

  /** An operation on queues. */
  queue(operation: string, input: object): Promise<object> {
    const read = readInput(this.sqs, operation, input, "sdk");
    return authorizeAndRun(this.sqs, operation, read, context, gate);
  }

  /** Creates a mapping and lets it begin. */
  async map(settings: object = {}): Promise<Description> {
    const created = await this.call("CreateEventSourceMapping", {
      EventSourceArn: STREAM,
      FunctionName: FUNCTION,
      StartingPosition: "TRIM_HORIZON",
      ...settings,
    });
    await settle();
    return created;
  }

  get(uuid: string): Promise<Description> {
    return this.call("GetEventSourceMapping", { UUID: uuid });
  }

  async update(uuid: string, settings: object): Promise<Description> {
    const answer = await this.call("UpdateEventSourceMapping", { UUID: uuid, ...settings });
    await settle();
    return answer;
  }

  /** Texts one after another, in one shard and under one key. */
  put(...texts: string[]): string[] {
    return texts.map((text) => this.streams.put(text));
  }
}

export function numbered(count: number, from = 1): string[] {
  return Array.from({ length: count }, (_, index) => String(from + index));
}

/** Checks a rejection, for `assert.rejects`. */
export function refusal(code: string, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof AwsError);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}
