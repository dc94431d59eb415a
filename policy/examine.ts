import { type Exception, excepts, hasExpired } from "./exceptions";
import type { Rule, Subject } from "./rule";

/** What was looked at of one place. */
export interface Looked {
    environment: string;
    place: string;
    subjects: Subject[];
}

/** What a rule has against an object of one place. */
export interface Finding {
    rule: string;
    environment: string;
    place: string;
    title: string;
    part?: string;
    says: string;
    /** By which it is let be. */
    exception?: Exception;
}

/** What came of it all. */
export interface Examination {
    /** How many objects each rule looked at. */
    examined: Record<string, number>;
    findings: Finding[];
    /** Exceptions that count no longer. */
    expired: Exception[];
    /** Exceptions, or parts of them, that nothing needs. */
    unused: { exception: Exception; parts: string[] }[];
}

/**
 * Applies rules to all that was looked at.
 *
 * @param whole whether that was every environment: among some of them an exception may well have nothing to except.
 * @param today as `2027-01-31`.
 */
export function examine(
    rules: readonly Rule[],
    looked: readonly Looked[],
    exceptions: readonly Exception[],
    { whole, today }: { whole: boolean; today: string },
): Examination {
    const expired = exceptions.filter((one) => hasExpired(one, today));
    const valid = exceptions.filter((one) => !expired.includes(one));
    const examined = Object.fromEntries(rules.map(({ name }) => [name, 0]));
    const findings: Finding[] = [];
    for (const { environment, place, subjects } of looked) {
        for (const rule of rules) {
            for (const one of subjects.filter(rule.about)) {
                examined[rule.name] = (examined[rule.name] ?? 0) + 1;
                for (const { part, says } of rule.objections(one, subjects)) {
                    const found = { rule: rule.name, title: one.title, part };
                    const exception = valid.find((candidate) => excepts(candidate, found));
                    findings.push({ ...found, environment, place, says, exception });
                }
            }
        }
    }
    return { examined, findings, expired, unused: whole ? valid.flatMap((one) => unused(one, looked, findings)) : [] };
}

function unused(exception: Exception, looked: readonly Looked[], findings: readonly Finding[]): Examination["unused"] {
    const used = findings.filter((one) => one.exception === exception);
    const parts = (exception.parts ?? []).filter((part) => !used.some((one) => one.part === part));
    if (used.length > 0 && parts.length === 0) return [];
    // What nobody installs, or nobody saw, has none of the faults that it is there for.
    const seen = looked.flatMap(({ subjects }) => subjects.filter(({ of }) => of === exception.of));
    const there = seen.some(({ title }) => title === exception.object);
    return (exception.sometimes ? there : seen.length > 0) ? [{ exception, parts }] : [];
}
