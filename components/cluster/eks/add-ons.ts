import * as eks from "@pulumi/aws/eks";
import type * as k8s from "@pulumi/kubernetes";
import { ClusterRole, ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1";
import * as pulumi from "@pulumi/pulumi";

import type { Identity, NetworkNeeds } from "..";
import type { EksArgs } from "./args";

interface Needs {
    cluster: pulumi.Output<string>;
    said: EksArgs;
}

type AddOn = keyof EksArgs["addOnVersions"];

/**
 * One of EKS's add-ons.
 *
 * Its version is left to EKS unless the environment says it: EKS then takes the one it tests with the cluster's minor,
 * once, and keeps it. To look up the newest instead would need credentials for every plan, and would change a cluster
 * in a run that is about something else.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html
 */
export function addOn(
    name: string,
    which: AddOn,
    { cluster, said, configuration }: Needs & { configuration?: object },
    opts: pulumi.CustomResourceOptions,
): eks.Addon {
    return new eks.Addon(
        `${name}-${which}`,
        {
            clusterName: cluster,
            addonName: which,
            addonVersion: said.addOnVersions[which],
            ...(configuration && { configurationValues: JSON.stringify(configuration) }),
            // Whatever is there by that name is the add-on's own, from a run that was interrupted.
            resolveConflictsOnCreate: "OVERWRITE",
            resolveConflictsOnUpdate: "OVERWRITE",
        },
        opts,
    );
}

/**
 * What each node needs to become ready, so it is there before the first: DaemonSets, which are well without nodes. AWS's
 * CNI only where it connects the pods; any other network is the stack's own affair, and needs kube-proxy to reach the
 * API server, unless it takes kube-proxy's place.
 */
export function beforeNodes(
    name: string,
    needs: Needs & { network: NetworkNeeds; identity: Identity; provider: k8s.Provider },
    opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): pulumi.Resource[] {
    const { vpcCni, kubeProxy } = needs.network;
    const everywhere = [
        addOn(name, "eks-pod-identity-agent", needs, opts),
        ...(kubeProxy ? [addOn(name, "kube-proxy", needs, opts)] : []),
    ];
    if (!vpcCni) return everywhere;

    // Its rights are its own and not the node's, which every pod on the host's network has.
    const rights = needs.identity(
        `${name}-vpc-cni`,
        { namespace: "kube-system", serviceAccount: "aws-node" },
        { managed: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy" },
        opts,
    );
    const cni = addOn(
        name,
        "vpc-cni",
        {
            ...needs,
            configuration: {
                // Tells Calico a pod's address before kubelet does: without it a pod's first connections may be refused.
                env: { ANNOTATE_POD_IP: "true" },
                // Calico enforces policy; two that do would undo each other's rules.
                enableNetworkPolicy: "false",
            },
        },
        pulumi.mergeOptions(opts, { dependsOn: [rights, ...mayAnnotatePods(name, needs.provider, opts.parent)] }),
    );
    return [...everywhere, cni];
}

// AWS's manual asks for this right beside ANNOTATE_POD_IP; a role of ours, for the add-on's own is rewritten with it.
function mayAnnotatePods(name: string, provider: k8s.Provider, parent: pulumi.Resource): pulumi.Resource[] {
    const opts = { parent, provider };
    const role = new ClusterRole(
        `${name}-pod-annotation`,
        {
            metadata: { name: "samestack-aws-node-pod-annotation" },
            rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["patch"] }],
        },
        opts,
    );
    const binding = new ClusterRoleBinding(
        `${name}-pod-annotation`,
        {
            metadata: { name: "samestack-aws-node-pod-annotation" },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
            subjects: [{ kind: "ServiceAccount", namespace: "kube-system", name: "aws-node" }],
        },
        opts,
    );
    return [binding];
}
