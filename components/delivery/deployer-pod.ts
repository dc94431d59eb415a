import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { type Image, imageReference } from "../chart";
import type { Secrets } from "../secrets";
import type { DeployerSaid } from "./args";

/** What everything of the deployer is called, its namespace too. */
export const NAME = "deployer";

// Alpine's `nobody`: ssh refuses to run for a user that has no name.
const USER = 65534;

const WORK = "/work";
const SCRIPT = "/deployer";
const CREDENTIALS = "/credentials";
// Where kubectl looks for it.
const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;

/**
 * The pod: two containers that share a folder. The one that speaks to the outside has no right in the cluster, and the
 * one with rights in the cluster has no key of the repository.
 */
export function deployerPod(said: DeployerSaid, images: { pull: Image; apply: Image }): PodSpec {
    const common = (word: string, image: Image): Pick<Container, "name" | "image" | "command" | "securityContext"> => ({
        name: word,
        image: imageReference(image),
        command: ["sh", `${SCRIPT}/deployer.sh`, word],
        securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        },
    });
    const shared = [
        { name: "work", mountPath: WORK },
        { name: "script", mountPath: SCRIPT, readOnly: true },
    ];
    const interval = { name: "INTERVAL", value: String(said.intervalSeconds) };
    const namespaces = Object.entries(said.namespaces).map(([name, { path = name }]) => `${name}=${path}`);
    const needsCredentials = hasCredentials(said);
    return {
        serviceAccountName: NAME,
        automountServiceAccountToken: false,
        securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            // May read what is mounted, the key too.
            fsGroup: USER,
            seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [
            {
                ...common("pull", images.pull),
                env: [
                    interval,
                    { name: "REPOSITORY", value: said.repository },
                    { name: "BRANCH", value: said.branch },
                    { name: "HOME", value: `${WORK}/git` },
                    ...(needsCredentials ? [{ name: "CREDENTIALS", value: CREDENTIALS }] : []),
                ],
                volumeMounts: [
                    ...shared,
                    ...(needsCredentials ? [{ name: "credentials", mountPath: CREDENTIALS, readOnly: true }] : []),
                ],
                resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "512Mi" } },
            },
            {
                ...common("apply", images.apply),
                env: [
                    interval,
                    { name: "NAMESPACES", value: namespaces.join(" ") },
                    // Where kubectl keeps what it learns about the API.
                    { name: "HOME", value: `${WORK}/kubectl` },
                ],
                volumeMounts: [...shared, { name: "account", mountPath: ACCOUNT, readOnly: true }],
                readinessProbe: {
                    exec: { command: ["sh", `${SCRIPT}/deployer.sh`, "ready"] },
                    periodSeconds: 30,
                    timeoutSeconds: 5,
                    failureThreshold: 1,
                },
                resources: { requests: { cpu: "20m", memory: "128Mi" }, limits: { memory: "512Mi" } },
            },
        ],
        volumes: [
            { name: "work", emptyDir: { sizeLimit: "2Gi" } },
            { name: "script", configMap: { name: NAME } },
            ...(needsCredentials ? [{ name: "credentials", secret: { secretName: NAME, defaultMode: 0o440 } }] : []),
            {
                name: "account",
                projected: {
                    sources: [
                        { serviceAccountToken: { path: "token", expirationSeconds: 3600 } },
                        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
                        {
                            downwardAPI: {
                                items: [
                                    {
                                        path: "namespace",
                                        // With its version, as the API server writes it.
                                        fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" },
                                    },
                                ],
                            },
                        },
                    ],
                },
            },
        ],
    };
}

function hasCredentials({ credentials, certificateAuthority }: DeployerSaid): boolean {
    return credentials !== undefined || certificateAuthority !== undefined;
}

/** The files by which the repository is read, by their names; undefined where it is public. */
export function credentialsOf(said: DeployerSaid, secrets: Secrets): Record<string, pulumi.Input<string>> | undefined {
    if (!hasCredentials(said)) return undefined;
    const authority: Record<string, pulumi.Input<string>> = said.certificateAuthority === undefined
        ? {}
        : { "ca.crt": said.certificateAuthority };
    switch (said.credentials?.kind) {
        case undefined:
            return authority;
        case "token":
            return { ...authority, username: said.credentials.username, token: secrets(said.credentials.secret) };
        case "sshKey":
            return {
                ...authority,
                // ssh reads no key without an end of its last line, which is easily lost on the way.
                key: secrets(said.credentials.secret).apply((key) => `${key.trimEnd()}\n`),
                known_hosts: said.credentials.knownHosts.map((line) => `${line}\n`).join(""),
            };
    }
}
