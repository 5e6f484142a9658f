import type { ProviderFunction } from "./kind";
import { lookups } from "./lookups";

const getCallerIdentity: ProviderFunction = {
  token: "aws:index/getCallerIdentity:getCallerIdentity",
  async call(_args, cloud) {
    const identity = await cloud.call("sts", "GetCallerIdentity", {});
    const { Account: accountId, Arn: arn, UserId: userId } = identity;
    return { id: accountId, accountId, arn, userId };
  },
};

const getRegion: ProviderFunction = {
  token: "aws:index/getRegion:getRegion",
  call(args, cloud) {
    const asked = args.region ?? args.name;
    const region = typeof asked === "string" ? asked : cloud.region;
    const endpoint = `ec2.${region}.amazonaws.com`;
    return Promise.resolve({ id: region, name: region, region, description: region, endpoint });
  },
};

const getPartition: ProviderFunction = {
  token: "aws:index/getPartition:getPartition",
  call: () =>
    Promise.resolve({
      id: "aws",
      partition: "aws",
      dnsSuffix: "amazonaws.com",
      reverseDnsPrefix: "com.amazonaws",
    }),
};

/** Three zones, as the smallest regions have; `excludeNames` and `excludeZoneIds` are honoured. */
const getAvailabilityZones: ProviderFunction = {
  token: "aws:index/getAvailabilityZones:getAvailabilityZones",
  call(args, { region }) {
    const excluded = [args.excludeNames, args.excludeZoneIds].flatMap((list) =>
      Array.isArray(list) ? list.map(String) : [],
    );
    const zones = ["a", "b", "c"]
      .map((letter, index) => ({
        name: region + letter,
        id: `${zonePrefix(region)}-az${index + 1}`,
      }))
      .filter(({ name, id }) => !excluded.includes(name) && !excluded.includes(id));
    return Promise.resolve({
      ...args,
      id: region,
      region,
      groupNames: [region],
      names: zones.map(({ name }) => name),
      zoneIds: zones.map(({ id }) => id),
    });
  },
};

/** us-east-1 → use1, as AWS shortens it in zone ids. */
function zonePrefix(region: string): string {
  const [area = "", direction = "", number = ""] = region.split("-");
  return area + direction.slice(0, 1) + number;
}

/** The functions of AWS's provider that a program may call. */
export const functions: readonly ProviderFunction[] = [
  getCallerIdentity,
  getRegion,
  getPartition,
  getAvailabilityZones,
  ...lookups,
];
