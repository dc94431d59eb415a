import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { stringify } from "yaml";
import { z } from "zod";

import { Refusal } from "../terminal";
import { type Api, openApi } from "./api";
import { kubectlOf, type Kubectl, writerOf } from "./kubectl";
import { checkPorts, type Paths, pathsOf, readServer, writeConfig } from "./kwokctl";
import { withLock } from "./lock";
import { endMembers, memberCount, membersOf, startMembers } from "./members";
import { workers } from "./nodes";
import type { Tools } from "./pins";
import { keepStages, StageKeeper } from "./simulate";
import { readStages } from "./stages";

/** A Kubernetes API server of this machine, with simulated nodes. */
export interface SandboxCluster {
    name: string;
    /** Path of a kubeconfig that needs no other file; its one context is named as the cluster. */
    kubeconfig: string;
    /** As "https://127.0.0.1:24031". */
    server: string;
    /** The certificate of the API server's authority, PEM in base64, as a kubeconfig or EKS has it. */
    certificateAuthority: string;
}

export interface StartArgs {
    /** Everything is kept below this folder. */
    directory: string;
    /** How many workers; 4 by default. More than a running cluster has are added, fewer change nothing. */
    nodes?: number;
    /** Over how many zones workers are spread; 3 by default. */
    zones?: number;
    /** Port of the API server on loopback; a free one by default. */
    port?: number;
}

/** How long the parts of a cluster may take to answer, in milliseconds: 3 s is usual, a busy CI runner takes longer. */
const patience = 120_000;

/**
 * Starts a cluster, or takes the one of that name: one that runs is returned as it is, one that was stopped (the
 * machine was restarted) is started with all that was in it, one whose first start was cut off is made anew. Several
 * clusters run side by side; two starts of the same one wait for each other.
 *
 * Refuses with one sentence when the name is no DNS label, a port is taken, or a part of it ends at once.
 */
export async function startCluster(name: string, tools: Tools, args: StartArgs): Promise<SandboxCluster> {
    if (!/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
        throw new Refusal(
            `"${name}" cannot be the name of a sandbox cluster: use up to 40 lower-case letters, digits and "-", with a letter first`,
        );
    }
    const paths = pathsOf(name, args.directory);
    return withLock(
        paths.lock,
        () => undefined,
        async () => {
            const running = membersOf(paths).length;
            if (!fs.existsSync(paths.kubeconfig)) {
                await remove(name, paths, tools);
                await writeConfig(paths, tools, args.port);
                await startMembers("create", name, paths, tools);
            } else if (running < memberCount) {
                // What lives of it may be about to end: an API server whose etcd is gone takes minutes to.
                await endMembers(name, paths, tools);
                await checkPorts(name, paths);
                await startMembers("start", name, paths, tools);
            }
            return complete(name, paths, tools, args);
        },
    );
}

/** Ends a cluster, however far its start had come, and removes all of it. None of that name is no error. */
export async function stopCluster(name: string, tools: Tools, { directory }: { directory: string }): Promise<void> {
    const paths = pathsOf(name, directory);
    if (!fs.existsSync(paths.directory)) return;
    await withLock(
        paths.lock,
        () => undefined,
        () => remove(name, paths, tools),
    );
}

/** The names of the clusters that were started below a folder, running or not. */
export function clusterNames(directory: string): string[] {
    const suffix = ".kwokctl.yaml";
    if (!fs.existsSync(directory)) return [];
    return fs
        .readdirSync(directory)
        .filter((file) => file.endsWith(suffix))
        .map((file) => file.slice(0, -suffix.length))
        .sort();
}

export interface ClusterStatus {
    name: string;
    /** All its processes are there. */
    running: boolean;
    /** The API server says it is ready. */
    reachable: boolean;
    /** As "v1.36.3"; this and the counts only if reachable. */
    version?: string;
    nodes?: number;
    pods?: number;
}

/** Looks at a cluster; changes nothing. */
export async function clusterStatus(
    name: string,
    tools: Tools,
    { directory }: { directory: string },
): Promise<ClusterStatus> {
    const paths = pathsOf(name, directory);
    const running = membersOf(paths).length === memberCount;
    if (!fs.existsSync(paths.kubeconfig)) return { name, running, reachable: false };
    const kubectl = kubectlOf(tools.kubectl, paths.kubeconfig);
    const count = async (kind: string) => {
        const names = await kubectl(["get", kind, "--all-namespaces", "--output=name", "--request-timeout=5s"]);
        return names.split("\n").filter((line) => line !== "").length;
    };
    try {
        await kubectl(["get", "--raw=/readyz", "--request-timeout=2s"]);
        const version = Version.parse(JSON.parse(await kubectl(["get", "--raw=/version"]))).gitVersion;
        const [nodes, pods] = await Promise.all([count("nodes"), count("pods")]);
        return { name, running, reachable: true, version, nodes, pods };
    } catch {
        return { name, running, reachable: false };
    }
}

/**
 * A bearer token with which everything is allowed in a cluster, good for an hour: what `aws eks get-token` gives for a
 * real one.
 */
export async function adminToken(cluster: SandboxCluster, tools: Tools): Promise<string> {
    const name = "sandbox-administrator";
    const namespace = "kube-system";
    const kubectl = kubectlOf(tools.kubectl, cluster.kubeconfig);
    await writerOf(kubectl).apply([
        { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
        {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRoleBinding",
            metadata: { name },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
            subjects: [{ kind: "ServiceAccount", name, namespace }],
        },
    ]);
    return (await kubectl(["create", "token", name, `--namespace=${namespace}`, "--duration=1h"])).trim();
}

/**
 * Plays the operators of a cluster until `signal` aborts: as soon as a kind of theirs is served, what is in stages.yaml
 * for it holds. To run beside a deployment; what it has set up stays in force after it.
 */
export async function simulate(cluster: SandboxCluster, tools: Tools, signal: AbortSignal): Promise<void> {
    const api = openApi(cluster.kubeconfig);
    const writer = writerOf(kubectlOf(tools.kubectl, cluster.kubeconfig));
    try {
        await keepStages(new StageKeeper(api, writer, readStages()), signal);
    } finally {
        api.close();
    }
}

const Version = z.looseObject({ gitVersion: z.string() });
const Nodes = z.looseObject({
    items: z.array(
        z.looseObject({
            metadata: z.looseObject({ name: z.string() }),
            spec: z.looseObject({ taints: z.array(z.unknown()).optional() }),
            status: z.looseObject({
                conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
            }),
        }),
    ),
});

/** Brings to a cluster whose processes run what is still missing, and says it is complete by writing its kubeconfig. */
async function complete(name: string, paths: Paths, tools: Tools, args: StartArgs): Promise<SandboxCluster> {
    const pki = (file: string) => fs.readFileSync(path.join(paths.workdir, "pki", file)).toString("base64");
    const server = readServer(paths);
    const certificateAuthority = pki("ca.crt");
    const config = {
        apiVersion: "v1",
        kind: "Config",
        "current-context": name,
        clusters: [{ name, cluster: { server, "certificate-authority-data": certificateAuthority } }],
        users: [{ name, user: { "client-certificate-data": pki("admin.crt"), "client-key-data": pki("admin.key") } }],
        contexts: [{ name, context: { cluster: name, user: name } }],
    };
    const unfinished = `${paths.kubeconfig}.unfinished`;
    fs.writeFileSync(unfinished, stringify(config), { mode: 0o600 });
    const api = openApi(unfinished);
    try {
        const kubectl = kubectlOf(tools.kubectl, unfinished);
        await until(`the API server of ${name}`, paths, async () => (await api.get("/readyz")).status === 200);
        const keeper = new StageKeeper(api, writerOf(kubectl), readStages());
        await until(`KWOK of ${name}`, paths, () => keeper.keep());
        const version = Version.parse(JSON.parse((await api.get("/version")).body)).gitVersion;
        await kubectl(["apply", "--server-side", `--filename=${path.join(__dirname, "aggregated-apis.yaml")}`]);
        await addWorkers(name, version, api, kubectl, args);
        await until(`the nodes of ${name}`, paths, async () => {
            const { items } = Nodes.parse(JSON.parse((await api.get("/api/v1/nodes")).body));
            return items.every(
                ({ spec, status }) =>
                    spec.taints === undefined &&
                    status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
            );
        });
        // Without it no pod of that namespace is admitted.
        await until(`the service accounts of ${name}`, paths, async () => {
            return (await api.get("/api/v1/namespaces/default/serviceaccounts/default")).status === 200;
        });
    } finally {
        api.close();
    }
    fs.renameSync(unfinished, paths.kubeconfig);
    return { name, kubeconfig: paths.kubeconfig, server, certificateAuthority };
}

async function addWorkers(name: string, version: string, api: Api, kubectl: Kubectl, args: StartArgs): Promise<void> {
    const { items } = Nodes.parse(JSON.parse((await api.get("/api/v1/nodes")).body));
    const there = new Set(items.map(({ metadata }) => metadata.name));
    const wanted = workers({ cluster: name, nodes: args.nodes ?? 4, zones: args.zones ?? 3, version });
    const missing = wanted.filter(({ metadata }) => !there.has(metadata.name));
    if (missing.length === 0) return;
    // Not applied: server-side apply leaves the status of a Node out.
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: missing });
    await kubectl(["create", "--validate=false", "--filename=-"], list);
}

async function remove(name: string, paths: Paths, tools: Tools): Promise<void> {
    await endMembers(name, paths, tools);
    for (const file of [paths.kubeconfig, `${paths.kubeconfig}.unfinished`, paths.egress, paths.workdir]) {
        fs.rmSync(file, { recursive: true, force: true });
    }
    // The last: while it is there, clusterNames() lists the cluster.
    fs.rmSync(paths.config, { force: true });
}

async function until(what: string, paths: Paths, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + patience;
    let last = "";
    for (;;) {
        try {
            if (await isSo()) return;
        } catch (error) {
            last = error instanceof Error ? `: ${error.message}` : "";
        }
        if (Date.now() > deadline) {
            throw new Refusal(
                `${what} is not ready after ${patience / 1000} s${last}; logs are in ${paths.workdir}/logs`,
            );
        }
        await sleep(100);
    }
}
