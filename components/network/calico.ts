import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { Bgp, BgpArgs } from "./calico-bgp";
import { installation } from "./calico-installation";
import { CalicoMetrics, dashboard, metricsPorts } from "./calico-metrics";
import { type Chart, install } from "../chart";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { Network } from ".";

/** Calico's kinds. The operator's own chart has none since 3.32; this one keeps them in its templates. */
export const definitions: Chart = {
    repository: "https://docs.tigera.io/calico/charts",
    name: "crd.projectcalico.org.v1",
    // renovate: datasource=helm registryUrl=https://docs.tigera.io/calico/charts depName=crd.projectcalico.org.v1
    version: "v3.32.1",
    kubernetes: { from: "1.34", to: "1.36" },
};

/** Of the same release as the kinds, always: each knows only its own. */
export const operator: Chart = {
    repository: "https://docs.tigera.io/calico/charts",
    name: "tigera-operator",
    // renovate: datasource=helm registryUrl=https://docs.tigera.io/calico/charts depName=tigera-operator
    version: "v3.32.1",
    kubernetes: { from: "1.34", to: "1.36" },
};

/** What an environment may say of Calico. */
export const CalicoArgs = z
    .strictObject({
        kind: z.literal("calico"),
        /**
         * `overlay`: Calico gives out pod addresses of its own and carries pods' traffic between nodes. `policy`: the
         * VPC CNI does both, and Calico enforces NetworkPolicy over it. Unless said, `policy` on EKS, where a control
         * plane that AWS keeps cannot reach the pods of an overlay, and `overlay` elsewhere.
         */
        mode: z.enum(["overlay", "policy"]).optional(),
        /**
         * How pods' packets travel between nodes, as Calico's IP pools name it. Unless said, `None` with BGP, as the
         * routers then know the pods' addresses; `VXLAN` on EKS, whose network drops addresses that it does not know;
         * elsewhere `VXLANCrossSubnet`, which encapsulates only what leaves a node's own subnet.
         */
        encapsulation: z.enum(["VXLANCrossSubnet", "VXLAN", "IPIPCrossSubnet", "IPIP", "None"]).optional(),
        /** Encrypts traffic of pods between nodes. Off by default: it costs throughput, and needs Linux 5.6. */
        wireguard: z.boolean().default(false),
        /** Tells routers, or the other nodes, by BGP where pods are. Without it nodes only need to reach each other. */
        bgp: BgpArgs.optional(),
        /**
         * Largest packet of a pod in bytes. Unless said, Calico takes that of the node's interface less what its
         * encapsulation and encryption need; say it where a link between nodes carries less than their interfaces.
         */
        mtu: z.int().min(1280).max(9216).optional(),
    })
    .refine((said) => said.bgp !== undefined || !carriedByBgp(said.encapsulation), {
        path: ["encapsulation"],
        error: "needs BGP, which tells nodes the routes to each other's pods",
        params: { allowed: "without bgp: VXLANCrossSubnet, VXLAN", fix: "add bgp, or remove encapsulation" },
    })
    .refine((said) => said.mode !== "policy" || said.encapsulation === undefined, {
        path: ["encapsulation"],
        error: "means nothing in mode policy, where the VPC carries the pods' packets",
        params: { allowed: "nothing", fix: "remove encapsulation, or write mode: overlay" },
    })
    .refine((said) => said.mode !== "policy" || said.bgp === undefined, {
        path: ["bgp"],
        error: "means nothing in mode policy, where the VPC routes to the pods",
        params: { allowed: "nothing", fix: "remove bgp, or write mode: overlay" },
    });
export type CalicoArgs = z.infer<typeof CalicoArgs>;

/**
 * Calico connects the pods and enforces NetworkPolicy, here in the way its operator installs it: the operator's chart
 * brings the operator alone, and what it is to run is said in custom resources of ours, so that Pulumi removes those
 * first, while the operator is still there to clean up after them.
 *
 * @see https://docs.tigera.io/calico/latest/reference/installation/api
 */
export class Calico extends pulumi.ComponentResource implements Network {
    readonly ready: pulumi.Resource;
    readonly dashboard: Dashboard = dashboard;
    readonly consoles: Console[] = [];

    constructor(
        name: string,
        { place, said, secrets }: { place: Place; said: CalicoArgs; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:network:Calico", name, said, opts);

        // The definitions belong to no namespace; only Helm's record does. It takes 949 kB of the 1 MB a Secret holds,
        // and a release of Calico that no longer fits must be installed with the engine `objects`.
        const kinds = install(
            `${name}-definitions`,
            definitions,
            { source: place.charts, namespace: "kube-system" },
            { parent: this },
        );

        const operatorNamespace = new Namespace(
            `${name}-operator-namespace`,
            {
                name: "tigera-operator",
                role: "network",
                podSecurity: {
                    level: "privileged",
                    because:
                        "the operator must run before there is a pod network, so on the node's own, which only privileged admits; for the same reason no policy reaches it",
                },
            },
            { parent: this },
        );
        const running = install(
            `${name}-operator`,
            operator,
            // Where nodes wait for a network there is none yet that the operator could run on.
            { source: place.charts, namespace: operatorNamespace, values: operatorValues, skipAwait: true },
            { parent: this, dependsOn: kinds },
        );

        // The operator would make it. Made here it has our labels, and holds what must be there before Calico starts.
        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: "calico-system",
                role: "network",
                podSecurity: {
                    level: "privileged",
                    because: "its DaemonSet sets up interfaces, routes and filters of the node",
                },
                accepts: [
                    { from: "apiServer", ports: [API_SERVER_PORT] },
                    { from: { role: "monitoring" }, ports: [metricsPorts.kubeControllers] },
                ],
                opens: [{ to: "apiServer" }],
            },
            { parent: this },
        );

        // Calico's settings are written in the kinds it stores them in, not through `projectcalico.org/v3`: an API that
        // Calico itself serves from pods cannot be asked for the routes those pods need.
        const felix = new k8s.apiextensions.CustomResource(
            `${name}-felix`,
            {
                apiVersion: "crd.projectcalico.org/v1",
                kind: "FelixConfiguration",
                metadata: { name: "default" },
                // Said even when false: the operator keeps this object too, and would leave what it once was.
                spec: { wireguardEnabled: said.wireguard },
            },
            { parent: this, dependsOn: kinds },
        );
        const routes =
            said.bgp && new Bgp(`${name}-bgp`, { said: said.bgp, secrets, namespace, kinds }, { parent: this });

        this.ready = new k8s.apiextensions.CustomResource(
            `${name}-installation`,
            {
                apiVersion: "operator.tigera.io/v1",
                kind: "Installation",
                metadata: {
                    name: "default",
                    annotations: {
                        "pulumi.com/waitFor": "condition=Ready",
                        // The operator writes its defaults into the same lists; what is said here holds.
                        "pulumi.com/patchForce": "true",
                    },
                },
                spec: installation(place.cluster, said),
            },
            {
                parent: this,
                dependsOn: [running, namespace, felix, ...(routes ? [routes] : [])],
                // Where nodes come up at the same time, it is ready only after them.
                customTimeouts: { create: "30m", update: "30m", delete: "15m" },
            },
        );
        new k8s.apiextensions.CustomResource(
            `${name}-api-server`,
            { apiVersion: "operator.tigera.io/v1", kind: "APIServer", metadata: { name: "default" }, spec: {} },
            { parent: this, dependsOn: this.ready, customTimeouts: { delete: "15m" } },
        );

        new CalicoMetrics(`${name}-metrics`, { namespace, operatorNamespace, kinds }, { parent: this });

        this.registerOutputs({});
    }
}

const API_SERVER_PORT = 5443;

/** What the operator's chart is given: the operator, and none of the custom resources it could make. */
export const operatorValues = {
    installation: { enabled: false },
    apiServer: { enabled: false },
    goldmane: { enabled: false },
    whisker: { enabled: false },
    manageCRDs: false,
    priorityClassName: "system-cluster-critical",
    // One replica without a budget, of which the chart lets nothing be said: pods stay connected while it is away.
    resources: { requests: { cpu: "50m", memory: "128Mi" } },
};

function carriedByBgp(encapsulation: string | undefined): boolean {
    return encapsulation === "None" || encapsulation === "IPIP" || encapsulation === "IPIPCrossSubnet";
}
