import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/**
 * A Pod Security level; below `restricted` why its pods cannot live there, which stands on the namespace for whoever asks.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export type PodSecurity = "restricted" | { level: "baseline" | "privileged"; because: string };

/** The annotation that tells why a namespace's Pod Security level is below `restricted`. */
const BECAUSE = "samestack.dev/pod-security-because";

/** The level of an application's namespace unless its environment says otherwise: what keeps it is admitted anywhere. */
export const APPLICATION_LEVEL = "restricted";

/** The label by which the API server knows a namespace's level. */
export const LEVEL_LABEL = "pod-security.kubernetes.io/enforce";

/** The label that tells a namespace's role, so that a policy can name "the ingress" and not one system's namespace. */
export const ROLE_LABEL = "samestack.dev/role";

export interface NamespaceArgs {
    /** The namespace's name in the cluster, as the system's manual calls it. */
    name: string;
    role: string;
    /** The lowest level the system's pods can live with. */
    podSecurity: PodSecurity;
    /** Connections that pods here accept; everything else is refused. Pods on the host's network are beyond it. */
    accepts?: Accepts[];
    /** Connections that pods here open; everything else is refused. DNS is always open. */
    opens?: Opens[];
}

/**
 * A flow into the namespace. `here`: its own pods. `namespace`: another one's, whoever made it. `apiServer`: calls of the control plane to webhooks and aggregated
 * APIs; its addresses are not known to every cluster, so the port is open to any address. `anywhere`: users.
 */
export interface Accepts {
    from: "here" | "apiServer" | "anywhere" | { role: string } | { namespace: string };
    /** Ports of the pods, by number or name; all of them unless said. */
    ports?: (number | string)[];
}

/**
 * A flow out of the namespace. `apiServer`: the Kubernetes API, whose address differs by place, so TCP 443 and 6443 to
 * any address. `internet`: the named ports to any address.
 */
export type Opens =
    | { to: "here" }
    | { to: "apiServer" }
    | { to: "internet"; ports: number[] }
    | { to: { role: string }; ports?: (number | string)[] };

/**
 * A namespace as every one of ours is: with a Pod Security level the API server enforces, and closed, by NetworkPolicy,
 * to everything that is not said.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class Namespace extends pulumi.ComponentResource {
    /** The name. What needs the policies in force as well depends on this component. */
    readonly name: pulumi.Output<string>;
    /** By which the cluster tells it from another one of its name. */
    readonly uid: pulumi.Output<string>;

    constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("samestack:index:Namespace", name, args, opts);

        const said = args.podSecurity;
        const level = said === "restricted" ? said : said.level;
        const namespace = new k8s.core.v1.Namespace(
            name,
            {
                metadata: {
                    name: args.name,
                    labels: {
                        [ROLE_LABEL]: args.role,
                        [LEVEL_LABEL]: level,
                        "pod-security.kubernetes.io/enforce-version": "latest",
                        "pod-security.kubernetes.io/audit": level,
                        "pod-security.kubernetes.io/warn": level,
                    },
                    ...(said !== "restricted" && { annotations: { [BECAUSE]: said.because } }),
                },
            },
            { parent: this },
        );
        new k8s.networking.v1.NetworkPolicy(
            `${name}-flows`,
            {
                metadata: { name: "samestack-flows", namespace: namespace.metadata.name },
                spec: flows({}, args),
            },
            { parent: this },
        );

        this.name = namespace.metadata.name;
        this.uid = namespace.metadata.uid;
        this.registerOutputs({ name: this.name });
    }
}

/** Closes pods, told by their labels, to everything that is not said; what another policy lets through besides, it may. */
export function flows(
    matchLabels: Record<string, string>,
    { accepts, opens = [] }: Pick<NamespaceArgs, "accepts" | "opens">,
): k8s.types.input.networking.v1.NetworkPolicySpec {
    return {
        podSelector: Object.keys(matchLabels).length === 0 ? {} : { matchLabels },
        policyTypes: ["Ingress", "Egress"],
        ingress: accepts?.map(ingressRule),
        egress: [dns, ...opens.map(egressRule)],
    };
}

type Rule = k8s.types.input.networking.v1.NetworkPolicyIngressRule;
type EgressRule = k8s.types.input.networking.v1.NetworkPolicyEgressRule;

// Any address is said by naming none. A block of all addresses is not the same in every network: Cilium's holds no pod and
// no node, and Weave Net knows none of IPv6.
const dns: EgressRule = {
    // To any address: the labels of the DNS pods differ between distributions, and NodeLocal DNSCache has no pod address.
    ports: [
        { port: 53, protocol: "UDP" },
        { port: 53, protocol: "TCP" },
    ],
};

function ingressRule({ from, ports }: Accepts): Rule {
    return { from: peersFrom(from), ports: ports?.map(tcp) };
}

function peersFrom(from: Accepts["from"]): Rule["from"] {
    if (from === "here") return [{ podSelector: {} }];
    if (typeof from !== "object") return undefined;
    if ("role" in from) return [roleOf(from.role)];
    return [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": from.namespace } } }];
}

function egressRule(opens: Opens): EgressRule {
    switch (opens.to) {
        case "here":
            return { to: [{ podSelector: {} }] };
        case "apiServer":
            return { ports: [tcp(443), tcp(6443)] };
        case "internet":
            return { ports: opens.ports.map(tcp) };
        default:
            return { to: [roleOf(opens.to.role)], ports: opens.ports?.map(tcp) };
    }
}

function tcp(port: number | string) {
    return { port, protocol: "TCP" };
}

function roleOf(role: string) {
    return { namespaceSelector: { matchLabels: { [ROLE_LABEL]: role } } };
}
