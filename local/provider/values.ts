import * as pulumi from "@pulumi/pulumi";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import * as structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties } from "../resources/kind";

/** Keys and texts that mark special values on Pulumi's wire (sdk/nodejs/runtime/rpc.ts). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const signatures = {
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  secret: "1b47061264138c4ac30d75fd1eb44270",
} as const;
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Wire = null | boolean | number | string | Wire[] | { [key: string]: Wire };
export type WireProperties = Record<string, Wire>;

export function fromStruct(struct: Struct | undefined): WireProperties {
  return struct?.toJavaScript() ?? {};
}

export function toStruct(properties: WireProperties): Struct {
  return structs.Struct.fromJavaScript(properties);
}

function isMapping(value: Wire | undefined): value is { [key: string]: Wire } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is unknown in this preview, or holds one that is. */
export function hasUnknown(value: Wire | undefined): boolean {
  if (value === unknownText) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isMapping(value) && Object.values(value).some(hasUnknown);
}

/** The names of inputs that are unknown in this preview. */
export function unknownProperties(properties: WireProperties): Set<string> {
  return new Set(Object.keys(properties).filter((key) => hasUnknown(properties[key])));
}

/** A wire value as a program holds it: assets and archives become Pulumi's own. */
export function decode(value: Wire): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (!isMapping(value)) return value;
  switch (value[signatureKey]) {
    case signatures.asset:
      return decodeAsset(value);
    case signatures.archive:
      return decodeArchive(value);
    case signatures.secret:
      return decode(value.value ?? null);
    default:
      return decodeProperties(value);
  }
}

/**
 * Properties as a ResourceKind takes them. Left out are nulls, unknown values, and what the state
 * keeps of an asset: its hash without its content.
 */
export function decodeProperties(properties: WireProperties): Properties {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([key, value]) => !key.startsWith("__") && value !== null)
      .filter(([, value]) => !hasUnknown(value) && !isHashOnly(value))
      .map(([key, value]) => [key, decode(value)]),
  );
}

function isHashOnly(value: Wire): boolean {
  if (!isMapping(value)) return false;
  const signature = value[signatureKey];
  if (signature !== signatures.asset && signature !== signatures.archive) return false;
  return [value.text, value.path, value.uri, value.assets].every((part) => !part);
}

function decodeAsset(value: { [key: string]: Wire }): pulumi.asset.Asset {
  if (typeof value.text === "string" && value.text !== "") {
    return new pulumi.asset.StringAsset(value.text);
  }
  if (typeof value.path === "string" && value.path !== "") {
    return new pulumi.asset.FileAsset(value.path);
  }
  if (typeof value.uri === "string" && value.uri !== "") {
    throw new Error(`remote assets are not implemented by the local cloud (${value.uri})`);
  }
  return new pulumi.asset.StringAsset("");
}

function decodeArchive(value: { [key: string]: Wire }): pulumi.asset.Archive {
  if (typeof value.path === "string" && value.path !== "") {
    return new pulumi.asset.FileArchive(value.path);
  }
  if (isMapping(value.assets)) {
    const entries = Object.entries(value.assets).map(([name, asset]) => [name, decode(asset)]);
    return new pulumi.asset.AssetArchive(Object.fromEntries(entries) as pulumi.asset.AssetMap);
  }
  throw new Error("an archive must have a path or assets");
}

/** Outputs for the wire. `inputs` supplies assets as they came, with the engine's own hashes. */
export function encodeProperties(outputs: Properties, inputs: WireProperties): WireProperties {
  const encoded: WireProperties = {};
  for (const [key, value] of Object.entries(outputs)) {
    if (value === undefined) continue;
    encoded[key] = containsAsset(value) ? (inputs[key] ?? null) : plain(value);
  }
  return encoded;
}

function containsAsset(value: unknown): boolean {
  return pulumi.asset.Asset.isInstance(value) || pulumi.asset.Archive.isInstance(value);
}

/** JSON's own reading of a value: no undefined members, no class instances. */
function plain(value: unknown): Wire {
  return JSON.parse(JSON.stringify(value)) as Wire;
}
