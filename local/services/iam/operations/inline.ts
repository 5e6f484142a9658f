import { AwsError } from "../../../gateway/service";
import type { Operation } from "../../../gateway/service";
import type { Directory } from "../directory";
import { putInline, type Entities, type Holder } from "../entities";
import { policyOf } from "../policy";

/** IAM answers documents percent-encoded. */
export const encoded = (document: string): string => encodeURIComponent(document);

interface Names {
  readonly RoleName?: string;
  readonly UserName?: string;
  readonly GroupName?: string;
}

type Named = Names & { readonly PolicyName: string };

/**
 * The operations on inline and attached policies, which roles, users and groups have alike:
 * PutRolePolicy, PutUserPolicy, PutGroupPolicy, and so on.
 */
export function holderOperations(
  directory: Directory,
  entities: Entities<Holder>,
  type: "Role" | "User" | "Group",
): Readonly<Record<string, Operation>> {
  const nameOf = (input: Names): string => input[`${type}Name`] ?? "";
  const holderOf = (input: Names): Holder => entities.named(nameOf(input));
  const missing = (name: string): AwsError =>
    new AwsError("NoSuchEntity", `The ${entities.kind} policy with name ${name} cannot be found.`);
  return {
    [`Put${type}Policy`]: {
      run(input: Named & { readonly PolicyDocument: string }) {
        const policy = policyOf(input.PolicyDocument, "inline");
        putInline(entities.kind, holderOf(input), input.PolicyName, policy);
        return {};
      },
    },
    [`Get${type}Policy`]: {
      run(input: Named) {
        const { PolicyName } = input;
        const policy = holderOf(input).inline.get(PolicyName);
        if (policy === undefined) throw missing(PolicyName);
        const owner = { [`${type}Name`]: nameOf(input) };
        return { ...owner, PolicyName, PolicyDocument: encoded(policy.document) };
      },
    },
    [`List${type}Policies`]: {
      run: (input: Names) => ({
        PolicyNames: [...holderOf(input).inline.keys()].sort(),
        IsTruncated: false,
      }),
    },
    [`Delete${type}Policy`]: {
      run(input: Named) {
        if (holderOf(input).inline.delete(input.PolicyName)) return {};
        throw missing(input.PolicyName);
      },
    },
    [`Attach${type}Policy`]: {
      run(input: Names & { readonly PolicyArn: string }) {
        const holder = holderOf(input);
        directory.checkPolicyArn(input.PolicyArn);
        holder.attached.add(input.PolicyArn);
        return {};
      },
    },
    [`Detach${type}Policy`]: {
      run(input: Names & { readonly PolicyArn: string }) {
        if (holderOf(input).attached.delete(input.PolicyArn)) return {};
        throw new AwsError("NoSuchEntity", `Policy ${input.PolicyArn} was not found.`);
      },
    },
    [`ListAttached${type}Policies`]: {
      run: (input: Names) => ({
        AttachedPolicies: [...holderOf(input).attached].map((arn) => ({
          PolicyName: arn.slice(arn.lastIndexOf("/") + 1),
          PolicyArn: arn,
        })),
        IsTruncated: false,
      }),
    },
  };
}
