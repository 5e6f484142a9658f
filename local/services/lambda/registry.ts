import { join } from "node:path";

import type { InputOf } from "../../gateway/model/apis";
import { AwsError, type CloudClient, type Operation } from "../../gateway/service";
import { onResource, type Runs } from "../on-resource";
import { archiveOf, unpack } from "./code";
import { invalid, nameIn, notFound, refusal } from "./function";
import { LambdaFunction } from "./lambda-function";
import type { Dependencies } from "./lambda-function";
import { makeTaskFolder, removeTaskFolder } from "./environments/program";
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
    const folder = await this.taskFolder();
    const { root } = folder;
    const launch = await folder.launch(settings.Runtime);
    const zip = await archiveOf(input.Code, this.cloud());
    const code = await unpack(zip, join(root, "functions", name));
    this.refuseExisting(name);
    const created = new LambdaFunction(name, { settings, code, launch }, this.dependencies);
    created.tags.add(input.Tags);
    this.byName.set(name, created);
    return created;
  }

  async updateCode(
    subject: LambdaFunction,
    input: InputOf<"lambda", "UpdateFunctionCode">,
  ): Promise<void> {
    const { Architectures } = input;
    const settings = settingsFrom(subject.name, { Architectures }, subject.settings);
    const { root } = await this.taskFolder();
    const zip = await archiveOf(input, this.cloud());
    const code = await unpack(zip, join(root, "functions", subject.name));
    await subject.update({ settings, code });
  }

  async updateSettings(subject: LambdaFunction, input: SettingsInput): Promise<void> {
    const settings = settingsFrom(subject.name, input, subject.settings);
    this.checkRole(settings.Role, subject.name);
    const folder = await this.taskFolder();
    await subject.update({ settings, launch: await folder.launch(settings.Runtime) });
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
