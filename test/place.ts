import * as k8s from "@pulumi/kubernetes";

import type { Cluster } from "../components/cluster";
import type { Place } from "../components/place";
import type { Registered } from "./deploy";

/** A place on own servers, with what a test says otherwise of its cluster; only inside `deploy()`. */
export function paris(cluster: Partial<Cluster> = {}): Place {
    const provider = new k8s.Provider("paris-cluster");
    return {
        name: "paris",
        domain: "paris.example.org",
        charts: "upstream",
        cluster: {
            provider,
            providers: [provider],
            workers: [],
            version: "1.36",
            podCidr: "10.42.0.0/16",
            serviceCidr: "10.43.0.0/16",
            nodes: 3,
            ownControlPlane: true,
            podsReachable: true,
            podAddresses: "overlay",
            kubeProxy: true,
            signedKubelets: true,
            ...cluster,
        },
    };
}

/** What was registered beside the place itself, by type and name, in the order of the alphabet. */
export function listed(resources: Registered[]): string[] {
    return resources
        .filter(({ type }) => type !== "pulumi:providers:kubernetes")
        .map(({ type, name }) => `${type} ${name}`)
        .sort();
}
