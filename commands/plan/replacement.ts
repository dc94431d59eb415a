import type { Registered } from "../render/registration";
import { immutableProperties } from "../render/immutable";
import { awsDepends, awsReplacement } from "./aws-replacement";
import type { Difference } from "./differences";
import { isMapping } from "../../stacks/mapping";

/**
 * Those differences that cannot be made on what is there, so that it is replaced: what Kubernetes or AWS does not let
 * change, by its kind; another cluster or release; what the program itself says is so (`replaceOnChanges`).
 */
export function forcing(
    resource: Registered,
    changed: readonly Difference[],
    provider: Registered | undefined,
): Difference[] {
    const patterns = forcingPatterns(resource, provider);
    return changed.filter(({ path }) => patterns.some((pattern) => touches(path, pattern)));
}

/** The inputs of a resource whose change replaces it, by their paths, and whether they are known before it is made. */
export function forcingInputs(
    resource: Registered,
    provider: Registered | undefined,
): { path: string; unknown: boolean }[] {
    return forcingPatterns(resource, provider).flatMap((path) => {
        const values = valuesAt(resource.inputs, steps(path)).filter((value) => value !== undefined);
        return values.length === 0 ? [] : [{ path, unknown: values.some(hasUnknown) }];
    });
}

/** Whether nobody but AWS' provider can tell if this change replaces the resource. */
export function isUndecided(type: string, changed: readonly Difference[]): boolean {
    if (!type.startsWith("aws:")) return false;
    if (!(type in awsReplacement)) return true;
    const patterns = ["region", ...(awsDepends[type] ?? [])];
    return changed.some(({ path }) => patterns.some((pattern) => touches(path, pattern)));
}

function forcingPatterns({ type, inputs, replaceOnChanges }: Registered, provider: Registered | undefined): string[] {
    return [...ofItsKind(type, inputs, provider), ...replaceOnChanges];
}

function ofItsKind(type: string, inputs: Record<string, unknown>, provider: Registered | undefined): string[] {
    if (type.startsWith("aws:")) return awsReplacement[type] ?? [];
    if (type === "pulumi:providers:kubernetes") return ["clusterIdentifier"];
    if (type === "kubernetes:helm.sh/v3:Release") return ["name", "namespace"];
    if (!type.startsWith("kubernetes:") || isInstalled(type)) return [];
    const { apiVersion, kind } = inputs;
    if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
    const { enableConfigMapMutable, enableSecretMutable } = provider?.inputs ?? {};
    return immutableProperties(
        { apiVersion, kind, immutable: inputs.immutable === true },
        { configMaps: isTrue(enableConfigMapMutable), secrets: isTrue(enableSecretMutable) },
    );
}

/** Whether a resource stands for objects that are not registered: those of a chart, or of a bundle of manifests. */
export function isInstalled(type: string): boolean {
    return /^kubernetes:(helm\.sh\/v[34]:(Release|Chart)|yaml\/v2:)/.test(type);
}

// Providers are told everything as text.
function isTrue(value: unknown): boolean {
    return value === true || value === "true";
}

/** Whether a change at `path` is one of what a pattern names; `[*]` is any entry of a list, `*` any key. */
function touches(path: string, pattern: string): boolean {
    const [at, of] = [steps(path), steps(pattern)];
    return Array.from({ length: Math.min(at.length, of.length) }).every(
        (_, depth) => of[depth] === "*" || of[depth] === at[depth],
    );
}

function valuesAt(value: unknown, [step, ...deeper]: string[]): unknown[] {
    if (step === undefined) return [value];
    if (step === "*") {
        const all = Array.isArray(value) ? value : isMapping(value) ? Object.values(value) : [];
        return all.flatMap((one) => valuesAt(one, deeper));
    }
    return isMapping(value) ? valuesAt(value[step], deeper) : value === "[unknown]" ? [value] : [];
}

/** The keys of a path, from the outermost. */
export function steps(path: string): string[] {
    return [...path.matchAll(/\["([^"]*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(
        ([, quoted, index, key]) => quoted ?? index ?? key ?? "",
    );
}

/** Whether a value holds something that is not known before it is made. */
export function hasUnknown(value: unknown): boolean {
    if (typeof value === "string") return value.includes("[unknown]");
    if (Array.isArray(value)) return value.some(hasUnknown);
    return isMapping(value) && Object.values(value).some(hasUnknown);
}
