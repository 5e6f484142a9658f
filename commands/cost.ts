import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  CommandError,
  positive,
  positiveInteger,
  runCommand,
  UsageError,
  type ParsedArguments,
} from "./command";
import { configuredStacks } from "./stacks";
import { cellsOf, columns, comparisons, costPage, dollars } from "../cost/estimate/page";
import { registeredBy } from "../cost/registrations";
import { report, type Report } from "../cost/report";
import type { Traffic } from "../cost/traffic";
import { priceListOf, type PriceList } from "../policies/pricing/price-list";
import { formatTable } from "../queries/table";

const usage = `Usage: npm run cost -- [options]

What a stack costs: the program is evaluated here, without an account, and every resource that it
registers is priced, idle for a day and for a million events on each stream.

  npm run cost
  npm run cost -- --stack prod --events-per-second 200 --bytes 350
  npm run cost -- --estimate

Options:
  --stack NAME            a Pulumi.NAME.yaml (default dev)
  --events-per-second N   what arrives at each stream (default 10)
  --bytes B               an event's size (default 300)
  --estimate              each scenario at 10, 1,000 and 100,000 events/s, at its cheapest, beside
                          the lab's own design
  --write                 with --estimate: writes docs/cost.md
  --help
`;

const options = {
  stack: { type: "string" },
  "events-per-second": { type: "string" },
  bytes: { type: "string" },
  estimate: { type: "boolean" },
  write: { type: "boolean" },
} as const;

type Values = ParsedArguments<typeof options>["values"];

const root = path.resolve(__dirname, "..");

function checkedStack(stack: string): string {
  const known = configuredStacks(root);
  if (known.includes(stack)) return stack;
  throw new UsageError(`there is no stack ${stack}; there are ${known.join(", ")}`);
}

function pricesOf(region: string): PriceList {
  try {
    return priceListOf(region);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}

function trafficOf(values: Values): Traffic {
  const bytesPerEvent = positiveInteger("bytes", values.bytes) ?? 300;
  if (bytesPerEvent > 1024 ** 2)
    throw new UsageError("--bytes must be at most 1048576, a record's");
  const eventsPerSecond = positive("events-per-second", values["events-per-second"]) ?? 10;
  return { eventsPerSecond, bytesPerEvent };
}

/** Each scenario's lines added up. */
function totals({ lines }: Report): readonly (readonly string[])[] {
  return [...new Set(lines.map(({ scenario }) => scenario))].map((scenario) => {
    const own = lines.filter((line) => line.scenario === scenario);
    const sum = (key: "idlePerDay" | "perMillion") =>
      exact(own.reduce((total, line) => total + line[key], 0));
    return [scenario, sum("idlePerDay"), sum("perMillion")];
  });
}

const exact = (usd: number) => (usd === 0 ? "" : usd.toFixed(4));

function print(priced: Report, stack: string, traffic: Traffic, prices: PriceList): void {
  const { eventsPerSecond, bytesPerEvent } = traffic;
  const rows = priced.lines.map((line) => [
    line.scenario,
    line.resource,
    line.what,
    exact(line.idlePerDay),
    exact(line.perMillion),
  ]);
  const titles = ["scenario", "resource", "billed", "idle $/day", "$/million events"];
  const rate = `${eventsPerSecond.toLocaleString("en")} events/s`;
  console.log(
    [
      `Stack ${stack} in ${prices.region}, prices of ${prices.checked}, no free tier; batches as at`,
      `${rate} of ${bytesPerEvent} bytes on each stream.`,
      "",
      formatTable({ columns: titles, rows }),
      "",
      formatTable({ columns: ["scenario", ...titles.slice(3)], rows: totals(priced) }),
      "",
      `idle:       ${dollars(priced.idlePerDay)} a day, ${dollars(priced.idlePerMonth)} a month`,
      `traffic:    ${dollars(priced.perMillion)} for a million events on each stream`,
      `together:   ${dollars(priced.perMonth)} a month at ${rate} on each stream`,
      "Not counted: what is kept in tables and buckets, data leaving AWS, tax.",
      ...priced.warnings.map((warning) => `! ${warning}`),
    ].join("\n"),
  );
}

async function estimate(write: boolean): Promise<void> {
  const prices = priceListOf("us-east-1");
  if (write) {
    const { format } = await import("prettier");
    const page = await format(costPage(prices), { parser: "markdown", printWidth: 100 });
    writeFileSync(path.join(root, "docs/cost.md"), page);
    console.log("wrote docs/cost.md");
    return;
  }
  const rows = comparisons(prices).map((each) => [each.scenario.name, ...cellsOf(each)]);
  console.log(formatTable({ columns: ["scenario", ...columns], rows }));
}

void runCommand({
  name: "cost",
  usage,
  options,
  takes: 0,
  run: async ({ values }) => {
    if (values.write === true && values.estimate !== true) {
      throw new UsageError("--write goes with --estimate");
    }
    if (values.estimate === true) {
      const other = ["stack", "events-per-second", "bytes"].find((name) => name in values);
      if (other !== undefined) throw new UsageError(`--${other} does not go with --estimate`);
      await estimate(values.write === true);
      return;
    }
    const stack = checkedStack(values.stack ?? "dev");
    const traffic = trafficOf(values);
    const { region, resources } = await registeredBy(root, stack);
    const prices = pricesOf(region);
    print(report(resources, traffic, prices), stack, traffic, prices);
  },
});
