import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as wire from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { type Difference, type Failure, type Host, NotReady, type Provider, type Subject } from "./provider";
import { type Properties, toProperties } from "./values";

/**
 * Serves a provider to the engine that started this process: prints the port it listens on, and ends when the engine
 * does, however that came.
 *
 * The server of `@pulumi/pulumi/provider` leaves out what these stand-ins need: configuration, previews, timeouts,
 * detailed differences.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
export async function serve(provider: Provider): Promise<void> {
    // So the engine ends a provider it has done with. Ctrl-C does not come here: providers are in groups of their own.
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
    const address = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
    const host = address === undefined ? silentHost : engineHost(address);
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(ResourceProviderService, service(provider, host));
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
            if (error === null) resolve(bound);
            else reject(error);
        });
    });
    process.stdout.write(`${port}\n`);
}

const silentHost: Host = { log: () => undefined, status: () => undefined };

function engineHost(address: string): Host {
    const engine = new EngineClient(address, grpc.credentials.createInsecure());
    endWith(engine);
    const severities = { info: LogSeverity.INFO, warning: LogSeverity.WARNING, error: LogSeverity.ERROR };
    const send = (request: LogRequest): void => {
        // A message that the engine no longer takes is lost; the engine's end is noticed elsewhere.
        engine.log(request, () => undefined);
    };
    return {
        log: (severity, message, urn = "") => {
            send(new LogRequest().setSeverity(severities[severity]).setMessage(message).setUrn(urn));
        },
        status: (message, urn) => {
            send(new LogRequest().setSeverity(LogSeverity.INFO).setMessage(message).setUrn(urn).setEphemeral(true));
        },
    };
}

// An engine that was killed tells nobody. Its connection breaks, though, and cannot be made again.
function endWith(engine: EngineClient): void {
    const channel = engine.getChannel();
    const watch = (): void => {
        const state = channel.getConnectivityState(true);
        if (state === grpc.connectivityState.TRANSIENT_FAILURE) process.exit(1);
        channel.watchConnectivityState(state, Infinity, watch);
    };
    watch();
}

function service(provider: Provider, host: Host): grpc.UntypedServiceImplementation {
    return {
        getPluginInfo: unary(() => Promise.resolve(new PluginInfo().setVersion(provider.version))),
        getSchema: unary(() => Promise.resolve(new wire.GetSchemaResponse().setSchema("{}"))),
        attach: unary(() => Promise.resolve(new Empty())),
        cancel: unary(() => {
            provider.cancel();
            return Promise.resolve(new Empty());
        }),
        checkConfig: unary((request: wire.CheckRequest) => {
            const failures = provider.checkConfig(from(request.getNews()), subject(request));
            return Promise.resolve(checked(request.getNews(), failures));
        }),
        diffConfig: unary((request: wire.DiffRequest) =>
            Promise.resolve(difference(provider.diffConfig(from(request.getOlds()), from(request.getNews())))),
        ),
        configure: unary(async (request: wire.ConfigureRequest) => {
            await provider.configure(from(request.getArgs()), host);
            return new wire.ConfigureResponse()
                .setAcceptsecrets(true)
                .setSupportspreview(true)
                .setSupportsAutonamingConfiguration(true);
        }),
        check: unary(async (request: wire.CheckRequest) => {
            const proposedName = request.getAutonaming()?.getProposedName();
            const answer = await provider.check({
                ...subject(request),
                olds: from(request.getOlds()),
                news: from(request.getNews()),
                ...(proposedName !== undefined && proposedName !== "" && { proposedName }),
            });
            return checked(Struct.fromJavaScript(answer.inputs), answer.failures);
        }),
        diff: unary((request: wire.DiffRequest) =>
            Promise.resolve(
                difference(
                    provider.diff({
                        ...subject(request),
                        id: request.getId(),
                        olds: from(request.getOlds()),
                        oldInputs: from(request.getOldInputs()),
                        news: from(request.getNews()),
                        ignoreChanges: request.getIgnorechangesList(),
                    }),
                ),
            ),
        ),
        create: unary(async (request: wire.CreateRequest) => {
            const state = await provider.create({
                ...subject(request),
                news: from(request.getProperties()),
                preview: request.getPreview(),
                timeoutSeconds: request.getTimeout(),
            });
            return new wire.CreateResponse().setId(state.id).setProperties(Struct.fromJavaScript(state.outputs));
        }),
        read: unary(async (request: wire.ReadRequest) => {
            const state = await provider.read({
                ...subject(request),
                id: request.getId(),
                olds: from(request.getProperties()),
                inputs: from(request.getInputs()),
            });
            if (state === undefined) return new wire.ReadResponse();
            return new wire.ReadResponse()
                .setId(state.id)
                .setProperties(Struct.fromJavaScript(state.outputs))
                .setInputs(Struct.fromJavaScript(state.inputs));
        }),
        update: unary(async (request: wire.UpdateRequest) => {
            const outputs = await provider.update({
                ...subject(request),
                id: request.getId(),
                olds: from(request.getOlds()),
                news: from(request.getNews()),
                ignoreChanges: request.getIgnorechangesList(),
                preview: request.getPreview(),
                timeoutSeconds: request.getTimeout(),
            });
            return new wire.UpdateResponse().setProperties(Struct.fromJavaScript(outputs));
        }),
        delete: unary(async (request: wire.DeleteRequest) => {
            await provider.delete({
                ...subject(request),
                id: request.getId(),
                olds: from(request.getProperties()),
                timeoutSeconds: request.getTimeout(),
            });
            return new Empty();
        }),
        invoke: unary(async (request: wire.InvokeRequest) => {
            const answer = await provider.invoke(request.getTok(), from(request.getArgs()));
            return new wire.InvokeResponse().setReturn(Struct.fromJavaScript(answer));
        }),
        construct: unary((request: wire.ConstructRequest) => {
            if (provider.construct !== undefined) return provider.construct(request);
            return Promise.reject(new Error(`${request.getType()} is no component that this stand-in knows.`));
        }),
    };
}

function unary<Request, Response>(
    answer: (request: Request) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        // Inside a promise, so that what is thrown at once is answered too.
        Promise.resolve(call.request)
            .then(answer)
            .then(
                (response) => {
                    callback(null, response);
                },
                (error: unknown) => {
                    callback(refusal(error));
                },
            );
    };
}

function from(struct: Struct | undefined): Properties {
    return toProperties(struct?.toJavaScript());
}

function subject(request: { getUrn(): string }): Subject {
    const urn = request.getUrn();
    const [, , types = "", ...name] = urn.split("::");
    return { urn, type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

function checked(inputs: Struct | undefined, failures: Failure[]): wire.CheckResponse {
    return new wire.CheckResponse()
        .setInputs(inputs)
        .setFailuresList(
            failures.map(({ property = "", reason }) =>
                new wire.CheckFailure().setProperty(property).setReason(reason),
            ),
        );
}

const { DiffResponse, PropertyDiff } = wire;
const kinds = {
    add: [PropertyDiff.Kind.ADD, PropertyDiff.Kind.ADD_REPLACE],
    delete: [PropertyDiff.Kind.DELETE, PropertyDiff.Kind.DELETE_REPLACE],
    update: [PropertyDiff.Kind.UPDATE, PropertyDiff.Kind.UPDATE_REPLACE],
} as const;

function difference(given: Difference): wire.DiffResponse {
    const response = new DiffResponse()
        .setChanges(given.changes.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE)
        .setDeletebeforereplace(given.deleteBeforeReplace ?? false)
        .setReplacesList(given.changes.filter((change) => change.replace).map((change) => change.path))
        .setDiffsList(given.inputs ?? [])
        .setHasdetaileddiff(true);
    for (const { path, kind, replace } of given.changes) {
        const detail = new PropertyDiff().setKind(kinds[kind][replace ? 1 : 0]).setInputdiff(kind === "delete");
        response.getDetaileddiffMap().set(path, detail);
    }
    return response;
}

function refusal(error: unknown): Partial<grpc.StatusObject> {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof NotReady)) return { code: grpc.status.UNKNOWN, details: message };
    const detail = new wire.ErrorResourceInitFailed()
        .setId(error.state.id)
        .setProperties(Struct.fromJavaScript(error.state.outputs))
        .setReasonsList([message]);
    if (error.state.inputs !== undefined) detail.setInputs(Struct.fromJavaScript(error.state.inputs));
    const packed = new Any();
    packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status().setCode(grpc.status.UNKNOWN).setMessage(message);
    status.addDetails(packed);
    const metadata = new grpc.Metadata();
    // The one place in which gRPC carries more than a sentence.
    metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    return { code: grpc.status.UNKNOWN, details: message, metadata };
}
