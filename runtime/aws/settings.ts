/**
 * What every client shares. The writers retry with the invocation's deadline in view, so the SDK
 * itself tries once; sockets stay open between invocations.
 */
export const clientSettings = {
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: 1000,
    requestTimeout: 5000,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: 64 },
    httpsAgent: { keepAlive: true, maxSockets: 64 },
  },
};

/** Makes a value at its first use and keeps it for the container's life. */
export function lazy<T>(make: () => T): () => T {
  let value: { readonly made: T } | undefined;
  return () => (value ??= { made: make() }).made;
}
