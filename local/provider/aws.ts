import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { CloudClient } from "../gateway/service";
import { connect } from "../gateway/remote";
import { functions, kinds } from "../resources";
import { Lifecycle } from "./lifecycle";
import { serve } from "./serve";
import { providerService } from "./service";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- only its version
const { version } = require("@pulumi/aws/package.json") as { version: string };

const defaultEndpoint = "http://127.0.0.1:4566";

/** Connects on first use, so that a program without resources needs no gateway. */
function gateway(): () => Promise<CloudClient> {
  let client: Promise<CloudClient> | undefined;
  const endpoint = process.env.AWS_ENDPOINT_URL ?? defaultEndpoint;
  return () => {
    client ??= connect(endpoint).catch((error: unknown) => {
      client = undefined;
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `no local cloud answers at ${endpoint} (${reason}): start one with npm run gateway`,
      );
    });
    return client;
  };
}

/** The executable pulumi-resource-aws: AWS's resource types in a running gateway. */
export function serveAws(): void {
  const lifecycle = new Lifecycle(
    { kinds, functions },
    gateway(),
    process.env.AWS_REGION || undefined,
  );
  serve(ResourceProviderService, providerService(lifecycle, version));
}
