import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Namespace } from "./namespace";

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
    { namespace, definitions }: { namespace: Namespace; /** As `<plural>.<group>`. */ definitions: readonly string[] },
    opts: { parent: pulumi.Resource; /** What makes the definitions. */ dependsOn: pulumi.Resource[] },
): void {
    const owner = { apiVersion: "v1", kind: "Namespace", name: namespace.name, uid: namespace.uid };
    for (const definition of definitions) {
        new k8s.apiextensions.v1.CustomResourceDefinitionPatch(
            `${name}-${definition}`,
            { metadata: { name: definition, ownerReferences: [owner] } },
            // The provider updates a definition as a whole, which a part of one cannot be.
            { ...opts, deletedWith: namespace, replaceOnChanges: ["metadata.ownerReferences"] },
        );
    }
}
