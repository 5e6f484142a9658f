import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import type { InputOf } from "../../../gateway/model/apis";
import { unpack, type Archive, type Layers } from "../code/package";
import { invalid, refusal } from "../function";
import { ResourcePolicy } from "../policies/policy";

/** A published version of a layer; it never changes. */
export interface LayerVersion {
  readonly name: string;
  readonly version: number;
  /** With the version; the layer's own is without. */
  readonly arn: string;
  readonly archive: Archive;
  readonly folder: string;
  readonly root: string;
  readonly createdAt: Date;
  readonly input: Published;
  readonly policy: ResourcePolicy;
}

type Published = Pick<
  InputOf<"lambda", "PublishLayerVersion">,
  "LayerName" | "Description" | "CompatibleRuntimes" | "CompatibleArchitectures" | "LicenseInfo"
>;

interface Layer {
  /** The number of the last version; a deleted version's is not given again. */
  last: number;
  /** Oldest first. */
  readonly versions: Map<number, LayerVersion>;
}

const VERSION_ARN = /^arn:[^:]+:lambda:([^:]+):(\d{12}):layer:([\w-]+):(\d+)$/;

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/adding-layers.html */
const MAX_LAYERS = 5;

/** The account's layers. */
export class LayerStore {
  private readonly byName = new Map<string, Layer>();

  /** `arnPrefix` is `arn:aws:lambda:<region>:<account>`. */
  constructor(private readonly arnPrefix: string) {}

  /** The ARN of the layer that a name or its ARN means. */
  arnOf(nameOrArn: string): string {
    return `${this.arnPrefix}:layer:${nameIn(nameOrArn)}`;
  }

  async publish(input: Published, zip: Buffer, parent: string): Promise<LayerVersion> {
    const name = nameIn(input.LayerName);
    const root = join(parent, randomUUID().slice(0, 8));
    const folder = join(root, "contents");
    let archive: Archive;
    try {
      archive = await unpack(zip, root, folder);
    } catch (error) {
      await remove(root);
      throw error;
    }
    const layer = this.byName.get(name) ?? { last: 0, versions: new Map<number, LayerVersion>() };
    const version = layer.last + 1;
    const arn = `${this.arnOf(name)}:${version}`;
    const policy = new ResourcePolicy();
    const published = {
      name,
      version,
      arn,
      archive,
      folder,
      root,
      createdAt: new Date(),
      input,
      policy,
    };
    this.byName.set(name, { last: version, versions: layer.versions.set(version, published) });
    return published;
  }

  /** Throws ResourceNotFoundException. */
  get(nameOrArn: string, version: number): LayerVersion {
    const found = this.byName.get(nameIn(nameOrArn))?.versions.get(version);
    if (found === undefined || !found.arn.startsWith(`${this.arnOf(nameOrArn)}:`)) {
      throw refusal("ResourceNotFoundException", "The resource you requested does not exist.");
    }
    return found;
  }

  /** By its version's ARN; throws ResourceNotFoundException. */
  withArn(arn: string): LayerVersion {
    const [, , , name = "", version = ""] = VERSION_ARN.exec(arn) ?? [];
    return this.get(name, Number(version));
  }

  /** A layer's versions, newest first; none where there is no such layer. */
  versionsOf(nameOrArn: string): LayerVersion[] {
    return [...(this.byName.get(nameIn(nameOrArn))?.versions.values() ?? [])].reverse();
  }

  /** The newest version of each layer, by name. */
  list(): LayerVersion[] {
    const newest = [...this.byName.keys()].flatMap((name) => this.versionsOf(name).slice(0, 1));
    return newest.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Functions that have it keep it. */
  async delete(nameOrArn: string, version: number): Promise<void> {
    const versions = this.byName.get(nameIn(nameOrArn))?.versions;
    const found = versions?.get(version);
    versions?.delete(version);
    if (found !== undefined) await remove(found.root);
  }

  /** What functions ask for by ARNs; throws InvalidParameterValueException. */
  asked(arns: readonly string[]): Layers {
    if (arns.length > MAX_LAYERS) {
      throw invalid(`Cannot reference more than ${MAX_LAYERS} layers.`);
    }
    const found = arns.map((arn) => this.askedFor(arn));
    const names = new Set(found.map(({ name }) => name));
    if (names.size < found.length) {
      throw invalid(
        "Two different versions of the same layer are not allowed to be referenced in the same function.",
      );
    }
    return {
      references: found.map(({ arn, archive: { size, unzippedSize } }) => ({
        arn,
        size,
        unzippedSize,
      })),
      folders: found.map(({ folder }) => folder),
    };
  }

  private askedFor(arn: string): LayerVersion {
    const [, , , name = "", version = ""] = VERSION_ARN.exec(arn) ?? [];
    const found = this.byName.get(name)?.versions.get(Number(version));
    if (found?.arn === arn) return found;
    if (arn.startsWith(`${this.arnPrefix}:`)) throw invalid(`Layer version ${arn} does not exist.`);
    throw invalid(
      `Layer version ${arn} is of another account or region, which the local cloud does not reach: publish its zip archive here, by PublishLayerVersion.`,
    );
  }
}

function nameIn(nameOrArn: string): string {
  return nameOrArn.replace(/^.*:layer:/, "");
}

function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
