import { isIPv4, isIPv6 } from "node:net";

/** A range of addresses, both ends included; IPv4 and IPv6 are apart. */
export interface AddressRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const bits = { 4: 32, 6: 128 } as const;

/** More public addresses than these are the internet: S3 calls a policy public above /8 and /32. */
const most = { 4: 1n << 24n, 6: 1n << 96n } as const;

/** Ranges that the internet does not route. */
const unrouted = [
  ...["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.168.0.0/16", "fc00::/7", "fe80::/10", "::1/128"],
].map(rangeOf);

function numberOf(address: string): bigint | undefined {
  if (isIPv4(address))
    return address.split(".").reduce((value, octet) => value * 256n + BigInt(octet), 0n);
  if (!isIPv6(address) || address.includes("%")) return undefined;
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const octets = dotted?.slice(1).map(Number) ?? [];
  const hex = (high = 0, low = 0) => (high * 256 + low).toString(16);
  const text = dotted
    ? `${address.slice(0, dotted.index)}${hex(octets[0], octets[1])}:${hex(octets[2], octets[3])}`
    : address;
  const [head = "", tail] = text.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].reduce(
    (value, group) => value * 65_536n + BigInt(`0x${group}`),
    0n,
  );
}

/** The addresses of a CIDR block or of one address; undefined where it is neither. */
export function rangeOf(block: string): AddressRange | undefined {
  const [address = "", prefix, ...rest] = block.trim().split("/");
  const short = /^\d+(\.\d+){0,2}$/.test(address) && prefix !== undefined;
  const full = short ? [...address.split("."), "0", "0", "0"].slice(0, 4).join(".") : address;
  const value = numberOf(full);
  if (value === undefined || rest.length > 0) return undefined;
  const version = isIPv4(full) ? 4 : 6;
  const length = prefix === undefined ? bits[version] : Number(prefix);
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  if (length > bits[version]) return undefined;
  const size = 1n << BigInt(bits[version] - length);
  const first = value - (value % size);
  // ::ffff:0:0/96 is IPv4 in IPv6's clothes.
  const mapped = version === 6 && first >> 32n === 0xffffn && length >= 96;
  if (!mapped) return { version, first, last: first + size - 1n };
  const low = first & 0xffff_ffffn;
  return { version: 4, first: low, last: low + size - 1n };
}

function merged(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const sorted = [...ranges].sort((a, b) => (a.first < b.first ? -1 : 1));
  const result: AddressRange[] = [];
  for (const range of sorted) {
    const before = result.at(-1);
    if (before === undefined || range.first > before.last + 1n) result.push(range);
    else if (range.last > before.last) result.splice(-1, 1, { ...before, last: range.last });
  }
  return result;
}

function sizeOf(ranges: readonly AddressRange[]): bigint {
  return merged(ranges).reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

/** Whether blocks together let the internet in: more public addresses than a /8, or an IPv6 /32. */
export function isInternet(blocks: readonly string[]): boolean {
  const ranges = blocks.map(rangeOf).filter((range) => range !== undefined);
  return ([4, 6] as const).some((version) => {
    const own = ranges.filter((range) => range.version === version);
    const hidden = unrouted.filter((range) => range !== undefined && range.version === version);
    const unroutedHere = own.flatMap(({ first, last }) =>
      hidden.flatMap((range) => {
        if (range === undefined || range.last < first || range.first > last) return [];
        const low = range.first > first ? range.first : first;
        return [{ version, first: low, last: range.last < last ? range.last : last }];
      }),
    );
    return sizeOf(own) - sizeOf(unroutedHere) > most[version];
  });
}
