import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { z } from "zod";

import { type SandboxCluster, startCluster, stopCluster } from "../../commands/sandbox/cluster";
import { kubectlOf, type Kubectl, writerOf } from "../../commands/sandbox/kubectl";
import { type Tools, tools } from "../../commands/sandbox/tools";
import { Progress } from "../../commands/terminal";
import { Deployer } from "../../components/delivery/deployer";
import { DeployerArgs } from "../../components/delivery/args";
import { deploy, the } from "../deploy";
import { root } from "../environments";
import { paris } from "../place";

const run = promisify(execFile);
const Ended = z.looseObject({ code: z.number(), stdout: z.string(), stderr: z.string() });
const Status = z.looseObject({ data: z.record(z.string(), z.string()) });
const Events = z.looseObject({
    items: z.array(z.looseObject({ type: z.string(), reason: z.string(), message: z.string() })),
});

const said = DeployerArgs.parse({
    kind: "deployer",
    repository: "https://git.example.org/team/deploy.git",
    intervalSeconds: 10,
    namespaces: { shop: { path: "deploy/shop", pods: 3 }, blog: {} },
});

describe("the deployer's script, on a real git repository and a real API server", function () {
    this.timeout(180_000);

    let found: Tools;
    let directory: string;
    let cluster: SandboxCluster;
    let admin: Kubectl;
    let environment: Record<string, string>;

    before(async () => {
        found = await tools(new Progress({ write: () => undefined }));
        directory = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-deployer-"));
        cluster = await startCluster("deployer", found, { directory, nodes: 1 });
        admin = kubectlOf(found.kubectl, cluster.kubeconfig);
        environment = await installed();
        for (const folder of ["work", "repository"]) fs.mkdirSync(path.join(directory, folder));
        await git("init", "--quiet", "--initial-branch", "main");
        console.log(`      against: kubectl, git and sh of this machine, in place of the images`);
    });

    after(async () => {
        await stopCluster("deployer", found, { directory });
        fs.rmSync(directory, { recursive: true, force: true });
    });

    /** Puts what the component registers into the cluster, and gives what its containers are told. */
    async function installed(): Promise<Record<string, string>> {
        const secrets = () => pulumi.secret("a public repository needs none");
        const resources = await deploy(() => new Deployer("paris-deployer", { place: paris(), said, secrets }));
        const objects = resources
            .filter(({ type }) => type.startsWith("kubernetes:") && !type.includes("monitoring.coreos.com"))
            .map(({ inputs }) => inputs);
        const first = (kind: unknown) => (kind === "Namespace" ? 0 : 1);
        await writerOf(admin).apply(objects.sort((a, b) => first(a.kind) - first(b.kind)));

        const script = path.join(directory, "deployer.sh");
        const { data } = the(resources, "kubernetes:core/v1:ConfigMap", "paris-deployer-script").inputs;
        fs.writeFileSync(script, z.object({ "deployer.sh": z.string() }).parse(data)["deployer.sh"]);

        const Pod = z.looseObject({
            containers: z.array(z.looseObject({ env: z.array(z.object({ name: z.string(), value: z.string() })) })),
        });
        const { spec } = the(resources, "kubernetes:apps/v1:Deployment").inputs;
        const { containers } = Pod.parse(
            z.looseObject({ template: z.looseObject({ spec: Pod }) }).parse(spec).template.spec,
        );
        const told = Object.fromEntries(containers.flatMap(({ env }) => env.map(({ name, value }) => [name, value])));
        return {
            ...told,
            PATH: `${path.dirname(found.kubectl)}:${process.env.PATH ?? ""}`,
            HOME: directory,
            WORK: path.join(directory, "work"),
            // Of the deployer's ServiceAccount, as in its pod.
            KUBECONFIG: await accountConfig(),
            REPOSITORY: `file://${path.join(directory, "repository")}`,
        };
    }

    async function accountConfig(): Promise<string> {
        const token = (await admin(["create", "token", "deployer", "--namespace=deployer"])).trim();
        const { server, certificateAuthority } = cluster;
        const file = path.join(directory, "account.kubeconfig");
        const config = {
            apiVersion: "v1",
            kind: "Config",
            "current-context": "deployer",
            clusters: [{ name: "here", cluster: { server, "certificate-authority-data": certificateAuthority } }],
            users: [{ name: "deployer", user: { token } }],
            contexts: [{ name: "deployer", context: { cluster: "here", user: "deployer" } }],
        };
        fs.writeFileSync(file, stringify(config), { mode: 0o600 });
        return file;
    }

    const git = (...args: string[]) => {
        const author = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
        return run("git", [...author, ...args], { cwd: path.join(directory, "repository") });
    };

    /** A commit that holds these files and no others. */
    async function commit(files: Record<string, string>): Promise<string> {
        const repository = path.join(directory, "repository");
        for (const entry of fs.readdirSync(repository).filter((name) => name !== ".git")) {
            fs.rmSync(path.join(repository, entry), { recursive: true });
        }
        for (const [file, text] of Object.entries(files)) {
            fs.mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
            fs.writeFileSync(path.join(repository, file), text);
        }
        await git("add", "--all");
        await git("commit", "--quiet", "--allow-empty", "--message", "change");
        return (await git("rev-parse", "HEAD")).stdout.trim();
    }

    async function word(...words: string[]): Promise<z.infer<typeof Ended>> {
        const script = path.join(directory, "deployer.sh");
        try {
            const { stdout, stderr } = await run("sh", [script, ...words], { env: environment });
            return { code: 0, stdout, stderr };
        } catch (error) {
            return Ended.parse(error);
        }
    }

    /** One round of both containers. */
    async function round(): Promise<{ code: number; output: string }> {
        const pulled = await word("pull", "once");
        assert.equal(pulled.code, 0, pulled.stderr);
        const { code, stdout, stderr } = await word("apply", "once");
        return { code, output: stdout + stderr };
    }

    const names = async (kind: string, namespace: string) => {
        const listed = await admin(["get", kind, "--namespace", namespace, "--output=name"]);
        return listed.split("\n").filter((line) => line !== "" && !/kube-root-ca|deployer/.test(line));
    };
    const status = async (namespace: string) =>
        Status.parse(
            JSON.parse(
                await admin(["get", "configmap", "deployer-status", `--namespace=${namespace}`, "--output=json"]),
            ),
        ).data;
    const events = async (namespace: string) =>
        Events.parse(JSON.parse(await admin(["get", "events", `--namespace=${namespace}`, "--output=json"]))).items.map(
            ({ type, reason }) => `${type} ${reason}`,
        );

    it("is not ready before it has pulled and applied anything", async () => {
        assert.equal((await word("ready")).code, 1);
        const { code, stdout } = await word("apply", "once");
        assert.equal(code, 1);
        assert.match(stdout, /nothing is pulled yet/);
    });

    it("gives each namespace its folder, plain or by a kustomization, and says so there", async () => {
        const head = await commit({
            "README.md": "not for a cluster\n",
            "deploy/shop/one.yaml": configMap("one", "1"),
            "deploy/shop/more/two.yaml": configMap("two", "2"),
            "blog/kustomization.yaml": stringify({ namePrefix: "my-", resources: ["post.yaml"] }),
            "blog/post.yaml": configMap("post", "1"),
        });
        const { code, output } = await round();
        assert.equal(code, 0, output);
        assert.deepEqual(await names("configmaps", "shop"), ["configmap/one", "configmap/two"]);
        assert.deepEqual(await names("configmaps", "blog"), ["configmap/my-post"]);
        const { commit: applied, outcome, message } = await status("shop");
        assert.deepEqual(
            { applied, outcome, message },
            { applied: head, outcome: "Applied", message: `applied ${head}` },
        );
        assert.deepEqual(await events("shop"), ["Normal Applied"]);
        assert.equal((await word("ready")).code, 0);
    });

    it("says nothing more while nothing changes, and changes back what a hand has changed", async () => {
        await admin(["patch", "configmap", "one", "--namespace=shop", "--patch", '{"data":{"value":"by hand"}}']);
        const { code, output } = await round();
        assert.equal(code, 0, output);
        assert.equal(output, "");
        const value = await admin(["get", "configmap", "one", "--namespace=shop", "--output=jsonpath={.data.value}"]);
        assert.equal(value, "1");
        assert.deepEqual(await events("shop"), ["Normal Applied"]);
    });

    it("deletes what a commit no longer holds, and nothing that did not come from it", async () => {
        await admin(["create", "configmap", "by-hand", "--namespace=shop"]);
        await commit({
            "deploy/shop/one.yaml": configMap("one", "2"),
            "blog/post.yaml": configMap("post", "1"),
        });
        const { code, output } = await round();
        assert.equal(code, 0, output);
        assert.deepEqual(await names("configmaps", "shop"), ["configmap/by-hand", "configmap/one"]);
        assert.deepEqual(await names("configmaps", "blog"), ["configmap/post"]);
    });

    const refused: [string, string, object][] = [
        [
            "a role of the cluster",
            "clusterroles.rbac.authorization.k8s.io",
            { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "mine" }, rules: [] },
        ],
        ["a namespace", "namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "mine" } }],
        [
            "a right of its own making",
            "rolebindings.rbac.authorization.k8s.io",
            {
                apiVersion: "rbac.authorization.k8s.io/v1",
                kind: "RoleBinding",
                metadata: { name: "mine" },
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "admin" },
                subjects: [{ kind: "ServiceAccount", name: "default", namespace: "shop" }],
            },
        ],
        [
            "another quota",
            "resourcequotas",
            {
                apiVersion: "v1",
                kind: "ResourceQuota",
                metadata: { name: "samestack" },
                spec: { hard: { pods: "99" } },
            },
        ],
    ];
    for (const [what, resource, object] of refused) {
        it(`is refused ${what} by the API server, and then applies nothing of the folder`, async () => {
            await commit({
                "deploy/shop/one.yaml": configMap("one", "3"),
                "deploy/shop/wrong.yaml": stringify(object),
                "blog/post.yaml": configMap("post", what),
            });
            const { code, output } = await round();
            assert.equal(code, 1);
            assert.match(output, new RegExp(`shop: did not apply .*${resource}`));
            assert.match(output, /forbidden/);
            const { outcome, message = "" } = await status("shop");
            assert.equal(outcome, "NotApplied");
            assert.match(message, /forbidden/);
            const value = (name: string, namespace: string) =>
                admin(["get", "configmap", name, `--namespace=${namespace}`, "--output=jsonpath={.data.value}"]);
            assert.equal(await value("one", "shop"), "2");
            // The other namespace is none of its business.
            assert.equal(await value("post", "blog"), what);
            assert.equal((await word("ready")).code, 1);
        });
    }

    it("does not touch another namespace, whatever an object says", async () => {
        const elsewhere = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one", namespace: "kube-system" } };
        await commit({
            "deploy/shop/one.yaml": stringify(elsewhere),
            "blog/post.yaml": configMap("post", "1"),
        });
        const { code, output } = await round();
        assert.equal(code, 1);
        assert.match(output, /namespace from the provided object "kube-system" does not match the namespace "shop"/);
        assert.deepEqual(await names("configmaps", "shop"), ["configmap/by-hand", "configmap/one"]);
    });

    it("has no rights outside its namespaces, not even to read, and none over its own pod", async () => {
        const asked: [string, string, string][] = [
            ["get", "secrets", "kube-system"],
            ["create", "pods", "default"],
            ["get", "secrets", "deployer"],
            ["patch", "deployments", "deployer"],
            ["delete", "namespaces", ""],
        ];
        for (const [verb, resource, namespace] of asked) {
            const where = namespace === "" ? [] : ["--namespace", namespace];
            const args = ["--kubeconfig", environment.KUBECONFIG ?? "", "auth", "can-i", verb, resource, ...where];
            const { stdout } = Ended.parse(await run(found.kubectl, args).catch((error: unknown) => error));
            assert.equal(stdout.trim(), "no", `${verb} ${resource} ${namespace}`);
        }
        console.log(`      ${asked.length} rights it does not have`);
    });

    it("takes an empty folder for a mistake, and deletes nothing", async () => {
        await commit({ "deploy/shop/README.md": "moved\n", "blog/post.yaml": configMap("post", "1") });
        const { code } = await round();
        assert.equal(code, 1);
        assert.equal((await status("shop")).outcome, "NotApplied");
        assert.deepEqual(await names("configmaps", "shop"), ["configmap/by-hand", "configmap/one"]);
    });

    it("follows no symbolic link out of the repository", async () => {
        const secret = path.join(directory, "outside.yaml");
        fs.writeFileSync(secret, configMap("outside", "1"));
        await commit({ "deploy/shop/one.yaml": configMap("one", "4"), "blog/post.yaml": configMap("post", "1") });
        fs.symlinkSync(secret, path.join(directory, "repository", "deploy/shop/link.yaml"));
        await git("add", "--all");
        await git("commit", "--quiet", "--message", "link");
        const { code } = await round();
        assert.equal(code, 1);
        assert.deepEqual(await names("configmaps", "shop"), ["configmap/by-hand", "configmap/one"]);
    });

    it("is ready again with the next commit that is whole, and holds two commits at most", async () => {
        const head = await commit({
            "deploy/shop/one.yaml": configMap("one", "5"),
            "blog/post.yaml": configMap("post", "1"),
        });
        const { code, output } = await round();
        assert.equal(code, 0, output);
        assert.match(output, new RegExp(`shop: applied ${head}`));
        assert.equal((await word("ready")).code, 0);
        assert.ok((await events("shop")).includes("Warning NotApplied"));
        assert.equal(fs.readdirSync(path.join(directory, "work", "commits")).length, 2);
    });

    it("delivers the sample as it is, whose pods are admitted and run", async () => {
        await writerOf(admin).apply(
            [
                ["monitoring.coreos.com", "v1", "ServiceMonitor"],
                ["postgresql.cnpg.io", "v1", "Cluster"],
            ].map(([group = "", version = "", kind = ""]) => openDefinition(group, version, kind)),
        );
        const sample = path.join(root, "sample");
        const files = fs
            .readdirSync(sample)
            .map((file) => [`blog/${file}`, fs.readFileSync(path.join(sample, file), "utf8")] as const);
        await commit({ "deploy/shop/one.yaml": configMap("one", "6"), ...Object.fromEntries(files) });
        const { code, output } = await round();
        assert.equal(code, 0, output);
        const kinds =
            "statefulsets,cronjobs,services,ingresses,poddisruptionbudgets,servicemonitors,clusters,networkpolicies";
        const made = (await names(kinds, "blog")).filter((one) => !one.endsWith("/samestack-flows")).sort();
        assert.deepEqual(made, [
            "cluster.postgresql.cnpg.io/database",
            "cronjob.batch/visits",
            "ingress.networking.k8s.io/web",
            "networkpolicy.networking.k8s.io/database",
            "poddisruptionbudget.policy/web",
            "service/web",
            "servicemonitor.monitoring.coreos.com/web",
            "statefulset.apps/web",
        ]);
        await admin(["create", "job", "visits-now", "--from=cronjob/visits", "--namespace=blog"]);
        await eventually(async () => (await names("pods", "blog")).length >= 2);
        const refusals = (await events("blog")).filter((one) => /FailedCreate/.test(one));
        assert.deepEqual(refusals, []);
        console.log(`      ${files.length} files, ${made.length} objects`);
    });

    it("is not ready when the repository cannot be reached for long", async () => {
        const { code, stderr } = Ended.parse(
            await run("sh", [path.join(directory, "deployer.sh"), "pull", "once"], {
                env: { ...environment, BRANCH: "no-such-branch" },
            }).catch((error: unknown) => error),
        );
        assert.notEqual(code, 0);
        assert.match(stderr, /no-such-branch/);
        const old = Math.floor(Date.now() / 1000) - 3 * 10 - 301;
        fs.writeFileSync(path.join(directory, "work", "pulled-at"), `${old}\n`);
        assert.equal((await word("ready")).code, 1);
    });

    it("goes round by itself, and ends when it is asked to", async () => {
        const script = path.join(directory, "deployer.sh");
        const started = Date.now();
        const ended = await run("timeout", ["--preserve-status", "3", "sh", script, "pull"], { env: environment });
        assert.equal(ended.stderr, "");
        assert.ok(Date.now() - started < 8_000, "it slept on");
        assert.equal((await word("ready")).code, 0);
    });
});

function configMap(name: string, value: string): string {
    return stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { value } });
}

/** A kind that takes any object, in place of the one that a system of the stack would bring. */
function openDefinition(group: string, version: string, kind: string): Record<string, unknown> {
    const plural = `${kind.toLowerCase()}s`;
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    return {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: `${plural}.${group}` },
        spec: {
            group,
            names: { kind, plural },
            scope: "Namespaced",
            versions: [{ name: version, served: true, storage: true, schema }],
        },
    };
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
        if (await isSo()) return;
        await sleep(300);
    }
    assert.fail("it did not come about within a minute");
}
