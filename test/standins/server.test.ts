import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { promisify } from "node:util";

import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as wire from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { z } from "zod";

import { at, plain, type Properties, secret, textAt, toProperties, unknown } from "./values";

const bin = path.join(__dirname, "bin");
/** Asks a question over the wire, as the engine does. */
function answered<Response>(
    ask: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
    return new Promise((resolve, reject) => {
        ask((error, response) => {
            if (error === null) resolve(response);
            else reject(error);
        });
    });
}

describe("a stand-in provider, started as the engine does", function () {
    this.timeout(30_000);

    let engine: grpc.Server;
    let address: string;
    const said: string[] = [];
    const started: ChildProcess[] = [];

    before(async () => {
        engine = new grpc.Server();
        const log: grpc.handleUnaryCall<LogRequest, Empty> = (call, callback) => {
            said.push(call.request.getMessage());
            callback(null, new Empty());
        };
        engine.addService(EngineService, { log });
        const port = await new Promise<number>((resolve, reject) => {
            engine.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
                if (error === null) resolve(bound);
                else reject(error);
            });
        });
        address = `127.0.0.1:${port}`;
    });
    after(() => {
        for (const child of started) child.kill("SIGKILL");
        engine.forceShutdown();
    });

    const start = async (plugin: string) => {
        // From a directory that has no node_modules above it.
        const child = spawn(path.join(bin, plugin), [address], { cwd: "/", stdio: ["ignore", "pipe", "inherit"] });
        started.push(child);
        const port = await new Promise<string>((resolve, reject) => {
            child.stdout.once("data", (line: Buffer) => {
                resolve(line.toString().trim());
            });
            child.once("exit", (code) => {
                reject(new Error(`${plugin} ended with ${String(code)}`));
            });
        });
        return { child, client: new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure()) };
    };
    const configure = (client: ResourceProviderClient, args: Properties) => {
        const request = new wire.ConfigureRequest().setArgs(Struct.fromJavaScript(args));
        return answered<wire.ConfigureResponse>((done) => client.configure(request, done));
    };
    const create = async (client: ResourceProviderClient, urn: string, inputs: Properties, preview: boolean) => {
        const properties = Struct.fromJavaScript(inputs);
        const request = new wire.CreateRequest().setUrn(urn).setProperties(properties).setPreview(preview);
        const response = await answered<wire.CreateResponse>((done) => client.create(request, done));
        return { id: response.getId(), outputs: toProperties(response.getProperties()?.toJavaScript()) };
    };
    const vpc = "urn:pulumi:s::p::samestack:cluster:Vpc$aws:ec2/vpc:Vpc::it";
    const configMap = "urn:pulumi:s::p::kubernetes:core/v1:ConfigMap::it";

    it("says once that it is a stand-in, by a message and by its version", async () => {
        const { client } = await start("aws/pulumi-resource-aws");
        const info = await answered<PluginInfo>((done) => client.getPluginInfo(new Empty(), done));
        assert.match(info.getVersion(), /\+stand-in$/);
        const before = said.length;
        const accepts = await configure(client, { region: "eu-west-1" });
        assert.deepEqual([accepts.getAcceptsecrets(), accepts.getSupportspreview()], [true, true]);
        await create(client, vpc, {}, false);
        assert.deepEqual(said.slice(before), ["The AWS provider is samestack's stand-in: no cloud is called."]);
    });

    it("keeps secrets secret, and leaves open in a preview what only AWS knows", async () => {
        const { client } = await start("aws/pulumi-resource-aws");
        await configure(client, { region: "eu-west-1" });
        const inputs = { cidrBlock: "10.0.0.0/16", tags: { password: secret("hidden") } };
        const preview = await create(client, vpc, inputs, true);
        assert.equal(preview.id, "");
        assert.equal(preview.outputs.arn, unknown);
        const real = await create(client, vpc, inputs, false);
        assert.match(real.id, /^vpc-/);
        assert.deepEqual(real.outputs.tags, { password: secret("hidden") });
        assert.equal(plain(real.outputs.cidrBlock ?? null), "10.0.0.0/16");
    });

    it("tells each change with its kind, and whether it replaces", async () => {
        const { client } = await start("aws/pulumi-resource-aws");
        await configure(client, { region: "eu-west-1" });
        const olds = { cidrBlock: "10.0.0.0/16", enableDnsSupport: true };
        const request = new wire.DiffRequest()
            .setUrn(vpc)
            .setOlds(Struct.fromJavaScript({ ...olds, tagsAll: {} }))
            .setOldInputs(Struct.fromJavaScript(olds))
            .setNews(Struct.fromJavaScript({ cidrBlock: "10.1.0.0/16", enableDnsHostnames: true }));
        const response = await answered<wire.DiffResponse>((done) => client.diff(request, done));
        const changes = response.toObject().detaileddiffMap;
        const detailed = Object.fromEntries(changes.map(([name, { kind }]) => [name, kind]));
        const { Kind } = wire.PropertyDiff;
        assert.deepEqual(detailed, {
            cidrBlock: Kind.UPDATE_REPLACE,
            enableDnsSupport: Kind.DELETE,
            enableDnsHostnames: Kind.ADD,
        });
        assert.deepEqual(response.getReplacesList(), ["cidrBlock"]);
        assert.equal(response.getChanges(), wire.DiffResponse.DiffChanges.DIFF_SOME);
    });

    it("previews without a cluster, and then fails to bring up by one sentence", async () => {
        const { client } = await start("kubernetes/pulumi-resource-kubernetes");
        const kubeconfig = JSON.stringify({
            "current-context": "c",
            contexts: [{ name: "c", context: { cluster: "c" } }],
            clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:9" } }],
        });
        await configure(client, { kubeconfig: secret(kubeconfig) });
        const inputs = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "it" }, data: { a: secret("b") } };
        assert.deepEqual(await create(client, configMap, inputs, true), { id: "", outputs: inputs });
        await assert.rejects(
            create(client, configMap, inputs, false),
            /cluster is unreachable: https:\/\/127\.0\.0\.1:9: connect ECONNREFUSED 127\.0\.0\.1:9\./,
        );
    });

    it("refuses what it does not do, instead of leaving it out", async () => {
        const { client } = await start("kubernetes/pulumi-resource-kubernetes");
        const news = Struct.fromJavaScript({ renderYamlToDirectory: "out" });
        const request = new wire.CheckRequest().setUrn("urn:pulumi:s::p::pulumi:providers:kubernetes::k").setNews(news);
        const response = await answered<wire.CheckResponse>((done) => client.checkConfig(request, done));
        assert.equal(response.getFailuresList().length, 1);
        const invoke = new wire.InvokeRequest().setTok("kubernetes:helm:template").setArgs(new Struct());
        await assert.rejects(
            answered<wire.InvokeResponse>((done) => client.invoke(invoke, done)),
            /kubernetes:helm:template is no function that the stand-in/,
        );
    });

    it("ends at once when the engine does, and when it is told to", async () => {
        const [one, other] = await Promise.all([start("aws/pulumi-resource-aws"), start("aws/pulumi-resource-aws")]);
        const ended = [one, other].map(({ child }) => once(child, "exit"));
        one.child.kill("SIGINT");
        await ended[0];
        engine.forceShutdown();
        const began = Date.now();
        await ended[1];
        assert.ok(Date.now() - began < 5_000);
    });
});

describe("the stand-in of the aws command", () => {
    const aws = path.join(bin, "aws", "aws");
    const run = (args: string[]) => {
        const clusters = { c: { endpoint: "https://127.0.0.1:1", certificateAuthority: "Q0E=", token: "its token" } };
        const env = { ...process.env, SAMESTACK_STANDIN_EKS: JSON.stringify(clusters) };
        return promisify(execFile)(aws, args, { cwd: "/", env });
    };

    it("gives the token of a cluster, as an ExecCredential that lasts some minutes", async () => {
        const { stdout } = await run(["eks", "get-token", "--region", "eu-west-1", "--cluster-name", "c"]);
        const credential = toProperties(z.record(z.string(), z.unknown()).parse(JSON.parse(stdout)));
        assert.equal(credential.kind, "ExecCredential");
        assert.equal(at(credential, "status", "token"), "its token");
        const left = Date.parse(textAt(credential, "status", "expirationTimestamp")) - Date.now();
        assert.ok(left > 10 * 60_000 && left < 15 * 60_000, `${left} ms left`);
    });

    it("knows no other cluster and no other command", async () => {
        await assert.rejects(run(["eks", "get-token", "--cluster-name", "x"]), /has no cluster "x"; it has: c\./);
        await assert.rejects(run(["s3", "ls"]), /knows only: aws eks get-token/);
    });
});
