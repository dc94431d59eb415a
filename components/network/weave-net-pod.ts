import type * as k8s from "@pulumi/kubernetes";

import { type Image, imageReference } from "../chart";
import { PEERS } from "./weave-net-rights";

interface Given {
    podCidr: string;
    mtu: number | undefined;
    router: Image;
    policyController: Image;
}

/** The pod of each node, as Weave Net's manifest has it. */
export function weaveNetPod({ podCidr, mtu, router, policyController }: Given): k8s.types.input.core.v1.PodSpec {
    const mounts = (paths: Record<string, string>) =>
        Object.entries(paths).map(([name, mountPath]) => ({ name, mountPath }));
    const lock = { "xtables-lock": "/run/xtables.lock" };
    // Its programs write filters and interfaces of the node, and load modules of its kernel.
    const securityContext = { privileged: true };
    return {
        hostNetwork: true,
        dnsPolicy: "ClusterFirstWithHostNet",
        priorityClassName: "system-node-critical",
        serviceAccountName: PEERS.name,
        // It runs on every node, before anything else can.
        tolerations: [
            { effect: "NoSchedule", operator: "Exists" },
            { effect: "NoExecute", operator: "Exists" },
        ],
        initContainers: [
            {
                name: "weave-init",
                image: imageReference(router),
                command: ["/home/weave/init.sh"],
                securityContext,
                volumeMounts: mounts({
                    "cni-bin": "/host/opt",
                    "cni-bin2": "/host/home",
                    "cni-conf": "/host/etc",
                    "lib-modules": "/lib/modules",
                    ...lock,
                }),
            },
        ],
        containers: [
            {
                name: "weave",
                image: imageReference(router),
                command: ["/home/weave/launch.sh"],
                env: [
                    { name: "INIT_CONTAINER", value: "true" },
                    nodeName,
                    // It would tell a server of Weaveworks', which is gone, of this cluster.
                    { name: "CHECKPOINT_DISABLE", value: "1" },
                    { name: "IPALLOC_RANGE", value: podCidr },
                    ...(mtu === undefined ? [] : [{ name: "WEAVE_MTU", value: String(mtu) }]),
                ],
                readinessProbe: { httpGet: { host: "127.0.0.1", path: "/status", port: 6784 } },
                resources: { requests: { cpu: "50m", memory: "128Mi" } },
                securityContext,
                volumeMounts: mounts({
                    weavedb: "/weavedb",
                    dbus: "/host/var/lib/dbus",
                    "cni-machine-id": "/host/etc/machine-id",
                    ...lock,
                }),
            },
            {
                name: "weave-npc",
                image: imageReference(policyController),
                // Its own level, debug, writes of each pod that comes or goes on any node.
                env: [nodeName, { name: "EXTRA_ARGS", value: "--log-level=info" }],
                resources: { requests: { cpu: "50m", memory: "64Mi" } },
                securityContext,
                volumeMounts: mounts(lock),
            },
        ],
        volumes: [
            ...Object.entries({
                weavedb: "/var/lib/weave",
                "cni-bin": "/opt",
                "cni-bin2": "/home",
                "cni-conf": "/etc",
                "cni-machine-id": "/etc/machine-id",
                dbus: "/var/lib/dbus",
                "lib-modules": "/lib/modules",
            }).map(([name, path]) => ({ name, hostPath: { path } })),
            { name: "xtables-lock", hostPath: { path: "/run/xtables.lock", type: "FileOrCreate" } },
        ],
    };
}

// With its version, as the API server writes it: another run that takes the object over must ask for what is there.
const nodeName = { name: "HOSTNAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "spec.nodeName" } } };
