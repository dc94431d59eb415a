import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Access } from "../access";
import type { AskForLogin } from "./index";

const MIDDLEWARES = "traefik.ingress.kubernetes.io/router.middlewares";

/**
 * How Traefik asks for the login: by a middleware that asks the access about each request. A browser that nobody is
 * logged in with is sent to the login, a script gets 401, and who has none of the groups gets 403. Consoles with the
 * same audience share a middleware.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/forwardauth/
 */
export function traefikLogin(
    name: string,
    namespace: pulumi.Output<string>,
    opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): AskForLogin {
    const made = new Map<string, pulumi.Output<string>>();
    return (console, access) => {
        if (console.login === "own") return {};
        if (!access) {
            throw new pulumi.ResourceError(
                `console ${console.host ?? ""} has no login of its own, and without an access it would be open to everybody`,
                opts.parent,
            );
        }
        const groups = access.groupsFor(console);
        const audience = groups.length > 0 ? "administrators" : "everyone";
        const known = made.get(audience);
        if (known) return asking(known);

        const middleware = new k8s.apiextensions.CustomResource(
            `${name}-${audience}`,
            {
                apiVersion: "traefik.io/v1alpha1",
                kind: "Middleware",
                metadata: { name: audience, namespace },
                spec: { forwardAuth: forwardAuth(access.check, groups) },
            },
            opts,
        );
        const reference = pulumi.interpolate`${namespace}-${middleware.metadata.name}@kubernetescrd`;
        made.set(audience, reference);
        return asking(reference);
    };
}

function asking(middleware: pulumi.Output<string>): Record<string, pulumi.Output<string>> {
    return { [MIDDLEWARES]: middleware };
}

function forwardAuth({ namespace, service, port, path, headers }: Access["check"], groups: readonly string[]) {
    const query = groups.length > 0 ? `?allowed_groups=${groups.map(encodeURIComponent).join(",")}` : "";
    return {
        address: pulumi.interpolate`http://${service}.${namespace}.svc:${port}${path}${query}`,
        // What a visitor says of host, path and address is not handed on: Traefik says it.
        trustForwardHeader: false,
        // These are taken off the request, whoever sent them, before the answer's are put on.
        authResponseHeaders: headers,
        maxResponseBodySize: 65536,
    };
}
