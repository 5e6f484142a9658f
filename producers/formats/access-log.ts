import { isIP } from "node:net";
import { instantOf } from "../../runtime/instant";
import { monthNumber } from "./dates";
import { unescaped } from "./escapes";

/** A request as an access log has it. Fields that the log leaves out (`-`) are absent. */
export interface LoggedRequest {
  readonly method?: string;
  /** Where the request line is none of HTTP, the whole of it; `-` where it is empty. */
  readonly path: string;
  readonly protocol?: string;
  readonly status?: number;
  /** 0 where the log has `-`: Apache's `%b` for no bytes. */
  readonly bytes: number;
  /** The client; the first address where proxies have added theirs. */
  readonly ip: string;
  /** All addresses, where there are several. */
  readonly addresses?: readonly string[];
  /** The virtual host, with its port where the log has it. */
  readonly host?: string;
  readonly ident?: string;
  readonly user?: string;
  readonly referrer?: string;
  readonly userAgent?: string;
  /** Fields after the format's own, such as a response time. */
  readonly extra?: readonly string[];
  /** ISO 8601 in UTC. */
  readonly timestamp: string;
}

/** Within quotes a quote is escaped, so that the first bare one ends the field. */
const quoted = /"[^"\\]*(?:\\.[^"\\]*)*"/s.source;
const clock = /\d\d\/[A-Za-z]{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}/.source;

const logged = new RegExp(
  `^(?<who>.*?) \\[(?<time>${clock})\\] (?<request>${quoted}) (?<status>\\d{3}|-) (?<bytes>\\d+|-)` +
    `(?<rest>(?: (?:${quoted}|[^" ]+))*) *$`,
  "s",
);

/**
 * A line of an access log in the common or the combined format of Apache (`%h %l %u %t "%r" %>s %b
 * "%{Referer}i" "%{User-agent}i"`) or of nginx, with or without a virtual host before it, with one
 * address or those of several proxies, and with further fields behind. Throws an Error that says
 * what is missing. Sources: https://httpd.apache.org/docs/2.4/mod/mod_log_config.html,
 * https://nginx.org/en/docs/http/ngx_http_log_module.html
 */
export function parseAccessLog(line: string): LoggedRequest {
  if (line.includes("\r")) throw new Error("there is a carriage return within the line");
  const groups = logged.exec(line)?.groups;
  if (groups === undefined) throw new Error(`not a line of an access log: ${missing(line)}`);
  const { who = "", time = "", request = "", status = "", bytes = "", rest = "" } = groups;
  return {
    ...requestOf(request),
    ...(status !== "-" && { status: Number(status) }),
    bytes: bytes === "-" ? 0 : Number(bytes),
    ...clientOf(who),
    ...behind(rest),
    timestamp: timestampOf(time),
  };
}

/** The first part of the format that a line lacks. */
function missing(line: string): string {
  const time = new RegExp(` \\[${clock}\\] `).exec(line);
  if (time === null) return "there is no [day/month/year:hour:minute:second zone]";
  const rest = line.slice(time.index + time[0].length);
  const request = new RegExp(`^${quoted}`, "s").exec(rest);
  if (request === null) return "no request in quotes follows the time";
  return /^ (?:\d{3}|-) (?:\d+|-)(?: |$)/.test(rest.slice(request[0].length))
    ? "what follows the bytes is cut off, or has a quote without its backslash"
    : "no status and bytes follow the request";
}

/** Method up to the first blank, protocol after the last, and the path between them. */
function requestOf(inQuotes: string): Pick<LoggedRequest, "method" | "path" | "protocol"> {
  const request = inQuotes.slice(1, -1);
  const match = /^([!#$%&'*+.^_`|~\w-]+) (.+?)(?: (HTTP\/\d+(?:\.\d+)?))?$/is.exec(request);
  const [, method, path = "", protocol] = match ?? [];
  if (method === undefined) return { path: request === "" ? "-" : unescaped(request) };
  return { method, path: unescaped(path), ...(protocol !== undefined && { protocol }) };
}

/** `[host[:port]] address[, address …] ident user`, where a user may have blanks. */
function clientOf(
  text: string,
): Pick<LoggedRequest, "ip" | "addresses" | "host" | "ident" | "user"> {
  const tokens = text.split(" ");
  const host = isHost(tokens) ? tokens.shift() : undefined;
  const addresses: string[] = [];
  let due = true;
  // A proxy's log has `-` where nobody forwarded the request, and then the address itself.
  while (due || isAddress(tokens[0] ?? "")) {
    const token = tokens.shift() ?? "";
    addresses.push(...token.split(",").filter((address) => address !== ""));
    due = token.endsWith(",");
  }
  const known = addresses.filter((address) => address !== "-");
  const [ident, ...names] = tokens;
  const user = names.join(" ");
  if (addresses.length === 0 || ident === undefined || names.length === 0) {
    throw new Error(`not a line of an access log: "${text}" is not address, identity and user`);
  }
  return {
    ip: known[0] ?? "-",
    ...(known.length > 1 && { addresses: known }),
    ...(host !== undefined && { host }),
    ...(ident !== "-" && { ident: unescaped(ident) }),
    // A user with an empty name: Apache writes "", nginx nothing.
    ...(!["-", '""', ""].includes(user) && { user: unescaped(user) }),
  };
}

/** Whether the first of the words names the virtual host and not the client. */
function isHost([first = "", second = "", ...others]: readonly string[]): boolean {
  if (others.length < 2 || first === "-" || first.endsWith(",") || isIP(first) !== 0) return false;
  const withPort = /:\d+$/.test(first);
  return (withPort && !isAddress(first)) || (isAddress(second) && (withPort || !isAddress(first)));
}

/** An IP address, also with a port, in brackets, or followed by a comma. */
function isAddress(token: string): boolean {
  const bare = token.replace(/,$/, "");
  if (bare.includes(",")) return bare.split(",").every(isAddress);
  const inside = /^\[([^\]]*)\](?::\d+)?$/.exec(bare)?.[1] ?? bare.replace(/^([\d.]+):\d+$/, "$1");
  return isIP(inside) !== 0;
}

/** Referrer and user agent, which stand in quotes, and whatever the server was told to add. */
function behind(rest: string): Pick<LoggedRequest, "referrer" | "userAgent" | "extra"> {
  const fields = rest.match(new RegExp(`${quoted}|[^" ]+`, "gs")) ?? [];
  const combined = fields[0]?.startsWith('"') ?? false;
  if (combined && !(fields[1]?.startsWith('"') ?? false)) {
    throw new Error("the line is cut off: a user agent in quotes must follow the referrer");
  }
  const [referrer, userAgent] = combined ? fields : [];
  const extra = fields.slice(combined ? 2 : 0).map(bare);
  return {
    ...(referrer !== undefined && bare(referrer) !== "-" && { referrer: bare(referrer) }),
    ...(userAgent !== undefined && bare(userAgent) !== "-" && { userAgent: bare(userAgent) }),
    ...(extra.length > 0 && { extra }),
  };
}

function bare(field: string): string {
  return unescaped(field.startsWith('"') ? field.slice(1, -1) : field);
}

/** `17/May/2015:10:05:03 +0000` as ISO 8601 in UTC with milliseconds. */
function timestampOf(time: string): string {
  const [, day, month = "", year, ofDay, zone] =
    /^(..)\/(...)\/(....):(\S+) (\S+)$/.exec(time) ?? [];
  const instant = instantOf(`${year}-${monthNumber(month)}-${day}T${ofDay}${zone}`);
  if (instant === undefined) throw new Error(`there is no such time as ${time}`);
  return `${instant.utc}.000Z`;
}
