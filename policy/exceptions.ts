import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";
import { z } from "zod";

import { rules } from "./rules";

/** Why a rule does not hold for an object. */
const Exception = z.strictObject({
    rule: z.enum(rules.map(({ name }) => name)),
    /** As the report names it: `apps Deployment longhorn-system/longhorn-ui`. */
    object: z.string(),
    /** What brings the object: its chart or its system. While no environment has that, the exception is not unused. */
    of: z.string(),
    /** The parts of it, where the rule is about parts: a container. All of them must be named. */
    parts: z.array(z.string()).min(1).optional(),
    /** Whether what brings it makes it only with some settings, so that it may be missing. */
    sometimes: z.literal(true).optional(),
    /** For somebody who does not know the system: what stands against mending it, and what is done instead. */
    reason: z.string().min(20),
    /** The day from which it counts no longer, so that somebody looks at it again. */
    expires: z.iso.date(),
});
export type Exception = z.infer<typeof Exception>;

const Exceptions = z.array(Exception).superRefine((list, context) => {
    const seen = new Set<string>();
    for (const [index, { rule, object }] of list.entries()) {
        const key = `${rule} ${object}`;
        if (seen.has(key)) context.addIssue({ code: "custom", path: [index], message: `${key} is there twice` });
        seen.add(key);
    }
});

/**
 * The exceptions of a file, or ours.
 *
 * @throws Error where one says something that it cannot, or misses something.
 */
export function readExceptions(file = path.join(__dirname, "exceptions.yaml")): Exception[] {
    const read = Exceptions.safeParse(parse(fs.readFileSync(file, "utf8")));
    if (read.success) return read.data;
    throw new Error(`${path.basename(file)}:\n${z.prettifyError(read.error)}`);
}

/** Whether an exception is for this objection. */
export function excepts(
    exception: Exception,
    { rule, title, part }: { rule: string; title: string; part?: string },
): boolean {
    const { parts = [] } = exception;
    return (
        exception.rule === rule &&
        exception.object === title &&
        (part === undefined ? parts.length === 0 : parts.includes(part))
    );
}

/** Whether it counts no longer, on a day written as `2027-01-31`. */
export function hasExpired({ expires }: Exception, today: string): boolean {
    return expires <= today;
}
