import BTree from "sorted-btree";
import { Lane, type Held } from "./lane";
import type { Message } from "./message";

type Place = readonly [time: number, order: number];
const byTime = (left: Place, right: Place): number => left[0] - right[0] || left[1] - right[1];

/** How a message comes into a queue. */
export interface Arrival {
  readonly enqueuedAt: number;
  readonly visibleAt: number;
  readonly receivedBefore?: number;
  readonly deadLetterSourceArn?: string;
}

/** The messages of one queue, by id and in the order in which they may be received. */
export class MessageStore {
  readonly #byId = new Map<string, Held>();
  readonly #groups = new Map<string, Lane>();
  readonly #due = new BTree<Place, Lane>(undefined, byTime);
  #order = 0;

  constructor(private readonly fifo: boolean) {}

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): Held | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<Held> {
    return this.#byId.values();
  }

  add(message: Message, arrival: Arrival): void {
    const { receivedBefore = 0, ...times } = arrival;
    const lane = this.#laneOf(message);
    const held: Held = {
      message,
      ...times,
      order: this.#order++,
      lane,
      receipt: undefined,
      received: 0,
      receivedBefore,
      firstReceivedAt: undefined,
      receivedAt: 0,
      changed: false,
      gone: false,
    };
    lane.messages.push(held);
    this.#byId.set(message.id, held);
    this.place(lane);
  }

  remove(held: Held): void {
    this.#detach(held);
    this.place(held.lane);
  }

  clear(): void {
    for (const held of this.#byId.values()) held.gone = true;
    this.#byId.clear();
    this.#groups.clear();
    this.#due.clear();
  }

  /** When the next message may be received; undefined when there is none. */
  nextAt(): number | undefined {
    return this.#due.minKey()?.[0];
  }

  /**
   * The next messages that may be received, up to `most`, which `hold` then marks as received. What `unfit`
   * says of is removed.
   */
  take(
    now: number,
    most: number,
    {
      unfit,
      hold,
    }: { readonly unfit: (held: Held) => boolean; readonly hold: (held: Held) => void },
  ): Held[] {
    const taken: Held[] = [];
    const lanes: Lane[] = [];
    while (taken.length < most) {
      const lane = this.#withdraw(now);
      if (lane === undefined) break;
      lanes.push(lane);
      for (let at = 0; taken.length < most;) {
        const held = lane.messages[at];
        if (held === undefined || held.visibleAt > now) break;
        if (unfit(held)) this.#detach(held);
        else {
          taken.push(held);
          at += 1;
        }
      }
    }
    taken.forEach(hold);
    for (const lane of lanes) this.place(lane);
    return taken;
  }

  /** Puts a lane where it belongs after a change of its messages. */
  place(lane: Lane): void {
    if (lane.place !== undefined) this.#due.delete(lane.place);
    const time = lane.nextAt();
    const [first] = lane.messages;
    lane.place = time === undefined || first === undefined ? undefined : [time, first.order];
    if (lane.place !== undefined) this.#due.set(lane.place, lane);
  }

  /** Takes the first lane that has messages to give out of the order, until it is placed again. */
  #withdraw(now: number): Lane | undefined {
    const key = this.#due.minKey();
    if (key === undefined || key[0] > now) return undefined;
    const lane = this.#due.get(key);
    this.#due.delete(key);
    if (lane !== undefined) lane.place = undefined;
    return lane;
  }

  #detach(held: Held): void {
    held.gone = true;
    held.lane.remove(held);
    this.#byId.delete(held.message.id);
    if (this.fifo && held.lane.messages.length === 0) {
      this.#groups.delete(held.message.groupId ?? "");
    }
  }

  #laneOf({ groupId = "" }: Message): Lane {
    if (!this.fifo) return new Lane();
    let lane = this.#groups.get(groupId);
    if (lane === undefined) {
      lane = new Lane();
      this.#groups.set(groupId, lane);
    }
    return lane;
  }
}
