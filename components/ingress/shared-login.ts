import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Secrets } from "../secrets";

/**
 * The login of consoles that have none: user `admin`, with the password of config key `adminPassword`. Returns what an
 * Ingress of any namespace names in its annotation `traefik.ingress.kubernetes.io/router.middlewares`.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/basicauth/
 */
export function sharedLogin(
    name: string,
    { namespace, secrets }: { namespace: pulumi.Output<string>; secrets: Secrets },
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const secret = new k8s.core.v1.Secret(
        `${name}-secret`,
        {
            metadata: { name: "shared-login", namespace },
            // Of a Secret of this type Traefik makes the hash itself.
            type: "kubernetes.io/basic-auth",
            stringData: { username: "admin", password: secrets("adminPassword") },
        },
        { parent: opts.parent },
    );
    const middleware = new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "traefik.io/v1alpha1",
            kind: "Middleware",
            metadata: { name: "shared-login", namespace },
            spec: {
                // The password is nothing that the console behind should see.
                basicAuth: { secret: secret.metadata.name, realm: "consoles", removeHeader: true },
            },
        },
        opts,
    );
    return pulumi.interpolate`${namespace}-${middleware.metadata.name}@kubernetescrd`;
}
