import { mapping, nameOf, namespaceOf } from "../fields";
import type { Rule, Subject } from "../rule";

const levels = ["restricted", "baseline", "privileged"];

/** Namespaces that Kubernetes brings. */
const brought = ["kube-system", "default", "kube-public", "kube-node-lease"];

const isNamespace = ({ kind }: Subject) => kind === "Namespace";
const labelsOf = ({ fields }: Subject) => mapping(fields, "metadata", "labels");

export const podSecurity: Rule = {
    name: "pod-security",
    holds: "every namespace says its Pod Security level and, below `restricted`, why",
    why: "a pod could otherwise take over its node, and nobody would know what was meant",
    see: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    about: isNamespace,
    objections: (one) => {
        const level = labelsOf(one)["pod-security.kubernetes.io/enforce"];
        if (typeof level !== "string" || !levels.includes(level)) {
            return [{ says: "has no Pod Security level; label it pod-security.kubernetes.io/enforce: restricted" }];
        }
        const because = mapping(one.fields, "metadata", "annotations")["samestack.dev/pod-security-because"];
        return level === "restricted" || (typeof because === "string" && because.trim() !== "")
            ? []
            : [{ says: `is ${level} and says not why; annotate it samestack.dev/pod-security-because` }];
    },
};

export const closed: Rule = {
    name: "closed-namespace",
    holds: "every namespace has a NetworkPolicy of all its pods, in both directions",
    why: "what is not said would otherwise be allowed: whoever takes one pod would reach all others",
    see: "https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies",
    pairs: true,
    about: isNamespace,
    objections: (one, place) =>
        place.some((other) => closes(other, nameOf(one)))
            ? []
            : [{ says: "is open; add a NetworkPolicy with podSelector: {} and policyTypes: [Ingress, Egress]" }],
};

function closes(policy: Subject, namespace: string): boolean {
    if (policy.kind !== "NetworkPolicy" || !policy.title.startsWith("networking.k8s.io ")) return false;
    const { podSelector, policyTypes, ingress, egress } = mapping(policy.fields, "spec");
    const open = [ingress, egress].some((rules) => Array.isArray(rules) && rules.some(isEmpty));
    const all = isEmpty(podSelector) && Array.isArray(policyTypes);
    return (
        namespaceOf(policy) === namespace &&
        all &&
        policyTypes.includes("Ingress") &&
        policyTypes.includes("Egress") &&
        !open
    );
}

// A rule without peers and ports lets everything through.
function isEmpty(value: unknown): boolean {
    return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

export const owner: Rule = {
    name: "owner",
    holds: "every namespace says the role that it is for, and every object is in a namespace that does, or that Kubernetes brings",
    why: "nobody would otherwise know whose it is, whom to ask, and whether it may go",
    see: "https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/",
    pairs: true,
    about: (one) => isNamespace(one) || namespaceOf(one) !== undefined,
    objections: (one, place) => {
        if (isNamespace(one)) {
            return hasRole(one) ? [] : [{ says: "belongs to no role; label it samestack.dev/role" }];
        }
        const namespace = namespaceOf(one) ?? "";
        return brought.includes(namespace) || place.some((other) => isNamespace(other) && nameOf(other) === namespace)
            ? []
            : [{ says: `is in ${namespace}, which the stack does not make; make it, with its role` }];
    },
};

function hasRole(namespace: Subject): boolean {
    const role = labelsOf(namespace)["samestack.dev/role"];
    return typeof role === "string" && role !== "";
}

export const tagged: Rule = {
    name: "aws-owner",
    holds: "everything in AWS is tagged with its cluster",
    why: "nobody would otherwise know what a resource of the account, and its cost, is for",
    see: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
    about: ({ kind }) => kind === "pulumi:providers:aws",
    objections: ({ fields }) =>
        typeof tagsOf(fields)["samestack.dev/cluster"] === "string"
            ? []
            : [{ says: "tags nothing; give the provider defaultTags with samestack.dev/cluster" }],
};

// Providers are told everything as text.
function tagsOf({ defaultTags }: Record<string, unknown>): Record<string, unknown> {
    const told: unknown = typeof defaultTags === "string" ? JSON.parse(defaultTags) : defaultTags;
    return mapping(told, "tags");
}
