import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Namespace } from "./namespace";

/** A CustomResourceDefinition, by what names it. */
export interface Definition {
    readonly group: string;
    readonly kind: string;
    readonly plural: string;
    readonly scope: "Namespaced" | "Cluster";
}

/** Namespaced, and in the plural as English has it, unless said otherwise. */
export function definition(group: string, kind: string, scope: Definition["scope"] = "Namespaced"): Definition {
    const singular = kind.toLowerCase();
    const plural = /[^aeiou]y$/.test(singular)
        ? singular.replace(/y$/, "ies")
        : /(s|sh|ch|x)$/.test(singular)
          ? `${singular}es`
          : `${singular}s`;
    return { group, kind, plural, scope };
}

/** As the cluster knows it. */
export function definitionName({ plural, group }: Definition): string {
    return `${plural}.${group}`;
}

/**
 * Lets definitions go with the namespace of their operator, where Helm would leave them and every object of them: those
 * that their chart marks `helm.sh/resource-policy: keep`, or has in `crds/`. For an environment that consents to lose
 * all that is of these kinds.
 *
 * The namespace becomes their owner, so the cluster's garbage collector deletes them once it is gone. `deletedWith`: when
 * the namespace goes they stay marked; when only the consent goes, the mark is taken off.
 *
 * @see https://kubernetes.io/docs/concepts/architecture/garbage-collection/#owners-dependents
 */
export function goWith(
    name: string,
    { namespace, definitions }: { namespace: Namespace; definitions: readonly Definition[] },
    opts: { parent: pulumi.Resource; /** What makes the definitions. */ dependsOn: pulumi.Resource[] },
): void {
    const owner = { apiVersion: "v1", kind: "Namespace", name: namespace.name, uid: namespace.uid };
    for (const one of definitions) {
        const { group, kind, plural, scope } = one;
        new k8s.apiextensions.v1.CustomResourceDefinitionPatch(
            `${name}-${definitionName(one)}`,
            {
                metadata: { name: definitionName(one), ownerReferences: [owner] },
                // The provider takes any definition for one that the program makes, and learns the kind from it.
                spec: { group, names: { kind, plural }, scope },
            },
            // It updates a definition as a whole, which a part of one cannot be.
            { ...opts, deletedWith: namespace, replaceOnChanges: ["metadata.ownerReferences"] },
        );
    }
}
