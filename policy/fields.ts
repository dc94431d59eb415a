import type { Subject } from "./rule";
import { isMapping } from "../stacks/mapping";

/** The mapping at a path of an object's fields, or an empty one. */
export function mapping(value: unknown, ...path: string[]): Record<string, unknown> {
    const found = path.reduce<unknown>((inner, key) => (isMapping(inner) ? inner[key] : undefined), value);
    return isMapping(found) ? found : {};
}

/** The mappings of a list; none where there is no list. */
export function mappings(value: unknown): Record<string, unknown>[] {
    return Array.isArray(value) ? value.filter(isMapping) : [];
}

/** The words of a list, or the one word that stands for a list of one. */
export function words(value: unknown): string[] {
    const list: unknown[] = Array.isArray(value) ? value : [value];
    return list.filter((one) => typeof one === "string");
}

export function nameOf({ fields }: Subject): string {
    return words(mapping(fields, "metadata").name)[0] ?? "";
}

/** The namespace that an object is in; of a chart it is an input of its own. */
export function namespaceOf({ fields }: Subject): string | undefined {
    return words(mapping(fields, "metadata").namespace ?? fields.namespace)[0];
}

/** Whether labels are what a selector by labels asks for. A selector that says nothing selects all. */
export function selects(selector: Record<string, unknown>, labels: Record<string, unknown>): boolean {
    const equal = Object.entries(mapping(selector, "matchLabels")).every(([key, value]) => labels[key] === value);
    const expressed = mappings(selector.matchExpressions).every(({ key, operator, values }) => {
        const value = labels[String(key)];
        switch (operator) {
            case "In":
                return typeof value === "string" && words(values).includes(value);
            case "NotIn":
                return typeof value !== "string" || !words(values).includes(value);
            case "Exists":
                return value !== undefined;
            case "DoesNotExist":
                return value === undefined;
            default:
                return false;
        }
    });
    return equal && expressed;
}
