import * as path from "node:path";

import type { Draft } from "../environment";
import { type Objection, type Path } from "../refusals";
import { places, repeated } from "./places";
import { isMapping } from "../mapping";

/** The same stack twice in one cluster takes every object from its first owner. */
export function clustersDiffer(draft: Draft): Objection[] {
    const clusters = places(draft).flatMap(({ name, at, place: { cluster } }) => {
        if (cluster?.kind !== "existing") return [];
        const { kubeconfig, context = "", clusterIdentifier } = cluster;
        const file = typeof kubeconfig === "string" ? path.normalize(kubeconfig) : `secret ${kubeconfig.secret}`;
        return [{ name, at: [...at, "cluster"], reached: `${file} ${context}`, context, clusterIdentifier }];
    });
    const reached = repeated(clusters, (cluster) => cluster.reached).map(({ later, earlier }) => ({
        at: [...later.at, ...(later.context === "" ? ["kubeconfig"] : ["context"])],
        because: [
            [...earlier.at, "kubeconfig"],
            [...earlier.at, "context"],
        ],
        rule: `leads to the cluster of ${earlier.name}`,
        allowed: "a cluster for each place",
        fix: `write the kubeconfig of ${later.name}'s own cluster, or its context in this one`,
    }));
    const named = clusters.filter(({ clusterIdentifier }) => clusterIdentifier !== undefined);
    const identified = repeated(named, ({ clusterIdentifier }) => clusterIdentifier ?? "").map(
        ({ later, earlier }) => ({
            at: [...later.at, "clusterIdentifier"],
            because: [[...earlier.at, "clusterIdentifier"]],
            rule: `is the identifier of ${earlier.name}'s cluster as well`,
            allowed: "an identifier for each cluster",
            fix: "remove it for the default, which names the place",
        }),
    );
    return [...reached, ...identified];
}

/** A kubeconfig pasted in stands, with its credentials, in a file that everybody reads. */
export function kubeconfigsAreFiles(draft: Draft): Objection[] {
    return places(draft).flatMap(({ name, at, place: { cluster } }) => {
        const kubeconfig = cluster?.kind === "existing" ? cluster.kubeconfig : undefined;
        if (typeof kubeconfig !== "string" || !/[\n{]|apiVersion:/.test(kubeconfig)) return [];
        return [
            {
                at: [...at, "cluster", "kubeconfig"],
                rule: "is a kubeconfig itself, and its credentials would stand here for everybody to read",
                allowed: "a path, or { secret: <config key> }",
                fix:
                    `write kubeconfig: { secret: ${name}Kubeconfig }, and put it there: ` +
                    `pulumi config set --secret ${name}Kubeconfig < ${name}.kubeconfig; then replace its credentials`,
            },
        ];
    });
}

/** The words whose values name a config key, where a secret itself might be written by mistake. */
const KEYS = ["secret", "passwordSecret", "rootPasswordSecret", "tokenSecret", "tsigSecret", "urlSecret"];

/** A secret written where the name of its config key belongs is in the file, in its history, and not found as a key. */
export function configKeysAreNames(draft: Draft): Objection[] {
    return places(draft).flatMap(({ name, at, place }) =>
        namesOfKeys(place, at).flatMap(({ at, said }) => {
            // Ids and secrets of AWS's access keys look like names.
            if (
                /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/.test(said) &&
                !/^(AKIA|ASIA)[A-Z0-9]{16}$|^[A-Za-z0-9]{40}$/.test(said)
            )
                return [];
            const word = String(at.at(-1));
            const key = `${name}${word.charAt(0).toUpperCase()}${word.slice(1)}`;
            return [
                {
                    at,
                    rule: "is not the name of a config key; a secret itself must not stand here",
                    allowed: "letters, digits, dots, hyphens and underscores, the first a letter",
                    fix: `write ${word}: ${key}, put the secret there, pulumi config set --secret ${key}, and replace the secret if this was it`,
                },
            ];
        }),
    );
}

/** The config keys that an environment, or a part of one, names: each holds a secret. */
export function configKeysOf(said: unknown): string[] {
    return [...new Set(namesOfKeys(said, []).map((named) => named.said))];
}

function namesOfKeys(said: unknown, at: Path): { at: Path; said: string }[] {
    if (Array.isArray(said)) return said.flatMap((entry, index) => namesOfKeys(entry, [...at, index]));
    if (!isMapping(said)) return [];
    return Object.entries(said).flatMap(([word, inner]) =>
        typeof inner === "string"
            ? KEYS.includes(word)
                ? [{ at: [...at, word], said: inner }]
                : []
            : namesOfKeys(inner, [...at, word]),
    );
}
