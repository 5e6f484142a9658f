import { join } from "node:path";

import { AwsError } from "../../gateway/service";
import type { CloudClient } from "../../gateway/service";
import { archiveOf, unpack } from "./code";
import type { CodeInput } from "./code";
import { checkQualifier, constraint, functionName, invalid, notFound } from "./function";
import { LambdaFunction } from "./lambda-function";
import type { Surroundings } from "./lambda-function";
import { makeTaskFolder, removeTaskFolder } from "./environments/program";
import type { TaskFolder } from "./environments/program";
import { settingsFrom } from "./settings";
import type { SettingsInput } from "./settings";

export interface CreateFunctionInput extends SettingsInput {
  readonly FunctionName: string;
  readonly Code: CodeInput;
  readonly PackageType?: string;
  readonly Tags?: Readonly<Record<string, string>>;
}

/** The account's functions. */
export class Functions {
  private readonly byName = new Map<string, LambdaFunction>();
  private folder: Promise<TaskFolder> | undefined;

  constructor(
    private readonly around: Omit<Surroundings, "program">,
    private readonly cloud: () => CloudClient,
  ) {}

  /** By name or ARN; throws ResourceNotFoundException. */
  get(nameOrArn: string, qualifier?: string): LambdaFunction {
    const name = functionName(nameOrArn);
    const arn = this.arnOf(name);
    const found = this.byName.get(name);
    if (found === undefined) throw notFound(arn);
    checkQualifier(nameOrArn, qualifier, arn);
    return found;
  }

  list(): LambdaFunction[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async create(input: CreateFunctionInput): Promise<LambdaFunction> {
    const name = functionName(input.FunctionName);
    if ((input.PackageType ?? "Zip") !== "Zip") {
      throw invalid("The local cloud runs zip archives, not container images.");
    }
    this.refuseExisting(name);
    const settings = settingsFrom(name, input);
    this.checkRole(settings.role, name);
    const { root, program } = await this.taskFolder();
    const zip = await archiveOf(input.Code, this.cloud());
    const code = await unpack(zip, join(root, "functions", name));
    this.refuseExisting(name);
    const created = new LambdaFunction(name, { settings, code }, { ...this.around, program });
    setTags(created, input.Tags ?? {});
    this.byName.set(name, created);
    return created;
  }

  async updateCode(
    subject: LambdaFunction,
    input: CodeInput & Pick<SettingsInput, "Architectures">,
  ): Promise<void> {
    const { Architectures } = input;
    const built = Architectures === undefined ? {} : { Architectures };
    const settings = settingsFrom(subject.name, built, subject.settings);
    const { root } = await this.taskFolder();
    const zip = await archiveOf(input, this.cloud());
    const code = await unpack(zip, join(root, "functions", subject.name));
    await subject.update({ settings, code });
  }

  async updateSettings(subject: LambdaFunction, input: SettingsInput): Promise<void> {
    const settings = settingsFrom(subject.name, input, subject.settings);
    this.checkRole(settings.role, subject.name);
    await subject.update({ settings });
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
    this.folder ??= makeTaskFolder();
    return this.folder;
  }

  private refuseExisting(name: string): void {
    if (!this.byName.has(name)) return;
    throw new AwsError("ResourceConflictException", `Function already exist: ${name}`, 409, {
      Type: "User",
    });
  }

  private arnOf(name: string): string {
    const { region, accountId } = this.around;
    return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  }

  private checkRole(role: string, name: string): void {
    const { credentials } = this.around;
    if (credentials.canAssume(role, "lambda.amazonaws.com", this.arnOf(name))) return;
    throw invalid("The role defined for the function cannot be assumed by Lambda.");
  }
}

/** Adds tags; a function has at most 50. */
export function setTags(subject: LambdaFunction, tags: Readonly<Record<string, string>>): void {
  const all = new Map([...subject.tags, ...Object.entries(tags)]);
  if (all.size > 50) throw constraint(all.size, "tags", "have length less than or equal to 50");
  for (const [key, value] of Object.entries(tags)) subject.tags.set(key, value);
}
