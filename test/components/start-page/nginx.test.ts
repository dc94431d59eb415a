import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import type { Console } from "../../../components/ingress/console";
import { type StartPage, startPage, StartPageArgs, startPageDashboards } from "../../../components/start-page";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const console: Console = {
    host: "grafana",
    title: "Grafana",
    purpose: "graphs",
    namespace: "monitoring",
    service: "grafana",
    port: 80,
    login: "own",
};

async function put(said: object = {}, consoles: Console[] = [console]) {
    let page: StartPage | undefined;
    const resources = await deploy(() => {
        const groups = [{ role: "monitoring", consoles }];
        page = startPage(paris(), StartPageArgs.parse({ kind: "nginx", ...said }), { groups });
    });
    return { resources, page };
}

const files = ({ resources }: Awaited<ReturnType<typeof put>>) =>
    the(resources, "kubernetes:core/v1:ConfigMap").inputs.data as Record<string, string>;

interface Workload {
    replicas: number;
    template: { metadata: { annotations: Record<string, string> }; spec: Record<string, unknown> };
}
const workload = ({ resources }: Awaited<ReturnType<typeof put>>) =>
    the(resources, "kubernetes:apps/v1:Deployment").inputs.spec as Workload;

describe("Nginx", () => {
    it("is two pods with their files, in a closed namespace of its own", async () => {
        const started = await put();
        assert.deepEqual(listed(started.resources), [
            "kubernetes:apps/v1:Deployment paris-start-page-deployment",
            "kubernetes:core/v1:ConfigMap paris-start-page-files",
            "kubernetes:core/v1:Namespace paris-start-page-namespace",
            "kubernetes:core/v1:Service paris-start-page-service",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-start-page-namespace-flows",
            "kubernetes:policy/v1:PodDisruptionBudget paris-start-page-budget",
            "samestack:index:Namespace paris-start-page-namespace",
            "samestack:startPage:Nginx paris-start-page",
        ]);
        assert.equal(workload(started).replicas, 2);
        assert.equal(workload(await put({ replicas: 3 })).replicas, 3);
        assert.deepEqual(the(started.resources, "kubernetes:policy/v1:PodDisruptionBudget").inputs.spec, {
            maxUnavailable: 1,
            selector: { matchLabels: { "app.kubernetes.io/name": "start-page" } },
        });
    });

    it("calls for somebody when none of its pods is there, and for nobody where it is none", () => {
        const [dashboard, ...others] = startPageDashboards(StartPageArgs.parse({ kind: "nginx" }));
        assert.deepEqual(
            dashboard?.alerts?.map(({ name, query }) => [name, query]),
            [
                [
                    "StartPageDown",
                    'kube_deployment_status_replicas_available{namespace="start-page", deployment="start-page"} == 0',
                ],
            ],
        );
        assert.deepEqual(others, []);
        assert.deepEqual(startPageDashboards(StartPageArgs.parse({ kind: "none" })), []);
    });

    it("is nothing where the root is left to an application", async () => {
        const { resources, page } = await put({ kind: "none" });
        assert.deepEqual([listed(resources), page], [[], undefined]);
    });

    it("lets the ingress in, and goes nowhere", async () => {
        const { resources } = await put();
        const { ingress, egress } = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs.spec as {
            ingress: unknown;
            egress: unknown[];
        };
        assert.deepEqual(ingress, [
            {
                from: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "ingress" } } }],
                ports: [{ port: 8080, protocol: "TCP" }],
            },
        ]);
        assert.equal(egress.length, 1);
    });

    it("runs a pinned nginx as nobody, on a file system that it cannot write to, without a token", async () => {
        const { containers, ...spec } = workload(await put()).template.spec as {
            containers: [Record<string, unknown>];
        } & Record<string, unknown>;
        const [{ image, command, securityContext, volumeMounts }] = containers;
        assert.match(String(image), /^docker\.io\/nginxinc\/nginx-unprivileged:\d+\.\d+\.\d+-alpine-slim$/);
        assert.deepEqual(command, ["nginx", "-g", "daemon off;"]);
        assert.deepEqual(securityContext, {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        });
        assert.deepEqual(spec.securityContext, {
            runAsNonRoot: true,
            runAsUser: 101,
            runAsGroup: 101,
            seccompProfile: { type: "RuntimeDefault" },
        });
        assert.equal(spec.automountServiceAccountToken, false);
        assert.deepEqual(
            (volumeMounts as { mountPath: string; readOnly?: boolean }[]).map(({ mountPath, readOnly }) => [
                mountPath,
                readOnly,
            ]),
            [
                ["/etc/nginx/conf.d", true],
                ["/srv/start-page", true],
                ["/tmp", undefined],
            ],
        );
    });

    it("serves the page alone, under a policy that lets it load nothing but its own style", async () => {
        const { "default.conf": configuration = "", "index.html": page = "", ...others } = files(await put());
        assert.deepEqual(others, {});
        const [, style = ""] = /<style>([^]*)<\/style>/.exec(page) ?? [];
        const digest = createHash("sha256").update(style).digest("base64");
        const [, policy] = /add_header Content-Security-Policy "([^"]*)" always;/.exec(configuration) ?? [];
        assert.equal(
            policy,
            `default-src 'none'; style-src 'sha256-${digest}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
        );
        assert.match(configuration, /location = \/ \{\n +try_files \/index\.html =404;/);
        assert.match(configuration, /location \/ \{\n +return 404;/);
    });

    it("starts anew when what it serves has changed, and not otherwise", async () => {
        const mark = async (consoles: Console[]) => workload(await put({}, consoles)).template.metadata.annotations;
        assert.deepEqual(await mark([console]), await mark([console]));
        assert.notDeepEqual(await mark([console]), await mark([{ ...console, purpose: "other graphs" }]));
    });

    it("is published at the domain itself, for whoever has signed in", async () => {
        const { page, resources } = await put();
        assert.ok(page);
        const { host, service, port, login, audience } = page.console;
        assert.deepEqual(
            { host, service, port, login, audience },
            { host: "", service: "start-page", port: 80, login: "shared", audience: "everyone" },
        );
        assert.deepEqual(the(resources, "kubernetes:core/v1:Service").inputs.spec, {
            selector: { "app.kubernetes.io/name": "start-page" },
            ports: [{ name: "http", port: 80, targetPort: 8080 }],
        });
    });
});

describe("what an environment may say of the start page", () => {
    for (const [what, said] of [
        ["no replica", { kind: "nginx", replicas: 0 }],
        ["another server", { kind: "apache" }],
        ["an unknown word", { kind: "nginx", title: "Hello" }],
        ["replicas of nothing", { kind: "none", replicas: 2 }],
    ] as const) {
        it(`is not ${what}`, () => {
            assert.ok(!StartPageArgs.safeParse(said).success);
        });
    }
});
