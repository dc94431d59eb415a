import { randomBytes } from "node:crypto";

import { z } from "zod";

import { differences } from "../difference";
import type { ChartReference, Helm } from "./helm";
import type { Access } from "./kubeconfig";
import { idOf, parseId } from "./naming";
import type { Given, Place } from "./place";
import { readRelease, type ReleaseRecord, resourceNames } from "./release-record";
import { type Difference, type Failure, NotReady, type State } from "../provider";
import {
    hasUnknowns,
    isProperties,
    keepSecrets,
    open,
    plainProperties,
    type Properties,
    secret,
    toProperties,
    unknown,
    without,
} from "../values";

export const releaseType = "kubernetes:helm.sh/v3:Release";

// The official plugin writes all of these into the inputs, said or not.
const defaults: Properties = {
    ...Object.fromEntries(
        [
            ...["allowNullValues", "atomic", "cleanupOnFail", "createNamespace", "dependencyUpdate", "devel"],
            ...[
                "disableCRDHooks",
                "disableOpenapiValidation",
                "disableWebhooks",
                "forceUpdate",
                "lint",
                "recreatePods",
            ],
            ...["renderSubchartNotes", "replace", "resetValues", "reuseValues", "skipAwait", "skipCrds", "verify"],
            "waitForJobs",
        ].map((name) => [name, false]),
    ),
    ...{ description: "", keyring: "", postrender: "", values: {} },
};

const off = z.literal(false).optional();
const flag = z.boolean().optional();

const Args = z.strictObject({
    chart: z.string(),
    version: z.string().optional(),
    name: z.string(),
    namespace: z.string(),
    repositoryOpts: z.strictObject({ repo: z.string().optional() }).nullish(),
    values: z.record(z.string(), z.unknown()).nullish(),
    /** Seconds, for each of what Helm waits for. */
    timeout: z.number().optional(),
    maxHistory: z.number().nullish(),
    description: z.string().optional(),
    skipAwait: flag,
    waitForJobs: flag,
    atomic: flag,
    createNamespace: flag,
    skipCrds: flag,
    takeOwnership: flag,
    disableOpenapiValidation: flag,
    disableWebhooks: flag,
    disableCRDHooks: flag,
    cleanupOnFail: flag,
    forceUpdate: flag,
    resetValues: flag,
    reuseValues: flag,
    renderSubchartNotes: flag,
    // Without meaning since Helm 3 kept nulls by itself.
    allowNullValues: flag,
    dependencyUpdate: off,
    devel: off,
    lint: off,
    recreatePods: off,
    replace: off,
    verify: off,
    keyring: z.literal("").optional(),
    postrender: z.literal("").optional(),
});
type Args = z.infer<typeof Args>;

/** Completes the inputs and finds the chart, whose exact version becomes part of them. */
export async function checkRelease(
    place: Place,
    helm: Helm,
    given: Given<"check">,
): Promise<{ inputs: Properties; failures: Failure[] }> {
    const news = without(given.news, "compat", "resourceNames");
    const waits = open(news.skipAwait ?? null) !== true;
    const before = plainProperties(given.olds).name;
    const inputs: Properties = {
        ...defaults,
        ...news,
        name: blank(news.name)
            ? (before ?? given.proposedName ?? `${given.name}-${randomBytes(4).toString("hex")}`)
            : (news.name ?? ""),
        namespace: blank(news.namespace) ? place.namespace : (news.namespace ?? ""),
        ...(waits && news.timeout === undefined && { timeout: 300 }),
    };
    if (hasUnknowns(inputs)) return { inputs, failures: [] };
    const args = Args.safeParse(plainProperties(inputs));
    if (!args.success) {
        const failures = args.error.issues.map((issue) => ({
            property: issue.path.map(String).join("."),
            reason: `the stand-in of the Kubernetes provider does not do this in a Release: ${issue.message}`,
        }));
        return { inputs, failures };
    }
    try {
        const { version } = await helm.fetch(reference(args.data));
        return { inputs: { ...inputs, version }, failures: [] };
    } catch (error) {
        const reason = `${sentence(error)}; check the chart name and repository configuration.`;
        return { inputs, failures: [{ property: "chart", reason }] };
    }
}

export function diffRelease(given: Given<"diff">): Difference {
    const { __inputs } = plainProperties(given.olds);
    const old = isProperties(__inputs) ? __inputs : {};
    const changes = differences(old, plainProperties(given.news), ["name", "namespace"], given.ignoreChanges);
    return { changes, inputs: [...new Set(changes.map(({ path }) => path.split(/[.[]/)[0] ?? ""))] };
}

export async function createRelease(place: Place, helm: Helm, given: Given<"create">): Promise<State> {
    if (given.preview) return { id: "", outputs: foreseen(given.news) };
    const access = reachable(place, "create");
    const args = Args.parse(plainProperties(given.news));
    const chart = await helm.fetch(reference(args));
    const flags = [
        ...common(args, { noHooks: args.disableWebhooks }),
        ...when("--skip-crds", args.skipCrds),
        ...when("--create-namespace", args.createNamespace),
        ...when("--take-ownership", args.takeOwnership),
        ...when("--disable-openapi-validation", args.disableOpenapiValidation),
    ];
    const command = ["install", args.name, chart.path, ...flags];
    const id = idOf(args);
    return {
        id,
        outputs: await carryOut(place, helm, access, { ...given, args, id, command, verb: "was created, but " }),
    };
}

export async function updateRelease(place: Place, helm: Helm, given: Given<"update">): Promise<Properties> {
    if (given.preview) return foreseen(given.news);
    const access = reachable(place, "update");
    const args = Args.parse(plainProperties(given.news));
    const chart = await helm.fetch(reference(args));
    const flags = [
        ...common(args, { noHooks: args.disableCRDHooks }),
        ...when("--cleanup-on-fail", args.cleanupOnFail),
        ...when("--force", args.forceUpdate),
        ...when("--reset-values", args.resetValues),
        ...when("--reuse-values", args.reuseValues),
        ...when("--take-ownership", args.takeOwnership),
        ...["--history-max", String(args.maxHistory ?? 0)],
    ];
    const command = ["upgrade", args.name, chart.path, ...flags];
    return carryOut(place, helm, access, { ...given, args, command, verb: "" });
}

async function carryOut(
    place: Place,
    helm: Helm,
    access: Access,
    given: { urn: string; news: Properties; args: Args; id: string; command: string[]; verb: string },
): Promise<Properties> {
    const { args, news } = given;
    const record = async (): Promise<ReleaseRecord | undefined> =>
        place.cluster === undefined ? undefined : readRelease(place.cluster, args);
    try {
        await helm.onCluster(access, given.command, toProperties(args.values ?? {}));
    } catch (error) {
        // A name that is taken is another release's; and what Helm has not recorded does not exist.
        const found = /cannot re-use a name/.test(sentence(error)) ? undefined : await record();
        if (found === undefined) throw error;
        throw new NotReady(
            `Helm release "${given.id}" ${given.verb}failed to initialize completely. Use Helm CLI to investigate: ` +
                `failed to become available within allocated timeout. Error: Helm Release ${given.id}: ${sentence(error)}`,
            { id: given.id, outputs: outputsOf(news, found) },
        );
    }
    const done = await record();
    if (done === undefined) throw new Error(`Helm has no record of release ${given.id}, which it has just written.`);
    return outputsOf(news, done);
}

export async function readReleaseState(
    place: Place,
    given: Given<"read">,
): Promise<(State & { inputs: Properties }) | undefined> {
    if (place.cluster === undefined) throw new Error(`failed to read a Helm Release: ${place.why}`);
    const { name, namespace = place.namespace } = parseId(given.id);
    const record = await readRelease(place.cluster, { name, namespace });
    if (record === undefined) return undefined;
    const known = isProperties(open(given.olds.__inputs ?? null)) ? open(given.olds.__inputs ?? null) : undefined;
    const { metadata } = record.chart;
    const values = toProperties(record.config ?? {});
    const inputs = isProperties(known)
        ? known
        : { chart: metadata.name, name, namespace, version: metadata.version, values, timeout: 300 };
    return { id: given.id, outputs: outputsOf(inputs, record), inputs };
}

/** Uninstalls the release with its hooks, and waits until its objects are gone. */
export async function deleteRelease(place: Place, helm: Helm, given: Given<"delete">): Promise<void> {
    const access = reachable(place, "delete");
    const { atomic, skipAwait, timeout } = plainProperties(given.olds);
    const { name, namespace = place.namespace } = parseId(given.id);
    const waits = atomic === true || skipAwait !== true;
    const seconds = typeof timeout === "number" ? timeout : 300;
    const wait = waits ? ["--wait", "--timeout", `${seconds}s`] : [];
    await helm.onCluster(access, ["uninstall", name, "--namespace", namespace, ...wait]);
}

function common(args: Args, { noHooks }: { noHooks: boolean | undefined }): string[] {
    const waits = args.skipAwait !== true;
    return [
        ...["--namespace", args.namespace, "--values", "-", "--timeout", `${args.timeout ?? 300}s`],
        ...when("--wait", waits),
        ...when("--wait-for-jobs", waits && args.waitForJobs === true),
        ...when("--atomic", args.atomic),
        ...when("--no-hooks", noHooks),
        ...(args.description !== undefined && args.description !== "" ? ["--description", args.description] : []),
    ];
}

function when(name: string, on: boolean | undefined): string[] {
    return on === true ? [name] : [];
}

function reference(args: Args): ChartReference {
    return { chart: args.chart, version: args.version, repo: args.repositoryOpts?.repo };
}

function reachable(place: Place, verb: string): Access {
    if (place.cluster !== undefined && place.access !== undefined) return place.access;
    throw new Error(`can't ${verb} Helm Release with unreachable cluster: ${place.why}`);
}

function outputsOf(inputs: Properties, record: ReleaseRecord): Properties {
    const { name, version, appVersion } = record.chart.metadata;
    const outputs: Properties = {
        ...plainProperties(inputs),
        version,
        resourceNames: resourceNames(record.manifest ?? ""),
        status: {
            status: record.info.status,
            name: record.name,
            namespace: record.namespace,
            revision: record.version,
            chart: name,
            version,
            appVersion: appVersion ?? "",
        },
    };
    return { ...keepSecrets(outputs, inputs), __inputs: secret(inputs) };
}

function foreseen(inputs: Properties): Properties {
    return { ...inputs, resourceNames: unknown, status: unknown, __inputs: secret(inputs) };
}

function blank(value: Properties[string] | undefined): boolean {
    return value === undefined || value === null || value === "";
}

function sentence(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
