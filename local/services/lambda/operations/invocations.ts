import type {
  DestinationConfig,
  FunctionEventInvokeConfig,
  ProvisionedConcurrencyConfigListItem,
} from "@aws-sdk/client-lambda";
import type { Operations } from "../../../gateway/service";
import { refusedDestination } from "../events/destination";
import { invalid, refusal } from "../function";
import type { Functions, Target } from "../registry";
import { paged } from "./versions";

/** How functions are invoked asynchronously, and what is kept warm of them. */
export function invocationOperations(functions: Functions): Operations<"lambda"> {
  return {
    ...functions.qualified({
      PutFunctionEventInvokeConfig: (input, target) =>
        keep(target, {
          MaximumRetryAttempts: input.MaximumRetryAttempts,
          MaximumEventAgeInSeconds: input.MaximumEventAgeInSeconds,
          DestinationConfig: destinations(input.DestinationConfig),
        }),
      UpdateFunctionEventInvokeConfig(input, target) {
        const before = eventConfigOf(target);
        return keep(target, {
          MaximumRetryAttempts: input.MaximumRetryAttempts ?? before.MaximumRetryAttempts,
          MaximumEventAgeInSeconds:
            input.MaximumEventAgeInSeconds ?? before.MaximumEventAgeInSeconds,
          DestinationConfig: destinations(input.DestinationConfig ?? before.DestinationConfig),
        });
      },
      GetFunctionEventInvokeConfig: (_input, target) => eventConfigOf(target),
      DeleteFunctionEventInvokeConfig(_input, target) {
        eventConfigOf(target);
        target.subject.family.eventInvoke.delete(target.qualifier ?? "$LATEST");
        return {};
      },
      PutProvisionedConcurrencyConfig({ ProvisionedConcurrentExecutions: count }, target) {
        const { subject, arn: FunctionArn, qualifier = "$LATEST" } = target;
        if (subject.version === "$LATEST") {
          throw invalid(
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
          );
        }
        // One instance is kept ready; more start as they are needed.
        subject.warm();
        const config: ProvisionedConcurrencyConfigListItem = {
          FunctionArn,
          RequestedProvisionedConcurrentExecutions: count,
          AvailableProvisionedConcurrentExecutions: count,
          AllocatedProvisionedConcurrentExecutions: count,
          Status: "READY",
          LastModified: lambdaTime(),
        };
        subject.family.provisioned.set(qualifier, config);
        return config;
      },
      GetProvisionedConcurrencyConfig({ Qualifier }, { subject }) {
        const config = subject.family.provisioned.get(Qualifier);
        if (config !== undefined) return config;
        const message = "No Provisioned Concurrency Config found for this function";
        throw refusal("ProvisionedConcurrencyConfigNotFoundException", message);
      },
      DeleteProvisionedConcurrencyConfig({ Qualifier }, { subject }) {
        subject.family.provisioned.delete(Qualifier);
        return {};
      },
    }),
    ...functions.operations({
      ListFunctionEventInvokeConfigs(input, { family }) {
        const { page, ...next } = paged([...family.eventInvoke.values()], input);
        return { FunctionEventInvokeConfigs: page, ...next };
      },
      ListProvisionedConcurrencyConfigs(input, { family }) {
        const { page, ...next } = paged([...family.provisioned.values()], input);
        return { ProvisionedConcurrencyConfigs: page, ...next };
      },
    }),
  };
}

const lambdaTime = (): string => new Date().toISOString().replace("Z", "+0000");

function destinations({ OnSuccess, OnFailure }: DestinationConfig = {}): DestinationConfig {
  const given = (
    { Destination = "" }: { readonly Destination?: string | undefined } = {},
    forSuccess: boolean,
  ) => {
    if (Destination === "") return {};
    const refused = refusedDestination(Destination, forSuccess);
    if (refused !== undefined) throw refused;
    return { Destination };
  };
  return { OnSuccess: given(OnSuccess, true), OnFailure: given(OnFailure, false) };
}

function keep(
  { subject, qualifier = "$LATEST" }: Target,
  config: FunctionEventInvokeConfig,
): FunctionEventInvokeConfig {
  const { name, family, arn } = subject;
  const base = arn.slice(0, arn.lastIndexOf(`:${name}`) + name.length + 1);
  const kept = { ...config, FunctionArn: `${base}:${qualifier}`, LastModified: new Date() };
  family.eventInvoke.set(qualifier, kept);
  return kept;
}

function eventConfigOf({ subject, arn, qualifier = "$LATEST" }: Target): FunctionEventInvokeConfig {
  const config = subject.family.eventInvoke.get(qualifier);
  if (config !== undefined) return config;
  const message = `The function ${arn} doesn't have an EventInvokeConfig`;
  throw refusal("ResourceNotFoundException", message);
}
