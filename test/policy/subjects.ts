import { mapping } from "../../policy/fields";
import type { Subject } from "../../policy/rule";
import { chartSubject, subjectOf } from "../../policy/subject";

type Fields = Record<string, unknown>;

/** An object as a chart makes it. */
export function object(apiVersion: string, kind: string, name: string, more: Fields = {}): Subject {
    return chartSubject({ ...more, apiVersion, kind, metadata: { ...mapping(more.metadata), name } }, "web");
}

/** The same in the namespace `shop`. */
export function inShop(apiVersion: string, kind: string, name: string, more: Fields = {}): Subject {
    return object(apiVersion, kind, name, { ...more, metadata: { namespace: "shop", ...mapping(more.metadata) } });
}

/** A resource that the place `paris` registers. */
export function resource(type: string, name: string, inputs: Fields, kept = false, consented = false): Subject {
    return subjectOf({ type, name: `paris-${name}`, place: "paris", inputs, system: "Web", kept, consented });
}

/** A container that nobody has anything against. */
export const container: Fields = {
    name: "web",
    image: "registry.example.org/web:1.2.3",
    resources: { requests: { cpu: "10m", memory: "32Mi" } },
    readinessProbe: { httpGet: { path: "/ready", port: 80 } },
    livenessProbe: { httpGet: { path: "/", port: 80 } },
};

/** A Deployment in `shop` with a container that is otherwise in some way. */
export function deployment(changed: Fields = {}, spec: Fields = {}): Subject {
    return inShop("apps/v1", "Deployment", "web", {
        spec: {
            ...spec,
            template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ ...container, ...changed }] } },
        },
    });
}

/** The namespace `shop`, as the stack makes it but for what is said. */
export function namespace(labels: Fields = {}, annotations: Fields = {}): Subject {
    return object("v1", "Namespace", "shop", {
        metadata: {
            labels: {
                "samestack.dev/role": "application",
                "pod-security.kubernetes.io/enforce": "restricted",
                ...labels,
            },
            annotations,
        },
    });
}
