import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import { refusal } from "../lambda/function";
import type { Configuration } from "./configuration";
import type { Mapping } from "./mapping";
import { isQueue, queueConfiguration } from "./queue/settings";

/** The longest invocation, which a disable or update waits for, and a bit. */
const LONGEST_INVOCATION_MS = 905_000;

/** What the API answers of a mapping. */
export type Description = EventSourceMappingConfiguration;

/** The mappings of the account, and the changes of state that are under way. */
export class Registry {
  readonly mappings = new Map<string, Mapping>();
  private created = 0;
  private readonly transitions = new Set<Promise<void>>();

  find(uuid: string): Mapping {
    const mapping = this.mappings.get(uuid);
    if (mapping) return mapping;
    throw refusal("ResourceNotFoundException", "The resource you requested does not exist.");
  }

  /** Throws while a change of the mapping is under way. */
  settled(uuid: string, verb: "update" | "delete"): Mapping {
    const mapping = this.find(uuid);
    if (mapping.state === "Enabled" || mapping.state === "Disabled") return mapping;
    throw refusal(
      "ResourceInUseException",
      `Cannot ${verb} the event source mapping because it is in use.`,
    );
  }

  add(mapping: Mapping, enabled: boolean): void {
    mapping.ordinal = ++this.created;
    this.mappings.set(mapping.configuration.UUID, mapping);
    this.transition(async () => {
      // The answer says Creating, and the poller starts after it.
      await new Promise((resolve) => setImmediate(resolve));
      if (mapping.state === "Creating") mapping.settle(enabled);
    });
  }

  update(mapping: Mapping, configuration: Configuration, enabled: boolean): void {
    const was = mapping.state === "Enabled";
    mapping.state = was === enabled ? "Updating" : enabled ? "Enabling" : "Disabling";
    mapping.lastModified = mapping.time.now();
    mapping.configure(configuration);
    this.transition(async () => {
      await mapping.pause(LONGEST_INVOCATION_MS);
      if (mapping.state !== "Deleting") mapping.settle(enabled);
    });
  }

  remove(mapping: Mapping): void {
    mapping.state = "Deleting";
    mapping.lastModified = mapping.time.now();
    this.transition(async () => {
      await mapping.pause();
      this.mappings.delete(mapping.configuration.UUID);
    });
  }

  describe(mapping: Mapping): Description {
    const { configuration } = mapping;
    const ofQueue = isQueue(configuration.EventSourceArn);
    return {
      ...(ofQueue ? queueConfiguration(configuration) : configuration),
      State: mapping.state,
      StateTransitionReason: "User action",
      LastProcessingResult: mapping.lastProcessingResult,
      LastModified: new Date(mapping.lastModified),
    };
  }

  /** Ends every mapping; invocations in flight get so many milliseconds. */
  async stop(withinMs: number): Promise<void> {
    const all = [...this.mappings.values()];
    for (const mapping of all) mapping.state = "Deleting";
    this.mappings.clear();
    await Promise.all(all.map((mapping) => mapping.pause(withinMs)));
  }

  private transition(work: () => Promise<void>): void {
    const done = work().finally(() => this.transitions.delete(done));
    this.transitions.add(done);
  }
}
