/** What the process with the clients is asked to do. */
export interface Load {
  readonly endpoint: string;
  readonly stream: string;
  readonly protocol: "HTTP/2" | "HTTP/1.1";
  readonly operation: "PutRecords" | "GetRecords";
  /** SDK clients at once, each with connections of its own and one request under way. */
  readonly clients: number;
  readonly seconds: number;
}

export interface Rate {
  readonly recordsPerSecond: number;
}
