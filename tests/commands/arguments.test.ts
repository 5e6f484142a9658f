import assert from "node:assert/strict";
import { clientSettings } from "../../commands/aws";
import { UsageError } from "../../commands/command";
import { portOption } from "../../commands/port";

describe("what every command takes alike", () => {
  const noPorts = ["abc", "", "65536", "-1", "1.5", "0x50", "1e3", " 80"];
  const noEndpoints = [
    ...["", "foo", "127.0.0.1:4566", "http://", "http:127.0.0.1", "ftp://127.0.0.1", "http://a b"],
    ...["http://a:b@127.0.0.1", "http://127.0.0.1/path", "http://127.0.0.1?a", "http://a:99999"],
  ];

  it("is a port from 0 to 65535 in decimal digits", () => {
    for (const text of noPorts) assert.throws(() => portOption(text), UsageError, text);
    assert.deepEqual(["0", "80", "65535"].map(portOption), [0, 80, 65_535]);
  });

  it("is an endpoint that is an address of http or https and nothing more", () => {
    for (const endpoint of noEndpoints)
      assert.throws(() => clientSettings({ endpoint }), UsageError, endpoint);
    for (const endpoint of ["http://127.0.0.1:4566", "http://[::1]:1/", "https://vpce.example.com"])
      assert.equal(clientSettings({ endpoint }).endpoint, endpoint);
  });

  it("is a region by the form of its name", () => {
    for (const region of ["", "nowhere", "us east", "us-east-1/x", "us-east-1a"])
      assert.throws(() => clientSettings({ region }), UsageError, region);
    for (const region of ["us-east-1", "us-gov-west-1", "ap-southeast-7"])
      assert.equal(clientSettings({ region }).region, region);
  });
});
