import { createCloud } from "./cloud";
import { modelOf } from "./gateway/model/schemas";

/** What the local cloud implements of each service, in Markdown: generated, so that it cannot lag behind. */
export async function coverage(): Promise<string> {
  const cloud = await createCloud();
  const had = new Map<string, string[]>();
  try {
    for (const { service, operation } of cloud.operations) {
      had.set(service, [...(had.get(service) ?? []), operation]);
    }
  } finally {
    await cloud.stop();
  }
  const services = [...had].sort(([left], [right]) => (left < right ? -1 : 1));
  return services
    .map(([service, operations]) => {
      const all = modelOf(service)?.operations.size ?? 0;
      const names = operations.sort().map((name) => `\`${name}\``);
      return `### ${service}: ${operations.length} of ${all}\n\n${wrapped(names.join(", "))}\n`;
    })
    .join("\n");
}

const WIDTH = 110;

/** Breaks a list at its blanks. */
function wrapped(text: string): string {
  return text.replaceAll(new RegExp(`(.{1,${WIDTH}})(?: |$)`, "g"), "$1\n").trimEnd();
}
