import type * as pulumi from "@pulumi/pulumi";
import type { CloudClient } from "../gateway/service";

export type Properties = Record<string, unknown>;
export type Tags = Readonly<Record<string, string>>;

/** The local cloud as a kind calls it, by the types of AWS's clients alone. */
export type Cloud = Pick<CloudClient, "region" | "accountId" | "call">;

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

/** A resource's arguments in @pulumi/aws as a kind gets them: known values, those in `Filled` always there. */
export type Inputs<Args, Filled extends keyof Args = never> = {
  readonly [Name in keyof Args]: Known<Args[Name]>;
} & { readonly [Name in Filled]-?: NonNullable<Known<Args[Name]>> } & { readonly tagsAll?: Tags };

/** A resource that stands for its name or its ARN comes as that. */
type Known<T> =
  T extends Promise<infer Value>
    ? Known<Value>
    : T extends pulumi.OutputInstance<infer Value>
      ? Known<Value>
      : T extends pulumi.Resource
        ? never
        : T extends string | number | boolean | undefined
          ? T
          : T extends readonly (infer Item)[]
            ? Known<Item>[]
            : { [Name in keyof T]: Known<T[Name]> };

/** What is known of a resource: its outputs, or of one that is being made its inputs. */
export type State<Args> = Partial<Inputs<Args>> & Properties;

/**
 * One Pulumi resource type in the local cloud: how its inputs become API calls. The program
 * evaluated in-process and the provider behind the real CLI both use it. Most are made by defineKind.
 */
export interface ResourceKind<Given extends Properties = Properties> {
  /** The type token, e.g. "aws:kinesis/stream:Stream". */
  readonly type: string;
  /** Inputs that must be there. */
  readonly required: readonly string[];
  /** The other inputs that this type accepts; any other name is refused. */
  readonly optional: readonly string[];
  /** Inputs whose change replaces the resource, as AWS's own provider says. */
  readonly replaceOn: readonly string[];
  /** Whether AWS's provider gives it `tagsAll`: its own tags and the provider's default ones. */
  readonly taggable: boolean;
  /** The input that names the resource; given one from the logical name where it is missing. */
  readonly autoname?: Autoname;
  /** Values out of the service's limits. Unknown values (previews) are absent from `inputs`. */
  check?(inputs: Properties): readonly CheckFailure[];
  /** Fills the provider's defaults into checked inputs. */
  readonly defaults?: Properties;
  create(inputs: Given, cloud: Cloud): Promise<Created>;
  /** The resource as it is now, or undefined when it is gone. */
  read(id: string, state: Properties, cloud: Cloud): Promise<Created | undefined>;
  /** Absent when every change replaces. Returns every output. */
  update?(id: string, state: Properties, inputs: Given, cloud: Cloud): Promise<Properties>;
  /** Succeeds when the resource is gone already. Empties what `forceDestroy` says. */
  delete(id: string, state: Properties, cloud: Cloud): Promise<void>;
}

export interface Autoname {
  readonly property: string;
  readonly maxLength: number;
  readonly lowerCase?: boolean;
  /** What the name must end with, by the other inputs. */
  readonly suffix?: (inputs: Properties) => string;
}

/** A provider function, e.g. "aws:index/getCallerIdentity:getCallerIdentity". */
export interface ProviderFunction {
  readonly token: string;
  call(args: Properties, cloud: Cloud): Promise<Properties>;
}
