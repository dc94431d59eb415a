import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { LoadBalancing } from "../load-balancing";
import { INGRESS_CLASS } from "./class";

interface Front {
    namespace: pulumi.Output<string>;
    /** Labels of the pods that serve. */
    pods: Record<string, string>;
}

/** The Service by which a place is entered. Made after the balancer, it gets an address; gone before it, it gives it back. */
export function publicService(
    name: string,
    {
        called,
        namespace,
        pods,
        ports,
        loadBalancing,
    }: Front & {
        called: string;
        ports: { name: string; port: number; targetPort: number }[];
        loadBalancing: LoadBalancing;
    },
    opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Service {
    const { annotations, loadBalancerClass, onNodesWithPods, ready } = loadBalancing;
    return new k8s.core.v1.Service(
        name,
        {
            metadata: {
                name: called,
                namespace,
                ...(Object.keys(annotations).length > 0 && { annotations }),
            },
            spec: {
                type: "LoadBalancer",
                loadBalancerClass,
                // Keeps the client's address, and takes no second hop between nodes, wherever the balancer can.
                externalTrafficPolicy: onNodesWithPods ? "Local" : "Cluster",
                selector: pods,
                ports,
            },
        },
        { ...opts, dependsOn: ready },
    );
}

/** The ingress class of the place, for Ingresses that name it or none. */
export function publicClass(
    name: string,
    controller: string,
    opts: pulumi.CustomResourceOptions,
): k8s.networking.v1.IngressClass {
    return new k8s.networking.v1.IngressClass(
        name,
        {
            metadata: {
                name: INGRESS_CLASS,
                annotations: { "ingressclass.kubernetes.io/is-default-class": "true" },
            },
            spec: { controller },
        },
        opts,
    );
}

/** Lets the pods reach backends of any namespace and port. Which of them they may, those namespaces' own policies say. */
export function toBackends(name: string, { namespace, pods }: Front, opts: pulumi.CustomResourceOptions): void {
    new k8s.networking.v1.NetworkPolicy(
        name,
        {
            metadata: { name: "backends", namespace },
            spec: {
                podSelector: { matchLabels: pods },
                policyTypes: ["Egress"],
                egress: [{ to: [{ namespaceSelector: {} }] }],
            },
        },
        opts,
    );
}

/** Of what a balancer gave a Service, where a host name must lead: an address, or in a cloud another host name. */
export function addressOf(given: readonly { ip?: string; hostname?: string }[] | undefined): string {
    const [first] = given ?? [];
    return first?.ip ?? first?.hostname ?? "";
}
