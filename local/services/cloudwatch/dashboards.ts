import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";

interface Dashboard {
  readonly body: string;
  /** Epoch seconds. */
  readonly modifiedAt: number;
}

function checkBody(body: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  if (Array.isArray((parsed as { widgets?: unknown } | undefined)?.widgets)) return;
  throw new AwsError(
    "InvalidParameterInput",
    "The field DashboardBody must be a valid JSON object with an array of widgets",
  );
}

/** Dashboards: kept as they were put, so that a stack that has one deploys and can be read back. */
export function dashboardOperations(
  clock: () => number,
  arnOf: (name: string) => string,
): Record<string, Operation> {
  const dashboards = new Map<string, Dashboard>();
  const find = (name: string): Dashboard => {
    const dashboard = dashboards.get(name);
    if (dashboard !== undefined) return dashboard;
    throw new AwsError("ResourceNotFound", `Dashboard ${name} does not exist`, 404);
  };
  return {
    PutDashboard: {
      run: (input: { DashboardName: string; DashboardBody: string }) => {
        if (!/^[\w-]{1,255}$/.test(input.DashboardName)) {
          throw new AwsError("InvalidParameterInput", `Invalid name ${input.DashboardName}`);
        }
        checkBody(input.DashboardBody);
        const modifiedAt = clock() / 1000;
        dashboards.set(input.DashboardName, { body: input.DashboardBody, modifiedAt });
        return { DashboardValidationMessages: [] };
      },
    },
    GetDashboard: {
      run: ({ DashboardName }: { DashboardName: string }) => ({
        DashboardArn: arnOf(DashboardName),
        DashboardBody: find(DashboardName).body,
        DashboardName,
      }),
    },
    ListDashboards: {
      run: ({ DashboardNamePrefix = "" }: { DashboardNamePrefix?: string }) => ({
        DashboardEntries: [...dashboards]
          .filter(([name]) => name.startsWith(DashboardNamePrefix))
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, { body, modifiedAt }]) => ({
            DashboardName: name,
            DashboardArn: arnOf(name),
            LastModified: modifiedAt,
            Size: Buffer.byteLength(body),
          })),
      }),
    },
    DeleteDashboards: {
      run: ({ DashboardNames }: { DashboardNames: readonly string[] }) => {
        for (const name of DashboardNames) find(name);
        for (const name of DashboardNames) dashboards.delete(name);
        return {};
      },
    },
  };
}
