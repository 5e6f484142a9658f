import fc from "fast-check";

/** What happens to a request's body on its way, so that decoders see what no encoder writes. */
export interface Damage {
  /** Where, as a share of the body. */
  readonly at: number;
  /** Bytes that are lost there; all that follow when it is Infinity. */
  readonly lost: number;
  /** Bytes that come instead, and how often. */
  readonly put: Uint8Array;
  readonly times: number;
}

/** Bytes that mean something to a decoder of JSON, XML, forms, or CBOR. */
const marks = fc.constantFrom(
  ...[
    '"',
    "\\",
    "{",
    "[",
    "}",
    "]",
    ":",
    ",",
    "<",
    "</",
    "<![CDATA[",
    "<!--",
    "&",
    "&#x0;",
    "%",
    "%zz",
    "=",
  ],
  ...[
    "9f",
    "bf",
    "5f",
    "7f",
    "c2",
    "d9d9f7",
    "fb7ff8000000000000",
    "1bffffffffffffffff",
    "f97e00",
    "ff",
  ].map((hex) => Buffer.from(hex, "hex").toString("latin1")),
);

const bytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  marks.map((text) => Buffer.from(text, "latin1")),
);

export const damages: fc.Arbitrary<Damage> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  lost: fc.constantFrom(0, 0, 1, 1, 2, 8, Infinity),
  put: bytes,
  times: fc.constantFrom(1, 1, 1, 2, 200, 20_000),
});

export function damaged(body: Buffer, { at, lost, put, times }: Damage): Buffer {
  const from = Math.floor(at * body.length);
  const repeated = Buffer.alloc(put.length * times, put);
  return Buffer.concat([body.subarray(0, from), repeated, body.subarray(from + lost)]);
}
