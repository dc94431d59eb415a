import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Certificates } from "../certificates";
import { type Chart, install } from "../chart";
import type { Cluster, EksSurroundings } from "../cluster";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import { nlbPermissions } from "./aws-permissions";
import type { LoadBalancing } from "./index";
import { serviceWithoutAddress } from "./service-without-address";

export const awsLoadBalancerController: Chart = {
    repository: "https://aws.github.io/eks-charts",
    name: "aws-load-balancer-controller",
    // renovate: datasource=helm registryUrl=https://aws.github.io/eks-charts depName=aws-load-balancer-controller
    version: "3.5.0",
    kubernetes: { from: "1.25", to: "1.36" },
};

/** What an environment may say of the AWS Load Balancer Controller. */
export const AwsLoadBalancerControllerArgs = z.strictObject({
    kind: z.literal("aws"),
    /** Who reaches the load balancers: everybody, the default, as on a site with public addresses; or the VPC alone. */
    scheme: z.enum(["internet-facing", "internal"]).default("internet-facing"),
});
export type AwsLoadBalancerControllerArgs = z.infer<typeof AwsLoadBalancerControllerArgs>;

const NAME = "aws-load-balancer-controller";

/**
 * The AWS Load Balancer Controller: a Network Load Balancer for each Service of type LoadBalancer that names its class.
 * Ingresses and Gateways are not its business here; they are the ingress role's, as in every place.
 *
 * In a namespace of its own rather than in `kube-system`, where it cannot be closed by a policy of ours nor held to a
 * Pod Security level. Its webhook's certificate is cert-manager's, for the chart would make another at each render.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/
 */
export class AwsLoadBalancerController extends pulumi.ComponentResource implements LoadBalancing {
    readonly annotations: Record<string, string>;
    readonly loadBalancerClass = "service.k8s.aws/nlb";
    readonly proxyProtocol = true;
    readonly onNodesWithPods = true;
    readonly ready: pulumi.Resource = this;
    readonly dashboard: Dashboard = dashboard;

    constructor(
        name: string,
        {
            place,
            said,
            certificates,
        }: { place: Place; said: AwsLoadBalancerControllerArgs; certificates: Certificates },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:loadBalancing:AwsLoadBalancerController", name, said, opts);
        const { eks, identity, podsReachable } = place.cluster;
        if (!eks || !identity) {
            throw new pulumi.ResourceError(
                `places.${place.name}.loadBalancing is kind aws, which runs on EKS alone, and the place's cluster is` +
                    " another; write kind: metallb, or kind: existing if the cluster came with a load balancer",
                this,
            );
        }

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAME,
                role: "load-balancing",
                podSecurity: podsReachable
                    ? "restricted"
                    : {
                          level: "privileged",
                          because: "pods on the host's network are barred by every level but the last",
                      },
                accepts: [
                    { from: "apiServer", ports: [9443] },
                    { from: { role: "monitoring" }, ports: [8080] },
                ],
                // Port 80 is the node's Pod Identity agent, at a link-local address; AWS itself answers on 443.
                opens: [{ to: "apiServer" }, { to: "internet", ports: [80] }],
            },
            { parent: this },
        );
        const permissions = identity(
            `${name}-identity`,
            { namespace: NAME, serviceAccount: NAME },
            { statements: nlbPermissions(eks) },
            { parent: this },
        );
        install(
            name,
            awsLoadBalancerController,
            // Objects, so that the CRDs in `crds/` follow the version.
            { source: place.charts, namespace, values: values(eks, place.cluster), engine: "objects" },
            { parent: this, dependsOn: [permissions, certificates.ready] },
        );

        this.annotations = annotations(said.scheme, place.cluster.podAddresses);
        this.registerOutputs({});
    }
}

function values(eks: EksSurroundings, { podsReachable }: Cluster): Record<string, unknown> {
    return {
        clusterName: eks.clusterName,
        // Both would be asked of the instance's metadata, which pods do not reach: its answers go one hop.
        region: eks.region,
        vpcTags: eks.vpcTags,
        replicaCount: 2,
        podDisruptionBudget: { maxUnavailable: 1 },
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: { "app.kubernetes.io/name": NAME } },
            },
        ],
        resources: { requests: { cpu: "100m", memory: "128Mi" } },
        podSecurityContext: { fsGroup: 65534, seccompProfile: { type: "RuntimeDefault" } },
        securityContext: {
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
        },
        ...(!podsReachable && {
            hostNetwork: true,
            dnsPolicy: "ClusterFirstWithHostNet",
            // Without a surge two replicas on host ports can be replaced on two nodes.
            updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        }),
        enableCertManager: true,
        // Gives a Service of type LoadBalancer this controller's class, so that an application need not know of it. The
        // webhook is asked for every Service of the cluster: while it does not answer, they are made as they are.
        enableServiceMutatorWebhook: true,
        serviceMutatorWebhookConfig: { failurePolicy: "Ignore" },
        // The one for Ingresses has no such choice, and none of ours is this controller's.
        webhookConfig: { disableIngressValidation: true },
        // What only Application Load Balancers and Gateways of its own need: neither the objects, nor the permissions.
        createIngressClassResource: false,
        controllerConfig: { featureGates: { ALBGatewayAPI: false, NLBGatewayAPI: false } },
        enableShield: false,
        enableWaf: false,
        enableWafv2: false,
        serviceMonitor: { enabled: true },
    };
}

/**
 * The balancer speaks from its own address and tells the client's in a PROXY header. Did it keep the client's address,
 * a pod that calls the place's own host names would be cut off whenever it stands on the node that answers.
 */
function annotations(scheme: AwsLoadBalancerControllerArgs["scheme"], podAddresses: Cluster["podAddresses"]) {
    const annotation = "service.beta.kubernetes.io/aws-load-balancer";
    return {
        [`${annotation}-scheme`]: scheme,
        [`${annotation}-nlb-target-type`]: podAddresses === "vpc" ? "ip" : "instance",
        [`${annotation}-proxy-protocol`]: "*",
        [`${annotation}-target-group-attributes`]: "preserve_client_ip.enabled=false",
        // Or a zone that has no pod for a while would answer nothing to who still holds its address.
        [`${annotation}-attributes`]: "load_balancing.cross_zone.enabled=true",
    };
}

const dashboard: Dashboard = {
    title: "AWS Load Balancer Controller",
    panels: [
        {
            title: "Target groups by Service",
            query: "count by (exported_namespace, exported_service) (aws_target_group_info)",
            legend: "{{exported_namespace}}/{{exported_service}}",
        },
        {
            title: "Reconciliations that failed",
            query: 'sum by (controller) (rate(controller_runtime_reconcile_errors_total{job="aws-load-balancer-controller"}[5m]))',
            legend: "{{controller}}",
            unit: "ops",
        },
        {
            title: "AWS calls that were not permitted",
            query: "sum by (exported_service, operation) (rate(aws_api_call_permission_errors_total[5m]))",
            legend: "{{exported_service}} {{operation}}",
            unit: "ops",
        },
        {
            title: "AWS calls that were throttled",
            query: "sum by (exported_service, operation) (rate(aws_api_call_throttled_errors_total[5m]))",
            legend: "{{exported_service}} {{operation}}",
            unit: "ops",
        },
    ],
    alerts: [
        serviceWithoutAddress,
        {
            name: "AwsLoadBalancerNotPermitted",
            query: "sum by (operation) (increase(aws_api_call_permission_errors_total[30m])) > 0",
            for: "15m",
            severity: "warning",
            summary: "The AWS Load Balancer Controller may not {{ $labels.operation }}.",
        },
        {
            name: "AwsLoadBalancerReconcileFails",
            query:
                "sum by (controller)" +
                ' (rate(controller_runtime_reconcile_errors_total{job="aws-load-balancer-controller"}[15m])) > 0',
            for: "1h",
            severity: "warning",
            summary: "The AWS Load Balancer Controller fails at {{ $labels.controller }}, again and again.",
        },
    ],
};
