import { request } from "node:http";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const JSON_TYPE = { "content-type": "application/json" };

/** Sends a request to `/_local/…`, as curl would. */
export function ask(
  endpoint: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = JSON_TYPE,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(`/_local/${path}`, endpoint);
    const sent = request(url, { method, headers, agent: false }, (response) => {
      response.setEncoding("utf8");
      let text = "";
      response.on("data", (chunk: string) => (text += chunk));
      response.once("end", () => {
        const isJson = response.headers["content-type"]?.startsWith("application/json") === true;
        resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text });
      });
    });
    sent.once("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The same, for what must work. */
export async function told<T>(
  endpoint: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await ask(endpoint, method, path, body);
  if (answer.status === 200) return answer.body as T;
  throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
}
