import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import * as zlib from "node:zlib";

import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";

import type { Sandbox } from "../sandbox/open";
import { Refusal } from "../terminal";
import { readKubeconfig } from "../../components/cluster/kubeconfig";
import { isMapping } from "../../stacks/mapping";

const Inputs = z.record(z.string(), z.unknown());

/** A resource of an exported state, without what a provider made of it. */
export const Kept = z.strictObject({
    urn: z.string(),
    type: z.string(),
    custom: z.boolean(),
    /** A text of the machine that made it stands as `‹server of paris›`, one that is secret as its hash. */
    inputs: Inputs.default({}),
    parent: z.string().optional(),
    dependencies: z.array(z.string()).default([]),
    provider: z.string().optional(),
    protect: z.boolean().default(false),
    retainOnDelete: z.boolean().default(false),
});
export type Kept = z.infer<typeof Kept>;

const Exported = z.looseObject({
    resources: z.array(z.looseObject({ urn: z.string(), external: z.boolean().default(false) })),
});

/** Where the states of releases are kept: `<release>/<environment>.json.gz`. */
export const RELEASES = path.join(__dirname, "..", "..", "test", "upgrade");

/** What of a state is of the machine that made it, and what stands in its place where the state is kept. */
export interface Local {
    text: string;
    stands: string;
}

/** What is of one machine: where its charts are, and how its clusters are reached. */
export function localTo({ engine, clusters }: Sandbox): Local[] {
    const charts = z.looseObject({ charts: z.string() }).parse(engine.said).charts;
    return [
        { text: charts, stands: "‹charts›" },
        ...[...clusters].flatMap(([place, { server, certificateAuthority, kubeconfig }]) => [
            // First, for the others stand within it.
            { text: readKubeconfig(`${place}-cluster`, kubeconfig), stands: `‹kubeconfig of ${place}, as it is read›` },
            { text: kubeconfig, stands: `‹kubeconfig of ${place}›` },
            { text: server, stands: `‹server of ${place}›` },
            { text: new URL(server).host, stands: `‹host of ${place}›` },
            { text: certificateAuthority, stands: `‹authority of ${place}›` },
        ]),
    ];
}

/**
 * What is kept of an exported state: its resources with what they were given. No outputs, for they are of the cluster
 * that is gone; no look-ups; of a secret the hash alone, by which another one is seen.
 */
export function keptOf(deployment: unknown, local: readonly Local[]): Kept[] {
    const resources = Exported.parse(deployment).resources.filter(({ external }) => !external);
    const there = new Set(resources.map(({ urn }) => urn));
    return inOrder(
        resources.map((resource) => {
            const { urn, type, custom, inputs, parent, dependencies, provider, protect, retainOnDelete } = resource;
            const all = { urn, type, custom, inputs, parent, dependencies, provider, protect, retainOnDelete };
            const kept = Kept.parse(all);
            return {
                ...kept,
                ...(kept.provider !== undefined && { provider: ownerOf(kept) }),
                inputs: Inputs.parse(hidden(kept.inputs, local)),
                dependencies: kept.dependencies.filter((one) => there.has(one)).sort(),
            };
        }),
    );
}

/** Each behind all that it needs, and otherwise by name: which was made first is of one run. */
function inOrder(resources: readonly Kept[]): Kept[] {
    const left = new Map(
        [...resources].sort((one, other) => (one.urn < other.urn ? -1 : 1)).map((one) => [one.urn, one]),
    );
    const ordered: Kept[] = [];
    const put = (urn: string | undefined) => {
        const one = left.get(urn ?? "");
        if (!one) return;
        left.delete(one.urn);
        put(one.parent);
        put(one.provider);
        for (const dependency of one.dependencies) put(dependency);
        ordered.push(one);
    };
    for (const urn of [...left.keys()]) put(urn);
    return ordered;
}

/** The URN of a resource's provider, without its id, which is another one in each run. */
function ownerOf({ provider }: Kept): string | undefined {
    return provider?.split("::").slice(0, -1).join("::");
}

/** A text of a kept state as it is on this machine. */
export function hereOf(text: string, local: readonly Local[]): string {
    return local.reduce((so, { text, stands }) => so.replaceAll(stands, text), text);
}

/** Releases that are kept, the oldest first. */
export function releases(): string[] {
    if (!fs.existsSync(RELEASES)) return [];
    return fs
        .readdirSync(RELEASES)
        .filter((name) => name.startsWith("v"))
        .sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
}

/** Environments whose state of a release is kept. */
export function environmentsOf(release: string): string[] {
    return fs
        .readdirSync(path.join(RELEASES, release))
        .flatMap((file) => (file.endsWith(".json.gz") ? [file.slice(0, -".json.gz".length)] : []))
        .sort();
}

export function readState(release: string, environment: string): Kept[] {
    const file = fileOf(release, environment);
    if (!fs.existsSync(file)) throw new Refusal(`no state of ${environment} is kept of the release ${release}`, 2);
    return z.array(Kept).parse(JSON.parse(zlib.gunzipSync(fs.readFileSync(file)).toString("utf8")));
}

/** Writes a state; of the same resources the same bytes. Gives its file. */
export function writeState(release: string, environment: string, resources: readonly Kept[]): string {
    const file = fileOf(release, environment);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, zlib.gzipSync(JSON.stringify(resources), { level: 9 }));
    return file;
}

function fileOf(release: string, environment: string): string {
    return path.join(RELEASES, release, `${environment}.json.gz`);
}

/** Under this key a kept state says that what is below it is a secret, each text in it by its hash. */
export const HIDDEN = "‹secret›";

function hidden(value: unknown, local: readonly Local[]): unknown {
    const kept = (text: string) => local.reduce((so, { text, stands }) => so.replaceAll(text, stands), text);
    if (typeof value === "string") return kept(value);
    if (Array.isArray(value)) return value.map((one) => hidden(one, local));
    if (!isMapping(value)) return value;
    if (value[specialSigKey] === specialSecretSig) {
        const inner: unknown = typeof value.plaintext === "string" ? JSON.parse(value.plaintext) : value.value;
        return { [HIDDEN]: texts(inner, (text) => secretOf(kept(text))) };
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden(inner, local)]));
}

/** What is kept of a text that is secret: its hash; of how a cluster is reached, what stands for it. */
function secretOf(text: string): string {
    return /^‹[^›]*›$/.test(text) ? text : `‹${hashOf(text)}›`;
}

/** A value with something else in place of each text, also in secrets within it. */
export function texts(value: unknown, other: (text: string) => string): unknown {
    if (typeof value === "string") return other(value);
    if (Array.isArray(value)) return value.map((one) => texts(one, other));
    if (!isMapping(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, texts(inner, other)]));
}

/** By what a text of a secret is known. */
export function hashOf(text: string): string {
    return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
