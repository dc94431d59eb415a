import { createHash } from "node:crypto";

import { specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";

import { isMapping } from "../../stacks/mapping";

/** One resource as a program registered it. */
export interface Registered {
    type: string;
    name: string;
    /** What it was given, with secrets replaced by `[secret …]` and unknowns by `[unknown]`: see `masked`. */
    inputs: Record<string, unknown>;
    /** Logical name of the parent, if it has one, and its type: two resources may have one name. */
    parent?: string;
    parentType?: string;
    /** Logical names of all it waits for, whether said or taken from its inputs. */
    dependsOn: string[];
    /** Of each of its inputs, the resources from which it is taken, whole or in part. */
    sources: Record<string, Source[]>;
    provider?: string;
    protect: boolean;
    retainOnDelete: boolean;
    /** Logical name of what takes it along when it goes, so that the provider is not asked to delete it. */
    deletedWith?: string;
    custom: boolean;
    /** Under which it may be known already. */
    aliases: Alias[];
    /** Properties whose change replaces it, beside those of its kind. */
    replaceOnChanges: string[];
    ignoreChanges: string[];
    deleteBeforeReplace: boolean;
}

/** A resource by what a program calls it. */
export interface Source {
    type: string;
    name: string;
}

/** Another name, type or parent; what is unsaid is as at present. */
export interface Alias {
    name?: string;
    type?: string;
    parent?: string;
    parentType?: string;
    /** It had no parent. */
    noParent?: true;
}

/**
 * Notes everything that the program of this process registers from now on; `setMocks` comes first. Mocks alone do not see
 * parents, dependencies and options: the request to the engine has them all.
 *
 * @throws Error where this release of Pulumi's SDK has no such door, which none documents.
 */
export function watch(found: Registered[], mask: Mask = plain, monitor: unknown = getMonitor()): void {
    if (!isMonitor(monitor)) {
        throw new Error("this version of @pulumi/pulumi has no registerResource on its mock monitor");
    }
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
        const inputs = mask(request.getObject()?.toJavaScript() ?? {});
        if (!isMapping(inputs)) throw new Error(`${request.getName()} was given no mapping`);
        found.push({
            type: request.getType(),
            name: request.getName(),
            inputs,
            parent: nameOf(request.getParent()),
            parentType: typeOf(request.getParent()),
            dependsOn: request.getDependenciesList().map((urn) => nameOf(urn) ?? urn),
            sources: sourcesOf(request),
            provider: nameOf(request.getProvider().split("::").slice(0, -1).join("::")),
            protect: request.getProtect() ?? false,
            retainOnDelete: request.getRetainondelete() ?? false,
            deletedWith: nameOf(request.getDeletedwith()),
            custom: request.getCustom(),
            aliases: request.getAliasesList().map(aliasOf),
            replaceOnChanges: request.getReplaceonchangesList(),
            ignoreChanges: request.getIgnorechangesList(),
            deleteBeforeReplace: request.getDeletebeforereplace(),
        });
        register(request, callback);
    };
}

/** How what a program gives is written down. */
export type Mask = (value: unknown) => unknown;

/** Secrets as `[secret]`. */
export const plain: Mask = (value) => masked(value, () => "[secret]");

/** Secrets as `[secret 1a2b3c4d]`, by a hash of what they are: that one has changed can be seen, and nothing else. */
export const hashed: Mask = (value) =>
    masked(value, (inner) => {
        const hash = createHash("sha256").update(JSON.stringify(inner));
        return `[secret ${hash.digest("hex").slice(0, 8)}]`;
    });

interface AliasRequest {
    getUrn(): string;
    getSpec(): { getName(): string; getType(): string; getParenturn(): string; getNoparent(): boolean } | undefined;
}

interface Request {
    getType(): string;
    getName(): string;
    getParent(): string;
    getCustom(): boolean;
    getProvider(): string;
    getProtect(): boolean | undefined;
    getRetainondelete(): boolean | undefined;
    getDeletedwith(): string;
    getDeletebeforereplace(): boolean;
    getReplaceonchangesList(): string[];
    getIgnorechangesList(): string[];
    getAliasesList(): AliasRequest[];
    getDependenciesList(): string[];
    getPropertydependenciesMap(): {
        forEach(told: (from: { getUrnsList(): string[] }, input: string) => void): void;
    };
    getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}

interface Monitor {
    registerResource(request: Request, callback: unknown): void;
}

function isMonitor(candidate: unknown): candidate is Monitor {
    return typeof candidate === "object" && candidate !== null && "registerResource" in candidate;
}

function sourcesOf(request: Request): Record<string, Source[]> {
    const sources: Record<string, Source[]> = {};
    request.getPropertydependenciesMap().forEach((from, input) => {
        const found = from.getUrnsList().map((urn) => ({ type: typeOf(urn) ?? "", name: nameOf(urn) ?? "" }));
        if (found.length > 0) sources[input] = found;
    });
    return sources;
}

function aliasOf(alias: AliasRequest): Alias {
    const spec = alias.getSpec();
    if (!spec) return { name: nameOf(alias.getUrn()), type: typeOf(alias.getUrn()) };
    return {
        ...(spec.getName() !== "" && { name: spec.getName() }),
        ...(spec.getType() !== "" && { type: spec.getType() }),
        ...(spec.getParenturn() !== "" && {
            parent: nameOf(spec.getParenturn()),
            parentType: typeOf(spec.getParenturn()),
        }),
        ...(spec.getNoparent() && { noParent: true as const }),
    };
}

function nameOf(urn: string): string | undefined {
    return urn === "" ? undefined : urn.split("::").at(-1);
}

// urn:pulumi:<stack>::<project>::<types, from the outermost parent to its own, with $ between>::<name>
function typeOf(urn: string): string | undefined {
    return urn === "" ? undefined : urn.split("::").at(-2)?.split("$").at(-1);
}

function masked(value: unknown, secret: (inner: unknown) => string): unknown {
    if (value === unknownValue) return "[unknown]";
    if (Array.isArray(value)) return value.map((one) => masked(one, secret));
    if (!isMapping(value)) return value;
    if (specialSigKey in value) {
        if (value[specialSigKey] === specialSecretSig) return secret(value.value);
        return "value" in value ? masked(value.value, secret) : "[resource]";
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner, secret)]));
}
