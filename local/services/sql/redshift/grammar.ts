import type { Grammar } from "../core/cursor";

/**
 * Redshift's grammar of queries.
 * Reserved words: https://docs.aws.amazon.com/redshift/latest/dg/r_pg_keywords.html
 */
export const redshiftGrammar: Grammar = {
  backslashEscapes: true,
  parameters: ":name",
  symbols: [
    "!~*", "!~", "~*", "~", "::", "<=", ">=", "<>", "!=", "||", "+", "-", "*", "/", "%", "^", "=", "<",
    ">", "(", ")", "[", "]", ",", ".", ";", "#", "@", "|/", "&", "|",
  ],
  reserved: new Set(
    `aes128 aes256 all allowoverwrite analyse analyze and any array as asc authorization az64 backup
     between binary blanksasnull both bytedict bzip2 case cast check collate column constraint create
     credentials cross current_date current_time current_timestamp current_user current_user_id default
     deferrable deflate defrag delta delta32k desc disable distinct do else emptyasnull enable encode
     encrypt encryption end except explicit false for foreign freeze from full globaldict256
     globaldict64k grant group gzip having identity ignore ilike in initially inner intersect interval
     into is join leading left like limit localtime localtimestamp lun luns lzo lzop minus
     mostly16 mostly32 mostly8 natural new not null nulls off offline offset oid old on only open
     or order outer overlaps parallel partition percent permissions pivot placing primary raw readratio
     recover references rejectlog resort respect restore right select session_user similar snapshot some
     sysdate system table tag tdes text255 text32k then to top trailing true truncatecolumns union unique unnest unpivot user using verbose wallet when where with without`.split(/\s+/),
  ),
  operators: new Map([
    ["||", 1],
    ["+", 2],
    ["-", 2],
    ["*", 3],
    ["/", 3],
    ["%", 3],
    ["^", 4],
  ]),
  comparisons: new Set(["=", "<>", "!=", "<", "<=", ">", ">=", "~", "~*", "!~", "!~*"]),
  patternOperators: ["like", "ilike", "similar to"],
  wordValues: new Set([
    "current_date", "current_timestamp", "current_user", "current_user_id", "session_user", "user",
    "sysdate",
  ]),
  functionWords: new Set(["left", "right"]),
  postgres: true,
  mismatch: (found) =>
    found === "<EOF>" ? "syntax error at end of input" : `syntax error at or near "${found}"`,
}; // prettier-ignore
