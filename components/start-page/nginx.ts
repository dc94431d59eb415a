import { createHash } from "node:crypto";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Image, imageReference } from "../chart";
import type { Console } from "../ingress/console";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import { type Group, renderPage, style } from "./page";
import type { StartPage } from ".";

/** nginx by its own makers, for an unprivileged user: it asks for no capability and writes to `/tmp` alone. */
export const nginx: Image = {
    repository: "docker.io/nginxinc",
    name: "nginx-unprivileged",
    // renovate: datasource=docker depName=docker.io/nginxinc/nginx-unprivileged
    version: "1.30.4-alpine-slim",
};

/** What an environment may say of the start page. */
export const NginxArgs = z.strictObject({
    kind: z.literal("nginx"),
    /** Its pods. Two unless said, so that a node may go. */
    replicas: z.int().min(1).default(2),
});
export type NginxArgs = z.infer<typeof NginxArgs>;

export const NAME = "start-page";
const PORT = 8080;
const USER = 101;
const labels = { "app.kubernetes.io/name": NAME };

/**
 * The start page, at the root of the place's domain: made from the consoles that are published, and served as it is by
 * nginx. It runs no script and asks nobody, so it is never wrong about more than who is ill at the moment.
 *
 * It has no metrics: nginx tells them to a program beside it only.
 *
 * @see https://github.com/nginx/docker-nginx-unprivileged
 */
export class Nginx extends pulumi.ComponentResource implements StartPage {
    readonly console: Console;

    constructor(
        name: string,
        { place, said, groups }: { place: Place; said: NginxArgs; groups: Group[] },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:startPage:Nginx", name, said, opts);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAME,
                role: "start-page",
                podSecurity: "restricted",
                accepts: [{ from: { role: "ingress" }, ports: [PORT] }],
            },
            { parent: this },
        );
        const files = { "default.conf": configuration, "index.html": renderPage(place, groups) };
        const config = new k8s.core.v1.ConfigMap(
            `${name}-files`,
            { metadata: { name: NAME, namespace: namespace.name }, data: files },
            { parent: this },
        );
        new k8s.apps.v1.Deployment(
            `${name}-deployment`,
            {
                metadata: { name: NAME, namespace: namespace.name, labels },
                spec: {
                    replicas: said.replicas,
                    selector: { matchLabels: labels },
                    template: {
                        metadata: { labels, annotations: { "samestack.dev/files": digest(JSON.stringify(files)) } },
                        spec: pod(config.metadata.name),
                    },
                },
            },
            { parent: this, dependsOn: namespace },
        );
        new k8s.core.v1.Service(
            `${name}-service`,
            {
                metadata: { name: NAME, namespace: namespace.name, labels },
                spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: PORT }] },
            },
            { parent: this },
        );
        new k8s.policy.v1.PodDisruptionBudget(
            `${name}-budget`,
            {
                metadata: { name: NAME, namespace: namespace.name },
                spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
            },
            { parent: this },
        );

        this.console = {
            host: "",
            title: "Start page",
            purpose: "where to find all the others",
            namespace: namespace.name,
            service: NAME,
            port: 80,
            login: "shared",
            audience: "everyone",
        };
        this.registerOutputs({});
    }
}

function pod(files: pulumi.Output<string>): k8s.types.input.core.v1.PodSpec {
    const probe = { httpGet: { path: "/healthz", port: PORT } };
    const mount = (name: string, mountPath: string) => ({ name, mountPath, readOnly: true });
    const volume = (name: string, file: string) => ({
        name,
        configMap: { name: files, items: [{ key: file, path: file }] },
    });
    return {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            seccompProfile: { type: "RuntimeDefault" },
        },
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: labels },
            },
        ],
        containers: [
            {
                name: "nginx",
                image: imageReference(nginx),
                // Without the image's entrypoint, which would rewrite the configuration before it starts.
                command: ["nginx", "-g", "daemon off;"],
                ports: [{ name: "http", containerPort: PORT }],
                readinessProbe: probe,
                livenessProbe: probe,
                resources: { requests: { cpu: "5m", memory: "16Mi" }, limits: { memory: "64Mi" } },
                securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"] },
                },
                volumeMounts: [
                    mount("configuration", "/etc/nginx/conf.d"),
                    mount("page", "/srv/start-page"),
                    { name: "tmp", mountPath: "/tmp" },
                ],
            },
        ],
        volumes: [
            volume("configuration", "default.conf"),
            volume("page", "index.html"),
            { name: "tmp", emptyDir: { sizeLimit: "16Mi" } },
        ],
    };
}

// A page that does not run what stands in it, or fetch it: only its own style, known by its digest, and its own icon.
const policy = [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
].join("; ");

const configuration = `server {
    listen ${PORT};
    server_tokens off;
    access_log off;
    root /srv/start-page;

    add_header Content-Security-Policy "${policy}" always;
    add_header Referrer-Policy no-referrer always;
    add_header X-Content-Type-Options nosniff always;
    add_header Cache-Control no-cache always;

    location = / {
        try_files /index.html =404;
    }
    location = /healthz {
        return 204;
    }
    location / {
        return 404;
    }
}
`;

// Pods start anew when what they serve has changed.
function digest(text: string): string {
    return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
