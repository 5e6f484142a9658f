import { bodies, type KinesisEvent } from "./functions";
import { settle } from "./time";

/** A handler that holds invocations until the test lets them go. */
export class Gate {
  readonly inside: string[] = [];
  private readonly open: (() => void)[] = [];
  readonly handler = (event: KinesisEvent): Promise<null> => {
    this.inside.push(bodies(event).join());
    return new Promise((resolve) => {
      this.open.push(() => {
        resolve(null);
      });
    });
  };

  async release(): Promise<void> {
    for (const go of this.open.splice(0)) go();
    await settle();
  }
}
