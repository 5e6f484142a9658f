import type * as aws from "@pulumi/aws";
import { defineKind } from "../define";
import { matching } from "../limits";
import { codeInput } from "./archive";

/** A version of a layer: another archive is another version, as is every change. */
export const layerVersionKind = defineKind<aws.lambda.LayerVersionArgs>({
  type: "aws:lambda/layerVersion:LayerVersion",
  required: ["layerName"],
  optional: [
    "code",
    "compatibleArchitectures",
    "compatibleRuntimes",
    "description",
    "licenseInfo",
    "s3Bucket",
    "s3Key",
    "skipDestroy",
    "sourceCodeHash",
  ],
  replaceOn: [
    "code",
    "compatibleArchitectures",
    "compatibleRuntimes",
    "description",
    "layerName",
    "licenseInfo",
    "s3Bucket",
    "s3Key",
    "sourceCodeHash",
  ],
  defaults: { skipDestroy: false },
  limits: { layerName: matching(/^[\w:-]{1,140}$/, "must have letters, digits and _- alone") },
  async create(inputs, cloud) {
    const published = await cloud.call("lambda", "PublishLayerVersion", {
      LayerName: inputs.layerName,
      Content: await codeInput(inputs),
      Description: inputs.description,
      CompatibleArchitectures: inputs.compatibleArchitectures,
      CompatibleRuntimes: inputs.compatibleRuntimes,
      LicenseInfo: inputs.licenseInfo,
    });
    return published.LayerVersionArn;
  },
  // Only whether it is deleted with its stack, which is nothing of the service's.
  update: () => Promise.resolve(),
  async read(Arn, _state, cloud) {
    const now = await cloud.call("lambda", "GetLayerVersionByArn", { Arn });
    return {
      arn: now.LayerVersionArn,
      codeSha256: now.Content?.CodeSha256,
      compatibleArchitectures: now.CompatibleArchitectures,
      compatibleRuntimes: now.CompatibleRuntimes,
      createdDate: now.CreatedDate,
      description: now.Description === "" ? undefined : now.Description,
      layerArn: now.LayerArn,
      licenseInfo: now.LicenseInfo,
      signingJobArn: "",
      signingProfileVersionArn: "",
      sourceCodeHash: now.Content?.CodeSha256,
      sourceCodeSize: now.Content?.CodeSize,
      version: String(now.Version),
    };
  },
  async delete(arn, { skipDestroy }, cloud) {
    if (skipDestroy === true) return;
    const version = arn.slice(arn.lastIndexOf(":") + 1);
    const LayerName = arn.slice(0, -version.length - 1);
    await cloud.call("lambda", "DeleteLayerVersion", { LayerName, VersionNumber: Number(version) });
  },
});
