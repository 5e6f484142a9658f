import type { Service } from "./gateway/service";

interface Slot {
  readonly service: () => Service;
  /** Makes the service anew in the place of the one before. */
  readonly renew: () => void;
}

/** The services of a local cloud, each made once, in the order of their making. */
export class Slots {
  readonly #slots: Slot[] = [];
  #busy: Promise<unknown> = Promise.resolve();
  /** One list for as long as the cloud runs: a reset changes what it holds. */
  readonly services: Service[] = [];

  /** A service that is made when it is first asked for, after those that it calls by name. */
  once<S extends Service>(make: () => S, called: readonly (() => Service)[] = []): () => S {
    let part: S | undefined;
    return () => {
      if (part !== undefined) return part;
      for (const each of called) each();
      let service = (part = make());
      const at = this.services.push(service) - 1;
      this.#slots.push({
        service: () => service,
        renew: () => {
          this.services[at] = part = service = make();
        },
      });
      return part;
    };
  }

  /** Runs alone: resets, saves and restores come one after the other. */
  alone<T>(run: () => Promise<T>): Promise<T> {
    const ran = this.#busy.then(run, run);
    this.#busy = ran;
    return ran;
  }

  /** Ends services, last made first, and makes them anew: empty, as at the start. To be run alone. */
  async reset(isMeant: (name: string) => boolean): Promise<void> {
    const meant = this.#slots.filter(({ service }) => isMeant(service().name));
    for (const { service } of [...meant].reverse()) await service().stop?.();
    for (const { renew } of meant) renew();
  }
}
