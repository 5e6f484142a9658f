const integers = ["tinyint", "smallint", "int", "bigint"];

/** Whether Trino puts a value of one of Hive's types into a column of another without a cast. */
export function assignable(from: string, to: string): boolean {
  const [one, other] = [from, to].map((type) => type.replace(/\(.*\)$/, "").toLowerCase());
  if (one === undefined || other === undefined) return false;
  const texts = ["string", "varchar", "char"];
  if (one === other || (texts.includes(one) && texts.includes(other))) return true;
  const [least, most] = [integers.indexOf(one), integers.indexOf(other)];
  if (least >= 0) return most > least || ["decimal", "float", "double"].includes(other);
  if (one === "decimal") return other === "float" || other === "double";
  if (one === "float") return other === "double";
  if (one === "date") return other === "timestamp";
  return /^(?:array|map|struct)</.test(from) && from.split("<")[0] === to.split("<")[0];
}
