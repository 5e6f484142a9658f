import type { AliasConfiguration, AliasRoutingConfiguration } from "@aws-sdk/client-lambda";
import type { Operations } from "../../../gateway/service";
import { pageOf } from "../../pages";
import { invalid, notFound, refusal } from "../function";
import type { LambdaFunction } from "../lambda-function";
import type { Functions } from "../registry";
import type { Alias } from "../versions/family";
import { publish } from "../versions/publish";
import { checkRevision, configurationOf } from "./described";
import { everyVersion } from "./functions";

interface Paged {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** A page of at most 50 items, as Lambda's lists give them. */
export function paged<Item>(items: readonly Item[], { Marker, MaxItems = 50 }: Paged) {
  const refused = (): Error => invalid("The Marker is not valid.");
  const { page, next } = pageOf(items, Marker, Math.min(MaxItems, 50), refused);
  return { page, ...(next !== undefined && { NextMarker: next }) };
}

/** Publishing versions and naming them. */
export function versionOperations(functions: Functions): Operations<"lambda"> {
  return functions.operations({
    PublishVersion(input, subject) {
      checkRevision(subject, input.RevisionId);
      return configurationOf(publish(subject, input.Description, input.CodeSha256));
    },
    ListVersionsByFunction(input, subject) {
      const { page: Versions, ...next } = paged(everyVersion(subject), input);
      return { Versions, ...next };
    },
    CreateAlias(input, subject) {
      const { Name: name, FunctionVersion: version, Description: description = "" } = input;
      if (subject.family.aliases.has(name)) {
        const message = `Alias already exists: ${subject.arn}:${name}`;
        throw refusal("ResourceConflictException", message);
      }
      const routing = checkedRouting(subject, version, input.RoutingConfig);
      return described(subject, subject.family.setAlias({ name, version, description, routing }));
    },
    GetAlias: ({ Name }, subject) => described(subject, aliasOf(subject, Name)),
    UpdateAlias(input, subject) {
      const before = aliasOf(subject, input.Name);
      checkRevision(before, input.RevisionId);
      const version = input.FunctionVersion ?? before.version;
      const routing = checkedRouting(subject, version, input.RoutingConfig ?? before.routing);
      const description = input.Description ?? before.description;
      const changed = { name: before.name, version, description, routing };
      return described(subject, subject.family.setAlias(changed));
    },
    DeleteAlias({ Name }, { family }) {
      family.aliases.delete(Name);
      return {};
    },
    ListAliases(input, subject) {
      const all = [...subject.family.aliases.values()].filter(
        ({ version }) => input.FunctionVersion === undefined || input.FunctionVersion === version,
      );
      const sorted = all.sort((a, b) => (a.name < b.name ? -1 : 1));
      const { page, ...next } = paged(sorted, input);
      return { Aliases: page.map((alias) => described(subject, alias)), ...next };
    },
  });
}

function aliasOf(subject: LambdaFunction, name: string): Alias {
  const alias = subject.family.aliases.get(name);
  if (alias !== undefined) return alias;
  const message = `Cannot find alias arn: ${subject.arn}:${name}`;
  throw refusal("ResourceNotFoundException", message);
}

function described({ arn }: LambdaFunction, alias: Alias): AliasConfiguration {
  const { name, version, description, routing, revisionId } = alias;
  return {
    AliasArn: `${arn}:${name}`,
    Name: name,
    FunctionVersion: version,
    Description: description,
    RoutingConfig: routing,
    RevisionId: revisionId,
  };
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html */
function checkedRouting(
  { family, arn }: LambdaFunction,
  version: string,
  given: AliasRoutingConfiguration = {},
): Alias["routing"] {
  const weights = Object.entries(given.AdditionalVersionWeights ?? {});
  for (const each of [version, ...weights.map(([other]) => other)]) {
    if (each !== "$LATEST" && !family.versions.has(each)) throw notFound(`${arn}:${each}`);
  }
  if (weights.length === 0) return undefined;
  if (weights.length > 1) throw invalid("An alias can route to at most one additional version.");
  if ([version, weights[0]?.[0]].includes("$LATEST")) {
    throw invalid("An alias that points to $LATEST can route to no other version.");
  }
  const [[, weight] = []] = weights;
  if (weight === undefined || !(weight >= 0 && weight <= 1)) {
    throw invalid(
      `The weight of an additional version must be from 0 to 1, not ${weight ?? "none"}.`,
    );
  }
  if (weights[0]?.[0] === version) {
    throw invalid(`The additional version must be another than ${version}.`);
  }
  return { AdditionalVersionWeights: Object.fromEntries(weights) };
}
