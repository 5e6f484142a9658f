import assert from "node:assert/strict";
import { request } from "node:http";
import { service, start } from "./cloud";
import { formInput } from "../../local/gateway/protocols/form";
import { modelOf } from "../../local/gateway/model/schemas";
import { locate } from "../../local/services/s3/endpoint";
import type { Gateway } from "../../local/gateway/server";

/** What a browser says of a request that a page of another site makes. */
const crossSite = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const signed = {
  authorization: "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/sns/aws4_request, Signature=0",
};
const version = "Version=2010-03-31";

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

describe("the gateway beside a browser", () => {
  let gateway: Gateway;
  let carriedOut: string[] = [];

  before(async () => {
    const ran = (name: string) => () => {
      carriedOut.push(name);
      return {};
    };
    const names = ["CreateTopic", "ListTopics", "Publish", "ConfirmSubscription", "Unsubscribe"];
    const sns = service(
      { name: "sns" },
      Object.fromEntries(names.map((name) => [name, ran(name)])),
    );
    const kinesis = service(
      { name: "kinesis", targetPrefix: "Kinesis_20131202" },
      { ListStreams: ran("ListStreams") },
    );
    const s3 = service(
      { name: "s3", locate },
      { GetObject: ran("GET object"), PutObject: ran("PUT object") },
    );
    gateway = await start([sns, kinesis, s3]);
  });
  beforeEach(() => {
    carriedOut = [];
  });
  after(() => gateway.stop());

  function send({ method = "GET", path = "/", headers = {}, body }: Sent): Promise<number> {
    return new Promise((resolve, reject) => {
      const { port } = gateway;
      const sent = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
        response.resume();
        response.once("end", () => {
          resolve(response.statusCode ?? 0);
        });
      });
      sent.once("error", reject);
      sent.end(body);
    });
  }

  const create = `/?Action=CreateTopic&${version}&Name=t`;
  const inQuery = "X-Amz-Credential=any%2F20260101%2Fus-east-1%2Fsns%2Faws4_request";
  const refused: readonly (readonly [string, Sent])[] = [
    ["an image of another site", { path: create, headers: crossSite }],
    ["a page of another port", { path: create, headers: { "sec-fetch-site": "same-site" } }],
    ["an image that carries a signature", { path: `${create}&${inQuery}`, headers: crossSite }],
    ["a signed request of another site", { path: create, headers: { ...crossSite, ...signed } }],
    ["a link in a browser that says nothing of its site", { path: create }],
    ["a signed link that changes something", { path: `${create}&${inQuery}` }],
    ["HEAD of such a link", { method: "HEAD", path: create }],
    ["an unsigned question", { path: `/?Action=ListTopics&${version}` }],
    [
      "an unsigned form",
      { method: "POST", headers: form, body: `Action=CreateTopic&${version}&Name=t` },
    ],
    ["an unsigned form whose action is in the path", { method: "POST", path: create }],
    [
      "a confirmation without a token, from another site",
      { path: `/?Action=ConfirmSubscription&${version}`, headers: crossSite },
    ],
    ...["https://evil.example", "null", "http://localhost:3000", "file://"].map((origin) => {
      const headers = { origin, "x-amz-target": "Kinesis_20131202.ListStreams", ...signed };
      return [`a page of ${origin}`, { method: "POST", headers, body: "{}" }] as const;
    }),
    [
      "a foreign site's upload with a presigned URL",
      { method: "PUT", path: "/b/k?X-Amz-Credential=a/b/c/s3/aws4_request", headers: crossSite },
    ],
  ];
  for (const [what, sent] of refused)
    it(`refuses ${what}`, async () => {
      assert.equal(await send(sent), 403);
      assert.deepEqual(carriedOut, []);
    });

  const s3InQuery = "X-Amz-Credential=any%2F20260101%2Fus-east-1%2Fs3%2Faws4_request";
  const served: readonly (readonly [string, string, Sent])[] = [
    [
      "the link in a mail that confirms a subscription",
      "ConfirmSubscription",
      {
        path: `/?Action=ConfirmSubscription&${version}&TopicArn=a&Token=1`,
        headers: crossSite,
      },
    ],
    [
      "the link in a mail that ends one",
      "Unsubscribe",
      { path: `/?Action=Unsubscribe&${version}&SubscriptionArn=a`, headers: crossSite },
    ],
    [
      "a presigned object on a page of another site",
      "GET object",
      { path: `/bucket/key?${s3InQuery}&X-Amz-Signature=0`, headers: crossSite },
    ],
    [
      "a signed form",
      "CreateTopic",
      {
        method: "POST",
        headers: { ...form, ...signed },
        body: `Action=CreateTopic&${version}&Name=t`,
      },
    ],
    ["a presigned question", "ListTopics", { path: `/?Action=ListTopics&${version}&${inQuery}` }],
    [
      "a page of its own",
      "ListStreams",
      {
        method: "POST",
        headers: {
          "sec-fetch-site": "same-origin",
          "x-amz-target": "Kinesis_20131202.ListStreams",
          ...signed,
        },
        body: "{}",
      },
    ],
  ];
  for (const [what, operation, sent] of served)
    it(`serves ${what}`, async () => {
      assert.equal(await send(sent), 200);
      assert.deepEqual(carriedOut, [operation]);
    });

  it("reads a form parameter of any depth in a time that does not double with it", () => {
    const deep = (levels: number): string => Array<string>(levels).fill("a").join(".");
    const shape = modelOf("sns")?.operations.get("Publish")?.input;
    assert.ok(shape);
    const read = (levels: number) => formInput(new URLSearchParams(`${deep(levels)}=1`), shape);
    assert.deepEqual(read(32), {});
    assert.throws(() => read(33), /nested too deeply/);
  });
});
