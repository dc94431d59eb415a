/**
 * What the engine gives a policy, as plain values: a property that nobody knows before it is made throws when it is read,
 * and would keep the rule from looking at all the rest. It becomes `[unknown]`.
 */
export function known(given: unknown): unknown {
    if (typeof given !== "object" || given === null) return given;
    const keys = Object.keys(given);
    const read = (key: string): unknown => {
        try {
            return known(Reflect.get(given, key));
        } catch (error) {
            if (error instanceof Error && / can't be known during preview$/.test(error.message)) return "[unknown]";
            throw error;
        }
    };
    return Array.isArray(given) ? keys.map(read) : Object.fromEntries(keys.map((key) => [key, read(key)]));
}
