import assert from "node:assert/strict";
import { parseAccessLog } from "../../producers/formats/access-log";

const at = "[17/May/2015:10:05:03 +0000]";

/** What a line gives beyond `{ ip: "203.0.113.7", method: "GET", path: "/", … }`. */
const read: readonly (readonly [what: string, line: string, fields: object])[] = [
  [
    "Apache's common format",
    `203.0.113.7 - - ${at} "GET /a HTTP/1.1" 200 12`,
    { ip: "203.0.113.7", method: "GET", path: "/a", protocol: "HTTP/1.1", status: 200, bytes: 12 },
  ],
  [
    "the combined format",
    `203.0.113.7 - bob ${at} "GET /a HTTP/1.1" 200 12 "http://r/" "ua/1 (x; y)"`,
    { user: "bob", referrer: "http://r/", userAgent: "ua/1 (x; y)" },
  ],
  [
    "nginx with a response time behind",
    `203.0.113.7 - - ${at} "GET / HTTP/2.0" 200 12 "-" "ua" "10.0.0.1" 0.005`,
    { protocol: "HTTP/2.0", userAgent: "ua", extra: ["10.0.0.1", "0.005"] },
  ],
  [
    "vhost_combined",
    `www.example.org:443 203.0.113.7 - - ${at} "GET / HTTP/1.1" 200 12 "-" "ua"`,
    { host: "www.example.org:443", ip: "203.0.113.7" },
  ],
  [
    "a virtual host without a port",
    `www.example.org 203.0.113.7 - - ${at} "GET / HTTP/1.1" 200 12 "-" "ua"`,
    { host: "www.example.org", ip: "203.0.113.7" },
  ],
  [
    "the addresses of several proxies",
    `203.0.113.7, 10.0.0.1, 10.0.0.2 - - ${at} "GET / HTTP/1.1" 200 12`,
    { ip: "203.0.113.7", addresses: ["203.0.113.7", "10.0.0.1", "10.0.0.2"] },
  ],
  [
    "addresses without blanks between",
    `203.0.113.7,10.0.0.1 - - ${at} "GET / HTTP/1.1" 200 12`,
    { ip: "203.0.113.7", addresses: ["203.0.113.7", "10.0.0.1"] },
  ],
  [
    "a proxy's address where nobody forwarded",
    `- 203.0.113.7 - - ${at} "GET / HTTP/1.1" 200 12`,
    { ip: "203.0.113.7" },
  ],
  ["IPv6", `2001:db8::1 - - ${at} "GET / HTTP/1.1" 200 12`, { ip: "2001:db8::1" }],
  [
    "a host's name",
    `crawl.example.net - - ${at} "GET / HTTP/1.1" 200 12`,
    { ip: "crawl.example.net" },
  ],
  [
    "a user with a blank",
    `203.0.113.7 - John Doe ${at} "GET / HTTP/1.1" 200 12`,
    { user: "John Doe" },
  ],
  [
    "no status and no bytes",
    `203.0.113.7 - - ${at} "GET / HTTP/1.1" - -`,
    { status: undefined, bytes: 0 },
  ],
  [
    "an empty request",
    `203.0.113.7 - - ${at} "" 400 0 "-" "-"`,
    { method: undefined, path: "-", status: 400, referrer: undefined, userAgent: undefined },
  ],
  ["no request", `203.0.113.7 - - ${at} "-" 408 - "-" "-"`, { path: "-", status: 408 }],
  [
    "TLS sent to a plain port",
    `203.0.113.7 - - ${at} "\\x16\\x03\\x01" 400 226`,
    { method: undefined, path: "\\x16\\x03\\x01" },
  ],
  [
    "a blank in the path",
    `203.0.113.7 - - ${at} "GET /my report.pdf HTTP/1.1" 200 12 "-" "ua"`,
    { method: "GET", path: "/my report.pdf", protocol: "HTTP/1.1" },
  ],
  ["HTTP/0.9", `203.0.113.7 - - ${at} "GET /old" 200 12`, { path: "/old", protocol: undefined }],
  [
    "escaped quotes and backslashes",
    `203.0.113.7 - - ${at} "GET / HTTP/1.1" 200 12 "-" "a \\"b\\" c\\\\d"`,
    { userAgent: 'a "b" c\\d' },
  ],
  [
    "escaped bytes that make UTF-8",
    `203.0.113.7 - - ${at} "GET /caf\\xC3\\xA9 HTTP/1.1" 200 12`,
    { path: "/café" },
  ],
  [
    "escaped bytes that make none",
    `203.0.113.7 - - ${at} "GET /caf\\xe9 HTTP/1.1" 200 12`,
    { path: "/caf\\xe9" },
  ],
  ["nginx's quotes", `203.0.113.7 - - ${at} "GET /\\x22a\\x22 HTTP/1.1" 200 12`, { path: '/"a"' }],
  [
    "a zone",
    `203.0.113.7 - - [29/Feb/2024:00:30:00 +0200] "GET / HTTP/1.1" 200 12`,
    { timestamp: "2024-02-28T22:30:00.000Z" },
  ],
];

const refused: readonly (readonly [what: string, line: string, reason: RegExp])[] = [
  [
    "30 February",
    `1.2.3.4 - - [30/Feb/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1`,
    /no such time/,
  ],
  ["hour 25", `1.2.3.4 - - [17/May/2015:25:05:03 +0000] "GET / HTTP/1.1" 200 1`, /no such time/],
  [
    "a month that is none",
    `1.2.3.4 - - [17/Mai/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1`,
    /no such time/,
  ],
  ["no time", `1.2.3.4 - - "GET / HTTP/1.1" 200 1`, /no \[day/],
  ["no request", `1.2.3.4 - - ${at} 200 1`, /no request in quotes/],
  ["a line cut off in its request", `1.2.3.4 - - ${at} "GET /ind`, /no request in quotes/],
  [
    "a line cut off after its request",
    `1.2.3.4 - - ${at} "GET / HTTP/1.1" 20`,
    /no status and bytes/,
  ],
  [
    "a line cut off in its user agent",
    `1.2.3.4 - - ${at} "GET / HTTP/1.1" 200 1 "-" "Moz`,
    /cut off/,
  ],
  [
    "a line cut off before its user agent",
    `1.2.3.4 - - ${at} "GET / HTTP/1.1" 200 1 "-"`,
    /cut off/,
  ],
  ["two lines in one", `1.2.3.4 - - ${at} "GET / HTTP/1.1" 200 1\r1.2.3.4 - -`, /carriage return/],
  ["nobody", `${at} "GET / HTTP/1.1" 200 1`, /./],
];

describe("access logs", () => {
  for (const [what, line, fields] of read) {
    it(`reads ${what}`, () => {
      const request = parseAccessLog(line);
      for (const [name, value] of Object.entries(fields)) {
        assert.deepEqual(request[name as keyof typeof request], value, name);
      }
    });
  }

  for (const [what, line, reason] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseAccessLog(line), reason);
    });
  }
});
