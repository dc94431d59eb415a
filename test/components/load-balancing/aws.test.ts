import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { Certificates } from "../../../components/certificates";
import type { Cluster, Identity, Statement } from "../../../components/cluster";
import { AwsLoadBalancerController, AwsLoadBalancerControllerArgs } from "../../../components/load-balancing/aws";
import { nlbPermissions } from "../../../components/load-balancing/aws-permissions";
import { deploy, the } from "../../deploy";
import { paris } from "../../place";

const eks = { clusterName: "ireland", region: "eu-west-1", vpcTags: { Name: "ireland" } };

/** What other roles would bring: seen among the resources, with what it was asked. */
class Stub extends pulumi.CustomResource {
    constructor(name: string, asked: object = {}, opts?: pulumi.CustomResourceOptions) {
        super("test:index:Stub", name, { ...asked }, opts);
    }
}

const identity: Identity = (name, to, policy, opts) => new Stub(name, { to, policy }, opts);

let balancer: AwsLoadBalancerController;

const put = (said: object = {}, cluster: Partial<Cluster> = {}) =>
    deploy(() => {
        const certificates: Certificates = {
            issuer: pulumi.output("default"),
            wildcards: true,
            ready: new Stub("certificates"),
            dashboard: { title: "", panels: [] },
        };
        balancer = new AwsLoadBalancerController("ireland-balancer", {
            place: paris({ eks, identity, podAddresses: "vpc", ...cluster }),
            said: AwsLoadBalancerControllerArgs.parse({ kind: "aws", ...said }),
            certificates,
        });
    });

describe("AWS Load Balancer Controller", () => {
    it("is a chart as objects, with rights of its own, in a closed namespace", async () => {
        const resources = await put();
        assert.deepEqual(resources.map(({ type, name }) => `${type} ${name}`).sort(), [
            "kubernetes:core/v1:Namespace ireland-balancer-namespace",
            "kubernetes:helm.sh/v4:Chart ireland-balancer",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy ireland-balancer-namespace-flows",
            "pulumi:providers:kubernetes paris-cluster",
            "samestack:index:Namespace ireland-balancer-namespace",
            "samestack:loadBalancing:AwsLoadBalancerController ireland-balancer",
            "test:index:Stub certificates",
            "test:index:Stub ireland-balancer-identity",
        ]);
    });

    it("is told all it would ask the instance's metadata, and stays out of others' Services and Ingresses", async () => {
        assert.deepEqual(the(await put(), "kubernetes:helm.sh/v4:Chart").inputs.values, {
            clusterName: "ireland",
            region: "eu-west-1",
            vpcTags: { Name: "ireland" },
            replicaCount: 2,
            podDisruptionBudget: { maxUnavailable: 1 },
            topologySpreadConstraints: [
                {
                    maxSkew: 1,
                    topologyKey: "topology.kubernetes.io/zone",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: { "app.kubernetes.io/name": "aws-load-balancer-controller" } },
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
            enableCertManager: true,
            enableServiceMutatorWebhook: true,
            serviceMutatorWebhookConfig: { failurePolicy: "Ignore" },
            webhookConfig: { disableIngressValidation: true },
            createIngressClassResource: false,
            controllerConfig: { featureGates: { ALBGatewayAPI: false, NLBGatewayAPI: false } },
            enableShield: false,
            enableWaf: false,
            enableWafv2: false,
            serviceMonitor: { enabled: true },
        });
    });

    it("is on its nodes' network where the API server does not reach pods", async () => {
        const resources = await put({}, { podsReachable: false, podAddresses: "overlay" });
        const { values } = the(resources, "kubernetes:helm.sh/v4:Chart").inputs as { values: Record<string, unknown> };
        assert.equal(values.hostNetwork, true);
        assert.equal(values.dnsPolicy, "ClusterFirstWithHostNet");
        assert.deepEqual(values.updateStrategy, {
            type: "RollingUpdate",
            rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
        });
        assert.deepEqual(level(resources), "privileged");
        assert.deepEqual(level(await put()), "restricted");
    });

    it("has its rights before its first pod, and certificates before its webhook", async () => {
        const resources = await put();
        assert.deepEqual(the(resources, "test:index:Stub", "ireland-balancer-identity").inputs.to, {
            namespace: "aws-load-balancer-controller",
            serviceAccount: "aws-load-balancer-controller",
        });
        const waiting = the(resources, "kubernetes:helm.sh/v4:Chart").dependsOn;
        for (const first of ["certificates", "ireland-balancer-identity", "ireland-balancer-namespace-flows"]) {
            assert.ok(waiting.includes(first), `does not wait for ${first}`);
        }
    });

    it("has Services name it, and tells them the client's address in a PROXY header", async () => {
        await put();
        assert.equal(balancer.loadBalancerClass, "service.k8s.aws/nlb");
        assert.equal(balancer.proxyProtocol, true);
        assert.deepEqual(balancer.annotations, {
            "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
            "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
            "service.beta.kubernetes.io/aws-load-balancer-proxy-protocol": "*",
            "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=false",
            "service.beta.kubernetes.io/aws-load-balancer-attributes": "load_balancing.cross_zone.enabled=true",
        });
    });

    it("reaches pods through their nodes where the VPC does not know their addresses", async () => {
        await put({ scheme: "internal" }, { podAddresses: "overlay" });
        assert.equal(balancer.annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"], "internal");
        assert.equal(balancer.annotations["service.beta.kubernetes.io/aws-load-balancer-nlb-target-type"], "instance");
    });

    for (const missing of ["eks", "identity"]) {
        it(`is refused on a cluster without ${missing}`, async () => {
            await assert.rejects(put({}, { [missing]: undefined }), {
                message:
                    "places.paris.loadBalancing is kind aws, which runs on EKS alone, and the place's cluster is" +
                    " another; write kind: metallb, or kind: existing if the cluster came with a load balancer",
            });
        });
    }

    it("has no scheme but the two of AWS", () => {
        assert.equal(AwsLoadBalancerControllerArgs.safeParse({ kind: "aws", scheme: "public" }).success, false);
        assert.equal(AwsLoadBalancerControllerArgs.safeParse({ kind: "aws", subnets: [] }).success, false);
    });
});

describe("rights of the AWS Load Balancer Controller", () => {
    const statements = nlbPermissions(eks);

    it("change nothing that is not this cluster's, but listeners and what has no tag yet", () => {
        const changing = statements.filter((one) => !actions(one).every((action) => /:(Describe|Get)/.test(action)));
        const open = changing.filter(({ Condition }) => !JSON.stringify(Condition ?? {}).includes("ireland"));
        assert.deepEqual(
            open.flatMap(actions),
            [
                "iam:CreateServiceLinkedRole",
                "elasticloadbalancing:CreateListener",
                "elasticloadbalancing:AddTags",
                "elasticloadbalancing:DeleteListener",
                "elasticloadbalancing:ModifyListener",
                "elasticloadbalancing:ModifyListenerAttributes",
                "elasticloadbalancing:RemoveTags",
                "ec2:CreateSecurityGroup",
            ],
            `${changing.length} of ${statements.length} statements change something`,
        );
        assert.deepEqual(
            open.map(({ Resource }) => Resource),
            [
                "*",
                "arn:aws:elasticloadbalancing:eu-west-1:*:loadbalancer/net/*/*",
                "arn:aws:elasticloadbalancing:eu-west-1:*:listener/net/*/*/*",
                "arn:aws:ec2:eu-west-1:*:vpc/*",
            ],
        );
    });

    it("tag a balancer only at its creation, or one that is this cluster's already", () => {
        const tagging = statements.filter(
            (one) =>
                actions(one).includes("elasticloadbalancing:AddTags") &&
                !JSON.stringify(one.Resource).includes("listener"),
        );
        assert.deepEqual(
            tagging.map(({ Condition }) => Condition),
            [
                {
                    StringEquals: {
                        "aws:RequestTag/elbv2.k8s.aws/cluster": "ireland",
                        "elasticloadbalancing:CreateAction": ["CreateLoadBalancer", "CreateTargetGroup"],
                    },
                },
                {
                    StringEquals: { "aws:ResourceTag/elbv2.k8s.aws/cluster": "ireland" },
                    Null: { "aws:RequestTag/elbv2.k8s.aws/cluster": "true" },
                },
            ],
        );
    });

    it("reach no Application Load Balancer, firewall, certificate or user pool", () => {
        const all = JSON.stringify(statements);
        for (const word of ["/app/", "waf", "shield:", "acm:", "cognito"]) assert.ok(!all.includes(word), word);
    });

    it("name the part of AWS that the region belongs to", () => {
        for (const [region, partition] of [
            ["eu-west-1", "aws"],
            ["cn-north-1", "aws-cn"],
            ["us-gov-west-1", "aws-us-gov"],
        ] as const) {
            const arns = nlbPermissions({ ...eks, region }).flatMap(({ Resource }) => Resource);
            const named = arns.map((arn) => JSON.stringify(arn)).filter((arn) => arn !== `"*"`);
            assert.ok(named.length > 0);
            for (const arn of named) assert.match(arn, new RegExp(`^"arn:${partition}:[a-z0-9]+:${region}:`));
        }
    });
});

function actions({ Action }: Statement): string[] {
    return Array.isArray(Action) ? Action : [Action];
}

function level(resources: Awaited<ReturnType<typeof put>>): unknown {
    const { metadata } = the(resources, "kubernetes:core/v1:Namespace").inputs as {
        metadata: { labels: Record<string, string> };
    };
    return metadata.labels["pod-security.kubernetes.io/enforce"];
}
