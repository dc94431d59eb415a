import { mapping, mappings, namespaceOf, words } from "../fields";
import type { Rule, Subject } from "../rule";

const routes = ["Ingress", "IngressRoute", "HTTPRoute", "GRPCRoute"];

export const tls: Rule = {
    name: "tls",
    holds: "every route is served by TLS, at each of its hosts",
    why: "passwords and sessions would otherwise go over the wire in clear",
    see: "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
    pairs: true,
    about: ({ kind }) => routes.includes(kind),
    objections: (one, place) => {
        switch (one.kind) {
            case "Ingress":
                return ofIngress(one);
            case "IngressRoute":
                return mapping(one.fields, "spec").tls === undefined
                    ? [{ says: "has no spec.tls; name a secret there, or an empty mapping for the usual one" }]
                    : [];
            default:
                return ofGateway(one, place);
        }
    },
};

function ofIngress({ fields }: Subject) {
    const { rules, tls } = mapping(fields, "spec");
    const safe = mappings(tls).flatMap(({ hosts }) => words(hosts));
    const hosts = mappings(rules).flatMap(({ host }) => words(host));
    if (mappings(tls).length === 0) return [{ says: "has no spec.tls; name its hosts and a secret there" }];
    return hosts
        .filter((host) => !safe.includes(host))
        .map((host) => ({ part: host, says: `serves ${host} without TLS; name the host under spec.tls` }));
}

function ofGateway(route: Subject, place: readonly Subject[]) {
    const parents = mappings(mapping(route.fields, "spec").parentRefs);
    const plain = parents.filter(({ name, namespace, sectionName }) => {
        const gateway = place.find(
            (other) =>
                other.kind === "Gateway" &&
                mapping(other.fields, "metadata").name === name &&
                namespaceOf(other) === (namespace ?? namespaceOf(route)),
        );
        const listeners = mappings(mapping(gateway?.fields, "spec").listeners);
        const named = listeners.filter((listener) => sectionName === undefined || listener.name === sectionName);
        return named.length === 0 || !named.every(({ tls }) => tls !== undefined);
    });
    return parents.length > 0 && plain.length === 0
        ? []
        : [{ says: "hangs on a listener without TLS; name the one with TLS by sectionName" }];
}
