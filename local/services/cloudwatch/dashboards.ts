import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";

interface Dashboard {
  readonly body: string;
  readonly modifiedAt: Date;
}

function checkBody(body: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  if (Array.isArray((parsed as { widgets?: unknown } | null | undefined)?.widgets)) return;
  throw new AwsError(
    "InvalidParameterInput",
    "The field DashboardBody must be a valid JSON object with an array of widgets",
  );
}

/** Dashboards: kept as they were put, so that a stack that has one deploys and can be read back. */
export function dashboardOperations(
  clock: () => number,
  arnOf: (name: string) => string,
): Operations<"monitoring"> {
  const dashboards = new Map<string, Dashboard>();
  const find = (name: string): Dashboard => {
    const dashboard = dashboards.get(name);
    if (dashboard !== undefined) return dashboard;
    throw new AwsError("ResourceNotFound", `Dashboard ${name} does not exist`);
  };
  return {
    PutDashboard: {
      run({ DashboardName, DashboardBody: body }) {
        if (!/^[\w-]{1,255}$/.test(DashboardName)) {
          throw new AwsError("InvalidParameterInput", `Invalid name ${DashboardName}`);
        }
        checkBody(body);
        dashboards.set(DashboardName, { body, modifiedAt: new Date(clock()) });
        return { DashboardValidationMessages: [] };
      },
    },
    GetDashboard: {
      run: ({ DashboardName }) => ({
        DashboardArn: arnOf(DashboardName),
        DashboardBody: find(DashboardName).body,
        DashboardName,
      }),
    },
    ListDashboards: {
      run: ({ DashboardNamePrefix = "" }) => ({
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
      run({ DashboardNames }) {
        for (const name of DashboardNames) find(name);
        for (const name of DashboardNames) dashboards.delete(name);
        return {};
      },
    },
  };
}
