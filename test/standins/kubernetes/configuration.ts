import { z } from "zod";

import { activeCluster, type Choice } from "./kubeconfig";
import type { Difference, Failure } from "../provider";
import { hasUnknowns, plainProperties, type Properties } from "../values";
import { differences } from "../difference";

// The SDK sends every argument that is no text as JSON in a text; an absent one as nothing, or as the word "undefined".
const flag = z.enum(["true", "false"]).optional();
const text = z.string().optional();

const Arguments = z.strictObject({
    kubeconfig: text,
    context: text,
    cluster: text,
    namespace: text,
    clusterIdentifier: text,
    enableServerSideApply: z.literal("true").optional(),
    enablePatchForce: flag,
    upsertExistingObjects: flag,
    enableConfigMapMutable: flag,
    enableSecretMutable: flag,
    deleteUnreachable: flag,
    // Known, and without effect on what the stand-in does.
    strictMode: flag,
    kubeClientSettings: text,
    helmReleaseSettings: text,
    suppressDeprecationWarnings: flag,
    suppressHelmHookWarnings: flag,
    version: text,
});

/** A provider's arguments, read. */
export interface Configuration {
    choice: Choice;
    patchForce: boolean;
    upsert: boolean;
    configMaps: boolean;
    secrets: boolean;
    deleteUnreachable: boolean;
}

export function readConfiguration(inputs: Properties): Configuration {
    const said = Arguments.parse(plainProperties(inputs));
    // An empty text is what some SDKs send for an argument that is not given.
    const { kubeconfig, context, cluster, namespace } = said;
    return {
        choice: {
            kubeconfig: kubeconfig === "" ? undefined : kubeconfig,
            context: context === "" ? undefined : context,
            cluster: cluster === "" ? undefined : cluster,
            namespace: namespace === "" ? undefined : namespace,
        },
        patchForce: said.enablePatchForce === "true",
        upsert: said.upsertExistingObjects === "true",
        configMaps: said.enableConfigMapMutable === "true",
        secrets: said.enableSecretMutable === "true",
        deleteUnreachable: said.deleteUnreachable === "true",
    };
}

/** Refuses arguments that the stand-in would otherwise silently leave out. */
export function checkConfiguration(inputs: Properties, of: { urn: string; strict: boolean }): Failure[] {
    const given = plainProperties(inputs);
    const known = Arguments.safeParse(hasUnknowns(given) ? {} : given);
    const failures = (known.error?.issues ?? []).map((issue) => ({
        property: issue.path.map(String).join("."),
        reason: `the stand-in of the Kubernetes provider does not do this: ${issue.message}`,
    }));
    if (!of.strict && given.strictMode !== "true") return failures;
    if (/::default(_|$)/.test(of.urn))
        failures.push({ property: "", reason: "strict mode prohibits default provider" });
    for (const property of ["kubeconfig", "context"]) {
        const value = given[property];
        if (typeof value === "string" && value !== "") continue;
        failures.push({ property, reason: `strict mode requires Provider "${property}" argument` });
    }
    return failures;
}

/**
 * What changes when a provider is configured anew. Whatever leads to another cluster replaces all that was in the first
 * one, unless `clusterIdentifier` says that it is the same one still.
 */
export function diffConfiguration(olds: Properties, news: Properties): Difference {
    const [old, wanted] = [plainProperties(olds), plainProperties(news)];
    const access = ["kubeconfig", "context", "cluster"];
    const unknown = access.some((name) => hasUnknowns(wanted[name] ?? null));
    const identifier = wanted.clusterIdentifier;
    const same = typeof identifier === "string" && identifier !== "" && identifier === old.clusterIdentifier;
    const [before, after] = [activeCluster(choiceOf(old)), unknown ? undefined : activeCluster(choiceOf(wanted))];
    const elsewhere = unknown || (before !== undefined && after !== undefined && before !== after);
    return {
        changes: differences(old, wanted).map((change) => ({
            ...change,
            replace:
                !same &&
                ((elsewhere && access.includes(change.path)) ||
                    (change.path === "clusterIdentifier" && change.kind === "update")),
        })),
    };
}

function choiceOf(inputs: Properties): Choice {
    const said = (name: string): string | undefined => {
        const value = inputs[name];
        return typeof value === "string" && value !== "" ? value : undefined;
    };
    return { kubeconfig: said("kubeconfig") ?? "", context: said("context"), cluster: said("cluster") };
}
