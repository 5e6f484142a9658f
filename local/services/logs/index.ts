import type { Service } from "../../gateway/service";

export interface LogMessage {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

export interface LogsOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock?: () => number;
  /** Oldest events go first when all groups together hold more; 64 MB by default. */
  readonly maxBytes?: number;
  /** Told of every message stored: CloudWatch takes embedded metrics from here. */
  readonly onMessage?: (group: string, message: LogMessage) => void;
}

export interface Logs extends Service {
  /** Stores messages; creates the group and the stream where they are missing. */
  append(group: string, stream: string, messages: readonly LogMessage[]): void;
}

export declare function createLogs(options: LogsOptions): Logs;
