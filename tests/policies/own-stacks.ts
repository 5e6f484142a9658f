import path from "node:path";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type * as proto from "@pulumi/pulumi/proto/resource_pb";
import type { RegisteredResource } from "../../cost/registrations";
import { registeredBy } from "../../cost/registrations";

interface Options {
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

/** A resource of ours with the options that mocks do not pass on. */
export interface OwnResource extends RegisteredResource {
  readonly retainOnDelete: boolean;
}

type Register = (request: proto.RegisterResourceRequest, callback: unknown) => unknown;

/** Everything that a stack file's program registers. */
export async function ownStack(stack: string): Promise<readonly OwnResource[]> {
  const options = new Map<string, Options>();
  const prototype = MockMonitor.prototype as unknown as { registerResource: Register };
  const original = prototype.registerResource;
  prototype.registerResource = function (this: unknown, request, callback) {
    options.set(`${request.getType()}::${request.getName()}`, {
      protect: request.getProtect() === true,
      retainOnDelete: request.getRetainondelete() === true,
    });
    return original.call(this, request, callback);
  };
  try {
    const { resources } = await registeredBy(path.resolve(__dirname, "../.."), stack);
    return resources.map((resource) => {
      const known = options.get(`${resource.type}::${resource.name}`);
      return { ...resource, ...(known ?? { protect: false, retainOnDelete: false }) };
    });
  } finally {
    prototype.registerResource = original;
  }
}
