import type { CloudClient } from "../gateway/service";

export type Properties = Record<string, unknown>;

/** A property that the real provider would refuse, and why. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface Created {
  readonly id: string;
  /** Every output of the resource, inputs included. */
  readonly outputs: Properties;
}

/**
 * One Pulumi resource type in the local cloud: how its inputs become API calls. The program
 * evaluated in-process and the provider behind the real CLI both use it.
 */
export interface ResourceKind {
  /** The type token, e.g. "aws:kinesis/stream:Stream". */
  readonly type: string;
  /** Inputs that must be there. */
  readonly required: readonly string[];
  /** The other inputs that this type accepts; any other name is refused. */
  readonly optional: readonly string[];
  /** Inputs whose change replaces the resource, as AWS's own provider says. */
  readonly replaceOn: readonly string[];
  /** The input that names the resource; given one from the logical name where it is missing. */
  readonly autoname?: { readonly property: string; readonly maxLength: number };
  /** Values out of the service's limits. Unknown values (previews) are absent from `inputs`. */
  check?(inputs: Properties): readonly CheckFailure[];
  /** Fills the provider's defaults into checked inputs. */
  defaults?: Properties;
  create(inputs: Properties, cloud: CloudClient): Promise<Created>;
  /** The resource as it is now, or undefined when it is gone. */
  read(id: string, state: Properties, cloud: CloudClient): Promise<Created | undefined>;
  /** Absent when every change replaces. Returns every output. */
  update?(
    id: string,
    state: Properties,
    inputs: Properties,
    cloud: CloudClient,
  ): Promise<Properties>;
  /** Succeeds when the resource is gone already. Empties what `forceDestroy` says. */
  delete(id: string, state: Properties, cloud: CloudClient): Promise<void>;
}

/** A provider function, e.g. "aws:index/getCallerIdentity:getCallerIdentity". */
export interface ProviderFunction {
  readonly token: string;
  call(args: Properties, cloud: CloudClient): Promise<Properties>;
}
