import { parseReference, type Reference, textOf } from "./reference";
import { structureOf, wordsOf } from "./texts";
import { isMapping } from "../../stacks/mapping";

/** An image that something names, and where in it. */
export interface FoundImage {
    reference: Reference;
    /** As `spec.containers[0].image`; what stands in a text that is YAML or JSON itself follows `›`. */
    at: string;
}

/** What should be an image, and cannot be read as one: nobody knows which it is. */
export interface UnreadImage {
    text: string;
    at: string;
    why: string;
}

export interface Found {
    images: FoundImage[];
    unread: UnreadImage[];
}

/**
 * Every image that an object names: under `image` and the like, as repository and tag apart, in arguments, environment
 * variables, and texts of ConfigMaps and Secrets, YAML and JSON inside of them too. Of a custom resource definition only
 * the defaults are looked at, which the API server fills in; the rest of it is prose.
 */
export function imagesOf(object: Record<string, unknown>): Found {
    const reader = new Reader();
    const { kind, data, ...others } = object;
    if (kind === "CustomResourceDefinition") reader.defaults(object, "", "");
    else if (kind === "Secret" && isMapping(data)) {
        reader.any(others, "", "");
        reader.any(decoded(data), "data", "data");
    } else reader.any(object, "", "");
    return reader.found();
}

/** The same of values that a chart is given, where nobody can render it. */
export function imagesOfValues(values: Record<string, unknown>): Found {
    const reader = new Reader();
    reader.any(values, "values", "");
    return reader.found();
}

class Reader {
    readonly #images = new Map<string, FoundImage>();
    readonly #unread = new Map<string, UnreadImage>();

    found(): Found {
        return { images: [...this.#images.values()], unread: [...this.#unread.values()] };
    }

    /** Whatever stands at a path; `key` is the name under which it does, which may tell what it is. */
    any(value: unknown, at: string, key: string): void {
        if (typeof value === "string") this.#text(value, at, key);
        else if (Array.isArray(value)) this.#list(value, at, key);
        else if (isMapping(value)) this.#map(value, at, key);
    }

    /** What stands below `default`, anywhere; `key` is the property that it is the default of. */
    defaults(value: unknown, at: string, key: string): void {
        if (Array.isArray(value)) {
            value.forEach((one, index) => {
                this.defaults(one, `${at}[${index}]`, key);
            });
        } else if (isMapping(value)) {
            for (const [name, inner] of Object.entries(value)) {
                // A property that is itself called default has a schema, not a value.
                if (name === "default" && !at.endsWith("properties")) this.any(inner, below(at, name), key);
                else this.defaults(inner, below(at, name), name);
            }
        }
    }

    #list(values: readonly unknown[], at: string, key: string): void {
        let flag: string | undefined;
        values.forEach((value, index) => {
            const word = typeof value === "string" ? value : "";
            // `--image`, and the image as the next word.
            this.any(value, `${at}[${index}]`, flag !== undefined && !word.startsWith("-") ? flag : key);
            flag = /^--?([\w.-]+)$/.exec(word)?.[1];
        });
    }

    #map(value: Record<string, unknown>, at: string, key: string): void {
        const pair = apart(value);
        if (pair?.text !== undefined) this.#keep(pair.text, `${at}.${pair.key}`);
        else if (pair && (isOfImage(key) || "registry" in value)) {
            this.#doubt(pair.name, `${at}.${pair.key}`, "says no version, which who reads it fills in");
        }
        const named = typeof value.name === "string" && typeof value.value === "string" ? value.name : undefined;
        for (const [name, inner] of Object.entries(value)) {
            if (pair?.of.includes(name)) continue;
            this.any(inner, below(at, name), name === "value" && named !== undefined ? named : name);
        }
    }

    #text(text: string, at: string, key: string): void {
        const said = text.trim().replace(/^(docker|oci):\/\//, "");
        const reference = parseReference(said);
        if (reference && isOfImage(key)) {
            this.#named(said, reference, at, key);
            return;
        }
        const several = isOfImage(key) && /^[^\s,{}]+(,[^\s,{}]+)+$/.test(said) ? said.split(",") : [];
        const flag = /^--?([\w.-]+)[= ]\s*(\S+)$/.exec(said);
        const structure = flag ? undefined : structureOf(text);
        if (several.length > 0) {
            for (const one of several) this.any(one, at, key);
        } else if (flag) this.any(flag[2], at, flag[1] ?? "");
        else if (structure !== undefined) this.any(structure, `${at} ›`, key);
        else {
            for (const word of wordsOf(said)) this.#keep(word, at);
            this.#unclear(said, at, key);
        }
    }

    // What an image's key says, of which only `image` itself needs no version.
    #named(said: string, reference: Reference, at: string, key: string): void {
        const versioned = reference.tag !== undefined || reference.digest !== undefined;
        if (versioned || /^image$/i.test(key)) this.#keep(said, at);
        else if (/^[^/]*[.:][^/]*\//.test(said)) this.#doubt(said, at, "says no version");
    }

    #unclear(said: string, at: string, key: string): void {
        const [, , later] = /\bimage["']?\s*[:=]\s*(["']?)([^"'\n]*(?:\{\{|\$[({])[^"'\n]*)\1/i.exec(said) ?? [];
        const filled = /image$/i.test(key) && /\{\{|\$[({]/.test(said) ? said : later;
        if (filled !== undefined) this.#doubt(filled, at, "is filled in later");
        else if (/^image$/i.test(key) && said !== "" && !/:\/\/|\s/.test(said)) {
            this.#doubt(said, at, "is no image reference");
        }
    }

    #keep(text: string, at: string): void {
        const reference = parseReference(text);
        if (reference) this.#images.set(`${at} ${textOf(reference)}`, { reference, at });
    }

    #doubt(text: string, at: string, why: string): void {
        this.#unread.set(`${at} ${text}`, { text, at, why });
    }
}

/** An image whose name and version stand under keys of their own; without a text where there is a name alone. */
function apart(value: Record<string, unknown>): { key: string; of: string[]; name: string; text?: string } | undefined {
    const key = ["repository", "image"].find((word) => typeof value[word] === "string" && value[word] !== "");
    if (key === undefined) return undefined;
    const tail = key === "repository" ? textUnder(value, "image") : undefined;
    const name = [textUnder(value, "registry"), String(value[key]), tail]
        .filter((part) => part !== undefined)
        .map((part) => part.replace(/\/+$/, ""))
        .join("/");
    const reference = parseReference(name);
    if (!reference) return undefined;
    const found = { key, of: tail === undefined ? [key] : [key, "image"], name };
    if (reference.tag !== undefined || reference.digest !== undefined) return { ...found, text: name };
    const tag = textUnder(value, "tag") ?? textUnder(value, "imageTag");
    const sha = textUnder(value, "digest") ?? textUnder(value, "sha");
    // An image of a pod may do without a tag; a repository alone is no image yet.
    if (tag === undefined && sha === undefined) return key === "image" ? undefined : found;
    const digest = sha === undefined ? "" : `@${sha.includes(":") ? sha : `sha256:${sha}`}`;
    const text = `${name}${tag === undefined ? "" : `:${tag}`}${digest}`;
    return parseReference(text) ? { ...found, text } : undefined;
}

function textUnder(value: Record<string, unknown>, key: string): string | undefined {
    const said = value[key];
    // A tag as 1.2 is a number to YAML.
    if (typeof said === "number") return String(said);
    return typeof said === "string" && said !== "" ? said : undefined;
}

function isOfImage(key: string): boolean {
    return /image/i.test(key);
}

function decoded(data: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(data).map(([key, value]) => {
            if (typeof value !== "string" || !/^[A-Za-z0-9+/=\s]*$/.test(value)) return [key, value];
            const text = Buffer.from(value, "base64").toString("utf8");
            // Bytes that are no text.
            return [key, text.includes("\uFFFD") ? "" : text];
        }),
    );
}

function below(at: string, key: string): string {
    const step = /^[\w-]+$/.test(key) ? key : `["${key}"]`;
    return at === "" || step.startsWith("[") ? `${at}${step}` : `${at}.${step}`;
}
