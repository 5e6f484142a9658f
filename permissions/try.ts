import type { Cloud } from "../local/cloud";
import { AwsError } from "../local/gateway/service";
import type { Asked } from "../local/services/iam";
import { pageFor } from "./documented";
import { grantsOf, without, type Grant } from "./grants";

/** What became of the run's requests without one grant. */
export interface Finding {
  readonly grant: Grant;
  /** The first request that was refused: who made it, and the refusal. */
  readonly shown?: { readonly by: string; readonly error: AwsError };
  /** Where nothing showed it: the document that asks for it. */
  readonly page?: string;
}

/** The different questions that a run has put to roles' policies. */
export class Questions {
  private readonly asked = new Map<string, Asked>();

  add(asked: Asked): void {
    const { principal, permission } = asked;
    if (principal.kind !== "role") return;
    const key = [principal.roleArn, principal.sessionName, ...permission].join(" ");
    if (!this.asked.has(key)) this.asked.set(key, asked);
  }

  get count(): number {
    return this.asked.size;
  }

  of(role: string): Asked[] {
    return [...this.asked.values()].filter(
      ({ principal }) => principal.kind === "role" && principal.roleArn.endsWith(`/${role}`),
    );
  }
}

/**
 * Drops each grant in turn, through IAM's own API, and puts the run's questions to the role again: what was
 * allowed and is refused now is what the grant is for. `onDropped` is told after each.
 */
export async function tryEach(
  cloud: Cloud,
  questions: Questions,
  onDropped: (done: number, of: number) => void,
): Promise<Finding[]> {
  const grants = await grantsOf(cloud.client);
  const findings: Finding[] = [];
  for (const grant of grants) {
    const allowed = questions
      .of(grant.role)
      .filter((asked) => refusalOf(cloud, asked) === undefined);
    const shown = await without(grant, cloud.client, () => firstRefused(cloud, allowed));
    const page = shown === undefined ? pageFor(grant) : undefined;
    findings.push({ grant, ...(shown && { shown }), ...(page && { page }) });
    onDropped(findings.length, grants.length);
  }
  return findings;
}

function firstRefused(cloud: Cloud, allowed: readonly Asked[]): Finding["shown"] {
  for (const asked of allowed) {
    const error = refusalOf(cloud, asked);
    if (error !== undefined) return { by: askerOf(asked), error };
  }
  return undefined;
}

function refusalOf(cloud: Cloud, { principal, permission }: Asked): AwsError | undefined {
  try {
    cloud.part("iam").authorize(principal, permission);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** Services take roles under session names of their own; a function's session has its name. */
const SERVICES: Readonly<Record<string, string>> = {
  awslambda: "Lambda",
  AWSFirehoseToS3: "Firehose",
};

function askerOf({ principal }: Asked): string {
  const session = principal.kind === "role" ? principal.sessionName : principal.userName;
  return SERVICES[session] ?? `function ${session}`;
}
