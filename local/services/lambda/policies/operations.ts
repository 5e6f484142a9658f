import type { Operation, Operations } from "../../../gateway/service";
import { permittedOn } from "../../on-resource";
import type { LayerStore } from "../layers/store";
import type { Functions, Target } from "../registry";
import type { ResourcePolicy } from "./policy";

const policyOf = ({ subject, qualifier = "" }: Target): ResourcePolicy =>
  subject.family.policyOf(qualifier);

/** Resource policies of functions, their versions and aliases. */
export function policyOperations(functions: Functions): Operations<"lambda"> {
  return functions.qualified({
    AddPermission: (input, target) => ({ Statement: policyOf(target).add(input, target.arn) }),
    RemovePermission({ StatementId, RevisionId }, target) {
      policyOf(target).remove(StatementId, RevisionId);
      return {};
    },
    GetPolicy: (_input, target) => policyOf(target).told(),
  });
}

/** Resource policies of layers' versions. */
export function layerPolicyOperations(layers: LayerStore): Readonly<Record<string, Operation>> {
  const operations: Operations<"lambda"> = {
    AddLayerVersionPermission: {
      run({ LayerName, VersionNumber, ...grant }) {
        const { arn, policy } = layers.get(LayerName, VersionNumber);
        return { Statement: policy.add(grant, arn), RevisionId: policy.revisionId };
      },
    },
    RemoveLayerVersionPermission: {
      run({ LayerName, VersionNumber, StatementId, RevisionId }) {
        layers.get(LayerName, VersionNumber).policy.remove(StatementId, RevisionId);
        return {};
      },
    },
    GetLayerVersionPolicy: {
      run: ({ LayerName, VersionNumber }) => layers.get(LayerName, VersionNumber).policy.told(),
    },
  };
  const arn = (input: { readonly LayerName: string; readonly VersionNumber: string }) => [
    `${layers.arnOf(input.LayerName)}:${input.VersionNumber}`,
  ];
  return permittedOn("lambda", operations, arn);
}
