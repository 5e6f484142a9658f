import assert from "node:assert/strict";
import { sources } from "../../producers";
import { encodings, type EncodingName } from "../../producers/import/encoding";
import { digested, itemsOf } from "../../producers/import/items";
import { linesOf } from "../../producers/import/lines";

interface Reading {
  readonly encoding?: EncodingName;
  readonly maxRecordBytes?: number;
  readonly after?: number;
  /** Bytes that come at once. */
  readonly chunk?: number;
}

/** Each item as its data, or as `line: reason`; `notes` apart. */
async function read(scenario: string, content: string | Buffer, reading: Reading = {}) {
  const source = sources.find((candidate) => candidate.scenario === scenario);
  assert(source, scenario);
  const encoding = encodings[reading.encoding ?? "utf8"];
  const bytes = Buffer.from(content);
  const size = reading.chunk ?? 7;
  // eslint-disable-next-line @typescript-eslint/require-await -- the shape of a file's stream
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const notes: string[] = [];
  const read: string[] = [];
  const rejected: Buffer[] = [];
  const items = itemsOf(digested(linesOf(chunks(), { unit: encoding.unit })), {
    encoding,
    format: source.file,
    maxRecordBytes: reading.maxRecordBytes ?? 1024 * 1024,
    note: (text) => notes.push(text),
    ...(reading.after === undefined ? {} : { after: reading.after }),
  });
  for await (const item of items) {
    if (item.record) read.push(item.record.data);
    if (item.rejected) {
      read.push(`${item.firstLine}: ${item.rejected.reason}`);
      rejected.push(item.rejected.bytes);
    }
  }
  return { read, notes, rejected: Buffer.concat(rejected).toString("latin1") };
}

const price = (symbol: string, value: string, day = "2000-01-01") =>
  JSON.stringify({ symbol, price: Number(value), timestamp: `${day}T00:00:00.000Z` });

/** Without the blanks that keep a number's digits. */
const compact = (lines: readonly string[]) =>
  lines.map((line) => (line.startsWith("{") ? JSON.stringify(JSON.parse(line)) : line));

const mark = "\u{feff}";

describe("files of events", () => {
  for (const [what, content, expected] of [
    ["a header", "symbol,date,price\nA,Jan 1 2000,1.5\n", [price("A", "1.5")]],
    ["no header", "A,Jan 1 2000,1.5\n", [price("A", "1.5")]],
    [
      "a byte order mark before a header",
      `${mark}symbol,date,price\nA,Jan 1 2000,1.5`,
      [price("A", "1.5")],
    ],
    ["a byte order mark before data", `${mark}A,Jan 1 2000,1.5`, [price("A", "1.5")]],
    [
      "a header in capitals, in quotes, in another order",
      `"PRICE","Symbol",Date\r\n2,A,Jan 1 2000\r\n`,
      [price("A", "2")],
    ],
    [
      "quotes, with commas, quotes and a line break within",
      `"A,""x""\nB",Jan 1 2000,1`,
      [price('A,"x"\nB', "1")],
    ],
    [
      "CRLF, and empty lines",
      "A,Jan 1 2000,1\r\n\r\n  \nB,Jan 1 2000,2\r\n",
      [price("A", "1"), price("B", "2")],
    ],
    [
      "dates of other forms",
      'A,2000-01-01,1\nA,"January 2, 2000",1\nA,3 Jan 2000,1',
      [price("A", "1"), price("A", "1", "2000-01-02"), price("A", "1", "2000-01-03")],
    ],
    [
      "the header again, where files were joined",
      "symbol,date,price\nA,Jan 1 2000,1\nsymbol,date,price\nB,Jan 1 2000,2",
      [price("A", "1"), price("B", "2")],
    ],
  ] as const) {
    it(`reads CSV with ${what}`, async () => {
      const { read: events } = await read("stock-market", content);
      assert.deepEqual(compact(events), expected);
    });
  }

  for (const [what, line, reason] of [
    ["30 February", "ROLL,Feb 30 2000,25.94", /^2: there is no such date as Feb 30 2000/],
    ["a date that reads two ways", "A,01/02/2000,1", /^2: "01\/02\/2000", which reads two ways/],
    ["an empty key", ",Jan 1 2000,2", /^2: symbol must not be empty/],
    [
      "a key of 257 characters",
      `${"k".repeat(257)},Jan 1 2000,2`,
      /^2: a partition key has 1 to 256/,
    ],
    ["a number with a comma", `A,Jan 1 2000,"1,5"`, /^2: price must be a number/],
    ["a field too many", "A,Jan 1 2000,1,2", /^2: 3 fields are due/],
    ["semicolons", "A;Jan 1 2000;1", /commas must separate/],
    ["a stray quote", 'A"B,Jan 1 2000,1', /^2: a quote/],
    ["a quote that is never closed", '"A,Jan 1 2000,1', /^2: a field's quotes are never closed/],
  ] as const) {
    it(`leaves out ${what}, and reads the lines around it`, async () => {
      const all = await read("stock-market", `A,Jan 1 2000,1\n${line}\nC,Jan 1 2000,3\n`);
      assert.equal(all.read.length, 3, all.read.join("\n"));
      assert.match(all.read[1] ?? "", reason);
      assert.equal(all.rejected, `${line}\n`);
    });
  }

  it("refuses a header that lacks a column, and tells of columns left out", async () => {
    await assert.rejects(
      read("stock-market", "symbol,date\nA,Jan 1 2000"),
      /line 1: the header lacks price/,
    );
    const { notes } = await read("stock-market", "symbol,date,price,volume\nA,Jan 1 2000,1,5");
    assert.deepEqual(notes, ["columns left out: volume"]);
  });

  it("ends lines at LF only, also with U+2028 within a string", async () => {
    const events = ['{"a":"x\u2028y"}', '{"a":"x\u2029y\u0085z"}', '{"a":1}'];
    for (const end of ["\n", "\r\n"]) {
      for (const chunk of [1, 2, 3, 1000]) {
        const { read: got } = await read("event-logs", events.join(end) + end, { chunk });
        assert.deepEqual(got, events);
      }
    }
  });

  it("reads Latin-1 and UTF-16LE where asked, and names the byte that is not UTF-8", async () => {
    const text = `${mark}{"a":"é"}\r\n{"b":"\u0a0a\u0d0a"}\n`;
    assert.deepEqual(
      (await read("event-logs", Buffer.from(text, "utf16le"), { encoding: "utf16le", chunk: 3 }))
        .read,
      ['{"a":"é"}', '{"b":"\u0a0a\u0d0a"}'],
    );
    const latin = Buffer.from('{"a":1}\n{"a":"\xe9"}\n', "latin1");
    assert.deepEqual((await read("event-logs", latin, { encoding: "latin1" })).read, [
      '{"a":1}',
      '{"a":"é"}',
    ]);
    const { read: got, rejected } = await read("event-logs", latin);
    assert.match(got[1] ?? "", /^2: byte 7 of the line \(0xE9\) is not UTF-8.*--encoding latin1/);
    assert.equal(rejected, '{"a":"\xe9"}\n');
  });

  it("meets the stream's record size at the line", async () => {
    const text = `{"a":1}\n{"a":"${"x".repeat(200)}"}\n{"a":2}`;
    const { read: got } = await read("event-logs", text, { maxRecordBytes: 100 });
    assert.match(got[1] ?? "", /^2: a record of 209 bytes is over the stream's limit of 100/);
    assert.equal(got.length, 3);
  });

  it("goes on after a line, with the header that stands before it", async () => {
    const { read: got } = await read(
      "stock-market",
      "price,symbol,date\n1,A,Jan 1 2000\n2,B,Jan 1 2000\n3,C,Jan 1 2000",
      { after: 2 },
    );
    assert.deepEqual(compact(got), [price("B", "2"), price("C", "3")]);
  });
});
