import { isProperties, type Value } from "../values";

/** Finds the values that a path leads to, from the root of an object. */
export type Select = (root: Value) => Value[];

/**
 * Reads a JSONPath as far as waiting for an object needs it: names (`.status.phase`, `['a.b']`), places (`[0]`, `[*]`)
 * and filters that compare one value (`[?(@.type=="Ready")]`). Anything else is refused.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9535
 */
export function parseJsonPath(path: string): Select {
    const steps: Select[] = [];
    let rest = path.replace(/^\$/, "");
    while (rest !== "") {
        const found = forms.find(({ pattern }) => pattern.test(rest));
        const match = found?.pattern.exec(rest);
        if (found === undefined || match === null || match === undefined) {
            throw new Error(
                `"${path}" is no JSONPath that the stand-in reads: it stops at "${rest}"; ` +
                    "names, places and filters such as [?(@.type=='Ready')] are allowed.",
            );
        }
        steps.push(found.step(match));
        rest = rest.slice(match[0].length);
    }
    return (root) => steps.reduce((values, step) => values.flatMap(step), [root]);
}

const forms: { pattern: RegExp; step: (match: RegExpExecArray) => Select }[] = [
    { pattern: /^\.([A-Za-z_][\w-]*)/, step: ([, name = ""]) => child(name) },
    { pattern: /^\[(?:'([^']*)'|"([^"]*)")\]/, step: ([, single, double]) => child(single ?? double ?? "") },
    {
        pattern: /^\[(-?\d+)\]/,
        step:
            ([, index]) =>
            (value) =>
                at(value, Number(index)),
    },
    { pattern: /^(?:\[\*\]|\.\*)/, step: () => children },
    {
        pattern: /^\[\?\(?\s*@([^=!<>\s)]*)\s*(?:(==|!=)\s*(?:'([^']*)'|"([^"]*)"|([\w.-]+)))?\s*\)?\]/,
        step: ([, inner = "", operator, single, double, bare]) => {
            const select = parseJsonPath(inner);
            const wanted = single ?? double ?? bare;
            return (value) =>
                children(value).filter((item) => {
                    const found = select(item);
                    if (operator === undefined) return found.length > 0;
                    return (
                        found.some((text) => typeof text !== "object" && String(text) === wanted) ===
                        (operator === "==")
                    );
                });
        },
    },
];

function child(name: string): Select {
    return (value) => {
        const found = isProperties(value) ? value[name] : undefined;
        return found === undefined ? [] : [found];
    };
}

function at(value: Value, index: number): Value[] {
    const found = Array.isArray(value) ? value.at(index) : undefined;
    return found === undefined ? [] : [found];
}

function children(value: Value): Value[] {
    if (Array.isArray(value)) return value;
    return isProperties(value) ? Object.values(value) : [];
}
