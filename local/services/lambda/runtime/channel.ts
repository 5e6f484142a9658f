import { writeSync } from "node:fs";
import { Socket } from "node:net";

import { v8Codec } from "./codecs";
import { frame, FrameReader } from "./frames";
import type { FromProcess, ToProcess } from "./messages";

/** Where the host's messages come from, and where this process's go. */
const FROM_HOST = 3;
const TO_HOST = 4;

/** The channel between a function's process and its host. */
export interface Channel {
  /** Returns once the host's end has taken the bytes: what was sent before a kill has arrived. */
  send(message: FromProcess): void;
  /** Whether the channel keeps the process alive. */
  ref(): void;
  unref(): void;
}

/** Opens this process's end; `ended` is called when the host is gone. */
export function openChannel(received: (message: ToProcess) => void, ended: () => void): Channel {
  const host = new Socket({ fd: FROM_HOST, readable: true, writable: false });
  const reader = new FrameReader(v8Codec);
  host.on("data", (chunk: Buffer) => {
    for (const message of reader.read(chunk)) received(message as ToProcess);
  });
  host.once("close", ended);
  host.on("error", ended);
  return {
    send(message) {
      const bytes = frame(message, v8Codec);
      for (let at = 0; at < bytes.length;) at += writeSync(TO_HOST, bytes, at);
    },
    ref: () => host.ref(),
    unref: () => host.unref(),
  };
}
