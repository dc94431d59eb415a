import { findPins } from "../facts/pins";
import { Installation } from "../render/chart";
import type { Change } from "./changes";
import { kindOf } from "./together";
import type { Chart, Image, Upgrades } from "../../components/chart";
import { kubernetesUpgrades } from "../../components/cluster/eks/args";

/** A version as far as a way between two is judged by it. */
type Version = readonly [major: number, minor: number];

/** A version of a change, and the one before. */
interface Step {
    from: string;
    to: string;
    rule: Upgrades;
}

/** Versions that are no chart's, by the type of what says them: the field, and the name of the image that is pinned. */
const fields: Record<string, { path: string; image?: string }> = {
    "aws:eks/cluster:Cluster": { path: "version" },
    "kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch": { path: "spec.version", image: "elasticsearch" },
    "kubernetes:postgresql.cnpg.io/v1:Cluster": { path: "spec.imageName", image: "postgresql" },
};

/**
 * Why a change's version may not be entered from the one before, by the system's own manual: a danger, with the sentence
 * by which it is consented to. The rules are those of the program that plans.
 */
export function waysOf(change: Change): { sentence: string; why: string }[] {
    const step = stepOf(change);
    const why = step && whyNot(step.from, step.to, step.rule);
    if (step === undefined || why === undefined) return [];
    const what = `${kindOf(change.type)} ${change.name}`;
    return [{ sentence: `take ${what} from ${step.from} to ${step.to}`, why: `${why} (${step.rule.manual})` }];
}

/** Why a way is not to be gone; undefined where it is. What is no version of two numbers is not judged. */
export function whyNot(from: string, to: string, { through, down }: Upgrades): string | undefined {
    const [old, now] = [versionOf(from), versionOf(to)];
    if (!old || !now) return undefined;
    if (compare(now, old) < 0) {
        if (down === "never") return "it never goes down";
        if (down === "within a major") return old[0] === now[0] ? undefined : "it never goes down to another major";
        return old[0] === now[0] && old[1] - now[1] === 1 ? undefined : "it goes down by one minor alone";
    }
    if (through === undefined) return undefined;
    if (typeof through === "object") {
        const out = stopsBetween(old, now, through);
        return out.length === 0 ? undefined : `it leaves out ${out.join(", ")}, at which every upgrade stops`;
    }
    if (old[0] !== now[0]) {
        return now[0] - old[0] > 1
            ? "it goes up by one major at a time"
            : `a major is entered from the last minor of the one before, and nobody here knows whether that is ${old.join(".")}`;
    }
    if (through === "majors" || now[1] - old[1] <= 1) return undefined;
    const out = Array.from({ length: now[1] - old[1] - 1 }, (_, index) => `${old[0]}.${old[1] + 1 + index}`);
    return `it leaves out ${out.join(", ")}, and goes up by one minor at a time`;
}

/** `[1, 12]` of `v1.12.3`; undefined for what is none. */
export function versionOf(text: string): Version | undefined {
    const found = /^v?(\d+)\.(\d+)(?!\d)/.exec(text);
    return found ? [Number(found[1]), Number(found[2])] : undefined;
}

function compare(one: Version, other: Version): number {
    return one[0] - other[0] || one[1] - other[1];
}

function stopsBetween(old: Version, now: Version, minors: readonly number[]): string[] {
    const majors = Array.from({ length: now[0] - old[0] + 1 }, (_, index) => old[0] + index);
    return majors
        .flatMap((major) => minors.map((minor): Version => [major, minor]))
        .filter((stop) => compare(stop, old) > 0 && compare(stop, now) < 0)
        .map((stop) => stop.join("."));
}

function stepOf({ type, fields: changed, before, after }: Change): Step | undefined {
    if (!before || !after) return undefined;
    const at = fields[type];
    if (at === undefined) {
        const [old, now] = [before, after].map(({ inputs }) => Installation.safeParse(inputs).data);
        if (!old || !now || old.version === now.version) return undefined;
        const rule = pins().charts.find(({ name }) => name.replaceAll(".", "-") === now.name)?.upgrades;
        return rule && { from: old.version, to: now.version, rule };
    }
    const said = changed.find(({ path }) => path === at.path);
    if (typeof said?.before !== "string" || typeof said.after !== "string") return undefined;
    const rule =
        at.image === undefined ? kubernetesUpgrades : pins().images.find(({ name }) => name === at.image)?.upgrades;
    return rule && { from: tagOf(said.before), to: tagOf(said.after), rule };
}

/** `17.11` of `ghcr.io/cloudnative-pg/postgresql:17.11-2026…@sha256:…`; what is no image is left as it is. */
function tagOf(said: string): string {
    const tag = said.replace(/@.*$/, "").split(":").at(-1) ?? said;
    return tag.replace(/-.*$/, "");
}

let known: { charts: Chart[]; images: Image[] } | undefined;

// To load every system takes a second, which a plan without another version need not wait.
function pins(): { charts: Chart[]; images: Image[] } {
    if (known) return known;
    const found = findPins();
    known = { charts: found.charts.map(({ pin }) => pin), images: found.images.map(({ pin }) => pin) };
    return known;
}
