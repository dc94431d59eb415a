import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { Namespace } from "../namespace";
import type { DeliveredNamespace as Said } from "./args";
import { applicationRights } from "./deployer-rights";

/** The role of namespaces that hold applications, in their label. */
export const APPLICATION = "application";

/**
 * A namespace for an application: as closed as those of the stack, but for what every place promises to applications
 * (the ingress reaches them, Prometheus scrapes them, an operator sees after their databases, names resolve), and
 * limited in what it may take from the others. Whatever more an application needs it opens by NetworkPolicies of its own.
 */
export class DeliveredNamespace extends pulumi.ComponentResource {
    /** What must be in force before anything is delivered here. */
    readonly ready: pulumi.Resource[];

    constructor(
        name: string,
        { called, said, deployer }: { called: string; said: Said; deployer: { name: string; namespace: string } },
        opts: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:delivery:DeliveredNamespace", name, { called, ...said }, opts);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: called,
                role: APPLICATION,
                podSecurity:
                    said.podSecurity === "restricted"
                        ? said.podSecurity
                        : { level: said.podSecurity, because: "the environment says so: its images run as root" },
                accepts: [
                    { from: "here" },
                    { from: { role: "ingress" } },
                    { from: { role: "monitoring" } },
                    { from: { role: "databases" } },
                ],
                opens: [{ to: "here" }],
            },
            // The volumes of what was delivered go with it.
            { parent: this, protect: opts.protect },
        );
        const here = { name: "samestack", namespace: namespace.name };
        const quota = new k8s.core.v1.ResourceQuota(
            `${name}-quota`,
            {
                metadata: here,
                spec: {
                    hard: {
                        "requests.cpu": String(said.cpu),
                        "requests.memory": `${said.memory}Gi`,
                        "requests.storage": `${said.storage}Gi`,
                        pods: String(said.pods),
                        "services.loadbalancers": String(said.loadBalancers),
                    },
                },
            },
            { parent: this },
        );
        // Under a quota a pod that requests nothing is refused; so it requests this.
        const limits = new k8s.core.v1.LimitRange(
            `${name}-limits`,
            {
                metadata: here,
                spec: {
                    limits: [
                        {
                            type: "Container",
                            defaultRequest: { cpu: "50m", memory: "64Mi" },
                            default: { memory: "512Mi" },
                        },
                    ],
                },
            },
            { parent: this },
        );
        const role = new k8s.rbac.v1.Role(
            `${name}-role`,
            { metadata: { name: "deployer", namespace: namespace.name }, rules: applicationRights },
            { parent: this },
        );
        const binding = new k8s.rbac.v1.RoleBinding(
            `${name}-role`,
            {
                metadata: { name: "deployer", namespace: namespace.name },
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
                subjects: [{ kind: "ServiceAccount", ...deployer }],
            },
            { parent: this },
        );

        this.ready = [namespace, quota, limits, binding];
        this.registerOutputs({});
    }
}
