import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { Namespace, type PodSecurity } from "../namespace";

/** Where collectors write, and as whom. */
export interface Store {
    host: string;
    port: number;
    /** Elasticsearch's version, whose major a client must be of. */
    version: string;
    username: string;
    password: pulumi.Output<string>;
    /** The certificate of the authority that signed the store's, as PEM. */
    authority: pulumi.Output<string>;
}

/** `9` of `9.4.3`: what client and server must have in common. */
export function majorOf(version: string): string {
    return version.split(".")[0] ?? version;
}

/** The Secret of each collector's namespace, with `password` and the authority's `ca.crt`. */
export const STORE_SECRET = "elasticsearch";
/** Where a collector's pod has the authority's certificate. */
export const AUTHORITY_FILE = "/etc/elasticsearch/ca.crt";
/** The variable with the password; configurations name it. */
export const PASSWORD_VARIABLE = "ELASTICSEARCH_PASSWORD";

/** A namespace for a collector alone, and in it the Secret that opens the store. */
export function collectorNamespace(
    name: string,
    {
        called,
        podSecurity,
        metricsPort,
        store,
    }: { called: string; podSecurity: PodSecurity; metricsPort: number; store: Store },
    parent: pulumi.Resource,
): { namespace: Namespace; secret: k8s.core.v1.Secret } {
    const namespace = new Namespace(
        `${name}-namespace`,
        {
            name: called,
            role: "logging",
            podSecurity,
            accepts: [{ from: { role: "monitoring" }, ports: [metricsPort] }],
            opens: [{ to: "apiServer" }, { to: { role: "logging" }, ports: [store.port] }],
        },
        { parent },
    );
    const secret = new k8s.core.v1.Secret(
        `${name}-store`,
        {
            metadata: { name: STORE_SECRET, namespace: namespace.name },
            stringData: pulumi.secret({ password: store.password, "ca.crt": store.authority }),
        },
        { parent },
    );
    return { namespace, secret };
}

/** How a collector's pod is given the password and the certificate, in the words of both charts. */
export const passwordVariable = {
    name: PASSWORD_VARIABLE,
    valueFrom: { secretKeyRef: { name: STORE_SECRET, key: "password" } },
};
export const authorityVolume = {
    name: "elasticsearch",
    secret: { secretName: STORE_SECRET, items: [{ key: "ca.crt", path: "ca.crt" }] },
};
export const authorityMount = { name: "elasticsearch", mountPath: "/etc/elasticsearch", readOnly: true };
