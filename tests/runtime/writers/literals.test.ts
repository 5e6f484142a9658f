import { equal, throws } from "node:assert/strict";
import { parse } from "lossless-json";
import { literalsOf } from "../../../runtime/redshift/columns";

describe("SQL literals", () => {
  const held: [string, unknown, string][] = [
    ["varchar(10)", "it's", "'it''s'"],
    ["varchar(10)", "a\\b", "('a' || CHR(92) || 'b')"],
    ["VARCHAR (4)", "éé", "'éé'"],
    ["varchar(10)", null, "NULL"],
    ["varchar(10)", undefined, "NULL"],
    ["char(3)", "abc", "'abc'"],
    ["decimal(10,2)", parse("12345678.90"), "12345678.9"],
    ["decimal(10,2)", parse("1.5e2"), "150"],
    ["decimal(10,2)", parse("-0.01"), "-0.01"],
    ["decimal(10,2)", parse("-0"), "0"],
    [
      "numeric(38,0)",
      parse("12345678901234567890123456789012345678"),
      "12345678901234567890123456789012345678",
    ],
    ["integer", 42, "42"],
    ["integer", parse("1e3"), "1000"],
    ["bigint", parse("-9223372036854775808"), "-9223372036854775808"],
    ["double precision", 0.1, "1.0e-1"],
    ["real", 0.1, "1.0e-1"],
    ["boolean", true, "TRUE"],
    ["timestamp", "2024-12-21T23:30:00.120-01:30", "'2024-12-22 01:00:00.12'"],
    ["timestamp", "2024-12-21 10:00:00", "'2024-12-21 10:00:00'"],
    ["timestamp", "2024-12-21T10:00Z", "'2024-12-21 10:00:00'"],
    // A TIMESTAMP stores six digits of a second: r_Datetime_types of Redshift's guide.
    ["timestamp", "2024-12-21T10:00:00.123456789Z", "'2024-12-21 10:00:00.123456'"],
    ["timestamp", "2024-12-31T23:59:59.9999999Z", "'2024-12-31 23:59:59.999999'"],
    ["timestamp", "2024-12-21T10:00:00.0000009Z", "'2024-12-21 10:00:00'"],
    ["date", "2024-02-29", "'2024-02-29'"],
  ];
  for (const [type, value, literal] of held) {
    it(`writes ${String(value)} as ${type}: ${literal}`, () => {
      equal(literalsOf(type)(value), literal);
    });
  }

  const refused: [string, unknown, RegExp][] = [
    ["varchar(3)", "éé", /at most 3 bytes long; it has 4/],
    ["varchar(9)", 12, /must be a string/],
    ["varchar(9)", "\ud800", /surrogate/],
    ["char(3)", "é", /must be ASCII/],
    ["decimal(10,2)", parse("100000000"), /exactly/],
    ["decimal(10,2)", parse("1e-3"), /exactly/],
    ["decimal(10,2)", Infinity, /finite/],
    ["smallint", 32768, /16 bits/],
    ["integer", 0.5, /whole number/],
    ["bigint", parse("9223372036854775808"), /64 bits/],
    ["double precision", parse("0.1234567890123456789"), /without rounding/],
    ["real", 16777217, /without rounding/],
    ["double precision", parse("1e400"), /without rounding/],
    ["boolean", "true", /true or false/],
    ["timestamp", "21/12/2024", /ISO 8601/],
    ["timestamp", "2024-12-21T24:00:00Z", /ISO 8601/],
    ["date", "2023-02-29", /date like/],
  ];
  for (const [type, value, rule] of refused) {
    it(`refuses ${JSON.stringify(value)} as ${type}`, () => {
      throws(() => literalsOf(type)(value), rule);
    });
  }
});
