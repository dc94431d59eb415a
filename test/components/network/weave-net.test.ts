import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { WeaveNetArgs } from "../../../components/network/weave-net";
import { network, networkCharts, NetworkArgs, networkNeeds } from "../../../components/network";
import { deploy, type Registered, the } from "../../deploy";
import { listed, paris } from "../../place";

const DAEMON_SET = "kubernetes:apps/v1:DaemonSet";
const RBAC = "kubernetes:rbac.authorization.k8s.io/v1";

const parse = (said: object = {}) => NetworkArgs.parse({ kind: "weave-net", acceptUnmaintained: true, ...said });

/** What was warned of since the last case began; without an engine to tell, Pulumi writes it to the terminal. */
const warnings: string[] = [];

const put = async (said: object = {}) => {
    const { warn } = console;
    console.warn = (line: string) => warnings.push(line);
    try {
        return await deploy(() =>
            network(paris(), parse(said), { secrets: (key) => pulumi.secret(key), balances: false }),
        );
    } finally {
        console.warn = warn;
    }
};

interface Container {
    name: string;
    image: string;
    env?: { name: string; value?: string }[];
    resources?: { requests: object };
    securityContext: object;
    volumeMounts: { name: string; mountPath: string }[];
}

interface Pod {
    hostNetwork: boolean;
    priorityClassName: string;
    serviceAccountName: string;
    tolerations: object[];
    initContainers: Container[];
    containers: Container[];
    volumes: { name: string; hostPath: { path: string } }[];
}

const pod = (resources: Registered[]) => {
    const { spec } = the(resources, DAEMON_SET).inputs as { spec: { template: { spec: Pod } } };
    return spec.template.spec;
};

const variables = (container?: Container) =>
    Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));

describe("Weave Net", () => {
    beforeEach(() => warnings.splice(0));

    it("is the objects of its manifest, and monitors for its two programs", async () => {
        assert.deepEqual(listed(await put()), [
            "kubernetes:apps/v1:DaemonSet paris-weave-net",
            "kubernetes:core/v1:ConfigMap paris-weave-net-peers",
            "kubernetes:core/v1:ServiceAccount paris-weave-net",
            "kubernetes:monitoring.coreos.com/v1:PodMonitor paris-weave-net-weave",
            "kubernetes:monitoring.coreos.com/v1:PodMonitor paris-weave-net-weave-npc",
            "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole paris-weave-net",
            "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding paris-weave-net",
            "kubernetes:rbac.authorization.k8s.io/v1:Role paris-weave-net",
            "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding paris-weave-net",
            "samestack:network:WeaveNet paris-weave-net",
        ]);
    });

    it("is all where its programs look for it", async () => {
        const resources = await put();
        const places = resources.flatMap(({ inputs, custom }) => {
            const { namespace } = { ...Object(inputs.metadata) } as { namespace?: string };
            return custom && namespace !== undefined ? [namespace] : [];
        });
        assert.deepEqual(
            places,
            Array.from({ length: 7 }, () => "kube-system"),
        );
        const { inputs } = the(resources, "kubernetes:core/v1:ConfigMap");
        assert.deepEqual(inputs.metadata, { name: "weave-net", namespace: "kube-system" });
    });

    it("runs the router and what enforces policy on every node, of one release", async () => {
        const resources = await put();
        const { hostNetwork, priorityClassName, serviceAccountName, tolerations, initContainers, containers } =
            pod(resources);
        assert.deepEqual(
            { hostNetwork, priorityClassName, serviceAccountName, tolerations },
            {
                hostNetwork: true,
                priorityClassName: "system-node-critical",
                serviceAccountName: "weave-net",
                tolerations: [
                    { effect: "NoSchedule", operator: "Exists" },
                    { effect: "NoExecute", operator: "Exists" },
                ],
            },
        );
        assert.deepEqual(
            [...initContainers, ...containers].map(({ name, image }) => `${name} ${image}`),
            [
                "weave-init docker.io/rajchaudhuri/weave-kube:2.9.0",
                "weave docker.io/rajchaudhuri/weave-kube:2.9.0",
                "weave-npc docker.io/rajchaudhuri/weave-npc:2.9.0",
            ],
        );
        assert.equal(the(resources, "samestack:network:WeaveNet").inputs.version, "2.9.0");
        assert.ok(containers.every(({ resources }) => resources?.requests !== undefined));
    });

    it("gives out the cluster's pod addresses, tells nobody of it, and logs no pod", async () => {
        const [weave, npc] = pod(await put()).containers;
        assert.deepEqual(variables(weave), {
            INIT_CONTAINER: "true",
            HOSTNAME: undefined,
            CHECKPOINT_DISABLE: "1",
            IPALLOC_RANGE: "10.42.0.0/16",
        });
        assert.deepEqual(variables(npc), { HOSTNAME: undefined, EXTRA_ARGS: "--log-level=info" });
        const [larger] = pod(await put({ mtu: 8916 })).containers;
        assert.equal(variables(larger).WEAVE_MTU, "8916");
    });

    it("mounts no volume that it has not, and has none that it does not mount", async () => {
        const { initContainers, containers, volumes } = pod(await put());
        const mounted = [...initContainers, ...containers].flatMap(({ volumeMounts }) =>
            volumeMounts.map(({ name }) => name),
        );
        assert.deepEqual([...new Set(mounted)].sort(), volumes.map(({ name }) => name).sort());
        assert.equal(volumes.length, 8);
    });

    it("may read pods, namespaces, nodes and policies, mark its node, and write on its own ConfigMap alone", async () => {
        const resources = await put();
        const read = ["get", "list", "watch"];
        assert.deepEqual(the(resources, `${RBAC}:ClusterRole`).inputs.rules, [
            { apiGroups: [""], resources: ["pods", "namespaces", "nodes"], verbs: read },
            { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: read },
            { apiGroups: [""], resources: ["nodes/status"], verbs: ["patch", "update"] },
        ]);
        assert.deepEqual(the(resources, `${RBAC}:Role`).inputs.rules, [
            { apiGroups: [""], resources: ["configmaps"], resourceNames: ["weave-net"], verbs: ["get", "update"] },
        ]);
        const account = [{ kind: "ServiceAccount", name: "weave-net", namespace: "kube-system" }];
        for (const kind of ["ClusterRoleBinding", "RoleBinding"]) {
            assert.deepEqual(the(resources, `${RBAC}:${kind}`).inputs.subjects, account);
        }
    });

    it("starts with its rights in force and a place to write on", async () => {
        const { dependsOn } = the(await put(), DAEMON_SET);
        assert.deepEqual([...new Set(dependsOn)].sort(), ["paris-weave-net", "paris-weave-net-peers"]);
        assert.equal(dependsOn.length, 6);
    });

    it("is scraped on its nodes, each program at its own port", async () => {
        const monitors = (await put()).filter(({ type }) => type.endsWith(":PodMonitor"));
        assert.deepEqual(
            monitors.map(({ inputs }) => JSON.stringify(inputs).match(/"\$1:(\d+)"/)?.[1]),
            ["6782", "6781"],
        );
    });

    it("asks for consent in words, for nobody maintains it, and takes no other word for it", () => {
        const refused = (said: object) =>
            WeaveNetArgs.safeParse({ kind: "weave-net", ...said }).error?.issues.map(
                ({ path, message }) => `${path.join(".")} ${message}`,
            );
        const why =
            "acceptUnmaintained must be said: the last release of Weave Net's fork is of December 2024, and its manual knows no Kubernetes after 1.29";
        assert.deepEqual(refused({}), [why]);
        assert.deepEqual(refused({ acceptUnmaintained: false }), [why]);
        assert.equal(refused({ acceptUnmaintained: true }), undefined);
    });

    it("warns of it in each run, all the same", async () => {
        await put();
        assert.equal(warnings.length, 1);
        assert.match(warnings[0] ?? "", /last release of Weave Net's fork is of December 2024.*plan to leave it/);
    });

    it("needs nothing of its cluster, and has no chart", () => {
        assert.deepEqual(networkNeeds({ cluster: { kind: "existing" }, network: parse() }), {
            podAddresses: "overlay",
            vpcCni: false,
            kubeProxy: true,
        });
        assert.deepEqual(networkCharts(parse()), []);
    });
});
