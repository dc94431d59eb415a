import { parseAllDocuments, type Tags } from "yaml";

/**
 * The documents of a YAML text as Helm and Kubernetes read them: `yes` and `on` are true, `0644` is octal, a later key
 * wins over the same one before it; unlike in YAML 1.1 a time is text.
 */
export function documents(text: string): unknown[] {
    const parsed = parseAllDocuments(text, {
        version: "1.1",
        merge: true,
        uniqueKeys: false,
        // A template may look like YAML of a strange kind; it warns of that on standard error.
        logLevel: "error",
        customTags: (tags: Tags) => tags.filter((tag) => typeof tag === "string" || !isTime(tag)),
    });
    if (!Array.isArray(parsed)) return [];
    return parsed.map((document) => {
        const [error] = document.errors;
        if (error) throw new Error(`not YAML: ${error.message}`);
        const value: unknown = document.toJS({ maxAliasCount: -1 });
        return value;
    });
}

function isTime(tag: { tag: string; format?: string }): boolean {
    return tag.format === "TIME" || tag.tag === "tag:yaml.org,2002:timestamp";
}
