import type { Subject } from "../../policy/rule";
import { container, deployment, inShop, namespace, object, resource } from "./subjects";

/** An object, the others of its place, and what the rule has against it. */
export interface Case {
    /** What it is, in words. */
    what: string;
    one: Subject;
    place?: Subject[];
    /** Nothing: it passes. */
    says: string[];
}

const rbac = "rbac.authorization.k8s.io/v1";
const budget = (spec: object, labels: object = { app: "web" }) =>
    inShop("policy/v1", "PodDisruptionBudget", "web", { spec: { selector: { matchLabels: labels }, ...spec } });
const closing = (spec: object = {}) =>
    inShop("networking.k8s.io/v1", "NetworkPolicy", "all", {
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ...spec },
    });
const ingress = (spec: object) => inShop("networking.k8s.io/v1", "Ingress", "web", { spec });
const gateway = inShop("gateway.networking.k8s.io/v1", "Gateway", "public", {
    spec: { listeners: [{ name: "web" }, { name: "websecure", tls: { mode: "Terminate" } }] },
});
const route = (sectionName?: string) =>
    inShop("gateway.networking.k8s.io/v1", "HTTPRoute", "web", {
        spec: { parentRefs: [{ name: "public", ...(sectionName !== undefined && { sectionName }) }] },
    });
const service = (spec: object) => inShop("v1", "Service", "web", { spec });
const iam = (statement: object) =>
    resource("aws:iam/rolePolicy:RolePolicy", "web", { policy: JSON.stringify({ Statement: [statement] }) });
const eks = (vpcConfig: object, more: object = {}) =>
    resource("aws:eks/cluster:Cluster", "cluster", { vpcConfig, ...more });
const bucket = resource("aws:s3/bucket:Bucket", "backups", { bucket: "backups" });
const template = (encrypted: string, httpTokens: string) =>
    resource("aws:ec2/launchTemplate:LaunchTemplate", "nodes", {
        blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted } }],
        metadataOptions: { httpTokens },
    });

/** Of each rule, by its name, what passes and what does not. */
export const cases: Record<string, Case[]> = {
    "pod-security": [
        { what: "restricted", one: namespace(), says: [] },
        {
            what: "privileged, with its reason",
            one: namespace(
                { "pod-security.kubernetes.io/enforce": "privileged" },
                { "samestack.dev/pod-security-because": "it mounts disks of the node" },
            ),
            says: [],
        },
        {
            what: "privileged, without one",
            one: namespace({ "pod-security.kubernetes.io/enforce": "privileged" }),
            says: ["is privileged and says not why; annotate it samestack.dev/pod-security-because"],
        },
        {
            what: "of no level",
            one: namespace({ "pod-security.kubernetes.io/enforce": undefined }),
            says: ["has no Pod Security level; label it pod-security.kubernetes.io/enforce: restricted"],
        },
    ],
    "closed-namespace": [
        {
            what: "closed",
            one: namespace(),
            place: [closing({ ingress: [{ from: [{ podSelector: {} }] }] })],
            says: [],
        },
        ...[
            { what: "without a policy", place: [] },
            { what: "with a policy of some pods", place: [closing({ podSelector: { matchLabels: { app: "web" } } })] },
            { what: "with a policy of one direction", place: [closing({ policyTypes: ["Ingress"] })] },
            { what: "with a policy that lets everything in", place: [closing({ ingress: [{}] })] },
        ].map(({ what, place }) => ({
            what,
            one: namespace(),
            place,
            says: ["is open; add a NetworkPolicy with podSelector: {} and policyTypes: [Ingress, Egress]"],
        })),
    ],
    owner: [
        { what: "a namespace with its role", one: namespace(), says: [] },
        { what: "an object in it", one: service({}), place: [namespace()], says: [] },
        {
            what: "an object in a namespace of Kubernetes",
            one: object("v1", "Service", "dns", { metadata: { namespace: "kube-system" } }),
            says: [],
        },
        {
            what: "a namespace without a role",
            one: namespace({ "samestack.dev/role": undefined }),
            says: ["belongs to no role; label it samestack.dev/role"],
        },
        {
            what: "an object in a namespace of nobody",
            one: service({}),
            says: ["is in shop, which the stack does not make; make it, with its role"],
        },
    ],
    "aws-owner": [
        {
            what: "a provider that tags",
            one: resource("pulumi:providers:aws", "cluster-aws", {
                defaultTags: JSON.stringify({ tags: { "samestack.dev/cluster": "aws-paris" } }),
            }),
            says: [],
        },
        {
            what: "a provider that does not",
            one: resource("pulumi:providers:aws", "cluster-aws", { region: "eu-west-1" }),
            says: ["tags nothing; give the provider defaultTags with samestack.dev/cluster"],
        },
    ],
    "image-version": [
        { what: "a version", one: deployment(), says: [] },
        {
            what: "a digest",
            one: deployment({ image: `registry.example.org/web@sha256:${"0".repeat(64)}` }),
            says: [],
        },
        {
            what: "no tag",
            one: deployment({ image: "busybox" }),
            says: [
                "names docker.io/library/busybox of no version at spec.template.spec.containers[0].image; name a version",
            ],
        },
        {
            what: "latest, in a custom resource",
            one: inShop("postgresql.cnpg.io/v1", "Cluster", "shop", {
                spec: { imageName: "ghcr.io/cloudnative-pg/postgresql:latest" },
            }),
            says: ["names ghcr.io/cloudnative-pg/postgresql:latest of no version at spec.imageName; name a version"],
        },
    ],
    requests: [
        { what: "both", one: deployment(), says: [] },
        {
            what: "a limit, which is a request too",
            one: deployment({ resources: { requests: { cpu: "10m" }, limits: { memory: "1Gi" } } }),
            says: [],
        },
        {
            what: "no memory",
            one: deployment({ resources: { requests: { cpu: "10m" } } }),
            says: ["has a container web that requests no memory; say both"],
        },
        {
            what: "nothing, in a sidecar of a CronJob",
            one: inShop("batch/v1", "CronJob", "web", {
                spec: {
                    jobTemplate: {
                        spec: {
                            template: {
                                spec: {
                                    initContainers: [{ name: "before" }, { name: "beside", restartPolicy: "Always" }],
                                    containers: [container],
                                },
                            },
                        },
                    },
                },
            }),
            says: ["has a container beside that requests no cpu and no memory; say both"],
        },
    ],
    probes: [
        { what: "a probe", one: deployment({ readinessProbe: undefined }), says: [] },
        {
            what: "none",
            one: deployment({ readinessProbe: undefined, livenessProbe: undefined }),
            says: ["has a container web without a probe; give it one"],
        },
    ],
    readiness: [
        { what: "a readiness probe", one: deployment(), says: [] },
        {
            what: "a liveness probe alone",
            one: deployment({ readinessProbe: undefined }),
            says: ["has no readiness probe; give one of its containers one"],
        },
    ],
    "disruption-budget": [
        { what: "a budget", one: deployment({}, { replicas: 2 }), place: [budget({ maxUnavailable: 1 })], says: [] },
        {
            what: "a budget of other pods",
            one: deployment({}, { replicas: 2 }),
            place: [budget({ maxUnavailable: 1 }, { app: "other" })],
            says: ["has 2 pods and no PodDisruptionBudget; add one"],
        },
    ],
    drainable: [
        {
            what: "one may go",
            one: budget({ minAvailable: 1 }),
            place: [deployment({}, { replicas: 2 })],
            says: [],
        },
        {
            what: "none may go",
            one: budget({ maxUnavailable: 0 }),
            says: ["lets no pod go; let one go, by maxUnavailable: 1"],
        },
        {
            what: "as many must stay as there are",
            one: budget({ minAvailable: 1 }),
            place: [deployment()],
            says: ["keeps 1 of 1 pods, so none may go; let one go, by maxUnavailable: 1"],
        },
    ],
    tls: [
        {
            what: "an Ingress with TLS",
            one: ingress({ rules: [{ host: "shop.example.org" }], tls: [{ hosts: ["shop.example.org"] }] }),
            says: [],
        },
        {
            what: "an Ingress without",
            one: ingress({ rules: [{ host: "shop.example.org" }] }),
            says: ["has no spec.tls; name its hosts and a secret there"],
        },
        {
            what: "an Ingress with TLS at another host",
            one: ingress({ rules: [{ host: "shop.example.org" }], tls: [{ hosts: ["blog.example.org"] }] }),
            says: ["serves shop.example.org without TLS; name the host under spec.tls"],
        },
        { what: "an HTTPRoute on a listener with TLS", one: route("websecure"), place: [gateway], says: [] },
        {
            what: "an HTTPRoute on every listener",
            one: route(),
            place: [gateway],
            says: ["hangs on a listener without TLS; name the one with TLS by sectionName"],
        },
        {
            what: "an IngressRoute without",
            one: inShop("traefik.io/v1alpha1", "IngressRoute", "web", { spec: { routes: [] } }),
            says: ["has no spec.tls; name a secret there, or an empty mapping for the usual one"],
        },
    ],
    "public-services": [
        { what: "one within", one: service({}), place: [namespace()], says: [] },
        {
            what: "the ingress",
            one: service({ type: "LoadBalancer" }),
            place: [namespace({ "samestack.dev/role": "ingress" })],
            says: [],
        },
        {
            what: "another with an address",
            one: service({ type: "LoadBalancer" }),
            place: [namespace()],
            says: ["asks for an address of its own; publish it by an Ingress"],
        },
        {
            what: "a port of every node",
            one: service({ type: "NodePort" }),
            says: ["opens a port on every node; publish it by an Ingress"],
        },
        {
            what: "an address that it takes",
            one: service({ externalIPs: ["192.0.2.1"] }),
            says: ["takes addresses by externalIPs; publish it by an Ingress"],
        },
    ],
    "private-endpoints": [
        {
            what: "an API server that answers within, and to one address",
            one: eks({
                endpointPrivateAccess: true,
                endpointPublicAccess: true,
                publicAccessCidrs: ["203.0.113.7/32"],
            }),
            says: [],
        },
        {
            what: "an API server that answers anybody, and not within",
            one: eks({ endpointPublicAccess: true }),
            says: [
                "does not answer within; set endpointPrivateAccess",
                "answers anybody; name addresses in publicAccessCidrs",
            ],
        },
        {
            what: "a group that lets everybody in",
            one: resource("aws:ec2/securityGroup:SecurityGroup", "nodes", { ingress: [{ cidrBlocks: ["0.0.0.0/0"] }] }),
            says: ["lets everybody in; name addresses"],
        },
        {
            what: "a subnet that gives addresses",
            one: resource("aws:ec2/subnet:Subnet", "public", { mapPublicIpOnLaunch: true }),
            says: ["gives everything in it a public address; set mapPublicIpOnLaunch to false"],
        },
        {
            what: "a bucket half closed",
            one: resource("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "backups", {
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
            }),
            says: ["leaves the bucket open; set restrictPublicBuckets"],
        },
    ],
    "wildcard-rights": [
        {
            what: "a role that names what it needs",
            one: object(rbac, "ClusterRole", "web", {
                rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
            }),
            says: [],
        },
        {
            what: "a role by a wildcard",
            one: object(rbac, "ClusterRole", "web", {
                rules: [{ apiGroups: ["", "apps"], resources: ["pods"], verbs: ["*"] }],
            }),
            says: ["has * for verbs in core and apps; name what is needed"],
        },
        {
            what: "a binding to cluster-admin",
            one: object(rbac, "ClusterRoleBinding", "web", { roleRef: { kind: "ClusterRole", name: "cluster-admin" } }),
            says: ["binds somebody to cluster-admin; bind to a role of what is needed"],
        },
    ],
    "wildcard-iam": [
        {
            what: "a policy of one bucket",
            one: iam({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::backups/*" }),
            says: [],
        },
        {
            what: "one that only looks",
            one: iam({ Effect: "Allow", Action: "ec2:Describe*", Resource: "*" }),
            says: [],
        },
        { what: "one that forbids", one: iam({ Effect: "Deny", Action: "s3:*", Resource: "*" }), says: [] },
        {
            what: "one of a whole service",
            one: iam({ Effect: "Allow", Action: ["s3:*"], Resource: "arn:aws:s3:::backups" }),
            says: ["allows s3:*; name the actions it needs"],
        },
        {
            what: "one that changes everything",
            one: iam({ Effect: "Allow", Action: "ec2:DeleteVolume", Resource: "*" }),
            says: ["allows ec2:DeleteVolume on every resource; name some, or a condition"],
        },
        {
            what: "one of AWS' own that allows all",
            one: resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "web", {
                policyArn: "arn:aws:iam::aws:policy/AmazonS3FullAccess",
            }),
            says: ["attaches arn:aws:iam::aws:policy/AmazonS3FullAccess; attach what is needed"],
        },
    ],
    encryption: [
        { what: "a cluster with a key", one: eks({}, { encryptionConfig: { resources: ["secrets"] } }), says: [] },
        { what: "a cluster without", one: eks({}), says: ["keeps Secrets in clear; name a key in encryptionConfig"] },
        {
            what: "a key that is never renewed",
            one: resource("aws:kms/key:Key", "secrets", {}),
            says: ["is never renewed; set enableKeyRotation"],
        },
        { what: "nodes", one: template("true", "required"), says: [] },
        {
            what: "nodes in clear",
            one: template("false", "optional"),
            says: [
                "has a disk /dev/xvda in clear; set ebs.encrypted",
                "gives the node's credentials to whoever asks without a token; set httpTokens to required",
            ],
        },
        {
            what: "a bucket with all that it needs",
            one: bucket,
            place: [
                resource(
                    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
                    "backups",
                    { bucket: "backups" },
                ),
                resource("aws:s3/bucketPolicy:BucketPolicy", "backups", {
                    bucket: "backups",
                    policy: '{"Condition":{"Bool":{"aws:SecureTransport":"false"}}}',
                }),
                resource("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "backups", { bucket: "backups" }),
            ],
            says: [],
        },
        {
            what: "a bucket alone",
            one: bucket,
            says: [
                "is stored in clear; add a BucketServerSideEncryptionConfiguration",
                "may be read without TLS; add a BucketPolicy with aws:SecureTransport",
                "may be made public; add a BucketPublicAccessBlock",
            ],
        },
        {
            what: "a class of EBS in clear",
            one: object("storage.k8s.io/v1", "StorageClass", "block", { provisioner: "ebs.csi.aws.com" }),
            says: ["makes volumes in clear; set the parameter encrypted"],
        },
        {
            what: "Elasticsearch in clear",
            one: inShop("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", "logging", {
                spec: { http: { tls: { selfSignedCertificate: { disabled: true } } } },
            }),
            says: ["speaks without TLS; leave selfSignedCertificate.disabled out"],
        },
    ],
    "data-protected": [
        { what: "protected", one: resource("aws:s3/bucket:Bucket", "backups", {}, true), says: [] },
        { what: "consented to", one: resource("aws:s3/bucket:Bucket", "backups", {}, false, true), says: [] },
        {
            what: "neither",
            one: resource("kubernetes:postgresql.cnpg.io/v1:Cluster", "shop", {
                apiVersion: "postgresql.cnpg.io/v1",
                kind: "Cluster",
                metadata: { name: "shop", namespace: "shop" },
            }),
            says: ["would go with a run that no longer names it; protect it"],
        },
    ],
};
