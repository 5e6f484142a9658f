import assert from "node:assert/strict";
import { AwsError } from "../../local/gateway/service";
import { asGiven, kept, parsedJson } from "../../local/resources/as-given";
import { isGone } from "../../local/resources/gone";
import { failures, matching, oneOf, within } from "../../local/resources/limits";
import { fromApi, toApi } from "../../local/resources/names";
import { vpcLayout } from "../../local/resources/network/vpc-layout";

describe("what resource kinds are made with", () => {
  it("takes for gone what AWS says is not there, by code or by text, and nothing else", () => {
    const gone = ["ResourceNotFoundException", "NoSuchEntity", "InvalidVpcID.NotFound"];
    for (const code of gone) assert.ok(isGone(new AwsError(code, "")), code);
    const query = (text: string) => isGone(new AwsError("InvalidRequestException", text));
    assert.ok(query("WorkGroup lake is not found."));
    assert.ok(!query("WorkGroup lake is not empty"));
    assert.ok(!isGone(new AwsError("AccessDeniedException", "not found")));
    assert.ok(!isGone(new Error("NoSuchBucket")));
  });

  it("spells names as the API does and back, but not those of a mapping of the user's", () => {
    const spellings = { serDeInfo: "SerdeInfo" } as const;
    const given = { serDeInfo: { parameters: { "ignore.malformed.json": "true" } }, columns: [] };
    const api = toApi(given, spellings);
    assert.deepEqual(api, {
      SerdeInfo: { Parameters: { "ignore.malformed.json": "true" } },
      Columns: [],
    });
    assert.deepEqual(fromApi(api, spellings), given);
  });

  it("keeps what was given while it means what is there, and shows what is there otherwise", () => {
    assert.equal(kept('{ "a": 1 }', '{"a":1}', parsedJson), '{ "a": 1 }');
    assert.equal(kept('{ "a": 1 }', '{"a":2}', parsedJson), '{"a":2}');
    assert.deepEqual(asGiven({ size: 1 }, { size: 2, added: true }), { size: 2 });
  });

  it("says limits in the provider's words", () => {
    const limits = {
      days: within(7, 30),
      mode: oneOf("ON", "OFF"),
      name: matching(/^\w+$/, "must be a word"),
    };
    assert.deepEqual(failures({ days: 31, mode: "MAYBE", name: "two words" }, limits), [
      { property: "days", reason: "expected days to be in the range (7 - 30), got 31" },
      { property: "mode", reason: "expected mode to be one of ON, OFF, got MAYBE" },
      { property: "name", reason: "must be a word" },
    ]);
    assert.deepEqual(failures({}, limits), []);
  });

  it("lays a VPC out with a subnet per spec and zone, side by side", () => {
    const specs = [{ type: "Public" }, { type: "Isolated", name: "rows", tags: { own: "1" } }];
    const { subnets } = vpcLayout({
      cidrBlock: "10.20.0.0/16",
      numberOfAvailabilityZones: 2,
      subnetSpecs: specs,
      tags: { stack: "dev" },
    });
    assert.deepEqual(
      subnets.map(({ name, zone, cidrBlock }) => `${name} ${zone} ${cidrBlock}`),
      [
        "public-1 a 10.20.0.0/20",
        "public-2 b 10.20.16.0/20",
        "rows-1 a 10.20.32.0/20",
        "rows-2 b 10.20.48.0/20",
      ],
    );
    assert.deepEqual(subnets[3]?.tags, { stack: "dev", own: "1" });
  });
});
