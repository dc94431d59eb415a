import type { Login } from "../access";
import type { NamespaceArgs } from "../namespace";
import type { ObjectStore } from "../object-storage";
import type { GitLabArgs } from "./gitlab-args";
import { mailPort } from "./gitlab-mail";
import { metricsPorts, NAME, services } from "./gitlab-services";

/**
 * GitLab's namespace, and who comes in and out. It calls others by HTTPS: web hooks, mirrors, what it imports; that is
 * open, as the API server's port is.
 */
export function gitlabNamespace(
    { mail }: Pick<GitLabArgs, "mail">,
    { store, login }: { store: Pick<ObjectStore, "flow">; login: Login | undefined },
): NamespaceArgs {
    const { web, registry, agentServer } = services;
    return {
        name: NAME,
        role: "delivery",
        podSecurity: "restricted",
        accepts: [
            { from: "here" },
            { from: { role: "ingress" }, ports: [web.port, registry.port, agentServer.port] },
            { from: { role: "monitoring" }, ports: metricsPorts },
            // Its runner, whose jobs clone, and its agent.
            { from: { role: "delivery" }, ports: [web.port, agentServer.port] },
        ],
        opens: [
            { to: "here" },
            { to: "apiServer" },
            store.flow,
            ...(login ? [login.flow] : []),
            ...(mail ? [{ to: "internet" as const, ports: [mailPort(mail)] }] : []),
        ],
    };
}
