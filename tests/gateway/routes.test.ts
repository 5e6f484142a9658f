import assert from "node:assert/strict";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import { findRoute } from "../../local/gateway/protocols/rest-bindings";
import { modelOf, requiredMembers, type OperationModel } from "../../local/gateway/model/schemas";
import type { RestRequest, RestTarget } from "../../local/gateway/service";
import { locate } from "../../local/services/s3/endpoint";

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Ends a client's call with the request that it would have sent. */
class Captured extends Error {
  constructor(readonly request: Sent) {
    super("captured");
  }
}

const settings = {
  region: "us-east-1",
  endpoint: "http://127.0.0.1:1",
  credentials: { accessKeyId: "any", secretAccessKey: "key" },
  maxAttempts: 1,
  requestHandler: {
    handle: (request: object) => Promise.reject(new Captured(request as Sent)),
  },
};

/** Answered by Object Lambda's access points and directory buckets, which have hosts of their own. */
const elsewhere = /^(WriteGetObjectResponse|CreateSession|ListDirectoryBuckets)$/;

const clients = [
  {
    service: "s3",
    exported: s3 as unknown as Readonly<Record<string, unknown>>,
    client: new s3.S3Client({ ...settings, forcePathStyle: true }),
    target: locate,
  },
  {
    service: "lambda",
    exported: lambda as unknown as Readonly<Record<string, unknown>>,
    client: new lambda.LambdaClient(settings),
    target: ({ path }: RestRequest): RestTarget => ({ path, labels: {} }),
  },
];

/** The least that a client takes for an operation. */
function inputFor({ input }: OperationModel): Record<string, unknown> {
  if (!input.isStructSchema()) return {};
  const values = requiredMembers(input).map((name) => {
    const schema = input.getMemberSchema(name);
    if (name === "ChecksumAlgorithm") return [name, "CRC32"];
    if (schema.isNumericSchema()) return [name, 1];
    if (schema.isBooleanSchema()) return [name, true];
    if (schema.isListSchema()) return [name, ["a"]];
    if (schema.isTimestampSchema()) return [name, new Date(0)];
    if (schema.isBlobSchema()) return [name, Buffer.from("a")];
    return [name, schema.isStructSchema() || schema.isMapSchema() ? {} : "name"];
  });
  return Object.fromEntries(values) as Record<string, unknown>;
}

function requestOf({ method, path, query = {}, headers }: Sent): RestRequest {
  const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    [value ?? ""].flat().map((each) => [name, each]),
  );
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method,
    path,
    query: new URLSearchParams(pairs),
    headers: Object.fromEntries(lower) as Record<string, string>,
    body: Buffer.alloc(0),
  };
}

describe("the routes of REST services", () => {
  for (const { service, exported, client, target } of clients) {
    const operations = [...(modelOf(service)?.operations.values() ?? [])];
    const routed = operations.filter(({ name }) => !elsewhere.test(name));
    after(() => {
      client.destroy();
    });

    it(`find each of the ${routed.length} operations of ${service} by what its client sends`, async () => {
      assert.ok(routed.length > 50);
      for (const operation of routed) {
        const Command = exported[`${operation.name}Command`] as new (input: object) => never;
        const sent: unknown = await (client as { send(command: never): Promise<unknown> })
          .send(new Command(inputFor(operation)))
          .catch((error: unknown) => error);
        assert.ok(sent instanceof Captured, `${operation.name}: ${String(sent)}`);
        const request = requestOf(sent.request);
        // As a client sends it that does not name the operation.
        request.query.delete("x-id");
        const implemented = {
          name: service,
          operations: { [operation.name]: { run: () => ({}) } },
        };
        const found = findRoute(implemented, request, target(request));
        assert.equal(found?.operation.name, operation.name);
      }
    });
  }
});
