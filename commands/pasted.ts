import type { CloudClient } from "../local/gateway/service";

/**
 * The line that points this project's commands, the AWS CLI and every SDK to a local cloud. The
 * region stands twice: boto3 and version 1 of the CLI read AWS_DEFAULT_REGION, all others AWS_REGION.
 */
export function exportLine({ endpoint, region }: Pick<CloudClient, "endpoint" | "region">): string {
  return (
    `export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} ` +
    "AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local"
  );
}

/** Options with which a scenario's question finds what its generator sends. */
const asked: Readonly<Record<string, string>> = {
  "http-requests": " --path /static/logo.png",
};

/** What to try with a scenario. */
export function scenarioLines(scenario: string, stream: string): readonly string[] {
  return [
    `npm run produce -- ${scenario} --count 100`,
    `npm run query -- ${scenario}${asked[scenario] ?? ""}`,
    `aws kinesis describe-stream --stream-name ${stream}`,
  ];
}

/** What to try with a pipeline of one's own, whose events nobody generates. */
export function ownPipelineLines(stream: string): readonly string[] {
  return [
    `echo '{"an": "event"}' | aws kinesis put-record --stream-name ${stream} --partition-key 1 --data fileb:///dev/stdin`,
    `aws kinesis describe-stream --stream-name ${stream}`,
  ];
}

/** One line for boto3, of any Python 3. */
export const boto3Line = `python3 -c "import boto3; print(boto3.client('kinesis').list_streams()['StreamNames'])"`;
