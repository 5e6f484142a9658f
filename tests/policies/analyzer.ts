import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import type * as empties from "google-protobuf/google/protobuf/empty_pb";
import type * as structs from "google-protobuf/google/protobuf/struct_pb";
import type { Fixture } from "./fixture";
import { urnOf } from "./fixture";

const root = path.resolve(__dirname, "../..");

/** Messages must come from the copy of google-protobuf that @pulumi/pulumi itself loads. */
const fromPulumi = createRequire(require.resolve("@pulumi/pulumi"));
const { Struct } = fromPulumi("google-protobuf/google/protobuf/struct_pb.js") as typeof structs;
const { Empty } = fromPulumi("google-protobuf/google/protobuf/empty_pb.js") as typeof empties;

export interface Violation {
  readonly rule: string;
  readonly message: string;
  readonly urn: string;
  readonly level: analyzer.EnforcementLevel;
}

type Method = "getAnalyzerInfo" | "configure" | "analyze" | "analyzeStack" | "remediate";

type Unary<Response> = (
  request: unknown,
  callback: (error: Error | null, response: Response) => void,
) => void;

/** The policy pack, started as the CLI starts it, and spoken to as the engine does. */
export class Pack {
  readonly #process: ChildProcess;
  readonly #client: AnalyzerClient;

  private constructor(process: ChildProcess, port: string) {
    this.#process = process;
    this.#client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  }

  static async start(): Promise<Pack> {
    const runner = require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [root] });
    const child = spawn(process.execPath, [runner, "127.0.0.1:1", "."], {
      cwd: path.join(root, "policies"),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await Promise.race([
      once(createInterface({ input: child.stdout }), "line"),
      once(child, "exit").then(() => [undefined]),
    ])) as [string | undefined];
    if (line === undefined) throw new Error("the policy pack ended before it served");
    return new Pack(child, line);
  }

  async stop(): Promise<void> {
    this.#client.close();
    const exited = once(this.#process, "exit");
    this.#process.kill();
    await exited;
  }

  async info(): Promise<analyzer.AnalyzerInfo> {
    return this.#call("getAnalyzerInfo", new Empty());
  }

  /** Sets one rule's configuration and level, and puts every other rule back to its own. */
  async configure(rule: string, config: object, level: analyzer.EnforcementLevel): Promise<void> {
    const request = new analyzer.ConfigureAnalyzerRequest();
    const entry = new analyzer.PolicyConfig();
    entry.setEnforcementlevel(level);
    entry.setProperties(Struct.fromJavaScript(config as Record<string, structs.JavaScriptValue>));
    request.getPolicyconfigMap().set(rule, entry);
    await this.#call("configure", request);
  }

  /** Forgets every configuration. */
  async reset(): Promise<void> {
    await this.#call("configure", new analyzer.ConfigureAnalyzerRequest());
  }

  async analyze(fixture: Fixture): Promise<readonly Violation[]> {
    const response: analyzer.AnalyzeResponse = await this.#call("analyze", requestOf(fixture));
    return violationsOf(response);
  }

  async analyzeStack(fixtures: readonly Fixture[]): Promise<readonly Violation[]> {
    const request = new analyzer.AnalyzeStackRequest();
    request.setResourcesList(fixtures.map(resourceOf));
    const response: analyzer.AnalyzeResponse = await this.#call("analyzeStack", request);
    return violationsOf(response);
  }

  /** What the rules whose level is "remediate" make of a resource's properties. */
  async remediate(fixture: Fixture): Promise<Readonly<Record<string, unknown>> | undefined> {
    const response: analyzer.RemediateResponse = await this.#call("remediate", requestOf(fixture));
    return response.getRemediationsList()[0]?.getProperties()?.toJavaScript();
  }

  #call<Response>(method: Method, request: unknown): Promise<Response> {
    const call = this.#client[method].bind(this.#client) as unknown as Unary<Response>;
    return promisify(call)(request);
  }
}

function optionsOf(fixture: Fixture): analyzer.AnalyzerResourceOptions {
  const options = new analyzer.AnalyzerResourceOptions();
  options.setProtect(fixture.protect ?? false);
  return options;
}

function propertiesOf(fixture: Fixture): structs.Struct {
  return Struct.fromJavaScript(fixture.props as Record<string, structs.JavaScriptValue>);
}

function requestOf(fixture: Fixture): analyzer.AnalyzeRequest {
  const request = new analyzer.AnalyzeRequest();
  request.setType(fixture.type);
  request.setName(fixture.name);
  request.setUrn(urnOf(fixture));
  request.setOptions(optionsOf(fixture));
  request.setProperties(propertiesOf(fixture));
  return request;
}

function resourceOf(fixture: Fixture): analyzer.AnalyzerResource {
  const resource = new analyzer.AnalyzerResource();
  resource.setType(fixture.type);
  resource.setName(fixture.name);
  resource.setUrn(urnOf(fixture));
  resource.setOptions(optionsOf(fixture));
  resource.setProperties(propertiesOf(fixture));
  for (const [property, urns] of Object.entries(fixture.references ?? {})) {
    const dependencies = new analyzer.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    resource.getPropertydependenciesMap().set(property, dependencies);
  }
  return resource;
}

function violationsOf(response: analyzer.AnalyzeResponse): readonly Violation[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    rule: diagnostic.getPolicyname(),
    message: diagnostic.getMessage(),
    urn: diagnostic.getUrn(),
    level: diagnostic.getEnforcementlevel(),
  }));
}
