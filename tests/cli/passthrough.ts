import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";

type Unary<Request, Response> = (
  call: { readonly request: Request },
  callback: (error: null, response: Response) => void,
) => void;

const answer =
  <Request, Response>(respond: (request: Request) => Response): Unary<Request, Response> =>
  ({ request }, callback) => {
    callback(null, respond(request));
  };

function checked(request: messages.CheckRequest): messages.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(request.getNews());
  return response;
}

function created(request: messages.CreateRequest): messages.CreateResponse {
  const response = new messages.CreateResponse();
  response.setProperties(request.getProperties());
  return response;
}

function configured(): messages.ConfigureResponse {
  const response = new messages.ConfigureResponse();
  response.setSupportspreview(true);
  return response;
}

/** A provider that takes resources of every type, for previews. */
export interface Passthrough {
  readonly port: number;
  stop(): void;
}

export function servePassthrough(): Promise<Passthrough> {
  const server = new grpc.Server();
  server.addService(ResourceProviderService, {
    handshake: answer(() => new messages.ProviderHandshakeResponse()),
    getPluginInfo: answer(() => {
      const info = new PluginInfo();
      info.setVersion("99.0.0");
      return info;
    }),
    attach: answer(() => new Empty()),
    checkConfig: answer(checked),
    configure: answer(configured),
    invoke: answer(() => new messages.InvokeResponse()),
    check: answer(checked),
    create: answer(created),
    cancel: answer(() => new Empty()),
  });
  return new Promise((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", credentials, (error, port) => {
      if (error !== null) {
        reject(error);
        return;
      }
      resolve({
        port,
        stop: () => {
          server.forceShutdown();
        },
      });
    });
  });
}
