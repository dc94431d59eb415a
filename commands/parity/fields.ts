import { below, type Difference, differences } from "../plan/differences";
import { isMapping } from "../../stacks/mapping";

/** Every field in which two objects differ, mappings that only one of them has field by field. */
export function fieldDifferences(here: unknown, there: unknown): Difference[] {
    return differences(here, there).flatMap(leaves);
}

function leaves({ path, before, after }: Difference): Difference[] {
    const only = before ?? after;
    const absent = before === undefined || after === undefined;
    // An entry of a list is there or not.
    const entry = isMapping(only) && "name" in only;
    if (!absent || !isMapping(only) || entry || Object.keys(only).length === 0) return [{ path, before, after }];
    return Object.keys(only)
        .sort()
        .flatMap((key) =>
            leaves({
                path: below(path, key),
                before: isMapping(before) ? before[key] : undefined,
                after: isMapping(after) ? after[key] : undefined,
            }),
        );
}

/** How many fields a value has: what is no mapping and no list of mappings is one. */
export function countFields(value: unknown): number {
    if (value === undefined) return 0;
    if (Array.isArray(value)) return value.some(isMapping) ? sum(value.map(countFields)) : 1;
    return isMapping(value) && Object.keys(value).length > 0 ? sum(Object.values(value).map(countFields)) : 1;
}

function sum(numbers: number[]): number {
    return numbers.reduce((all, one) => all + one, 0);
}
