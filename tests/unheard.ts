import * as pulumi from "@pulumi/pulumi";

/**
 * Pulumi rejects every output that hangs on a failed one, some of them turns after the program has
 * thrown. A worker of mocha's takes all listeners away at the end of a file, and would die of such an
 * echo between two files. Any other rejection that nobody awaits fails the run.
 */
function unheard(reason: unknown): void {
  if (!pulumi.RunError.isInstance(reason)) throw reason;
}

process.on("unhandledRejection", unheard);
process.on("removeListener", (event: string | symbol) => {
  if (event === "unhandledRejection" && !process.listeners(event).includes(unheard))
    process.on(event, unheard);
});
