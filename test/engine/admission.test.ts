import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { parseAllDocuments } from "yaml";
import { z } from "zod";

import { type SandboxCluster, startCluster, stopCluster } from "../../commands/sandbox/cluster";
import { kubectlOf, type Kubectl, writerOf } from "../../commands/sandbox/kubectl";
import { type Tools, tools } from "../../commands/sandbox/tools";
import { Progress } from "../../commands/terminal";
import { admission, AdmissionArgs } from "../../components/admission";
import { deploy } from "../deploy";
import { filesBelow } from "../house/files";
import { paris } from "../place";

const ACME = "system:serviceaccount:cert-manager:cert-manager";
const Document = z.looseObject({ apiVersion: z.string(), kind: z.string() });

const named = (name: string, namespace = "shop") => ({ name, namespace });
const pod = (image: string, namespace = "shop") => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: named("web", namespace),
    spec: { containers: [{ name: "web", image }] },
});
const owned = (object: ReturnType<typeof pod>) => ({
    ...object,
    metadata: {
        ...object.metadata,
        ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "former", uid: "1", controller: true }],
    },
});
const deployment = (image: string, metadata: object = {}) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { ...named("web"), ...metadata },
    spec: {
        replicas: 0,
        selector: { matchLabels: { app: "web" } },
        template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image }] } },
    },
});
const cronJob = (image: string) => ({
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: named("visits"),
    spec: {
        schedule: "0 0 1 1 *",
        jobTemplate: {
            spec: {
                template: {
                    spec: {
                        restartPolicy: "Never",
                        initContainers: [{ name: "before", image }],
                        containers: [{ name: "visits", image: "registry.example.org/visits:1.0" }],
                    },
                },
            },
        },
    },
});
const ingress = (tls: object[], name = "web") => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: named(name),
    spec: {
        rules: [
            {
                host: "shop.example.org",
                http: {
                    paths: [
                        {
                            path: "/",
                            pathType: "Prefix",
                            backend: { service: { name: "web", port: { number: 80 } } },
                        },
                    ],
                },
            },
        ],
        ...(tls.length > 0 && { tls }),
    },
});
const service = (spec: object, namespace = "shop") => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: named("web", namespace),
    spec: { selector: { app: "web" }, ports: [{ port: 80 }], ...spec },
});
const definition = (group: string, kind: string, annotations: object = {}) => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${kind.toLowerCase()}s.${group}`, annotations },
    spec: {
        group,
        scope: "Namespaced",
        names: { kind, plural: `${kind.toLowerCase()}s`, singular: kind.toLowerCase() },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
    },
});

const safe = "registry.example.org/web:1.2.3";

describe("the admission policies, on a real API server", function () {
    this.timeout(180_000);

    let found: Tools;
    let directory: string;
    let cluster: SandboxCluster;
    let admin: Kubectl;

    before(async () => {
        found = await tools(new Progress({ write: () => undefined }));
        directory = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-admission-"));
        cluster = await startCluster("admission", found, { directory, nodes: 1 });
        admin = kubectlOf(found.kubectl, cluster.kubeconfig);
        const namespace = (name: string, role?: string) => ({
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name, ...(role !== undefined && { labels: { "samestack.dev/role": role } }) },
        });
        await writerOf(admin).apply([
            namespace("shop", "application"),
            namespace("gitlab-runner", "delivery"),
            namespace("foreign"),
        ]);
        await writerOf(admin).apply([
            definition("longhorn.io", "Volume"),
            definition("longhorn.io", "Engine", { "samestack.dev/allow-destroy": "true" }),
            definition("example.org", "Coffee"),
            // There before the policies are.
            deployment("busybox", { name: "former" }),
            ingress([], "former"),
            {
                apiVersion: "rbac.authorization.k8s.io/v1",
                kind: "ClusterRoleBinding",
                metadata: { name: "acme" },
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
                subjects: [{ kind: "ServiceAccount", name: "cert-manager", namespace: "cert-manager" }],
            },
        ]);
        await hold({});
        await untilHeld();
    });

    after(async () => {
        await stopCluster("admission", found, { directory });
        fs.rmSync(directory, { recursive: true, force: true });
    });

    /** Puts what the component registers into the cluster. */
    async function hold(said: object): Promise<void> {
        const resources = await deploy(() => {
            admission(paris(), AdmissionArgs.parse({ kind: "kubernetes", ...said }), {
                dataGroups: [{ system: "longhorn", group: "longhorn.io" }],
            });
        });
        const objects = resources.filter(({ type }) => type.startsWith("kubernetes:")).map(({ inputs }) => inputs);
        await writerOf(admin).apply(objects);
    }

    // The API server takes some seconds to take up a policy.
    async function untilHeld(): Promise<void> {
        const each = [
            () => refusal(pod("busybox")),
            () => refusal(ingress([])),
            () => refusal(service({ type: "NodePort" })),
            () => deletion("volumes.longhorn.io"),
        ];
        for (let tries = 0; tries < 60; tries++) {
            const said = await Promise.all(each.map((one) => one()));
            if (said.every((text) => text !== "")) return;
            await sleep(500);
        }
        assert.fail("the API server does not take up the policies");
    }

    /** Runs kubectl, and gives all that it says. */
    function said(args: string[], input = ""): Promise<{ code: number; text: string }> {
        return new Promise((resolve) => {
            const child = execFile(
                found.kubectl,
                ["--kubeconfig", cluster.kubeconfig, ...args],
                (error, stdout, stderr) => {
                    resolve({ code: error ? 1 : 0, text: (stdout + stderr).trim() });
                },
            );
            child.stdin?.end(input);
        });
    }

    /** What the API server has against an object, of this user; nothing where it admits it. */
    async function refusal(object: object, as?: string): Promise<string> {
        const user = as === undefined ? [] : ["--as", as];
        const { code, text } = await said(
            ["apply", "--server-side", "--force-conflicts", "--dry-run=server", "--filename=-", ...user],
            JSON.stringify(object),
        );
        return code === 0 ? "" : text;
    }

    async function deletion(definition: string): Promise<string> {
        const { code, text } = await said(["delete", "crd", definition, "--dry-run=server"]);
        return code === 0 ? "" : text;
    }

    const refused: [string, object, RegExp][] = [
        [
            "a pod of no version",
            pod("busybox"),
            /samestack-images.* denied request: names no version of busybox; give it a tag other than latest, or a digest/,
        ],
        [
            "a pod of latest, of a registry with a port",
            pod("localhost:5000/web:latest"),
            /names no version of localhost/,
        ],
        ["a Deployment of latest", deployment("nginx:latest"), /names no version of nginx:latest/],
        ["a CronJob whose first container has no version", cronJob("busybox"), /names no version of busybox/],
        ["an Ingress without TLS", ingress([]), /samestack-routes.*has no TLS; name its hosts/],
        [
            "an Ingress with TLS at another host",
            ingress([{ hosts: ["blog.example.org"], secretName: "web-tls" }]),
            /serves a host without TLS; name each host/,
        ],
        [
            "a Service that opens a port on every node",
            service({ type: "NodePort" }),
            /samestack-services.*opens a port on every node; make it a ClusterIP/,
        ],
        [
            "a Service that takes an address",
            service({ externalIPs: ["192.0.2.1"] }),
            /takes addresses by externalIPs, anybody's traffic with them/,
        ],
    ];
    for (const [what, object, why] of refused) {
        it(`refuse ${what}`, async () => {
            assert.match(await refusal(object), why);
        });
    }

    const admitted: [string, object, string?][] = [
        ["a pod of a version", pod(safe)],
        ["a pod of a version at a registry with a port", pod("localhost:5000/web:1")],
        ["a pod by a digest", pod(`registry.example.org/web@sha256:${"0".repeat(64)}`)],
        ["a Deployment of a version", deployment(safe)],
        ["a CronJob of versions", cronJob(safe)],
        ["a pod that a controller makes of what was there before", owned(pod("busybox"))],
        ["a job of a pipeline, of any image", pod("busybox", "gitlab-runner")],
        ["what is in a namespace that is not the stack's", pod("busybox", "foreign")],
        ["a Service there", service({ type: "NodePort" }, "foreign")],
        ["an Ingress with TLS at its host", ingress([{ hosts: ["shop.example.org"], secretName: "web-tls" }])],
        ["an Ingress with TLS at all hosts of a domain", ingress([{ hosts: ["*.example.org"], secretName: "tls" }])],
        ["a Service within", service({})],
        ["a Service with a balancer, which a quota limits", service({ type: "LoadBalancer" })],
        ["the Ingress of an ACME challenge", ingress([]), ACME],
        ["the Service of an ACME challenge", service({ type: "NodePort" }), ACME],
        [
            "a change of what was there before, but for its spec",
            deployment("busybox", { name: "former", labels: { a: "b" } }),
        ],
    ];
    for (const [what, object, as] of admitted) {
        it(`admit ${what}`, async () => {
            assert.equal(await refusal(object, as), "");
        });
    }

    it("refuse another image of no version to what was there before, and admit one of a version", async () => {
        assert.match(await refusal(deployment("alpine", { name: "former" })), /names no version of alpine/);
        assert.equal(await refusal(deployment(safe, { name: "former" })), "");
    });

    it("let go what was there before", async () => {
        await admin(["delete", "ingress", "former", "--namespace=shop"]);
    });

    it("refuse to delete the definition of what holds data, and admit it with consent", async () => {
        assert.match(
            await deletion("volumes.longhorn.io"),
            /samestack-data-longhorn.*holds data of longhorn: with it goes all that there is of its kind; say allowDestroy/,
        );
        assert.equal(await deletion("engines.longhorn.io"), "");
        assert.equal(await deletion("coffees.example.org"), "");
        await admin(["annotate", "crd", "volumes.longhorn.io", "samestack.dev/allow-destroy=true"]);
        assert.equal(await deletion("volumes.longhorn.io"), "");
    });

    it("admit the sample application as it is", async () => {
        // Kinds of operators are not there; what these policies are about is Kubernetes' own.
        const own = ["v1", "apps/v1", "batch/v1", "networking.k8s.io/v1", "policy/v1"];
        const objects = filesBelow("sample")
            .flatMap(({ text }) => parseAllDocuments(text).map((document) => Document.parse(document.toJS())))
            .filter(({ apiVersion }) => own.includes(apiVersion));
        for (const object of objects) {
            const { code, text } = await said(
                ["apply", "--namespace=shop", "--dry-run=server", "--filename=-"],
                JSON.stringify(object),
            );
            assert.equal(code, 0, text);
        }
        assert.ok(objects.length > 5);
        console.log(`      ${objects.length} objects`);
    });

    it("have expressions that the API server understands", async () => {
        const Policies = z.looseObject({
            items: z.array(
                z.looseObject({
                    metadata: z.looseObject({ name: z.string() }),
                    status: z.looseObject({
                        typeChecking: z.looseObject({ expressionWarnings: z.array(z.unknown()).optional() }),
                    }),
                }),
            ),
        });
        const listed = await admin(["get", "validatingadmissionpolicies", "--output=json"]);
        const { items } = Policies.parse(JSON.parse(listed));
        assert.equal(items.length, 4);
        for (const { metadata, status } of items) {
            assert.deepEqual(status.typeChecking.expressionWarnings ?? [], [], metadata.name);
        }
    });

    it("only warn where the environment says so", async () => {
        await hold({ action: "warn" });
        let last = { code: 1, text: "" };
        for (let tries = 0; tries < 60 && last.code !== 0; tries++) {
            await sleep(500);
            last = await said(
                ["apply", "--server-side", "--dry-run=server", "--filename=-"],
                JSON.stringify(pod("busybox")),
            );
        }
        assert.equal(last.code, 0);
        assert.match(last.text, /Warning: .*names no version of busybox/);
    });
});
