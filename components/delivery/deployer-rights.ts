import type * as k8s from "@pulumi/kubernetes";

type Rule = k8s.types.input.rbac.v1.PolicyRule;

const verbs = ["get", "list", "watch", "create", "update", "patch", "delete"];

/**
 * What a deployer may have in a namespace that it is given: what an application is made of. The API server refuses all
 * else: whatever belongs to no namespace (CustomResourceDefinitions, ClusterRoles, StorageClasses, webhooks, Namespaces
 * themselves), Roles and RoleBindings, by which it would give rights away, and ResourceQuotas and LimitRanges, by which
 * it is limited.
 *
 * It may list Secrets, or it could not delete those that a commit no longer has; so it can read those of its namespaces.
 */
export const applicationRights: Rule[] = [
    {
        apiGroups: [""],
        resources: ["configmaps", "persistentvolumeclaims", "pods", "secrets", "serviceaccounts", "services"],
        verbs,
    },
    { apiGroups: ["apps"], resources: ["daemonsets", "deployments", "statefulsets"], verbs },
    { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs },
    { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs },
    { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs },
    { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs },
    { apiGroups: ["gateway.networking.k8s.io"], resources: ["grpcroutes", "httproutes"], verbs },
    { apiGroups: ["cert-manager.io"], resources: ["certificates"], verbs },
    {
        apiGroups: ["monitoring.coreos.com"],
        resources: ["podmonitors", "probes", "prometheusrules", "servicemonitors"],
        verbs,
    },
    {
        apiGroups: ["postgresql.cnpg.io"],
        resources: ["backups", "clusters", "databases", "poolers", "scheduledbackups"],
        verbs,
    },
    { apiGroups: ["snapshot.storage.k8s.io"], resources: ["volumesnapshots"], verbs },
    // By which it says how it went.
    { apiGroups: [""], resources: ["events"], verbs: ["create"] },
];
