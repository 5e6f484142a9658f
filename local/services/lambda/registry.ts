import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { InputOf } from "../../gateway/model/apis";
import { AwsError, type CloudClient, type Operation } from "../../gateway/service";
import { onResource, type Runs } from "../on-resource";
import { archiveOf } from "./code/archive";
import { makePackage, type Layers, type Package } from "./code/package";
import type { LayerStore } from "./layers/store";
import { invalid, nameIn, notFound, refusal, type Settings } from "./function";
import { functionTags, LambdaFunction } from "./lambda-function";
import type { Dependencies } from "./lambda-function";
import { makeTaskFolder, removeTaskFolder } from "./environments/program";
import type { Launch } from "./environments/launch";
import type { TaskFolder } from "./environments/program";
import { settingsFrom } from "./settings";
import type { SettingsInput } from "./settings";

/** How requests name a function. */
interface Named {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

/** The account's functions. */
export class Functions {
  private readonly byName = new Map<string, LambdaFunction>();
  private folder: Promise<TaskFolder> | undefined;

  constructor(
    private readonly dependencies: Dependencies & { readonly searchPath: string },
    private readonly cloud: () => CloudClient,
    private readonly layers: LayerStore,
  ) {}

  /** By name or ARN; throws ResourceNotFoundException. Versions are not published: there is only $LATEST. */
  get(nameOrArn: string, Qualifier?: string): LambdaFunction {
    const { name, qualifier = "$LATEST" } = nameIn(nameOrArn);
    const asked = Qualifier ?? qualifier;
    const arn = this.arnOf(name);
    const found = this.byName.get(name);
    if (found === undefined) throw notFound(arn);
    if (asked !== "$LATEST") throw notFound(`${arn}:${asked}`);
    return found;
  }

  named({ FunctionName, Qualifier }: Named): LambdaFunction {
    return this.get(FunctionName, Qualifier);
  }

  /** Operations on the function that their input names. */
  operations(runs: Runs<"lambda", LambdaFunction>): Readonly<Record<string, Operation>> {
    const find = (input: Named): LambdaFunction => this.named(input);
    const arn = ({ FunctionName }: Named): string => this.arnOf(FunctionName);
    return onResource("lambda", { find, arn }, runs);
  }

  list(): LambdaFunction[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async create(input: InputOf<"lambda", "CreateFunction">): Promise<LambdaFunction> {
    const { name } = nameIn(input.FunctionName);
    if (input.PackageType === "Image") {
      throw invalid("The local cloud runs zip archives, not container images.");
    }
    this.refuseExisting(name);
    const settings = settingsFrom(name, input);
    this.checkRole(settings.Role, name);
    const launch = await this.launch(settings.Runtime);
    const tags = functionTags(input.Tags);
    const zip = await archiveOf(input.Code, this.cloud(), "CreateFunction");
    const layers = this.layers.asked(input.Layers ?? []);
    const code = await this.package(name, zip, layers, settings.Runtime);
    code.hold();
    try {
      this.refuseExisting(name);
      const deployment = { settings, code, launch };
      const created = new LambdaFunction(name, deployment, tags, this.dependencies);
      this.byName.set(name, created);
      return created;
    } finally {
      await code.release();
    }
  }

  async updateCode(
    subject: LambdaFunction,
    input: InputOf<"lambda", "UpdateFunctionCode">,
  ): Promise<void> {
    const { Architectures } = input;
    const settings = settingsFrom(subject.name, { Architectures }, subject.settings);
    const zip = await archiveOf(input, this.cloud(), "UpdateFunctionCode");
    const { code, launch } = subject.deployment;
    code.hold();
    try {
      const changed = await this.package(subject.name, zip, code.under, settings.Runtime);
      subject.update({ settings, code: changed, launch });
    } finally {
      await code.release();
    }
  }

  async updateSettings(subject: LambdaFunction, input: SettingsInput): Promise<void> {
    const settings = settingsFrom(subject.name, input, subject.settings);
    this.checkRole(settings.Role, subject.name);
    const launch = await this.launch(settings.Runtime);
    const { code } = subject.deployment;
    code.hold();
    try {
      subject.update({ settings, launch, code: await this.relayered(subject, input, settings) });
    } finally {
      await code.release();
    }
  }

  /** Deletes at once; requests that still run fail as of a killed runtime. */
  async delete(subject: LambdaFunction): Promise<void> {
    this.byName.delete(subject.name);
    await subject.end();
  }

  async stop(): Promise<void> {
    const all = this.list();
    this.byName.clear();
    await Promise.all(all.map((item) => item.end()));
    const folder = await this.folder;
    if (folder !== undefined) await removeTaskFolder(folder);
  }

  /** The function's package over the layers and for the runtime that an update asks for. */
  private async relayered(
    { name, code, settings: before }: LambdaFunction,
    { Layers: asked }: SettingsInput,
    { Runtime }: Settings,
  ): Promise<Package> {
    const had = code.layers.map(({ arn }) => arn);
    const same = asked === undefined || asked.join() === had.join();
    if (same && (Runtime === before.Runtime || had.length === 0)) return code;
    const zip = await readFile(code.archive.zipPath);
    return this.package(name, zip, same ? code.under : this.layers.asked(asked), Runtime);
  }

  private async package(name: string, zip: Buffer, layers: Layers, runtime: string) {
    const { root } = await this.taskFolder();
    return makePackage(zip, layers, runtime, join(root, "functions", name));
  }

  private async launch(runtime: string): Promise<Launch> {
    const folder = await this.taskFolder();
    return folder.launch(runtime);
  }

  /** A folder of this machine for files of one kind, that goes with the functions. */
  async folderOf(kind: string): Promise<string> {
    const { root } = await this.taskFolder();
    return join(root, kind);
  }

  private taskFolder(): Promise<TaskFolder> {
    this.folder ??= makeTaskFolder(this.dependencies.searchPath);
    return this.folder;
  }

  private refuseExisting(name: string): void {
    if (!this.byName.has(name)) return;
    throw refusal("ResourceConflictException", `Function already exist: ${name}`);
  }

  /** The ARN of the function that a name or ARN means, whether it is there or not. */
  arnOf(nameOrArn: string): string {
    const { region, accountId } = this.dependencies;
    return `arn:aws:lambda:${region}:${accountId}:function:${nameIn(nameOrArn).name}`;
  }

  private checkRole(role: string, name: string): void {
    const { credentials, accountId } = this.dependencies;
    if (role.split(":")[4] !== accountId) {
      throw new AwsError("AccessDeniedException", "Cross-account pass role is not allowed.", 403);
    }
    const assumed = credentials.canAssume(role, "lambda.amazonaws.com", this.arnOf(name));
    if (credentials.knows(role) && assumed) return;
    throw invalid("The role defined for the function cannot be assumed by Lambda.");
  }
}
