import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb.js";
import type { Unfinished } from "../resources/unfinished";
import { toStruct, type WireProperties } from "./values";

/** A resource that exists, but not as it should: the engine keeps it, and updates it next time. */
export class PartlyCreated extends Error {
  override readonly name = "PartlyCreated";

  constructor(
    readonly id: string,
    readonly outputs: WireProperties,
    cause: Unfinished,
  ) {
    super(cause.message, { cause });
  }
}

/** What a method's throw becomes on the wire; its message is what the CLI shows. */
export function statusOf(error: unknown): Partial<grpc.StatusObject> {
  const details = error instanceof Error ? error.message : String(error);
  const code = grpc.status.UNKNOWN;
  if (!(error instanceof PartlyCreated)) return { code, details };
  const partly = new ErrorResourceInitFailed();
  partly.setId(error.id);
  partly.setProperties(toStruct(error.outputs));
  partly.setReasonsList([details]);
  const detail = new Any();
  detail.pack(partly.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(code);
  status.setMessage(details);
  status.addDetails(detail);
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code, details, metadata };
}
