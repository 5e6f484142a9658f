import { StreamPipeline } from "./components/pipeline";
import { toAlerts, toCrossings, toObjects, toTable, toWarehouse } from "./components/sinks";
import * as stack from "./components/stack";
import { timeKey } from "./runtime/keys";
import { recordId } from "./runtime/uuid";
import { parseLoggedEvent, type LoggedEvent } from "./scenarios/event-logs";
import { parseHttpRequest, type HttpRequest } from "./scenarios/http-requests";
import * as sensors from "./scenarios/sensors";
import * as stocks from "./scenarios/stock-market";
import * as transactions from "./scenarios/transactions";

stack.skipPromiseTraces();
const settings = stack.readSettings();
// Constants for the callbacks, which are serialized with what they capture.
const { alertThreshold, temperatureThreshold } = settings;

// A pipeline of your own goes in here, as one more entry.
const pipelines = {
  // Every request that a server answers, filed under its path.
  "http-requests": () =>
    new StreamPipeline<HttpRequest>("http-requests", {
      foundation,
      stream: { name: "http-requests" },
      parse: parseHttpRequest,
      sinks: [
        toTable({
          table: "HttpRequests",
          partitionKey: "pk",
          sortKey: "sk",
          toRow: (request, at) => ({
            ...request,
            pk: `path#${request.path}`,
            sk: timeKey(request.timestamp, at),
          }),
        }),
      ],
    }),

  // Any JSON value, under an id of its own, to be searched by day.
  "event-logs": () =>
    new StreamPipeline<LoggedEvent>("event-logs", {
      foundation,
      stream: { name: "EventStream" },
      parse: parseLoggedEvent,
      sinks: [
        toTable({
          table: "EventLogs",
          partitionKey: "eventId",
          indexes: [{ name: "byDay", partitionKey: "day", sortKey: "timestamp" }],
          toRow: ({ data }, at) => ({
            eventId: recordId(at),
            timestamp: at.arrival,
            day: at.arrival.slice(0, 10),
            data,
          }),
        }),
      ],
    }),

  // Two consumers, so that a slow warehouse never delays an alert.
  transactions: () =>
    new StreamPipeline<transactions.Transaction>("transactions", {
      foundation,
      stream: { name: "TransactionStream" },
      parse: transactions.parseTransaction,
      consumers: {
        store: {
          batchSize: 1000,
          ...settings.warehouse.consumer,
          timeoutSeconds: 300,
          sinks: [
            toWarehouse({
              database: "transactions",
              table: "transactions",
              columns: transactions.transactionColumns,
              mergeOn: "transaction_id",
              sortKey: "timestamp",
              toRow: (transaction) => transaction,
            }),
          ],
        },
        alert: {
          sinks: [
            toAlerts({
              topic: "transaction-alerts",
              type: "high-amount",
              toAlert: (transaction) =>
                transactions.isAbove(transaction.amount, alertThreshold)
                  ? transactions.transactionAlert(transaction, alertThreshold)
                  : undefined,
            }),
          ],
        },
      },
    }),

  // Each price as a row and as two files.
  "stock-market": () =>
    new StreamPipeline<stocks.StockPrice>("stock-market", {
      foundation,
      stream: { name: "stock-market-stream" },
      parse: stocks.parseStockPrice,
      sinks: [
        toTable({
          table: "StockMarketData",
          partitionKey: "symbol",
          sortKey: "timestamp",
          toRow: (stock, at) => stocks.priceRow(stock, at),
        }),
        toObjects({
          name: "files",
          prefixes: ["raw/", "processed/"],
          toFiles: (stock, at) => stocks.priceFiles(stock, at),
        }),
      ],
    }),

  // A data lake for questions later; the latest reading, and an alert, at once.
  sensors: () =>
    new StreamPipeline<sensors.SensorReading>("sensors", {
      foundation,
      stream: { name: "sensor-stream" },
      parse: sensors.parseSensorReading,
      lake: {
        database: "sensors",
        table: "sensor_data",
        columns: sensors.sensorColumns,
        queries: sensors.sensorQueries(temperatureThreshold),
      },
      consumers: {
        realtime: {
          sinks: [
            toCrossings({
              table: "SensorReadings",
              partitionKey: "sensor_id",
              topic: "sensor-alerts",
              type: "high-temperature",
              threshold: Number(temperatureThreshold),
              toReading: (reading) => sensors.temperatureReading(reading, temperatureThreshold),
            }),
          ],
        },
      },
    }),
};

const chosen = stack.choosePipelines(pipelines);
const foundation = new stack.Foundation("foundation", settings);
const deployed = chosen.map((create) => create());
const dashboard = new stack.StreamDashboard("dashboard", {
  foundation,
  pipelines: deployed.map((pipeline) => pipeline.watched),
});

/** The stack's outputs: per pipeline the names of what it is made of, and what all share. */
export = {
  ...Object.fromEntries(deployed.map(({ name, outputs }) => [name, outputs])),
  failureBucket: foundation.failures.name,
  alarmTopic: foundation.alarmTopicArn,
  dashboard: dashboard.name,
};
