import { isUnmistakable, parseReference } from "./reference";
import { documents } from "../facts/yaml";

/** What a text is that is JSON or YAML itself: a mapping or a list, or several; undefined for any other text. */
export function structureOf(text: string): unknown {
    const start = text.trimStart();
    if (/^[[{]/.test(start)) {
        try {
            return JSON.parse(start);
        } catch {
            // A text of another kind that begins so, an INI file for one.
        }
    }
    if (!text.includes("\n") || !/^\s*(- |["'\w./-]+:(\s|$))/m.test(text)) return undefined;
    try {
        const found = documents(text).filter((one) => one !== null);
        if (found.length === 0 || found.some((one) => typeof one !== "object")) return undefined;
        return found.length === 1 ? found[0] : found;
    } catch {
        // A script, or a configuration of another form.
        return undefined;
    }
}

/** Images in a text without structure: words that can be nothing else, and those that stand behind the word `image`. */
export function wordsOf(text: string): string[] {
    const words = text
        .split(/[\s"'`,;=()<>|[\]{}\\]+/)
        .map((word) => word.replace(/[.:]+$/, ""))
        .filter(isUnmistakable);
    const named = [...text.matchAll(/[\w.-]*image[\w.-]*["']?\s*[:= ]\s*["']?([^\s"',;]+)/gi)]
        .map(([, word = ""]) => word)
        .filter((word) => {
            const reference = parseReference(word);
            return reference?.tag !== undefined || reference?.digest !== undefined;
        });
    return [...new Set([...words, ...named])];
}
