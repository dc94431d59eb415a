import type { Migration } from "./migration";
import { asBoolean, asList, asNumber } from "./values";

/** Which pages of other hosts may ask, as `enable-cors` and its annotations say, with ingress-nginx' defaults. */
export interface Cors {
    origins: string[];
    methods: string[];
    headers: string[];
    exposed: string[];
    credentials: boolean;
    /** Seconds for which an answer may be kept. */
    maxAge: number;
}

/** All annotations that are about it. */
export const corsAnnotations = [
    "enable-cors",
    ...["origin", "methods", "headers", "credentials"].map((what) => `cors-allow-${what}`),
    "cors-expose-headers",
    "cors-max-age",
];

/** Undefined where it is not asked for. @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#enable-cors */
export function corsOf(migration: Migration): Cors | undefined {
    if (asBoolean(migration.said("enable-cors")) !== true) {
        migration.carried(corsAnnotations, "nothing to do: enable-cors is not true");
        return undefined;
    }
    const list = (annotation: string, otherwise: string) => asList(migration.said(annotation) ?? otherwise);
    return {
        origins: list("cors-allow-origin", "*"),
        methods: list("cors-allow-methods", "GET,PUT,POST,DELETE,PATCH,OPTIONS"),
        headers: list(
            "cors-allow-headers",
            "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization",
        ),
        exposed: list("cors-expose-headers", ""),
        credentials: asBoolean(migration.said("cors-allow-credentials")) ?? true,
        maxAge: asNumber(migration.said("cors-max-age")) ?? 1_728_000,
    };
}
