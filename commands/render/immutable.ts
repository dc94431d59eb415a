/** What a provider's configuration says of objects that Kubernetes would let be changed in place. */
export interface Mutability {
    configMaps: boolean;
    secrets: boolean;
}

const containers = ["spec.containers[*]", "spec.initContainers[*]"];

/**
 * The properties that the API server does not let change on an existing object, by kind; a change replaces the object.
 * `[*]` is any place in a list.
 *
 * @see https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider/diff.go
 */
const immutable: Record<string, string[]> = {
    "apps/v1/DaemonSet": ["spec.selector"],
    "apps/v1/Deployment": ["spec.selector"],
    "apps/v1/StatefulSet": [
        "spec.podManagementPolicy",
        "spec.revisionHistoryLimit",
        "spec.selector",
        "spec.serviceName",
        "spec.volumeClaimTemplates",
    ],
    "batch/v1/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
    "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
    "storage.k8s.io/v1/StorageClass": ["parameters", "provisioner"],
    "v1/PersistentVolume": ["spec.csi", "spec.hostPath", "spec.local", "spec.nfs", "spec.iscsi"],
    "v1/PersistentVolumeClaim": ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
    "v1/Pod": [
        ...["affinity", "dnsConfig", "dnsPolicy", "hostNetwork", "hostPID", "hostname", "nodeName", "nodeSelector"],
        ...["priority", "priorityClassName", "restartPolicy", "runtimeClassName", "schedulerName", "securityContext"],
        ...["serviceAccount", "serviceAccountName", "subdomain", "terminationGracePeriodSeconds", "volumes"],
    ]
        .map((name) => `spec.${name}`)
        .concat(
            containers.flatMap((container) =>
                ["args", "command", "env", "image", "ports", "resources", "securityContext", "volumeMounts"].map(
                    (name) => `${container}.${name}`,
                ),
            ),
        ),
    "v1/ResourceQuota": ["spec.scopes"],
    "v1/Service": ["spec.clusterIP"],
};

/** The properties whose change replaces an object of this kind. An object marked `immutable` is meant so. */
export function immutableProperties(
    of: { apiVersion: string; kind: string; immutable: boolean },
    mutability: Mutability,
): string[] {
    const identity = ["metadata.name", "metadata.namespace"];
    const kind = `${of.apiVersion}/${of.kind}`;
    if (kind === "v1/Secret") {
        return [...identity, "type", ...(mutability.secrets && !of.immutable ? [] : ["data", "stringData"])];
    }
    if (kind === "v1/ConfigMap") {
        return [...identity, ...(mutability.configMaps && !of.immutable ? [] : ["data", "binaryData"])];
    }
    return [...identity, ...(immutable[kind] ?? [])];
}
