import * as grpc from "@grpc/grpc-js";

/** Serves a provider on a free loopback port and prints the port, as the CLI expects of a plugin. */
export function serve(
  service: grpc.ServiceDefinition,
  implementation: grpc.UntypedServiceImplementation,
): void {
  const limit = 400 * 1024 * 1024;
  const server = new grpc.Server({
    "grpc.max_receive_message_length": limit,
    "grpc.max_send_message_length": limit,
  });
  server.addService(service, implementation);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
  });
  endWithParent(server);
}

/** The CLI ends its plugins by signal; one whose CLI is gone must not stay either. */
function endWithParent(server: grpc.Server): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 2000);
  watch.unref();
  process.once("SIGTERM", () => {
    server.forceShutdown();
    process.exit(0);
  });
}
