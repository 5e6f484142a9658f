import type { Handler } from "../../../runtime/handler";
import type { Entry, JsonValue, WriteFailure, Writer } from "../../../runtime/types";
import { startContainer } from "./container";

export type Event = Record<string, JsonValue>;

/** A sink in memory that fails as told. */
export function sink(
  name: string,
  fail: (entry: Entry<Event>) => WriteFailure | undefined = () => undefined,
  map: (event: Event) => Event | undefined = (event) => event,
) {
  const items: Event[] = [];
  const writer: Writer<Event> = {
    write: (entries) => {
      const failures = entries.map(fail).filter((failure) => failure !== undefined);
      const failed = new Set(failures.map(({ index }) => index));
      items.push(...entries.filter(({ index }) => !failed.has(index)).map(({ item }) => item));
      return Promise.resolve(failures);
    },
  };
  return { name, items, writer: () => writer, options: {}, environmentPrefix: "", map };
}

/** The handler of a consumer with these sinks. */
export function consumer(
  sinks: ReturnType<typeof sink>[],
  parse = (value: JsonValue) => value as Event,
): Handler {
  return startContainer<Event>({ pipeline: "test", consumer: "store", parse, sinks });
}
