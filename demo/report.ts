import type { Cloud } from "../local/cloud";
import type { Clients } from "../queries/clients";
import { listKeys } from "../queries/s3";
import type { Answer } from "../queries/table";
import type { Sample } from "./samples";
import { tally, type Outputs, type Stored } from "./tally";

/** What became of one scenario's records. */
export interface ScenarioReport {
  readonly scenario: string;
  readonly sent: number;
  readonly stored: readonly Stored[];
  readonly alerts: number;
  readonly quarantined: number;
  /** Good records that a store does not hold. */
  readonly lost: number;
  /** Entries that a store holds beyond the good records. */
  readonly doubled: number;
}

/** Counts a scenario's records in every store, in quarantine and in the outbox. */
export async function reportOn(
  sample: Sample,
  cloud: Cloud,
  clients: Clients,
  outputs: Outputs,
  failureBucket: string,
): Promise<ScenarioReport> {
  const stored = await tally(sample.scenario, clients, outputs);
  const quarantine = await listKeys(clients.s3, failureBucket, `quarantine/${sample.scenario}/`);
  // Two consumers of one stream each keep the same bad record.
  const quarantined = new Set(quarantine.map((key) => key.split("/").pop())).size;
  const good = sample.records.length - quarantined;
  const counts = stored.filter(({ everyEvent }) => everyEvent).map(({ count }) => count);
  return {
    scenario: sample.scenario,
    sent: sample.records.length,
    stored,
    alerts: alertsOf(cloud, outputs.topic),
    quarantined,
    lost: Math.max(0, ...counts.map((count) => good - count)),
    doubled: Math.max(0, ...counts.map((count) => count - good)),
  };
}

function alertsOf(cloud: Cloud, topic: string | undefined): number {
  return cloud.sns.outbox().filter((message) => message.topicArn === topic).length;
}

/** One line per store, the scenario's own figures on its first. */
export function reportTable(reports: readonly ScenarioReport[]): Answer {
  const rows = reports.flatMap((report) =>
    report.stored.map(({ sink, count }, index) => {
      const own = (value: number | string) => (index === 0 ? String(value) : "");
      return [
        own(report.scenario),
        own(report.sent),
        String(count),
        sink,
        own(report.alerts),
        own(report.quarantined),
        own(report.lost),
      ];
    }),
  );
  return {
    columns: ["pipeline", "sent", "stored", "in", "alerts", "quarantined", "lost"],
    rows,
  };
}

/** What is wrong with the outcome; empty when every record is where it belongs. */
export function problems(samples: readonly Sample[], reports: readonly ScenarioReport[]): string[] {
  return reports.flatMap(({ scenario, lost, doubled, quarantined }) => {
    const poison = samples.find((sample) => sample.scenario === scenario)?.poison ?? 0;
    return [
      ...(lost > 0 ? [`${scenario}: ${lost} records were lost`] : []),
      ...(doubled > 0 ? [`${scenario}: ${doubled} records were stored twice`] : []),
      ...(quarantined === poison
        ? []
        : [`${scenario}: ${quarantined} records are in quarantine, expected ${poison}`]),
    ];
  });
}
