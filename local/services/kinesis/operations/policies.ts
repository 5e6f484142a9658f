import type { Operations } from "../../../gateway/service";
import { permittedOn } from "../../on-resource";
import { readPolicy } from "../../policy/read";
import { PolicyFault } from "../../policy/statement";
import { invalidArgument, notFound } from "../errors";
import type { Streams } from "../streams";
import { consumerByArn } from "./consumers";

/**
 * Policies of streams and consumers, which are for other accounts: they are checked and kept, and not
 * enforced, since there is one account.
 *
 * Source: https://docs.aws.amazon.com/streams/latest/dev/resource-based-policy-examples.html
 */
export function policyOperations(streams: Streams): Operations<"kinesis"> {
  const find = (arn: string): { policy?: string } => {
    if (arn.includes("/consumer/")) return consumerByArn(streams, arn).consumer;
    const stream = streams.byArn(arn);
    if (stream !== undefined) return stream;
    throw notFound(`Resource ${arn} not found.`);
  };
  const operations: Operations<"kinesis"> = {
    PutResourcePolicy: {
      run({ ResourceARN, Policy }) {
        const resource = find(ResourceARN);
        checkPolicy(Policy, ResourceARN);
        resource.policy = Policy;
        return {};
      },
    },
    GetResourcePolicy: {
      run({ ResourceARN }) {
        const { policy } = find(ResourceARN);
        if (policy !== undefined) return { Policy: policy };
        throw notFound(`There is no resource policy for ${ResourceARN}.`);
      },
    },
    DeleteResourcePolicy: {
      run({ ResourceARN }) {
        const resource = find(ResourceARN);
        if (resource.policy === undefined) {
          throw notFound(`There is no resource policy for ${ResourceARN}.`);
        }
        delete resource.policy;
        return {};
      },
    },
  };
  return permittedOn("kinesis", operations, ({ ResourceARN }: { ResourceARN: string }) => [
    ResourceARN,
  ]);
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutResourcePolicy.html */
const MOST_BYTES = 20 * 1024;

/** Throws InvalidArgumentException for what is no policy of the resource's own. */
function checkPolicy(policy: string, arn: string): void {
  if (Buffer.byteLength(policy) > MOST_BYTES) {
    throw invalidArgument("Policy exceeds the maximum allowed document size.");
  }
  for (const { actions, resources } of read(policy)) {
    if (!actions.every((action) => /^kinesis:/i.test(action))) {
      throw invalidArgument("Policy has invalid action.");
    }
    if (!resources.every((resource) => resource === arn)) {
      throw invalidArgument(`Policy has a resource that is not ${arn}.`);
    }
  }
}

function read(policy: string) {
  try {
    return readPolicy(policy, "resource");
  } catch (fault) {
    throw fault instanceof PolicyFault ? invalidArgument(fault.message) : fault;
  }
}
