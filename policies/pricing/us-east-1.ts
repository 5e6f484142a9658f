import type { PriceList } from "./price-list";

/** US East (N. Virginia), from the services' pricing pages. */
export const usEast1: PriceList = {
  region: "us-east-1",
  checked: "2026-11",
  kinesis: {
    shardHour: 0.015,
    millionPutUnits: 0.014,
    extendedShardHour: 0.02,
    onDemandStreamHour: 0.04,
    onDemandGbIn: 0.08,
    onDemandGbOut: 0.04,
    fanOutShardHour: 0.015,
    fanOutGb: 0.013,
  },
  lambda: {
    millionRequests: 0.2,
    gbSecond: 0.0000166667,
    gbSecondArm: 0.0000133334,
    provisionedGbSecond: 0.0000041667,
    provisionedGbSecondArm: 0.0000033334,
  },
  dynamodb: {
    millionWrites: 0.625,
    millionReads: 0.125,
    writeUnitHour: 0.00065,
    readUnitHour: 0.00013,
    gbMonth: 0.25,
  },
  s3: { millionPuts: 5, gbMonth: 0.023 },
  sns: { millionPublishes: 0.5 },
  firehose: { gbIn: 0.029, gbConverted: 0.018 },
  athena: { tbScanned: 5 },
  logs: { gbIn: 0.5 },
  cloudwatch: { alarmMonth: 0.1, dashboardMonth: 3, customMetricMonth: 0.3 },
  redshift: {
    nodeHour: {
      "ra3.large": 0.543,
      "ra3.xlplus": 1.086,
      "ra3.4xlarge": 3.26,
      "ra3.16xlarge": 13.04,
    },
    rpuHour: 0.375,
  },
  flink: { kpuHour: 0.11 },
  kms: { keyMonth: 1 },
  secrets: { secretMonth: 0.4 },
  network: { natGatewayHour: 0.045, interfaceEndpointHour: 0.01, publicAddressHour: 0.005 },
};
