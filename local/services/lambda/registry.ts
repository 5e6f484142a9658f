import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { InputOf } from "../../gateway/model/apis";
import { AwsError, type CloudClient, type Operation } from "../../gateway/service";
import { onResource, type Runs } from "../on-resource";
import { archiveOf } from "./code/archive";
import { makePackage, type Layers, type Package } from "./code/package";
import type { LayerStore } from "./layers/store";
import { invalid, nameIn, notFound, refusal, type Settings } from "./function";
import { LambdaFunction } from "./lambda-function";
import type { Dependencies } from "./lambda-function";
import { makeTaskFolder, removeTaskFolder } from "./environments/program";
import type { Launch } from "./environments/launch";
import type { TaskFolder } from "./environments/program";
import { settingsFrom } from "./settings";
import type { SettingsInput } from "./settings";
import { Family, routed } from "./versions/family";

/** What a name, an ARN or a qualifier means. */
export interface Target {
  readonly subject: LambdaFunction;
  /** The ARN with the qualifier that was asked for. */
  readonly arn: string;
  readonly qualifier?: string;
}

/** How requests name a function. */
interface Named {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

interface RegistryOptions {
  /** Instances of one function that may run at once where it reserves no concurrency. */
  readonly concurrency: number;
  /** Folders in which a Python is looked for. */
  readonly searchPath: string;
  /** The folder of a project whose packages of AWS's SDK functions find, too. */
  readonly project: string;
}

/** The account's functions. */
export class Functions {
  private readonly byName = new Map<string, LambdaFunction>();
  private folder: Promise<TaskFolder> | undefined;

  constructor(
    private readonly dependencies: Dependencies & RegistryOptions,
    private readonly cloud: () => CloudClient,
    private readonly layers: LayerStore,
  ) {}

  /** A function or a version of it, by name or ARN; throws ResourceNotFoundException. */
  target(nameOrArn: string, Qualifier?: string): Target {
    const { name, qualifier: own } = nameIn(nameOrArn);
    if (own !== undefined && Qualifier !== undefined && own !== Qualifier) {
      throw invalid(
        "The derived qualifier from the function name does not match the specified qualifier.",
      );
    }
    const qualifier = Qualifier ?? own;
    const latest = this.byName.get(name);
    if (latest === undefined) throw notFound(this.arnOf(name));
    if (qualifier === undefined) return { subject: latest, arn: latest.arn };
    const arn = `${latest.arn}:${qualifier}`;
    const subject = qualifier === "$LATEST" ? latest : versionOf(latest.family, qualifier);
    if (subject === undefined) throw notFound(arn);
    return { subject, arn, qualifier };
  }

  /** A function by name or ARN, without a qualifier; throws ResourceNotFoundException. */
  get(nameOrArn: string): LambdaFunction {
    const { subject, arn, qualifier = "$LATEST" } = this.target(nameOrArn);
    if (qualifier !== "$LATEST") throw notFound(arn);
    return subject;
  }

  /** Operations on the function that their input names. */
  operations(runs: Runs<"lambda", LambdaFunction>): Readonly<Record<string, Operation>> {
    const find = ({ FunctionName }: Named): LambdaFunction => this.get(FunctionName);
    const arn = ({ FunctionName }: Named): string => this.arnOf(FunctionName);
    return onResource("lambda", { find, arn }, runs);
  }

  /** Operations on the function, version or alias that their input names. */
  qualified(runs: Runs<"lambda", Target>): Readonly<Record<string, Operation>> {
    const find = ({ FunctionName, Qualifier }: Named): Target =>
      this.target(FunctionName, Qualifier);
    const arn = ({ FunctionName, Qualifier }: Named): string => {
      const { qualifier = Qualifier } = nameIn(FunctionName);
      const unqualified = this.arnOf(FunctionName);
      return qualifier === undefined ? unqualified : `${unqualified}:${qualifier}`;
    };
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
    const family = new Family(input.Tags, this.dependencies.concurrency);
    const zip = await archiveOf(input.Code, this.cloud(), "CreateFunction");
    const layers = this.layers.asked(input.Layers ?? []);
    const code = await this.package(name, zip, layers, settings.Runtime);
    code.hold();
    try {
      this.refuseExisting(name);
      const deployment = { settings, code, launch };
      const created = new LambdaFunction(name, deployment, family, this.dependencies);
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
    await Promise.all(withVersions(subject).map((each) => each.end()));
  }

  async stop(): Promise<void> {
    const all = this.list().flatMap(withVersions);
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
    const { searchPath, project } = this.dependencies;
    this.folder ??= makeTaskFolder(searchPath, project);
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

/** A published version by its number or by an alias. */
function versionOf(family: Family, qualifier: string): LambdaFunction | undefined {
  const alias = family.aliases.get(qualifier);
  return family.versions.get(alias === undefined ? qualifier : routed(alias));
}

const withVersions = (latest: LambdaFunction): LambdaFunction[] => [
  latest,
  ...latest.family.versions.values(),
];
