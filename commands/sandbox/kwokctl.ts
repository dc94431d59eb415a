import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { parse, stringify } from "yaml";
import { z } from "zod";

import { Refusal } from "../terminal";
import type { Tools } from "./pins";

/** Where the parts of a cluster are kept. */
export interface Paths {
    directory: string;
    /** What kwokctl works in: data, certificates, logs, process ids. */
    workdir: string;
    /** How kwokctl was asked to make it; there from the first moment of a cluster to its last. */
    config: string;
    egress: string;
    lock: string;
    /** There once the cluster was complete. */
    kubeconfig: string;
}

export function pathsOf(name: string, directory: string): Paths {
    const file = (suffix: string) => path.join(path.resolve(directory), `${name}.${suffix}`);
    return {
        directory: path.resolve(directory),
        workdir: path.join(path.resolve(directory), ".kwok", "clusters", name),
        config: file("kwokctl.yaml"),
        egress: file("egress.yaml"),
        lock: file("lock"),
        kubeconfig: file("kubeconfig"),
    };
}

const ports = [
    "kubeApiserverPort",
    "etcdPort",
    "etcdPeerPort",
    "kubeControllerManagerPort",
    "kubeSchedulerPort",
    "kwokControllerPort",
] as const;

type Ports = Record<(typeof ports)[number], number>;

/**
 * Writes how kwokctl is to make a cluster: every program from `tools` (it would download what is not named), every port
 * on loopback.
 *
 * @see https://kwok.sigs.k8s.io/docs/user/configuration/
 */
export async function writeConfig(paths: Paths, tools: Tools, port: number | undefined): Promise<void> {
    const options = {
        runtime: "binary",
        bindAddress: "127.0.0.1",
        etcdBinary: tools.etcd,
        kubeApiserverBinary: tools.kubeApiserver,
        kubeControllerManagerBinary: tools.kubeControllerManager,
        kubeSchedulerBinary: tools.kubeScheduler,
        kubectlBinary: tools.kubectl,
        kwokControllerBinary: tools.kwok,
        enableCRDs: ["Stage"],
        // One user, who waits: queueing and throttling of requests would only slow the start.
        disableQPSLimits: true,
        ...(await freePorts(port)),
    };
    const extraArgs = (args: Record<string, string>) => Object.entries(args).map(([key, value]) => ({ key, value }));
    const serviceRange = { "service-cluster-ip-range": "10.96.0.0/12" };
    // There is no other to elect, and an election costs two seconds.
    const alone = { "leader-elect": "false" };
    const componentsPatches = [
        // What is here is thrown away with the machine; syncing every write to disk doubles the time of a deployment.
        { name: "etcd", extraArgs: extraArgs({ "unsafe-no-fsync": "true" }) },
        {
            name: "kube-apiserver",
            extraArgs: extraArgs({
                ...serviceRange,
                // Nothing answers a webhook here. Policies in CEL need nobody to answer: they stay.
                "disable-admission-plugins": "MutatingAdmissionWebhook,ValidatingAdmissionWebhook",
                // Otherwise it looks for the address of the default route, and ends if the machine has no network.
                "advertise-address": "192.0.2.1",
                "egress-selector-config-file": paths.egress,
            }),
        },
        {
            name: "kube-controller-manager",
            extraArgs: extraArgs({
                ...serviceRange,
                "allocate-node-cidrs": "true",
                "cluster-cidr": "10.244.0.0/16",
                ...alone,
            }),
        },
        { name: "kube-scheduler", extraArgs: extraArgs(alone) },
    ];
    const config = {
        apiVersion: "config.kwok.x-k8s.io/v1alpha1",
        kind: "KwokctlConfiguration",
        options,
        componentsPatches,
    };
    // Cluster addresses are nobody's here, but may be somebody's in the network of this machine: what the API server
    // would send to them (for an aggregated API) ends at a socket that does not exist.
    const nowhere = { uds: { udsName: path.join(paths.directory, "no-such.sock") } };
    const egress = {
        apiVersion: "apiserver.k8s.io/v1beta1",
        kind: "EgressSelectorConfiguration",
        egressSelections: [{ name: "cluster", connection: { proxyProtocol: "HTTPConnect", transport: nowhere } }],
    };
    fs.mkdirSync(paths.directory, { recursive: true });
    fs.writeFileSync(paths.egress, stringify(egress));
    fs.writeFileSync(paths.config, stringify(config));
}

const Config = z.looseObject({ options: z.object(Object.fromEntries(ports.map((port) => [port, z.int()]))) });

function readPorts(paths: Paths): Record<string, number> {
    const { options } = Config.parse(parse(fs.readFileSync(paths.config, "utf8")));
    return options;
}

/** The address of a cluster's API server. */
export function readServer(paths: Paths): string {
    return `https://127.0.0.1:${String(readPorts(paths).kubeApiserverPort)}`;
}

/** Refuses if another process has taken a port of a cluster that is to be started again. */
export async function checkPorts(name: string, paths: Paths): Promise<void> {
    for (const port of Object.values(readPorts(paths))) {
        if (await becomesFree(port)) continue;
        throw new Refusal(
            `sandbox cluster ${name} was made with port ${port}, which another process has taken since: ` +
                "end that process, or make the sandbox anew (npm run sandbox -- down, then npm start)",
        );
    }
}

// A process that was just ended is gone from the list a moment before its ports are.
async function becomesFree(port: number): Promise<boolean> {
    for (let tries = 0; tries < 20; tries++) {
        if (await isFree(port)) return true;
        await sleep(100);
    }
    return false;
}

async function freePorts(wanted: number | undefined): Promise<Ports> {
    if (wanted !== undefined && !(await isFree(wanted))) {
        throw new Refusal(
            `port ${wanted} is taken by another process: end that process, or leave the port out to have a free one chosen`,
        );
    }
    const chosen = new Set<number>(wanted === undefined ? [] : [wanted]);
    while (chosen.size < ports.length) {
        // Below the ports that systems hand out for outgoing connections, and by chance, so that two starts at once
        // seldom choose alike.
        const port = 20_000 + Math.floor(Math.random() * 12_000);
        if (!chosen.has(port) && (await isFree(port))) chosen.add(port);
    }
    const [kubeApiserverPort = 0, etcdPort = 0, etcdPeerPort = 0, ...rest] = chosen;
    const [kubeControllerManagerPort = 0, kubeSchedulerPort = 0, kwokControllerPort = 0] = rest;
    return {
        kubeApiserverPort,
        etcdPort,
        etcdPeerPort,
        kubeControllerManagerPort,
        kubeSchedulerPort,
        kwokControllerPort,
    };
}

function isFree(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const server = net.createServer();
        server.once("error", () => {
            resolve(false);
        });
        server.listen({ port, host: "127.0.0.1" }, () => {
            server.close(() => {
                resolve(true);
            });
        });
    });
}
