import path from "node:path";
import { readProjectName } from "../local/program/config";
import { clientSettings, regionUsage, stackName } from "./aws";
import {
  CommandError,
  positiveInteger,
  runCommand,
  UsageError,
  type ParsedArguments,
} from "./command";
import { knownStacks } from "./stacks";
import { calendarDay } from "../runtime/calendar";
import { queryAthena } from "../queries/athena";
import { createClients } from "../queries/clients";
import { queryRedshift } from "../queries/redshift";
import { lakeOf, questions, type Question } from "../queries/scenarios";
import { formatTable, type Answer } from "../queries/table";
import { warehouseOf } from "../queries/warehouse";

const usage = `Usage: npm run query -- <scenario> ["SQL"] [options]

Asks a scenario's store and prints the answer as a table: DynamoDB for http-requests, event-logs and
stock-market; Redshift for transactions; Athena for sensors. Without SQL, the lab's own questions.

  npm run query -- transactions "SELECT COUNT(*), SUM(amount) FROM transactions"
  npm run query -- sensors "SELECT location, MAX(temperature) FROM sensor_data GROUP BY location"
  npm run query -- http-requests --path /static/logo.png --day 2025-09-20
  npm run query -- event-logs --day 2026-01-31
  npm run query -- stock-market --symbol AAPL

Options:
  --path PATH       http-requests: the path (default: the commonest of some 1,000 rows)
  --day YYYY-MM-DD  http-requests, event-logs, stock-market: the day, UTC (default: the latest day
                    that has rows; of a share, every day)
  --symbol S        stock-market: the share (default: the commonest of some 1,000 rows)
  --limit N         most rows of a standard question (default 10)
  --stack NAME      default dev
  --endpoint URL    e.g. http://127.0.0.1:4566 for npm run local (default: AWS_ENDPOINT_URL, else AWS)
  --region NAME     ${regionUsage}
  --help
`;

const options = {
  path: { type: "string" },
  day: { type: "string" },
  symbol: { type: "string" },
  limit: { type: "string" },
  stack: { type: "string", default: "dev" },
  endpoint: { type: "string" },
  region: { type: "string" },
} as const;

type Values = ParsedArguments<typeof options>["values"];

/** A question of the caller's own, for the scenarios whose store speaks SQL. */
function ownQuestion(scenario: string, sql: string, stack: string): Question {
  const name = (base: string) => stackName(base, stack);
  if (scenario === "transactions") {
    return async ({ redshift, redshiftData }) => {
      const target = await warehouseOf(redshift, name("transactions"));
      return { title: "transactions", answer: await queryRedshift(redshiftData, target, sql) };
    };
  }
  if (scenario === "sensors") {
    return async ({ athena }) => ({
      title: "sensors",
      answer: await queryAthena(athena, lakeOf(name), sql),
    });
  }
  throw new UsageError(
    `${scenario} is kept in DynamoDB, which takes no SQL: use --path, --day or --symbol`,
  );
}

function standardQuestions(scenario: string, values: Values): readonly Question[] {
  return (
    questions[scenario]?.({
      name: (base) => stackName(base, values.stack),
      path: values.path,
      day: dayIn(values.day),
      symbol: values.symbol,
      limit: positiveInteger("limit", values.limit) ?? 10,
    }) ?? []
  );
}

function dayIn(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : calendarDay(text);
  } catch (error) {
    throw new UsageError(`--day ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function query({ values, positionals }: ParsedArguments<typeof options>): Promise<void> {
  const [scenario = "", sql] = positionals;
  if (!Object.hasOwn(questions, scenario)) {
    throw new UsageError(`name one scenario: ${Object.keys(questions).join(", ")}`);
  }
  const asked =
    sql === undefined
      ? standardQuestions(scenario, values)
      : [ownQuestion(scenario, sql, values.stack)];
  const settings = clientSettings(values);
  const clients = createClients(settings);
  try {
    for (const ask of asked) {
      const { title, answer } = await ask(clients);
      process.stdout.write(`${title}\n${formatTable(answer)}\n${ending(answer)}\n\n`);
    }
  } catch (error) {
    throw withRemedy(error, values.stack, settings.endpoint);
  } finally {
    clients.destroy();
  }
}

/** How many rows there are, and whether there are more. */
function ending(answer: Answer): string {
  const count = answer.rows.length;
  const rows = `${count} row${count === 1 ? "" : "s"}${scanned(answer)}`;
  return answer.more === true ? `${rows}; there are more: raise --limit` : rows;
}

function scanned(answer: object): string {
  if (!("bytesScanned" in answer)) return "";
  return `, ${Number(answer.bytesScanned).toLocaleString("en-US")} bytes scanned`;
}

const root = path.join(__dirname, "..");

/** Of DynamoDB, Redshift and Athena: a stack's store is not there. */
const isAbsent = ({ message }: Error) => /not found|does(n't| not) exist/i.test(message);

function withRemedy(error: unknown, stack: string, endpoint = "AWS"): unknown {
  if (!(error instanceof Error)) return error;
  const known = knownStacks(root, readProjectName(root));
  if (!known.includes(stack) && isAbsent(error)) {
    const others = `this folder has ${known.join(", ")}`;
    return new UsageError(
      `no stack ${stack} is known at ${endpoint} (${error.message}): ${others}`,
    );
  }
  if ("code" in error && error.code === "ECONNREFUSED") {
    return new CommandError(`nothing answers at ${endpoint}: start it with npm run local`);
  }
  if (error.name === "CredentialsProviderError") {
    return new CommandError(`${error.message}: sign in to AWS, or give --endpoint`);
  }
  return "$metadata" in error || error.constructor === Error
    ? new CommandError(`${error.message} (at ${endpoint})`)
    : error;
}

void runCommand({ name: "query", usage, options, takes: 2, run: query });
