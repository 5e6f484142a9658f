import { createSign, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** What an HTTP subscriber gets, as it is signed. */
export interface SignedDocument {
  readonly Type: "Notification" | "SubscriptionConfirmation" | "UnsubscribeConfirmation";
  readonly MessageId: string;
  readonly Token?: string;
  readonly TopicArn: string;
  readonly Subject?: string;
  readonly Message: string;
  readonly SubscribeURL?: string;
  readonly Timestamp: string;
}

/** Signs documents as SNS does: version 1 is SHA1, version 2 SHA256, both with RSA. */
export interface Signer {
  sign(document: SignedDocument, version: "1" | "2"): string;
  /** The public key in PEM, which AWS would serve within a certificate. */
  publicKey(): string;
}

const NOTIFICATION = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"] as const;
const CONFIRMATION = [
  "Message",
  "MessageId",
  "SubscribeURL",
  "Timestamp",
  "Token",
  "TopicArn",
  "Type",
] as const;

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html */
export function stringToSign(document: SignedDocument): string {
  const names = document.Type === "Notification" ? NOTIFICATION : CONFIRMATION;
  return names
    .flatMap((name) => (document[name] === undefined ? [] : [`${name}\n${document[name]}\n`]))
    .join("");
}

/** The key is made when something is first signed: it takes tens of milliseconds. */
export function createSigner(): Signer {
  let pair: { privateKey: KeyObject; publicKey: KeyObject } | undefined;
  const keys = () => (pair ??= generateKeyPairSync("rsa", { modulusLength: 2048 }));
  return {
    sign: (document, version) =>
      createSign(version === "2" ? "RSA-SHA256" : "RSA-SHA1")
        .update(stringToSign(document))
        .sign(keys().privateKey, "base64"),
    publicKey: () => keys().publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}
