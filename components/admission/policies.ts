import type * as k8s from "@pulumi/kubernetes";

import { ROLE_LABEL } from "../namespace";

type PolicySpec = k8s.types.input.admissionregistration.v1.ValidatingAdmissionPolicySpec;

/** What a cluster refuses, and in which namespaces; nowhere but there, for what is in no namespace of ours is not ours. */
export interface AdmissionPolicy {
    name: string;
    spec: PolicySpec;
    /** What namespaces must be for it to count there. Of what is in no namespace, everywhere. */
    namespaces?: k8s.types.input.meta.v1.LabelSelector;
}

const ours = { key: ROLE_LABEL, operator: "Exists" };

/**
 * For an ACME challenge cert-manager makes an Ingress without TLS, and a Service that has a port on every node, in the
 * namespace of whoever asks for a certificate.
 */
const notCertManager = {
    name: "not-cert-manager",
    expression: 'request.userInfo.username != "system:serviceaccount:cert-manager:cert-manager"',
};

/** What is there stays as it is, whatever else of it changes: who refused that would stop controllers and Helm. */
const specChanges = {
    name: "spec-changes",
    expression: "oldObject == null || dyn(object).spec != dyn(oldObject).spec",
};

/**
 * What the API server fills in of a match where nobody says it. It is said: a match has one owner as a whole, and a run
 * that takes the object over after one that was killed would be refused for what was added to it.
 */
export const everything = { matchPolicy: "Equivalent", objectSelector: {} };

type Rule = k8s.types.input.admissionregistration.v1.NamedRuleWithOperations;

/** What a policy is asked about, in any namespace: in which of them it counts its binding says. */
function matching(...rules: Rule[]) {
    const resourceRules = rules.map((rule) => ({ ...rule, scope: "*" }));
    return { ...everything, namespaceSelector: {}, resourceRules };
}

const created = ["CREATE"];
const written = ["CREATE", "UPDATE"];

/** Spec of the pod that an object is or makes. `dyn`, for it is of several kinds. */
const podSpec =
    'dyn(object).kind == "Pod" ? dyn(object).spec : dyn(object).kind == "CronJob" ' +
    "? dyn(object).spec.jobTemplate.spec.template.spec : dyn(object).spec.template.spec";

/** What a controller makes it must be able to make: who refused that would keep what runs already from coming back. */
const byNoController = {
    name: "by-no-controller",
    expression: "!has(object.metadata.ownerReferences)",
};

/**
 * Images of a version, in what people, Helm and the engine write. Pods are asked only when they are made: the controllers
 * of Jobs change those that run.
 */
export const images: AdmissionPolicy = {
    name: "samestack-images",
    spec: {
        // What cannot be evaluated is let through: a cluster whose pods do not start is worse than a moving tag.
        failurePolicy: "Ignore",
        matchConstraints: matching(
            { apiGroups: [""], apiVersions: ["v1"], resources: ["pods"], operations: created },
            {
                apiGroups: ["apps"],
                apiVersions: ["v1"],
                resources: ["deployments", "statefulsets", "daemonsets"],
                operations: written,
            },
            { apiGroups: ["batch"], apiVersions: ["v1"], resources: ["jobs", "cronjobs"], operations: written },
        ),
        matchConditions: [byNoController, specChanges],
        variables: [
            { name: "spec", expression: podSpec },
            {
                name: "containers",
                expression:
                    "variables.spec.containers + (has(variables.spec.initContainers) ? variables.spec.initContainers : [])",
            },
            {
                name: "moving",
                expression:
                    "variables.containers.filter(c, has(c.image)).map(c, c.image).filter(image, " +
                    '!image.contains("@") && (image.endsWith(":latest") || !image.matches("^([^/]+/)*[^/:]+:[^/:]+$")))',
            },
        ],
        validations: [
            {
                expression: "variables.moving.size() == 0",
                messageExpression:
                    '"names no version of " + variables.moving.join(", ") + "; give it a tag other than latest, or a digest"',
                message: "names an image of no version; give it a tag other than latest, or a digest",
            },
        ],
    },
    namespaces: {
        matchExpressions: [
            ours,
            {
                key: "kubernetes.io/metadata.name",
                operator: "NotIn",
                // Jobs of pipelines run what their authors name; Kadalu's chart has a container of no version.
                values: ["gitlab-runner", "kadalu"],
            },
        ],
    },
};

/** TLS at each host of an Ingress. */
export const routes: AdmissionPolicy = {
    name: "samestack-routes",
    spec: {
        failurePolicy: "Ignore",
        matchConstraints: matching({
            apiGroups: ["networking.k8s.io"],
            apiVersions: ["v1"],
            resources: ["ingresses"],
            operations: written,
        }),
        matchConditions: [notCertManager, specChanges],
        validations: [
            {
                expression: "has(object.spec.tls) && object.spec.tls.size() > 0",
                message:
                    "has no TLS; name its hosts and a secret under spec.tls, and annotate it cert-manager.io/cluster-issuer: default",
            },
            {
                expression:
                    "!has(object.spec.tls) || !has(object.spec.rules) || object.spec.rules.all(rule, !has(rule.host) || " +
                    "object.spec.tls.exists(tls, !has(tls.hosts) || tls.hosts.exists(host, host == rule.host || " +
                    '(host.startsWith("*.") && rule.host.endsWith(host.substring(1))))))',
                message: "serves a host without TLS; name each host of spec.rules under spec.tls too",
            },
        ],
    },
    namespaces: { matchExpressions: [ours] },
};

/** No way in but the ingress. */
export const services: AdmissionPolicy = {
    name: "samestack-services",
    spec: {
        failurePolicy: "Ignore",
        matchConstraints: matching({
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["services"],
            operations: written,
        }),
        matchConditions: [notCertManager, specChanges],
        validations: [
            {
                expression: '!has(object.spec.type) || object.spec.type != "NodePort"',
                message:
                    "opens a port on every node; make it a ClusterIP, and lead to it by an Ingress of class public",
            },
            {
                expression: "!has(object.spec.externalIPs) || object.spec.externalIPs.size() == 0",
                message:
                    "takes addresses by externalIPs, anybody's traffic with them; lead to it by an Ingress of class public",
            },
        ],
    },
    namespaces: { matchExpressions: [ours] },
};

/** The annotation by which somebody consents, on the definition itself, to the loss of all that it defines. */
export const CONSENT = "samestack.dev/allow-destroy";

/** A system that keeps data in objects of an API group of its own. */
export interface DataGroup {
    /** As an environment names it: `longhorn`. */
    system: string;
    group: string;
}

/** Definitions of what holds data: with one goes every volume, database or index that there is of it. */
export function data({ system, group }: DataGroup): AdmissionPolicy {
    return {
        name: `samestack-data-${system}`,
        spec: {
            failurePolicy: "Fail",
            matchConstraints: matching({
                apiGroups: ["apiextensions.k8s.io"],
                apiVersions: ["v1"],
                resources: ["customresourcedefinitions"],
                operations: ["DELETE"],
            }),
            matchConditions: [
                {
                    name: "holds-data",
                    expression: `oldObject.spec.group == "${group}"`,
                },
            ],
            validations: [
                {
                    expression:
                        `has(oldObject.metadata.annotations) && "${CONSENT}" in oldObject.metadata.annotations && ` +
                        `oldObject.metadata.annotations["${CONSENT}"] == "true"`,
                    message: `holds data of ${system}: with it goes all that there is of its kind; say allowDestroy in the environment and bring it up, or annotate it ${CONSENT}=true`,
                },
            ],
        },
    };
}
