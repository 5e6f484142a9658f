import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { Encoder } from "cbor-x";
import { dechunk } from "../../local/gateway/protocols/aws-chunked";
import { cborInput } from "../../local/gateway/protocols/cbor";
import { formInput } from "../../local/gateway/protocols/form";
import { jsonInput } from "../../local/gateway/protocols/json";
import { xmlInput } from "../../local/gateway/protocols/xml";
import { modelOf, type Schema } from "../../local/gateway/model/schemas";
import { service, start } from "./cloud";

const MB = 1_000_000;
const repeated = (text: string, times: number): string => text.repeat(times);
const cbor = (...parts: (number | Buffer)[]): Buffer =>
  Buffer.concat([
    Buffer.from([0xa1, 0x61, 0x61]),
    ...parts.map((part) => (typeof part === "number" ? Buffer.from([part]) : part)),
  ]);
const length = (bytes: number): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes);
  return head;
};

const shapeOf = (service: string, operation: string): Schema => {
  const model = modelOf(service)?.operations.get(operation);
  assert.ok(model);
  return model.input;
};
const fromXml = (text: string) => xmlInput(shapeOf("s3", "DeleteObjects"), Buffer.from(text));

/** Requests that take little to send, and would take much to read. */
const hostile: readonly (readonly [string, () => unknown])[] = [
  [
    "JSON of half a million lists",
    () => jsonInput(Buffer.from(`{"a":${repeated("[", MB / 2)}${repeated("]", MB / 2)}}`)),
  ],
  ["JSON of structures in each other", () => jsonInput(Buffer.from(repeated('{"a":', MB / 5)))],
  ["a CBOR integer of 1 MB", () => cborInput(cbor(0xc2, 0x5a, length(MB), Buffer.alloc(MB, 255)))],
  ["a negative one", () => cborInput(cbor(0xc3, 0x5a, length(MB), Buffer.alloc(MB, 255)))],
  ["one in chunks", () => cborInput(cbor(0xc2, 0x5f, Buffer.alloc(MB, 0x40), 0xff))],
  ["a decimal with an exponent", () => cborInput(cbor(0xc4, 0x82, 0x1a, length(2 ** 31), 1))],
  ["CBOR of a million lists", () => cborInput(cbor(Buffer.alloc(MB, 0x81), 1))],
  ["CBOR of a million open lists", () => cborInput(Buffer.alloc(MB, 0x9f))],
  ["CBOR of a million tags", () => cborInput(cbor(Buffer.alloc(MB, 0xc1), 1))],
  [
    "a CBOR list that says it has 4 billion members",
    () => cborInput(cbor(0x9a, length(2 ** 32 - 1))),
  ],
  ["such a map", () => cborInput(cbor(0xba, length(2 ** 32 - 1)))],
  ["such a text", () => cborInput(cbor(0x7a, length(2 ** 32 - 1)))],
  ["CBOR that goes on after its end", () => cborInput(Buffer.from([0xa0, 0xa0]))],
  [
    "a form of 100,000 parameters",
    () =>
      formInput(
        new URLSearchParams(Array.from({ length: 100_000 }, (_, i) => `a.${i}=`).join("&")),
        shapeOf("sns", "Publish"),
      ),
  ],
  ["XML of 250,000 tags", () => fromXml(`<a>${repeated("<b/>", MB / 4)}</a>`)],
  ["XML of tags that never end", () => fromXml(`<a>${repeated("<b>", MB / 3)}</a>`)],
  ["an upload in chunks of a byte", () => dechunk(Buffer.from(repeated("1\r\nx\r\n", MB / 6)))],
];

describe("the gateway's bounds", () => {
  for (const [what, read] of hostile)
    it(`refuse ${what} before they are read`, () => {
      const begun = process.cpuUsage();
      assert.throws(read, { name: "AwsError", message: /./ });
      const { user, system } = process.cpuUsage(begun);
      // The issue is milliseconds against minutes: a busy machine does not reach this.
      assert.ok(user + system < 2_000_000, `${(user + system) / 1000} ms`);
    });

  it("let through what a client may well send", () => {
    const levels = 100;
    const nested = `{"a":${repeated('{"M":', levels)}1${repeated("}", levels)}}`;
    assert.deepEqual(jsonInput(Buffer.from(nested)), JSON.parse(nested));
    const brackets = { text: `\\"${repeated("[{", 1000)}\\\\`, more: '"]' };
    assert.deepEqual(jsonInput(Buffer.from(JSON.stringify(brackets))), brackets);
    const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false });
    const input = {
      Records: Array.from({ length: 500 }, (_, i) => ({ Data: `data ${i}`, Half: i / 2 })),
      Deep: Array.from({ length: 50 }).reduce<unknown>((inner) => [inner], { yes: true, no: null }),
      Large: 2 ** 40,
    };
    assert.deepEqual(cborInput(encoder.encode(input)), input);
    // An open map of an open list, as a streaming encoder writes it.
    assert.deepEqual(cborInput(Buffer.from("bf61619f0102ffff", "hex")), { a: [1, 2] });
  });

  it("stop unpacking a body of 200 MB", async () => {
    const gateway = await start([service({ name: "t", targetPrefix: "T" }, { Take: () => ({}) })]);
    try {
      const response = await fetch(gateway.endpoint, {
        method: "POST",
        headers: { "x-amz-target": "T.Take", "content-encoding": "gzip" },
        body: gzipSync(Buffer.alloc(200 * MB)),
      });
      assert.equal(response.status, 400);
      assert.match(await response.text(), /SerializationException/);
    } finally {
      await gateway.stop();
    }
  });
});
