import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { data, type DataGroup, everything, images, routes, services } from "./policies";

/** What an environment may say of Kubernetes' own admission policies. */
export const KubernetesArgs = z.strictObject({
    kind: z.literal("kubernetes"),
    /**
     * `deny` refuses; `warn` lets everything through, and tells whoever asked and the audit log what it would have
     * refused: to see first what a cluster that is in use would say to it.
     */
    action: z.enum(["deny", "warn"]).default("deny"),
});
export type KubernetesArgs = z.infer<typeof KubernetesArgs>;

/**
 * ValidatingAdmissionPolicies hold in the API server itself, whoever asks and by whatever means, what the rules in
 * `policy/` hold before: there is nothing between that could be down. They are few, and each lets through what charts and
 * controllers do.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export class ValidatingAdmissionPolicies extends pulumi.ComponentResource {
    /** @param dataGroups whose definitions nobody may delete. */
    constructor(
        name: string,
        { said, dataGroups }: { said: KubernetesArgs; dataGroups: DataGroup[] },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:admission:ValidatingAdmissionPolicies", name, said, opts);

        for (const policy of [images, routes, services, ...dataGroups.map(data)]) {
            const called = `${name}-${policy.name.replace(/^samestack-/, "")}`;
            const { metadata } = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
                called,
                { metadata: { name: policy.name }, spec: policy.spec },
                { parent: this },
            );
            new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
                called,
                {
                    metadata: { name: policy.name },
                    spec: {
                        policyName: metadata.name,
                        validationActions: said.action === "deny" ? ["Deny"] : ["Warn", "Audit"],
                        ...(policy.namespaces && {
                            matchResources: { ...everything, namespaceSelector: policy.namespaces },
                        }),
                    },
                },
                { parent: this },
            );
        }
        this.registerOutputs({});
    }
}
