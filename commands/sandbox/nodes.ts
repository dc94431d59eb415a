export interface NodesArgs {
    cluster: string;
    /** How many. */
    nodes: number;
    /** Over how many zones they are spread, in turns. */
    zones: number;
    /** As "v1.36.3". */
    version: string;
}

/** The workers of a simulated cluster: 8 CPUs, 32 GiB and 110 pods each, with a disk for Longhorn. */
export function workers(args: NodesArgs): { metadata: { name: string }; [field: string]: unknown }[] {
    const capacity = { cpu: "8", memory: "32Gi", pods: "110", "ephemeral-storage": "200Gi" };
    const architecture = process.arch === "x64" ? "amd64" : process.arch;
    return Array.from({ length: args.nodes }, (_, index) => {
        const name = `${args.cluster}-worker-${index + 1}`;
        return {
            apiVersion: "v1",
            kind: "Node",
            metadata: {
                name,
                annotations: { "kwok.x-k8s.io/node": "fake" },
                labels: {
                    "kubernetes.io/hostname": name,
                    "kubernetes.io/os": "linux",
                    "kubernetes.io/arch": architecture,
                    "topology.kubernetes.io/region": "sandbox",
                    "topology.kubernetes.io/zone": `zone-${(index % args.zones) + 1}`,
                    "node.longhorn.io/create-default-disk": "true",
                },
            },
            status: {
                capacity,
                allocatable: capacity,
                addresses: [
                    { type: "InternalIP", address: `10.64.0.${index + 11}` },
                    { type: "Hostname", address: name },
                ],
                nodeInfo: {
                    architecture,
                    operatingSystem: "linux",
                    osImage: "simulated by KWOK",
                    kernelVersion: "simulated",
                    containerRuntimeVersion: "simulated://0",
                    kubeletVersion: args.version,
                    kubeProxyVersion: "",
                    machineID: name,
                    systemUUID: name,
                    bootID: name,
                },
            },
        };
    });
}
