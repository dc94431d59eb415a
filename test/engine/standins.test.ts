import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";

import { faulty } from "./faults";
import { adminToken, type SandboxCluster, startCluster, stopCluster } from "../../commands/sandbox/cluster";
import { type Tools, tools } from "../../commands/sandbox/tools";
import { Progress } from "../../commands/terminal";
import { kubeconfigFor } from "../../components/cluster/eks/control-plane";
import { definition, definitionName, goWith } from "../../components/definitions";
import { Namespace } from "../../components/namespace";
import { type Plugins, pluginPath } from "../standins/plugins";

const run = promisify(execFile);
const Live = z.looseObject({
    metadata: z.looseObject({
        managedFields: z.array(z.looseObject({ manager: z.string(), operation: z.string() })),
    }),
    data: z.record(z.string(), z.string()).optional(),
});
const Resource = z.looseObject({ urn: z.string(), type: z.string(), id: z.string().optional() });
const Exported = z.looseObject({ deployment: z.looseObject({ resources: z.array(Resource).optional() }) });

describe("the provider plugins, by a real engine on a real API server", function () {
    this.timeout(180_000);
    // Seen once in some hundred runs: an inline program that loses the engine at its first call counts as one that wants
    // nothing, by the Automation API of @pulumi/pulumi, and all is to be deleted. Each case begins anew, so it can be
    // tried again.
    this.retries(1);

    let plugins: Plugins;
    let found: Tools;
    let directory: string;
    let cluster: SandboxCluster;
    /** Each case has a namespace of its own, so that what one leaves behind is no other's trouble. */
    let namespace = "default";
    let count = 0;

    before(async () => {
        found = await tools(new Progress({ write: () => undefined }));
        plugins = pluginPath();
        const programs = [...plugins.path, ...new Set(Object.values(found).map((tool: string) => path.dirname(tool)))];
        process.env.PATH = [...programs, process.env.PATH].join(path.delimiter);
        directory = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-standins-"));
        cluster = await startCluster("standins", found, { directory, nodes: 1 });
        console.log(
            `      against the ${plugins.kubernetes} of the Kubernetes provider and the ${plugins.aws} of AWS's`,
        );
    });
    beforeEach(async () => {
        count += 1;
        namespace = `tried-${count}`;
        await kubectl("create", "namespace", namespace);
    });
    after(async () => {
        await stopCluster("standins", found, { directory });
        fs.rmSync(directory, { recursive: true, force: true });
    });

    const kubectl = async (...args: string[]) =>
        (await run(found.kubectl, ["--kubeconfig", cluster.kubeconfig, "--namespace", namespace, ...args])).stdout;
    const get = async (kind: string, name: string) =>
        Live.parse(JSON.parse(await kubectl("get", kind, name, "--output", "json", "--show-managed-fields")));

    const applyAs = async (manager: string, data: Record<string, string>) => {
        const file = path.join(directory, "applied.json");
        const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "it" }, data };
        fs.writeFileSync(file, JSON.stringify(object));
        await kubectl("apply", "--server-side", "--force-conflicts", "--field-manager", manager, "--filename", file);
    };

    type Program = (opts: { provider: k8s.Provider }) => Record<string, pulumi.Input<unknown>> | undefined;
    interface Trial {
        stack: Stack;
        /** What the next run is to bring up. */
        say: (program: Program) => void;
        /** The types and ids of what the state holds. */
        held: () => Promise<Map<string, string>>;
        /** Where the state is kept, with its secrets encrypted. */
        file: string;
    }
    const trial = async (args: k8s.ProviderArgs = {}, variables: Record<string, string> = {}): Promise<Trial> => {
        let said: Program = () => undefined;
        const work = fs.mkdtempSync(path.join(directory, "trial-"));
        fs.mkdirSync(path.join(work, "state"));
        const kubeconfig = fs.readFileSync(cluster.kubeconfig, "utf8");
        const stack = await LocalWorkspace.createOrSelectStack(
            {
                stackName: "trial",
                projectName: "standins",
                program: () => {
                    const provider = new k8s.Provider("cluster", { kubeconfig, namespace, ...args });
                    return Promise.resolve(said({ provider }) ?? {});
                },
            },
            {
                workDir: work,
                pulumiHome: path.join(work, "home"),
                envVars: {
                    PULUMI_BACKEND_URL: `file://${path.join(work, "state")}`,
                    PULUMI_CONFIG_PASSPHRASE: "",
                    PULUMI_SKIP_UPDATE_CHECK: "true",
                    ...variables,
                },
            },
        );
        const held = async () => {
            const { resources = [] } = Exported.parse(await stack.exportStack()).deployment;
            return new Map(resources.map(({ urn, id }) => [urn.split("::").slice(2).join("::"), id ?? ""]));
        };
        const file = path.join(work, "state", ".pulumi", "stacks", "standins", "trial.json");
        return { stack, say: (program) => (said = program), held, file };
    };
    const configMap =
        (data: Record<string, string>, annotations: Record<string, string> = {}): Program =>
        (opts) => {
            new k8s.core.v1.ConfigMap("it", { metadata: { name: "it", annotations }, data }, opts);
            return undefined;
        };

    it("apply on the server's side: what we drop goes, what others own stays", async () => {
        const { stack, say } = await trial({ enableConfigMapMutable: true });
        say(configMap({ kept: "1", dropped: "1" }));
        await stack.up();
        await applyAs("somebody", { others: "1" });

        say(configMap({ kept: "2" }));
        const { changeSummary } = await stack.preview();
        assert.equal(changeSummary.update, 1);
        await stack.up();
        const { data, metadata } = await get("configmap", "it");
        assert.deepEqual(data, { kept: "2", others: "1" });
        const owners = metadata.managedFields.map(({ manager, operation }) => `${operation} by ${manager}`);
        assert.equal(owners.filter((owner) => /^Apply by pulumi-kubernetes-[0-9a-f]{8}$/.test(owner)).length, 1);
        assert.equal(owners.includes("Update by pulumi-kubernetes"), false, "what created it has handed over");
        await stack.destroy();
    });

    it("take no field from another owner, and say whose it is", async () => {
        const { stack, say } = await trial({ enableConfigMapMutable: true });
        say(configMap({ a: "1" }));
        await stack.up();
        await applyAs("somebody", { a: "theirs" });
        say(configMap({ a: "2" }));
        await assert.rejects(stack.up(), /conflict with "somebody"/);
        say(configMap({ a: "2" }, { "pulumi.com/patchForce": "true" }));
        await stack.up();
        assert.deepEqual((await get("configmap", "it")).data, { a: "2" });
        await stack.destroy();
    });

    it("refuse a field that the kind does not have, before and at creation", async function () {
        // The official plugin drops such a field with a warning that nobody sees; ours is there to find it.
        if (plugins.kubernetes === "official") this.skip();
        const { stack, say } = await trial();
        say((opts) => {
            const manifest = { apiVersion: "v1", kind: "Service", metadata: { name: "it" } };
            const spec = { ports: [{ port: 80, protocl: "TCP" }] };
            new k8s.apiextensions.CustomResource("it", { ...manifest, spec }, opts);
            return undefined;
        });
        await assert.rejects(stack.preview(), /unknown field \\?"spec\.ports\[0\]\.protocl/);
        await assert.rejects(stack.up(), /unknown field \\?"spec\.ports\[0\]\.protocl/);
        assert.equal(await kubectl("get", "services", "--output", "name"), "");
        await stack.destroy();
    });

    it("leave an object alone that was there before, unless told to take it", async () => {
        await kubectl("create", "configmap", "it", "--from-literal=a=before");
        const refusing = await trial();
        refusing.say(configMap({ a: "1" }));
        await refusing.stack.preview();
        await assert.rejects(refusing.stack.up(), /already exists/);
        await refusing.stack.destroy();
        assert.deepEqual((await get("configmap", "it")).data, { a: "before" });

        const taking = await trial({ upsertExistingObjects: true });
        taking.say(configMap({ b: "1" }));
        await taking.stack.up();
        assert.deepEqual((await get("configmap", "it")).data, { a: "before", b: "1" });
        await taking.stack.destroy();
    });

    it("let a definition that a chart left go with the namespace that owns it, for as long as that is said", async () => {
        const thing = definition(`${namespace}.test`, "Thing");
        const { group, kind, plural, scope } = thing;
        const name = definitionName(thing);
        const schema = { openAPIV3Schema: { type: "object" } };
        const file = path.join(directory, "definition.json");
        fs.writeFileSync(
            file,
            JSON.stringify({
                apiVersion: "apiextensions.k8s.io/v1",
                kind: "CustomResourceDefinition",
                metadata: { name },
                spec: {
                    group,
                    names: { kind, plural },
                    scope,
                    versions: [{ name: "v1", served: true, storage: true, schema }],
                },
            }),
        );
        await kubectl("create", "--filename", file);
        const owned = async () =>
            kubectl("get", "crd", name, "--output", "jsonpath={.metadata.ownerReferences[*].name}");
        const { stack, say } = await trial();
        const owner = `${namespace}-owner`;
        const system =
            (consent: boolean): Program =>
            ({ provider }) => {
                const parent = new pulumi.ComponentResource("test:index:System", "it", {}, { providers: [provider] });
                const args = { name: owner, role: "test", podSecurity: "restricted" as const };
                const space = new Namespace("it", args, { parent });
                const going = { namespace: space, definitions: [thing] };
                if (consent) goWith("it", going, { parent, dependsOn: [] });
                return undefined;
            };
        say(system(true));
        await stack.up();
        assert.equal(await owned(), owner);
        say(system(false));
        await stack.up();
        assert.equal(await owned(), "");
        await stack.destroy();
        // Time enough for the garbage collector, had it anything to do.
        await setTimeout(3000);
        assert.equal(await owned(), "");

        say(system(true));
        await stack.up();
        await stack.preview({ expectNoChanges: true });
        await stack.destroy();
        for (let seconds = 0; (await kubectl("get", "crd", "--output", "name")).includes(name); seconds += 1) {
            assert.ok(seconds < 30, "it is still there");
            await setTimeout(1000);
        }
    });

    it("wait until what depends on it may begin, and no longer than they are told", async () => {
        const { stack, say } = await trial();
        say((opts) => {
            const labels = { app: "it" };
            const spec = {
                replicas: 2,
                selector: { matchLabels: labels },
                template: { metadata: { labels }, spec: { containers: [{ name: "it", image: "it" }] } },
            };
            const deployment = new k8s.apps.v1.Deployment("it", { metadata: { name: "it" }, spec }, opts);
            return { ready: deployment.status.readyReplicas, id: deployment.id };
        });
        const { outputs } = await stack.up();
        assert.equal(outputs.ready?.value, 2);
        assert.equal(outputs.id?.value, `${namespace}/it`);

        const late = { "pulumi.com/waitFor": "jsonpath={.data.late}", "pulumi.com/timeoutSeconds": "2" };
        say(configMap({ a: "1" }, late));
        await assert.rejects(stack.up(), /failed to fully initialize or become live/);
        await applyAs("somebody", { late: "1" });
        await stack.up();
        await stack.destroy();
    });

    it("see by a refresh what changed and what went, and mend both", async () => {
        const { stack, say, held } = await trial({ enableConfigMapMutable: true });
        say(configMap({ a: "1" }, { "pulumi.com/patchForce": "true" }));
        await stack.up();
        await kubectl("patch", "configmap", "it", "--patch", '{"data":{"a":"drifted"}}');
        assert.equal((await stack.preview()).changeSummary.update, undefined);
        await stack.refresh();
        assert.equal((await stack.preview()).changeSummary.update, 1);
        await stack.up();
        assert.deepEqual((await get("configmap", "it")).data, { a: "1" });

        await kubectl("delete", "configmap", "it");
        await stack.refresh();
        assert.equal((await held()).has("kubernetes:core/v1:ConfigMap::it"), false);
        assert.equal((await stack.up()).summary.resourceChanges?.create, 1);
        await stack.destroy();
    });

    it("read what is not ours, and import what is to become ours", async () => {
        await kubectl("create", "configmap", "it", "--from-literal=a=1");
        const { stack, say } = await trial();
        say((opts) => {
            const read = k8s.core.v1.ConfigMap.get("read", `${namespace}/kube-root-ca.crt`, opts);
            new k8s.core.v1.ConfigMap(
                "it",
                { metadata: { name: "it", namespace }, data: { a: "1" } },
                { ...opts, import: `${namespace}/it` },
            );
            return { read: read.data.apply((data) => Object.keys(data)) };
        });
        const { outputs, summary } = await stack.up();
        assert.deepEqual(outputs.read?.value, ["ca.crt"]);
        assert.equal(summary.resourceChanges?.import, 1);
        await stack.destroy();
        assert.equal((await kubectl("get", "configmaps", "--output", "name")).trim(), "configmap/kube-root-ca.crt");
    });

    it("wait for an end as well, and name what holds it up", async () => {
        const { stack, say, held } = await trial();
        say((opts) => {
            const metadata = { name: "it", finalizers: ["example.org/held"] };
            new k8s.core.v1.ConfigMap("it", { metadata }, { ...opts, customTimeouts: { delete: "3s" } });
            return undefined;
        });
        await stack.up();
        await assert.rejects(
            stack.destroy(),
            plugins.kubernetes === "official" ? /./ : /finalizers hold it: example\.org\/held/,
        );
        assert.equal((await held()).has("kubernetes:core/v1:ConfigMap::it"), true);
        const freed = kubectl(
            "patch",
            "configmap",
            "it",
            "--type",
            "merge",
            "--patch",
            '{"metadata":{"finalizers":null}}',
        );
        await Promise.all([freed, stack.destroy()]);
        assert.equal((await held()).size, 0);
    });

    it("get through an API server that is busy or stumbles now and then", async () => {
        const api = await faulty(cluster.kubeconfig, 4);
        const { stack, say } = await trial({ kubeconfig: fs.readFileSync(api.kubeconfig, "utf8") });
        const names = ["a", "b", "c", "d", "e", "f"];
        say((opts) => {
            for (const name of names) {
                new k8s.core.v1.ConfigMap(name, { metadata: { name }, data: { name } }, opts);
            }
            return undefined;
        });
        await stack.up();
        const { changeSummary } = await stack.preview({ expectNoChanges: true });
        assert.equal(changeSummary.same, names.length + 2);
        await stack.destroy();
        await api.close();
        const { 429: busy = 0, 500: stumbled = 0 } = api.counts.refused;
        console.log(`      answered ${busy} times 429 and ${stumbled} times 500, ${api.counts.passed} requests passed`);
        assert.ok(busy > 2 && stumbled > 2);
        assert.equal((await kubectl("get", "configmaps", "--output", "name")).trim(), "configmap/kube-root-ca.crt");
    });

    const writeChart = (): string => {
        const chart = path.join(directory, "chart");
        const files: Record<string, string> = {
            "Chart.yaml": "apiVersion: v2\nname: trial\nversion: 1.2.3\n",
            "values.yaml": "size: small\n",
            "templates/config.yaml":
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n" +
                'data: {size: {{ .Values.size }}, policies: "{{ .Capabilities.APIVersions.Has "policy/v1/PodDisruptionBudget" }}"}\n',
            "templates/password.yaml":
                "apiVersion: v1\nkind: Secret\nmetadata: {name: {{ .Release.Name }}}\nstringData: {password: hidden-word}\n",
            "templates/hook.yaml":
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}-hook, annotations: {helm.sh/hook: post-install}}\n",
        };
        for (const [name, text] of Object.entries(files)) {
            fs.mkdirSync(path.dirname(path.join(chart, name)), { recursive: true });
            fs.writeFileSync(path.join(chart, name), text);
        }
        return chart;
    };

    it("install a chart as a Release, with its hooks, and change, refuse and remove it", async () => {
        const chart = writeChart();
        const { stack, say, held } = await trial();
        const release =
            (size: string): Program =>
            (opts) => {
                const it = new k8s.helm.v3.Release("it", { name: "it", chart, values: { size }, timeout: 60 }, opts);
                return { status: it.status, names: it.resourceNames, version: it.version };
            };
        say(release("big"));
        const { outputs } = await stack.up();
        assert.equal(z.looseObject({ status: z.string() }).parse(outputs.status?.value).status, "deployed");
        assert.deepEqual(outputs.names?.value, { "ConfigMap/v1": ["it"], "Secret/v1": ["it"] });
        assert.equal(outputs.version?.value, "1.2.3");
        assert.equal((await held()).get("kubernetes:helm.sh/v3:Release::it"), `${namespace}/it`);
        assert.equal((await get("configmap", "it")).data?.size, "big");
        await get("configmap", "it-hook");
        assert.equal((await stack.preview({ expectNoChanges: true })).changeSummary.same, 3);

        say(release("bigger"));
        assert.equal((await stack.up()).summary.resourceChanges?.update, 1);
        assert.equal((await get("configmap", "it")).data?.size, "bigger");

        const second = await trial();
        second.say(release("other"));
        await assert.rejects(second.stack.up(), /cannot re-use a name that is still in use/);
        await second.stack.destroy();

        await stack.destroy();
        assert.equal(await kubectl("get", "configmap", "it", "--ignore-not-found"), "");
    });

    it("render a chart into resources of its own names, without its hooks, its Secrets secret", async () => {
        const chart = writeChart();
        const { stack, say, held, file } = await trial();
        say((opts) => {
            new k8s.helm.v4.Chart("charted", { name: "it", chart, namespace, values: { size: "big" } }, opts);
            return undefined;
        });
        await stack.up();
        const children = [...(await held())].filter(([name]) => name.includes("$")).sort();
        assert.deepEqual(children, [
            [`kubernetes:helm.sh/v4:Chart$kubernetes:core/v1:ConfigMap::charted:${namespace}/it`, `${namespace}/it`],
            [`kubernetes:helm.sh/v4:Chart$kubernetes:core/v1:Secret::charted:${namespace}/it`, `${namespace}/it`],
        ]);
        assert.equal((await get("configmap", "it")).data?.policies, "true");
        const state = fs.readFileSync(file, "utf8");
        assert.ok(state.includes("charted:"));
        assert.equal(state.includes(Buffer.from("hidden-word").toString("base64")), false);
        assert.equal((await stack.preview({ expectNoChanges: true })).changeSummary.same, 5);
        await stack.destroy();
    });

    it("bring up definitions before what they define, from one manifest", async () => {
        const file = path.join(directory, "manifest.yaml");
        const names = "names: {kind: Trial, plural: trials}";
        const schema = "schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}";
        fs.writeFileSync(
            file,
            "apiVersion: example.org/v1\nkind: Trial\nmetadata: {name: it}\nspec: {a: 1}\n---\n" +
                "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: trials.example.org}\n" +
                `spec:\n  group: example.org\n  scope: Namespaced\n  ${names}\n` +
                `  versions: [{name: v1, served: true, storage: true, ${schema}}]\n`,
        );
        const { stack, say, held } = await trial();
        say((opts) => {
            new k8s.yaml.v2.ConfigFile("file", { file }, opts);
            return undefined;
        });
        await stack.up();
        const ids = [...(await held())].filter(([name]) => name.includes("$")).map(([, id]) => id);
        assert.deepEqual(ids, ["trials.example.org", `${namespace}/it`]);
        assert.equal((await stack.preview({ expectNoChanges: true })).changeSummary.same, 5);
        await stack.destroy();
    });

    it("open a cluster of EKS by the program's own kubeconfig, with a sandbox in its place", async () => {
        const { server: endpoint, certificateAuthority } = cluster;
        const clusters = { eks: { endpoint, certificateAuthority, token: await adminToken(cluster, found) } };
        const { stack, say } = await trial({}, { SAMESTACK_STANDIN_EKS: JSON.stringify(clusters) });
        say(() => {
            const provider = new aws.Provider("aws", { region: "eu-west-1" });
            const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" }, { provider });
            const vpcConfig = { subnetIds: ["subnet-1"] };
            const eks = new aws.eks.Cluster("eks", { name: "eks", roleArn: role.arn, vpcConfig }, { provider });
            const inside = new k8s.Provider("inside", { kubeconfig: kubeconfigFor(eks, "eks", "eu-west-1") });
            const metadata = { name: "from-aws", namespace };
            new k8s.core.v1.ConfigMap("it", { metadata, data: { arn: eks.arn } }, { provider: inside });
            return undefined;
        });
        await stack.preview();
        await stack.up();
        const { data } = await get("configmap", "from-aws");
        assert.deepEqual(data, { arn: "arn:aws:eks:eu-west-1:000000000000:cluster/eks" });
        assert.deepEqual(Object.keys((await stack.preview({ expectNoChanges: true })).changeSummary), ["same"]);
        await stack.destroy();
        assert.equal(await kubectl("get", "configmap", "from-aws", "--ignore-not-found"), "");
    });
});
