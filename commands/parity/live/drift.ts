import { createHash } from "node:crypto";

import { isMapping } from "../../../stacks/mapping";
import type { Difference } from "../../plan/differences";
import { fieldDifferences } from "../fields";
import type { LiveObject } from "./api";
import type { Asked } from "./asked";
import { asFound } from "./found";

/** Something in a cluster that is not as the program says. */
export interface Drift {
    /**
     * `missing`: it is asked for, and not there. `changed`: a field is otherwise. `extra`: it stands in a namespace of the
     * stack, and nobody asked for it. `release`: Helm was given something else than the program gives, or did not finish.
     */
    what: "missing" | "changed" | "extra" | "release";
    role: string;
    system: string;
    object: string;
    path?: string;
    expected?: unknown;
    found?: unknown;
    /** Who wrote it, where its content is nobody's business or nobody's of ours. */
    by?: string;
}

/** An object as it was asked for, with what the cluster has otherwise; a Secret's content by hashes. */
export function seenAs({ object }: Pick<Asked, "object">, live: LiveObject): unknown {
    return asFound(comparable(object), comparable(live));
}

/** Every field in which a cluster's object is not what was asked for. */
export function changesOf(asked: Asked, live: LiveObject): Difference[] {
    return fieldDifferences(comparable(asked.object), seenAs(asked, live));
}

/** An object as it may be compared and shown: what a Secret holds is hashed. */
export function comparable(object: Record<string, unknown>): Record<string, unknown> {
    if (object.kind !== "Secret") return object;
    const { data, stringData, ...rest } = object;
    // Of what the program itself keeps secret nothing is known.
    if ([data, stringData].some((one) => typeof one === "string")) return rest;
    const encoded = Object.entries(isMapping(stringData) ? stringData : {}).map(
        ([key, text]) => [key, Buffer.from(String(text)).toString("base64")] as const,
    );
    const all = { ...(isMapping(data) ? data : {}), ...Object.fromEntries(encoded) };
    if (Object.keys(all).length === 0) return rest;
    const hashes = Object.entries(all).map(([key, text]) => [key, `sha256 ${hashOf(text)}`] as const);
    return { ...rest, data: Object.fromEntries(hashes) };
}

function hashOf(text: unknown): string {
    return createHash("sha256").update(String(text).replaceAll(/\s/g, "")).digest("hex").slice(0, 8);
}

/** The engine, and Helm on its behalf: the managers under which the stack writes. */
const OURS = /^(pulumi|helm$|Helm$)/;

/**
 * Keys of a Secret of the program that somebody else wrote, and who: the program's own content is not known here, but the
 * API server notes who wrote what.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function writtenByOthers({ metadata: { managedFields } }: LiveObject): { key: string; by: string }[] {
    return managedFields.flatMap(({ manager, fieldsV1 }) => {
        if (OURS.test(manager)) return [];
        const data = isMapping(fieldsV1) ? fieldsV1["f:data"] : undefined;
        if (!isMapping(data)) return [];
        return Object.keys(data)
            .filter((key) => key.startsWith("f:"))
            .map((key) => ({ key: key.slice(2), by: manager }));
    });
}

/** Programs by which people write to a cluster, by the beginning of what they call themselves. */
const PEOPLES =
    /^(kubectl|oc|helm|k9s|lens|headlamp|rancher|pulumi|terraform|opentofu|argocd|flux|kustomize|ansible|openapi|python|curl|mozilla|node|unknown|somebody)/i;

/** Whether people made an object, or a program by which they do; controllers call themselves otherwise. */
export function madeByPeople({ metadata: { managedFields } }: LiveObject): boolean {
    return managedFields.length === 0 || managedFields.some(({ manager }) => PEOPLES.test(manager));
}

/** What every namespace has, and what is made of something else. */
export function isMadeOfItself({ kind, metadata, type }: LiveObject): boolean {
    if (metadata.ownerReferences.length > 0) return true;
    if (kind === "ServiceAccount") return metadata.name === "default";
    if (kind === "ConfigMap") return ["kube-root-ca.crt", "openshift-service-ca.crt"].includes(metadata.name);
    return kind === "Secret" && ["kubernetes.io/service-account-token", "helm.sh/release.v1"].includes(String(type));
}
