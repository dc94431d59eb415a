import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";
import { z } from "zod";

import { Refusal } from "../terminal";
import type { EnvironmentPlan, Planned } from "./compare";
import { storedVersionsGone, versionsUnserved } from "./definitions";
import { holds, type ObjectChange } from "./inside";
import { kindOf } from "./together";
import { waysOf } from "./upgrades";
import { KubernetesObject } from "../render/chart";

/** Something that a run would lose with its data, fail at, or take to a version by a way that its manual forbids. */
export interface Danger {
    environment: string;
    /** The sentence by which it is consented to: `delete StorageClass paris-block`. */
    sentence: string;
    why: string;
    consent: "none" | "given" | "expired" | "older";
}

const Consents = z.array(
    z.strictObject({
        environment: z.string(),
        /** The danger's own sentence. */
        to: z.string(),
        /** The last day on which it counts. */
        until: z.iso.date(),
        by: z.string().min(1),
        why: z.string().min(1),
    }),
);
type Consent = z.infer<typeof Consents>[number];

/** The file with consents, in the project's folder. */
export const CONSENTS = "plan-consents.yaml";

/** The consents of a revision; none where it has no such file. */
export function consentsIn(folder: string): Consent[] {
    const file = path.join(folder, CONSENTS);
    if (!fs.existsSync(file)) return [];
    const said = Consents.safeParse(parse(fs.readFileSync(file, "utf8")) ?? []);
    if (said.success) return said.data;
    throw new Refusal(
        `${CONSENTS} is not a list of consents: ${z.prettifyError(said.error).replaceAll("\n", " ")}; each says ` +
            "environment, to (the danger's own sentence), until (a day), by and why",
    );
}

/**
 * What of a plan is a danger, and whether somebody consented to it: in this very change, so not already before it, and
 * for a day that was not over when the change was committed. The clock of the machine has no say.
 */
export function dangersIn(
    plan: EnvironmentPlan,
    consents: { before: readonly Consent[]; now: readonly Consent[]; committed: string },
): Danger[] {
    return [...plan.changes.flatMap(dangerous), ...(plan.unserved ?? [])].map(({ sentence, why }) => {
        const matching = ({ environment, to }: Consent) => environment === plan.name && to === sentence;
        const said = consents.now.find(matching);
        const consent =
            said === undefined
                ? "none"
                : consents.before.some((old) => matching(old) && old.until === said.until)
                  ? "older"
                  : said.until < consents.committed.slice(0, 10)
                    ? "expired"
                    : "given";
        return { environment: plan.name, sentence, why, consent };
    });
}

/** Dangers for the same reason, and with the same word on consent, one after another. */
export function byReason(dangers: readonly Danger[]): Danger[][] {
    const groups = new Map<string, Danger[]>();
    for (const danger of dangers) {
        const key = `${danger.why} ${danger.consent}`;
        groups.set(key, [...(groups.get(key) ?? []), danger]);
    }
    return [...groups.values()];
}

function dangerous(change: Planned): { sentence: string; why: string }[] {
    const { what, type, name, before, because, carried } = change;
    // The danger is the other cluster.
    if (carried !== undefined) return [];
    const own = what === "replace" || what === "delete" ? keeps(change) : undefined;
    const comma = because.at(-1)?.includes(", ") ? "," : "";
    const why = because.length > 0 ? `${because.join(", ")}${comma} cannot be changed on what is there` : undefined;
    const itself = own === undefined ? [] : [{ sentence: `${what} ${kindOf(type)} ${name}`, why: why ?? own }];
    const within = (change.inside?.objects ?? []).filter(({ hook }) => hook === undefined).flatMap(ofObject);
    return before === undefined
        ? []
        : [
              ...itself,
              ...ofDefinition(change),
              ...within.map(({ sentence, why }) => ({ sentence: `${sentence} of ${name}`, why })),
              ...waysOf(change),
          ];
}

/** A definition that the program registers itself. */
function ofDefinition({ what, type, name, before, after }: Planned): ReturnType<typeof ofObject> {
    const [there, then] = [before, after].map((one) => KubernetesObject.safeParse(one?.inputs).data);
    if (what !== "update" || !there || !then) return [];
    const because = storedVersionsGone(there, then);
    const unserved = versionsUnserved(there, then);
    const object = `${kindOf(type)} ${name}`;
    return ofObject({ what: because.length > 0 ? "fail" : "update", object, because, unserved, holdsData: true });
}

function ofObject({
    what,
    object,
    because,
    unserved,
    holdsData,
}: Pick<ObjectChange, "what" | "object" | "because" | "unserved" | "holdsData">): { sentence: string; why: string }[] {
    const fields = because.join(", ");
    if (what === "fail")
        return [
            {
                sentence: `fail ${object}`,
                why: `${fields} cannot be changed on what is there, and the run would end there`,
            },
        ];
    if (holdsData && what === "replace")
        return [{ sentence: `replace ${object}`, why: `${fields} cannot be changed on what is there` }];
    if (holdsData && what === "delete")
        return [{ sentence: `delete ${object}`, why: "volumes or definitions, with all that is of them, go with it" }];
    return unserved.map((version) => ({
        sentence: `stop serving ${version} of ${object}`,
        why: "whoever speaks of such objects in that version is refused",
    }));
}

/** Why something is not to be lost: the program protects it, or it stands for data. Undefined where neither. */
function keeps({ type, before }: Planned): string | undefined {
    if (before === undefined) return undefined;
    if (before.protect) return "the program protects it";
    if (/^pulumi:providers:kubernetes$/.test(type)) return "everything in that cluster would be made anew";
    if (/^aws:(ebs\/volume:|eks\/cluster:|kms\/key:|s3\/bucket:|rds\/|dynamodb\/|efs\/)/.test(type))
        return "it holds data";
    const object = KubernetesObject.safeParse(before.inputs);
    // A patch takes off no more than it put on.
    if (!type.startsWith("kubernetes:") || type.endsWith("Patch") || !object.success) return undefined;
    if (object.data.kind === "Namespace") return "everything in the namespace goes with it";
    return holds(object.data) ? "volumes or definitions, with all that is of them, go with it" : undefined;
}
