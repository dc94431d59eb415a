import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Access } from "../access";
import { INGRESS_CLASS } from "./class";
import type { AskForLogin } from "./index";

/**
 * How NGINX asks for the login: by a Policy that asks the access about each request. A browser that nobody is logged in
 * with gets the access' own page, with its button, at the console's own host; who has none of the groups gets 403.
 * Consoles with the same audience share a Policy.
 *
 * What a visitor says of who they are is taken off each request. What the access says is not put on: the controller
 * hands none of it to a backend, so a console cannot know who opened it.
 *
 * @see https://github.com/nginx/kubernetes-ingress/tree/v5.5.4/examples/ingress-resources/external-auth
 */
export function nginxLogin(
    name: string,
    namespace: pulumi.Output<string>,
    opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): AskForLogin {
    const made = new Map<string, pulumi.Output<string>>();
    return (console, access) => {
        const speaks: Record<string, string> =
            console.service === undefined ? {} : { "nginx.org/websocket-services": console.service };
        if (console.login === "own") return speaks;
        if (!access) {
            throw new pulumi.ResourceError(
                `console ${console.host ?? ""} has no login of its own, and without an access it would be open to everybody`,
                opts.parent,
            );
        }
        const groups = access.groupsFor(console);
        const audience = groups.length > 0 ? "administrators" : "everyone";
        const policy =
            made.get(audience) ?? loginPolicy(`${name}-${audience}`, { audience, groups, access, namespace }, opts);
        made.set(audience, policy);
        return {
            ...speaks,
            "nginx.org/policies": policy,
            "nginx.org/proxy-set-headers": access.check.headers.map((header) => `${header}:`).join(","),
        };
    };
}

function loginPolicy(
    name: string,
    {
        audience,
        groups,
        access: { check },
        namespace,
    }: { audience: string; groups: readonly string[]; access: Access; namespace: pulumi.Output<string> },
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const query = groups.length > 0 ? `?allowed_groups=${groups.map(encodeURIComponent).join(",")}` : "";
    const policy = new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "k8s.nginx.org/v1",
            kind: "Policy",
            metadata: { name: audience, namespace },
            spec: {
                ingressClassName: INGRESS_CLASS,
                externalAuth: {
                    authServiceName: pulumi.interpolate`${check.namespace}/${check.service}`,
                    authServicePorts: [check.port],
                    authURI: `${check.plainPath}${query}`,
                    // With the console's own address, or the login would send people back to its own.
                    authSigninURI: `${check.signInPath}?rd=https://$host$request_uri`,
                    authSigninRedirectBasePath: "/oauth2",
                },
            },
        },
        opts,
    );
    return pulumi.interpolate`${namespace}/${policy.metadata.name}`;
}
