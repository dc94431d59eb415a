import { mapping, mappings, words } from "../fields";
import type { Objection, Rule, Subject } from "../rule";

const fields = ["apiGroups", "resources", "verbs", "nonResourceURLs"];

export const wildcardRights: Rule = {
    name: "wildcard-rights",
    holds: "no role has a right by a wildcard, and nobody is bound to cluster-admin",
    why: "whoever takes a pod with it has what nobody meant to give, and what is added to Kubernetes later",
    see: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
    about: ({ kind }) => ["ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"].includes(kind),
    objections: (one) => (one.kind.endsWith("Binding") ? ofBinding(one) : ofRole(one)),
};

function ofRole({ fields: { rules } }: Subject): Objection[] {
    const parts = mappings(rules).flatMap((rule) => {
        const wild = fields.filter((field) => words(rule[field]).includes("*"));
        const where = words(rule.apiGroups).map((group) => (group === "" ? "core" : group));
        return wild.length === 0 ? [] : [`${wild.join(" and ")} in ${where.join(" and ")}`];
    });
    return [...new Set(parts)].map((part) => ({ part, says: `has * for ${part}; name what is needed` }));
}

function ofBinding({ fields }: Subject): Objection[] {
    const { kind, name } = mapping(fields, "roleRef");
    return kind === "ClusterRole" && name === "cluster-admin"
        ? [{ says: "binds somebody to cluster-admin; bind to a role of what is needed" }]
        : [];
}

/** Of AWS' own policies, those that allow everything, or everything in a service. */
const mighty = /\/(AdministratorAccess|PowerUserAccess|\w+FullAccess)$/;

/** What only looks, and cannot be narrowed to one resource. */
const looks = /^[\w-]+:(Describe|List|Get)\w*\*?$/;

export const wildcardIam: Rule = {
    name: "wildcard-iam",
    holds: "no IAM policy allows every action of a service, or changes on every resource without a condition",
    why: "whoever takes a pod with it has what nobody meant to give, in the whole account",
    see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    about: ({ kind, fields }) =>
        kind === "aws:iam:RolePolicyAttachment" ||
        (["aws:iam:RolePolicy", "aws:iam:Policy"].includes(kind) && fields.policy !== "[unknown]"),
    objections: ({ kind, fields }) => {
        if (kind !== "aws:iam:RolePolicyAttachment") return statementsOf(fields.policy).flatMap(ofStatement);
        const arn = words(fields.policyArn)[0] ?? "";
        return mighty.test(arn) ? [{ part: arn, says: `attaches ${arn}; attach what is needed` }] : [];
    },
};

function statementsOf(policy: unknown): Record<string, unknown>[] {
    const document: unknown = typeof policy === "string" ? JSON.parse(policy) : policy;
    const { Statement } = mapping(document);
    return mappings(Array.isArray(Statement) ? Statement : [Statement]);
}

function ofStatement({ Effect, Action, NotAction, Resource, Condition }: Record<string, unknown>): Objection[] {
    if (Effect !== "Allow") return [];
    if (NotAction !== undefined)
        return [{ part: "NotAction", says: "allows all but some actions; name those it needs" }];
    const actions = words(Action);
    const whole = actions.filter((action) => /^(\*|[\w-]+:\*)$/.test(action));
    const anywhere = words(Resource).includes("*") && Condition === undefined;
    const wide = anywhere ? actions.filter((action) => !looks.test(action) && !whole.includes(action)) : [];
    return [
        ...whole.map((part) => ({ part, says: `allows ${part}; name the actions it needs` })),
        ...wide.map((part) => ({ part, says: `allows ${part} on every resource; name some, or a condition` })),
    ];
}
