import assert from "node:assert/strict";
import path from "node:path";
import { needCli } from "./cli";
import { World } from "./world";

const pack = path.join(__dirname, "../../policies");

describe("pulumi with all five scenarios", function () {
  this.bail(true);
  let world: World | undefined;
  const given = () => {
    assert.ok(world);
    return world;
  };

  before(async function () {
    needCli(this);
    world = await World.create();
    await world.project.stack("local", {
      alertEmail: "alerts@example.org",
      lakeBufferSeconds: 1,
      warehouseWindowSeconds: 1,
    });
  });
  after(() => world?.stop());

  it("passes a preview with the policy pack, without one violation", async () => {
    const { output, steps } = await given().project.succeeds(
      "preview",
      "local",
      "--policy-pack",
      pack,
    );
    assert.match(output, /✅ streaming-policies/);
    assert.doesNotMatch(output, /\[(mandatory|advisory|remediate)\]/);
    assert.ok(steps.length > 150);
  });

  it("creates them all", async () => {
    const { summary } = await given().project.succeeds("up", "local");
    assert.deepEqual(Object.keys(summary), ["create"]);
  });

  it("changes nothing the second time, and finds no drift", async () => {
    const again = await given().project.succeeds("up", "local");
    assert.deepEqual(again.steps, []);
    const refreshed = await given().project.succeeds("refresh", "local");
    assert.deepEqual(refreshed.steps, []);
  });

  it("keeps the warehouse when its replacement is asked for, which preview refuses with the remedy", async () => {
    const cluster = "**$aws:redshift/cluster:Cluster::*";
    const { code, output } = await given().project.run("preview", "local", "--replace", cluster);
    assert.notEqual(code, 0);
    assert.match(
      output,
      /the Redshift cluster "[\w-]+" is there already, and making it anew would/,
    );
    assert.match(output, /do not ask for its replacement/);
  });

  it("destroys them all: full buckets, a warehouse and its password", async () => {
    const world = given();
    const { Buckets = [] } = await world.client.call("s3", "ListBuckets", {});
    assert.equal(Buckets.length, 4);
    for (const { Name } of Buckets) {
      await world.client.call("s3", "PutObject", { Bucket: Name, Key: "in the way", Body: "x" });
    }
    await world.project.succeeds("destroy", "local");
    assert.deepEqual(await world.everything(), []);
    const { code, output } = await world.leftovers("local");
    assert.equal(code, 0, output);
  });
});
