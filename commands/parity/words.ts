import { fieldWords, isSecret, valueWords } from "../plan/words";
import type { Figure, Found, Pair } from "./pair";
import type { PlaceRendered } from "./objects";
import { roles, spelling } from "./roles";

/** What differs for one reason. */
export interface Reason {
    reason: string;
    /** The systems that cause it. */
    by: string[];
    found: Found[];
}

/** A place in words: `mixed, paris`. */
export function placeWords({ environment, name }: PlaceRendered): string {
    return `${environment}, ${name}`;
}

/** A role in words: `load balancing`. */
export function roleWords(role: string): string {
    return roles[role] ?? role;
}

/** The declared differences, each under its reasons. */
export function byReason(found: readonly Found[]): Reason[] {
    const reasons = new Map<string, Reason>();
    for (const one of found) {
        for (const reason of one.reasons) {
            const entry = reasons.get(reason) ?? { reason, by: [], found: [] };
            entry.found.push(one);
            if (!entry.by.includes(spelling(one.system))) entry.by.push(spelling(one.system));
            reasons.set(reason, entry);
        }
    }
    return [...reasons.values()];
}

/** What one word of the environment excuses at once: another kind of system is another in all that its role has. */
export interface Excuse {
    role: string;
    /** As in `ingress.kind`. */
    word: string;
    /** Whole objects that only one place has, and fields in objects of both. */
    objects: number;
    fields: number;
}

/** What is excused as a whole, by role. */
export function excusesOf({ declared }: Pick<Pair, "declared">): Excuse[] {
    const excuses = new Map<string, Excuse>();
    for (const { role, path, objects, reasons } of declared) {
        const word = `${role}.kind`;
        if (!reasons.some((reason) => reason.startsWith("the environment says ") && reason.includes(word))) continue;
        const excuse = excuses.get(role) ?? { role, word, objects: 0, fields: 0 };
        excuses.set(role, {
            ...excuse,
            objects: excuse.objects + (path === undefined ? objects : 0),
            fields: excuse.fields + (path === undefined ? 0 : 1),
        });
    }
    return [...excuses.values()];
}

/** An excuse in a sentence. */
export function excuseWords({ role, word, objects, fields }: Excuse): string {
    const what = [
        ...(objects > 0 ? [`${objects} ${objects === 1 ? "object" : "objects"} of one place alone`] : []),
        ...(fields > 0 ? [`${fields} ${fields === 1 ? "field" : "fields"} in objects of both`] : []),
    ];
    return `${roleWords(role)} is not compared in detail: the environment says ${word}, which excuses ${what.join(" and ")}`;
}

/** What differs, without the values: `Service traefik/traefik spec.loadBalancerClass`, `MetalLB, 11 objects`. */
export function whatWords({ system, object, path, objects }: Found): string {
    if (object === undefined) return `${spelling(system)}, ${objects} ${objects === 1 ? "object" : "objects"}`;
    return path === undefined ? object : `${object} ${path}`;
}

/** Where something is that is not in both: `only in paris`. */
export function onlyWords({ only }: Found, { here, there }: Pair): string {
    if (only === undefined) return "";
    const { name, environment } = only === "here" ? here : there;
    return `only in ${here.name === there.name ? `${environment}, ${name}` : name}`;
}

/** Both values of a field, on one line each: `paris: 2`. Never a secret. */
export function valuesWords({ here: before, there: after }: Found, { here, there }: Pair): [string, string] {
    const value = (said: unknown) => (said === undefined ? "nothing" : isSecret(said) ? "a secret" : valueWords(said));
    return [`${here.name}: ${value(before)}`, `${there.name}: ${value(after)}`];
}

/** What of a text differs, line by line; undefined for what is no text of several lines. */
export function textWords({ here, there, path = "" }: Found): string[] | undefined {
    if (typeof here !== "string" || typeof there !== "string" || !(here + there).includes("\n")) return undefined;
    return fieldWords({ path, before: here, after: there }).slice(1);
}

/** A figure in words: `260 objects: 151 identical, 109 declared, 0 undeclared`. */
export function figureWords({ identical, declared, undeclared }: Figure, what: string): string {
    return `${identical + declared + undeclared} ${what}: ${identical} identical, ${declared} declared, ${undeclared} undeclared`;
}

/** How the comparison ended, in one sentence. */
export function verdict({ declared, undeclared, stale }: Pair): string {
    const wrong = [
        ...(undeclared.length > 0
            ? [`${undeclared.length} ${plural(undeclared, "difference")} that nobody declared`]
            : []),
        ...(stale.length > 0
            ? [
                  `${stale.length} ${plural(stale, "declaration")} that no longer ${stale.length === 1 ? "occurs" : "occur"}`,
              ]
            : []),
    ];
    if (wrong.length > 0) return `Not the same: ${wrong.join(", and ")}.`;
    if (declared.length === 0) return "The same, but for the place's own name and domain.";
    const reasons = byReason(declared);
    return `The same, but for ${declared.length} ${plural(declared, "difference")}, for ${reasons.length} ${plural(reasons, "reason")}.`;
}

function plural(list: readonly unknown[], what: string): string {
    return list.length === 1 ? what : `${what}s`;
}
