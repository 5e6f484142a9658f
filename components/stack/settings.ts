import * as pulumi from "@pulumi/pulumi";
import { ConfigValues } from "./config-values";

/** Every configuration key of the project; Pulumi.yaml describes and types them. */
export const configKeys = [
  "durability",
  "expires",
  "scenarios",
  "alarmEmail",
  "alertEmail",
  "logRetentionDays",
  "monthlyBudgetUsd",
  "streamMode",
  "retentionHours",
  "alertThreshold",
  "temperatureThreshold",
  "lakeFormat",
  "lakeBufferSeconds",
  "warehouse",
  "warehouseWindowSeconds",
  "warehousePause",
  "warehouseResume",
  "accessLogs",
  "tracing",
  "enhancedVpcRouting",
] as const;

/** What a stack's configuration says, checked and with defaults filled in. */
export interface Settings {
  readonly project: string;
  readonly stack: string;
  /** Durable: data outlives mistakes (protection, snapshots, recovery). Otherwise: all goes. */
  readonly durable: boolean;
  /** Day on which an ephemeral stack may be removed, YYYY-MM-DD; absent in durable ones. */
  readonly expires?: string;
  readonly alarmEmail?: string;
  readonly alertEmail?: string;
  readonly logRetentionDays: number;
  readonly monthlyBudgetUsd: number;
  readonly streamMode: "provisioned" | "on-demand";
  readonly retentionHours: number;
  /** Transactions above this amount raise an alert; a decimal as written. */
  readonly alertThreshold: string;
  /** Degrees Celsius above which a sensor raises an alert; a decimal as written. */
  readonly temperatureThreshold: string;
  readonly lakeFormat: "parquet" | "json";
  readonly lakeBufferSeconds: number;
  readonly warehouse: WarehouseSettings;
  /** Logs each request to the stack's buckets, in a bucket of its own. */
  readonly accessLogs: boolean;
  /** Has X-Ray trace the functions: $5 per million traces kept. */
  readonly tracing: boolean;
}

export interface WarehouseSettings {
  readonly kind: "provisioned" | "serverless";
  /** Has Redshift reach other services through its own network alone. */
  readonly enhancedVpcRouting: boolean;
  /** How the warehouse's consumer gathers records, and how long it tries to write them. */
  readonly consumer: {
    readonly windowSeconds: number;
    readonly maxRetries?: number;
    readonly maxRecordAgeSeconds?: number;
  };
  /** When a provisioned cluster sleeps; both or neither. */
  readonly schedule?: { readonly pause: string; readonly resume: string };
}

/** Retentions that CloudWatch Logs accepts, in days, up to ten years. */
const logRetentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827];

/**
 * Reads and checks the stack's configuration; throws a RunError with the key and the remedy.
 * `today` decides when an ephemeral stack without an `expires` key expires.
 */
export function readSettings(today: Date = new Date()): Settings {
  const config = new ConfigValues();
  config.refuseOthers(configKeys);
  const retentionHours = config.whole("retentionHours", 24, 8760, 24);
  const durable = config.choice("durability", ["ephemeral", "durable"], "ephemeral") === "durable";
  return {
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    durable,
    expires: durable ? undefined : expiry(config, today),
    alarmEmail: email(config, "alarmEmail"),
    alertEmail: email(config, "alertEmail"),
    logRetentionDays: logRetention(config, 7),
    monthlyBudgetUsd: config.whole("monthlyBudgetUsd", 1, 1_000_000, 600),
    streamMode: config.choice("streamMode", ["provisioned", "on-demand"], "provisioned"),
    retentionHours,
    alertThreshold: config.decimal("alertThreshold", "10000"),
    temperatureThreshold: config.decimal("temperatureThreshold", "30"),
    lakeFormat: config.choice("lakeFormat", ["parquet", "json"], "parquet"),
    lakeBufferSeconds: config.whole("lakeBufferSeconds", 0, 900, 60),
    warehouse: warehouse(config, retentionHours),
    accessLogs: config.flag("accessLogs", false),
    tracing: config.flag("tracing", false),
  };
}

/**
 * The day after which an ephemeral stack may be removed. By default the last day of next month: at
 * least four weeks away, and the same on every deployment within a month, so that deploying again
 * changes nothing.
 */
function expiry(config: ConfigValues, today: Date): string {
  const lastOfNextMonth = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 2, 0));
  const fallback = lastOfNextMonth.toISOString().slice(0, 10);
  const day = config.text("expires") ?? fallback;
  const exists = /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day));
  return exists ? day : config.refuse("expires", "must be a day as YYYY-MM-DD", fallback);
}

function email(config: ConfigValues, key: string): string | undefined {
  return config.matching(key, /^[^@\s]+@[^@\s]+\.[^@\s]+$/, "an email address", "me@example.org");
}

function logRetention(config: ConfigValues, fallback: number): number {
  const days = config.whole("logRetentionDays", 1, 1827, fallback);
  if (logRetentions.includes(days)) return days;
  return config.refuse("logRetentionDays", `must be one of ${logRetentions.join(", ")}`, fallback);
}

function warehouse(config: ConfigValues, retentionHours: number): WarehouseSettings {
  const kind = config.choice("warehouse", ["provisioned", "serverless"], "provisioned");
  const pause = cron(config, "warehousePause", "'cron(0 20 ? * MON-FRI *)'");
  const resume = cron(config, "warehouseResume", "'cron(0 7 ? * MON-FRI *)'");
  const consumer = { windowSeconds: config.whole("warehouseWindowSeconds", 1, 300, 10) };
  const enhancedVpcRouting = config.flag("enhancedVpcRouting", false);
  const common = { kind, enhancedVpcRouting };
  if (pause === undefined && resume === undefined) return { ...common, consumer };
  if (kind === "serverless")
    config.refuse("warehouse", "must be provisioned where warehousePause is set", "provisioned");
  if (pause === undefined)
    return config.refuse("warehousePause", "is needed with warehouseResume", "'cron(…)'");
  if (resume === undefined)
    return config.refuse("warehouseResume", "is needed with warehousePause", "'cron(…)'");
  // Records wait for a warehouse that sleeps, nearly as long as the stream keeps them.
  const maxRecordAgeSeconds = Math.min((retentionHours - 1) * 3600, 604_800);
  const patient = { ...consumer, maxRetries: 100, maxRecordAgeSeconds };
  return { ...common, consumer: patient, schedule: { pause, resume } };
}

function cron(config: ConfigValues, key: string, example: string): string | undefined {
  return config.matching(key, /^cron\((\S+ ){5}\S+\)$/, "a cron expression of six fields", example);
}
