import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import * as plugins from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { CheckFailure } from "../resources/kind";
import { difference } from "./difference";
import type { Difference, Lifecycle } from "./lifecycle";
import { statusOf } from "./status";
import { fromStruct, toStruct } from "./values";

type Handler<Request, Response> = (request: Request) => Promise<Response> | Response;

/** A gRPC method from a function; its throw becomes the message that the CLI shows. */
function unary<Request, Response>(handler: Handler<Request, Response>) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    Promise.resolve(call.request)
      .then(handler)
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback(statusOf(error));
        },
      );
  };
}

const typeOf = (urn: string) => urn.split("::")[2]?.split("$").pop() ?? "";
const nameOf = (urn: string) => urn.split("::").slice(3).join("::");

function configured(): messages.ConfigureResponse {
  const response = new messages.ConfigureResponse();
  response.setSupportspreview(true);
  response.setAcceptsecrets(false);
  response.setAcceptresources(false);
  response.setAcceptoutputs(false);
  return response;
}

async function configure(lifecycle: Lifecycle, request: messages.ConfigureRequest) {
  await lifecycle.configure(fromStruct(request.getArgs()));
  return configured();
}

async function checkConfig(lifecycle: Lifecycle, request: messages.CheckRequest) {
  const response = new messages.CheckResponse();
  response.setInputs(request.getNews());
  response.setFailuresList(
    (await lifecycle.checkConfig(fromStruct(request.getNews()))).map(failureOf),
  );
  return response;
}

function diffConfig(request: messages.DiffRequest): messages.DiffResponse {
  const olds = fromStruct(request.getOldInputs() ?? request.getOlds());
  const changes = difference(olds, fromStruct(request.getNews()));
  return diffResponse({
    changes: changes.map((change) => ({ ...change, replaces: false })),
    deleteBeforeReplace: false,
  });
}

function failureOf({ property, reason }: CheckFailure): messages.CheckFailure {
  const failure = new messages.CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}

function check(lifecycle: Lifecycle, request: messages.CheckRequest): messages.CheckResponse {
  const urn = request.getUrn();
  const olds = fromStruct(request.getOlds());
  const news = fromStruct(request.getNews());
  const { inputs, failures } = lifecycle.check(typeOf(urn), nameOf(urn), olds, news);
  const response = new messages.CheckResponse();
  response.setInputs(toStruct(inputs));
  response.setFailuresList(failures.map(failureOf));
  return response;
}

const kinds = {
  add: [messages.PropertyDiff.Kind.ADD, messages.PropertyDiff.Kind.ADD_REPLACE],
  delete: [messages.PropertyDiff.Kind.DELETE, messages.PropertyDiff.Kind.DELETE_REPLACE],
  update: [messages.PropertyDiff.Kind.UPDATE, messages.PropertyDiff.Kind.UPDATE_REPLACE],
} as const;

function diff(lifecycle: Lifecycle, request: messages.DiffRequest): messages.DiffResponse {
  const olds = fromStruct(request.getOldInputs() ?? request.getOlds());
  const found = lifecycle.diff(typeOf(request.getUrn()), olds, fromStruct(request.getNews()));
  return diffResponse(found);
}

function diffResponse({ changes, deleteBeforeReplace }: Difference): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse();
  const replaces = changes.filter((change) => change.replaces).map(({ path }) => path);
  response.setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setReplacesList(replaces);
  response.setDeletebeforereplace(replaces.length > 0 && deleteBeforeReplace);
  response.setDiffsList(changes.map(({ path }) => path));
  response.setHasdetaileddiff(true);
  for (const change of changes) {
    const detail = new messages.PropertyDiff();
    detail.setKind(kinds[change.kind][change.replaces ? 1 : 0]);
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(change.path, detail);
  }
  return response;
}

async function create(lifecycle: Lifecycle, request: messages.CreateRequest) {
  const inputs = fromStruct(request.getProperties());
  const type = typeOf(request.getUrn());
  const created = await lifecycle.create(type, inputs, request.getPreview());
  const response = new messages.CreateResponse();
  response.setId(created.id);
  response.setProperties(toStruct(created.outputs));
  return response;
}

async function read(lifecycle: Lifecycle, request: messages.ReadRequest) {
  const state = fromStruct(request.getProperties());
  const inputs = fromStruct(request.getInputs());
  const found = await lifecycle.read(typeOf(request.getUrn()), request.getId(), state, inputs);
  const response = new messages.ReadResponse();
  if (found === undefined) return response;
  response.setId(found.id);
  response.setProperties(toStruct(found.outputs));
  response.setInputs(toStruct(found.inputs));
  return response;
}

async function update(lifecycle: Lifecycle, request: messages.UpdateRequest) {
  const outputs = await lifecycle.update(
    typeOf(request.getUrn()),
    request.getId(),
    fromStruct(request.getOlds()),
    fromStruct(request.getNews()),
    request.getPreview(),
  );
  const response = new messages.UpdateResponse();
  response.setProperties(toStruct(outputs));
  return response;
}

async function remove(lifecycle: Lifecycle, request: messages.DeleteRequest): Promise<Empty> {
  const state = fromStruct(request.getProperties());
  await lifecycle.delete(typeOf(request.getUrn()), request.getId(), state);
  return new Empty();
}

async function invoke(lifecycle: Lifecycle, request: messages.InvokeRequest) {
  const response = new messages.InvokeResponse();
  response.setReturn(
    toStruct(await lifecycle.invoke(request.getTok(), fromStruct(request.getArgs()))),
  );
  return response;
}

function pluginInfo(version: string): plugins.PluginInfo {
  const info = new plugins.PluginInfo();
  info.setVersion(version);
  return info;
}

function handshake(): messages.ProviderHandshakeResponse {
  const response = new messages.ProviderHandshakeResponse();
  response.setAcceptSecrets(false);
  response.setAcceptResources(false);
  response.setAcceptOutputs(false);
  return response;
}

/** pulumirpc.ResourceProvider over a Lifecycle. */
export function providerService(
  lifecycle: Lifecycle,
  version: string,
): UntypedServiceImplementation {
  return {
    handshake: unary(handshake),
    getPluginInfo: unary(() => pluginInfo(version)),
    checkConfig: unary((request: messages.CheckRequest) => checkConfig(lifecycle, request)),
    diffConfig: unary(diffConfig),
    configure: unary((request: messages.ConfigureRequest) => configure(lifecycle, request)),
    invoke: unary((request: messages.InvokeRequest) => invoke(lifecycle, request)),
    check: unary((request: messages.CheckRequest) => check(lifecycle, request)),
    diff: unary((request: messages.DiffRequest) => diff(lifecycle, request)),
    create: unary((request: messages.CreateRequest) => create(lifecycle, request)),
    read: unary((request: messages.ReadRequest) => read(lifecycle, request)),
    update: unary((request: messages.UpdateRequest) => update(lifecycle, request)),
    delete: unary((request: messages.DeleteRequest) => remove(lifecycle, request)),
    cancel: unary(() => new Empty()),
    attach: unary(() => new Empty()),
  };
}
