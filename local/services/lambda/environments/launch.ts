import { execPath } from "node:process";

import { v8Codec, type Codec } from "../runtime/codecs";

/** How an instance's process is started. */
export interface Launch {
  readonly command: string;
  readonly args: (memoryMb: number) => readonly string[];
  /** How it is spoken with. */
  readonly codec: Codec;
  /** Python: the folders of the packages that the runtime brings, by their names. */
  readonly packages?: Readonly<Record<string, string>>;
  /** What the function's log shall say of it. */
  readonly note?: string;
}

/** Node.js as this process runs on, with the bundled program. */
export function nodeLaunch(program: string): Launch {
  return {
    command: execPath,
    // Lambda's own shares of the memory size; --require and the like are the host's alone.
    args: (memoryMb) => [
      `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
      `--max-semi-space-size=${Math.max(1, Math.floor(memoryMb * 0.05))}`,
      program,
    ],
    codec: v8Codec,
  };
}
