import { createHash } from "node:crypto";

import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Request } from "./streams";

/** How a pod of ours calls Elasticsearch or Kibana. */
export interface Caller {
    /** The image, which has bash and curl: Elasticsearch's own, that the nodes have anyway. */
    image: string;
    /** Where the API is, without a slash at the end. */
    url: string;
    /** The Secret with its user's name and password. */
    userSecret: string;
    /** The Secret with the certificate of the authority that is believed; unsaid, the call is not encrypted. */
    authoritySecret?: string;
}

/**
 * Puts the requests, one after another, by a Job that ends when all of them were taken. Another request makes another
 * Job: its name follows from what it says.
 */
export function putRequests(
    name: string,
    {
        called,
        namespace,
        caller,
        requests,
    }: { called: string; namespace: pulumi.Output<string>; caller: Caller; requests: Request[] },
    opts: pulumi.CustomResourceOptions,
): k8s.batch.v1.Job {
    const script = requestScript(requests);
    const hash = createHash("sha256").update(script).update(JSON.stringify(caller)).digest("hex").slice(0, 8);
    return new k8s.batch.v1.Job(
        name,
        {
            metadata: { name: `${called}-${hash}`, namespace },
            spec: {
                // Each try comes later than the one before: ten minutes in all.
                backoffLimit: 6,
                template: { spec: callingPod(caller, script) },
            },
        },
        opts,
    );
}

/** The pod that runs a script in which `call` is curl, as its user, to a path of the API. */
export function callingPod({ image, url, userSecret, authoritySecret }: Caller, script: string) {
    const fromSecret = (key: string) => ({ valueFrom: { secretKeyRef: { name: userSecret, key } } });
    return {
        restartPolicy: "OnFailure",
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
            {
                name: "call",
                image,
                command: ["bash", "-c", `${preamble}${script}`],
                env: [
                    { name: "URL", value: url },
                    { name: "CALLER", ...fromSecret("username") },
                    { name: "PASSWORD", ...fromSecret("password") },
                    ...(authoritySecret === undefined ? [] : [{ name: "CURL_CA_BUNDLE", value: "/authority/ca.crt" }]),
                ],
                resources: { requests: { cpu: "10m", memory: "32Mi" } },
                securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"] },
                },
                ...(authoritySecret !== undefined && {
                    volumeMounts: [{ name: "authority", mountPath: "/authority", readOnly: true }],
                }),
            },
        ],
        ...(authoritySecret !== undefined && {
            volumes: [{ name: "authority", secret: { secretName: authoritySecret } }],
        }),
    };
}

// The password comes to curl as a file, for a command line is seen by all.
const preamble = `set -euo pipefail
call() {
    curl --silent --show-error --fail-with-body --max-time 60 --retry 10 --retry-connrefused \\
        --config <(printf 'user = "%s:%s"\\n' "$CALLER" "$PASSWORD") "\${@:2}" "$URL$1"
}
`;

/** The requests as a script. Bodies are JSON, in which we have no quotes of the shell. */
export function requestScript(requests: Request[]): string {
    return requests
        .map(({ method, path, body }) => {
            const json = JSON.stringify(body).replaceAll("'", String.raw`'\''`);
            const headers = "--header 'content-type: application/json' --header 'kbn-xsrf: samestack'";
            return `call '${path}' --request ${method} ${headers} --data '${json}'\necho\n`;
        })
        .join("");
}
