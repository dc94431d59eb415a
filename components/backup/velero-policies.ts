import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";

import type { Claim } from "../claim";

/**
 * Which volumes Velero leaves out: those that copy themselves, whose copy it could not make whole, and those that may be
 * lost. All others are copied, also those that nobody of the stack knows of.
 *
 * @see https://velero.io/docs/v1.18/resource-filtering/#resource-policies
 */
export function volumePolicies(
    name: string,
    { claims, namespace }: { claims: Claim[]; namespace: pulumi.Output<string> },
    opts: pulumi.CustomResourceOptions,
): k8s.core.v1.ConfigMap {
    return new k8s.core.v1.ConfigMap(
        `${name}-volume-policies`,
        { metadata: { name: "volume-policies", namespace }, data: { "policies.yaml": stringify(policiesOf(claims)) } },
        opts,
    );
}

export function policiesOf(claims: Claim[]) {
    return {
        version: "v1",
        volumePolicies: claims
            .filter(({ kept }) => kept.by !== "volume")
            .map(({ labels }) => ({ conditions: { pvcLabels: labels }, action: { type: "skip" } })),
    };
}
