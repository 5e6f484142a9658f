/** Something that went wrong, or several of one kind at once. */
export interface Fault {
  /** `<pipeline>/<consumer>`. */
  readonly owner: string;
  /** What happened to the records, such as "quarantined". */
  readonly kind: string;
  readonly reason: string;
  /** How many records; 1 by default. */
  readonly count?: number;
  /** A command that shows more. */
  readonly look: string;
}

/** New reasons of one owner and kind that are told in one period; what is beyond is counted. */
const NEW_REASONS = 3;
/** Reasons that are remembered as told; what is beyond is counted. */
const MAX_REASONS = 500;

interface Count {
  readonly look: string;
  untold: number;
  total: number;
  newReasons: number;
}

/** Tells of each fault once, and of all later ones of its kind by their number, once a period. */
export class Notices {
  readonly #told = new Set<string>();
  readonly #counts = new Map<string, Count>();

  constructor(private readonly print: (line: string) => void) {}

  /** Tells of a fault if its reason is new; its count is told by and by. */
  add(fault: Fault): void {
    const { owner, kind, reason, count = 1, look } = fault;
    const counted = this.#counted(fault);
    counted.total += count;
    if (!this.#isNew(`${owner}\n${kind}\n${withoutValues(reason)}`, counted)) {
      counted.untold += count;
      return;
    }
    counted.untold += Math.max(0, count - 1);
    this.print(`${owner}: ${kind}: ${oneLine(reason)}\n  look: ${look}`);
  }

  /** Counts faults whose reasons nobody has read. */
  count(faults: Omit<Fault, "reason" | "count">, count: number): void {
    const counted = this.#counted(faults);
    counted.total += count;
    counted.untold += count;
  }

  /** Ends a period: one line for each owner and kind of which something is untold. */
  period(): void {
    for (const [name, counted] of this.#counts) {
      if (counted.untold > 0) {
        this.print(`${name}: ${counted.untold} more, ${counted.total} in all (${counted.look})`);
      }
      counted.untold = 0;
      counted.newReasons = 0;
    }
  }

  #counted({ owner, kind, look }: Omit<Fault, "reason">): Count {
    const name = `${owner}: ${kind}`;
    const known = this.#counts.get(name);
    if (known !== undefined) return known;
    const counted = { look, untold: 0, total: 0, newReasons: 0 };
    this.#counts.set(name, counted);
    return counted;
  }

  #isNew(key: string, counted: Count): boolean {
    if (this.#told.has(key)) return false;
    if (counted.newReasons >= NEW_REASONS || this.#told.size >= MAX_REASONS) return false;
    counted.newReasons += 1;
    this.#told.add(key);
    return true;
  }
}

/** A reason without what differs from record to record, so that the same one is told once. */
export function withoutValues(reason: string): string {
  return reason.replace(/"[^"]*"|'[^']*'/g, '""').replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, "0");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 300);
}
