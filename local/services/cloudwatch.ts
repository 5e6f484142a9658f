import type { Service } from "../gateway/service";

export interface CloudWatchOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock?: () => number;
}

export interface CloudWatch extends Service {
  /** Takes the metrics of a log line in the embedded metric format; other lines are ignored. */
  readonly embedded: (group: string, message: { timestamp: number; message: string }) => void;
}

export declare function createCloudWatch(options: CloudWatchOptions): CloudWatch;
