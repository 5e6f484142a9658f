import { isUtf8 } from "node:buffer";

/** How a file's bytes are read as text. */
export interface Encoding {
  readonly name: EncodingName;
  /** Bytes of a line feed. */
  readonly unit: 1 | 2;
  /** Throws an Error that names the first byte that does not fit, counted from 1. */
  decode(bytes: Buffer): string;
}

export const encodingNames = ["utf8", "latin1", "windows-1252", "utf16le"] as const;

export type EncodingName = (typeof encodingNames)[number];

const MARK = "\u{feff}";

const windows1252 = new TextDecoder("windows-1252");

/** The encodings of `--encoding`. `latin1` is ISO 8859-1, where each byte is the character of its number. */
export const encodings: Readonly<Record<EncodingName, Encoding>> = {
  utf8: {
    name: "utf8",
    unit: 1,
    decode: (bytes) => {
      if (isUtf8(bytes)) return text(bytes.toString("utf8"), "utf16le");
      const at = firstDifference(bytes, Buffer.from(bytes.toString("utf8")));
      throw new Error(
        `byte ${at + 1} of the line (0x${hex(bytes[at])}) is not UTF-8: name the file's encoding ` +
          `with --encoding ${encodingNames.slice(1).join(", ")}`,
      );
    },
  },
  latin1: {
    name: "latin1",
    unit: 1,
    decode: (bytes) => text(bytes.toString("latin1"), "utf16le"),
  },
  "windows-1252": {
    name: "windows-1252",
    unit: 1,
    decode: (bytes) => text(windows1252.decode(bytes), "utf16le"),
  },
  utf16le: {
    name: "utf16le",
    unit: 2,
    decode: (bytes) => {
      const decoded = bytes.toString("utf16le");
      const at = /\p{Surrogate}/u.exec(decoded)?.index;
      if (at !== undefined) {
        throw new Error(`byte ${at * 2 + 1} of the line is half a surrogate pair: not UTF-16`);
      }
      if (bytes.length % 2 !== 0) throw new Error("the line ends within a character of UTF-16");
      return text(decoded, "utf8");
    },
  },
};

/** Without a byte order mark, which files that were joined have within them too. */
function text(decoded: string, instead: EncodingName): string {
  if (decoded.includes("\0")) {
    throw new Error(`the line has a NUL character: is the file --encoding ${instead}?`);
  }
  return decoded.startsWith(MARK) ? decoded.slice(1) : decoded;
}

function firstDifference(bytes: Buffer, other: Buffer): number {
  return bytes.findIndex((byte, index) => byte !== other[index]);
}

function hex(byte = 0): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}
