/** When each phase of `npm start` had ended, in milliseconds since its process began. */
export interface Timeline {
  /** Every module is loaded. */
  readonly loadedMs: number;
  /** The local cloud's port is open. */
  readonly cloudMs: number;
  /** The Pulumi program has ended and its resources are there. */
  readonly programMs: number;
  /** The first record is in its table. */
  readonly storedMs: number;
}
