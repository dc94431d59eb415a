import { droppedWords } from "../versions/dropped";
import type { Danger } from "./danger";
import type { EnvironmentPlan, Planned } from "./compare";
import type { Inside, ObjectChange } from "./inside";
import { isInstalled, isUndecided } from "./replacement";
import { type Entry, kindOf, titleOf, withoutPlace } from "./together";
import { fieldWords } from "./words";

/** All that a plan found, in the order in which it is read. */
export interface Report {
    /** What is compared with what. */
    base: string;
    head: string;
    /** What is not quite as it was at the base. */
    notes: string[];
    environments: EnvironmentPlan[];
    dangers: Danger[];
    entries: Entry[];
}

/** A part of the report under one heading. */
export interface Section {
    title: string;
    groups: Group[];
}

/** What is said of one system, and where it is so. */
export interface Group {
    title: string;
    where: string;
    items: Item[];
}

/** A change, with the lines that tell it. */
export interface Item {
    sign: "+" | "-" | "~" | "±" | "!" | "=";
    title: string;
    lines: string[];
}

const titles: { title: string; holds: (entry: Entry) => boolean }[] = [
    {
        title: "Replaced or deleted",
        holds: ({ change }) => ["replace", "delete"].includes(change.what) || loses(change),
    },
    { title: "Changed", holds: ({ change }) => ["update", "rename"].includes(change.what) },
    { title: "New", holds: ({ change }) => change.what === "create" },
];

/** The changes by what they do, then by system and place; each entry stands in the first section that holds it. */
export function sectionsOf(entries: readonly Entry[], environments: readonly EnvironmentPlan[]): Section[] {
    const left = new Set(entries);
    return titles.map(({ title, holds }) => {
        const here = [...left].filter(holds);
        for (const entry of here) left.delete(entry);
        const groups = new Map<string, Group>();
        for (const entry of here) {
            const { role, system } = entry.change;
            const name = [role, system].filter((word) => word !== undefined).join(" · ") || "place";
            const where = whereOf(entry, environments);
            const group = groups.get(`${name} ${where}`) ?? { title: name, where, items: [] };
            group.items.push(itemOf(entry));
            groups.set(`${name} ${where}`, group);
        }
        return { title, groups: [...groups.values()] };
    });
}

/** Whether something that is there would be lost in a chart, or the run would fail at it. */
function loses({ what, inside }: Planned): boolean {
    return (
        what === "update" && (inside?.objects ?? []).some(({ what }) => ["replace", "delete", "fail"].includes(what))
    );
}

function whereOf({ where, everywhere }: Entry, environments: readonly EnvironmentPlan[]): string {
    if (everywhere) return "the same everywhere";
    const byEnvironment = new Map<string, string[]>();
    for (const { environment, place } of where) {
        byEnvironment.set(environment, [
            ...(byEnvironment.get(environment) ?? []),
            ...(place === undefined ? [] : [place]),
        ]);
    }
    const names = [...byEnvironment].map(([environment, places]) => {
        const all = Object.keys(environments.find(({ name }) => name === environment)?.domains ?? {});
        return places.length === 0 || all.length === 1
            ? environment
            : `${environment} (${[...new Set(places)].join(", ")})`;
    });
    return where.length > 1 ? `the same in ${names.join(", ")}` : names.join(", ");
}

const signs = { create: "+", delete: "-", update: "~", replace: "±", rename: "=", keep: "=", fail: "!" } as const;

function itemOf({ change, where }: Entry): Item {
    const { what, type, because, fields, before, after, unknown, carries, takes } = change;
    const forced = because.length > 0 ? `, forced by ${because.join(", ")}` : "";
    const renamed = what === "rename" ? ` was ${before ? titleOf(before) : ""}: nothing is made or deleted` : "";
    return {
        sign: signs[what],
        title: `${where.length > 1 ? withoutPlace(change) : titleOf(change)}${versions(change)}${forced}${renamed}`,
        lines: [
            ...fields
                .filter(({ path }) => !isInstalled(type) || !["version", "chart"].includes(path))
                .flatMap(fieldWords),
            ...(change.inside && after && before ? insideWords(change.inside) : countWords(change)),
            ...(carries > 0
                ? [`with it everything in that cluster is made anew: ${counted(carries, "resource")}`]
                : []),
            ...(change.dropped ?? []).map((one) => `${one.object}: ${droppedWords(one)}`),
            ...(change.notRendered === undefined ? [] : [`its objects are not told: ${change.notRendered}`]),
            ...(what === "update" && isUndecided(type, fields)
                ? ["changed in place or replaced: AWS' provider decides, and is not asked"]
                : []),
            ...(takes.length > 0 ? [`another one, known only when it is made: ${takes.join(", ")}`] : []),
            ...(unknown.length > 0 ? [`known only when it is made: ${unknown.join(", ")}`] : []),
        ],
    };
}

function versions({ before, after, type }: Planned): string {
    if (!/^(Release|Chart)$/.test(kindOf(type))) return "";
    const [old, now] = [before?.inputs.version, after?.inputs.version].map((version) =>
        typeof version === "string" ? version : undefined,
    );
    if (old !== undefined && now !== undefined && old !== now) return ` ${old} → ${now}`;
    return now === undefined && old === undefined ? "" : ` ${now ?? old ?? ""}`;
}

function countWords({ inside, after }: Planned): string[] {
    if (!inside) return [];
    const { objects, kept, left } = inside;
    const stay = after === undefined ? [...kept, ...left].map((title) => title.split(" ").at(-2) ?? title) : [];
    return [
        ...(objects.length === 0 ? [] : [`${objects.length} objects: ${kindsOf(objects.map(({ kind }) => kind))}`]),
        ...(stay.length > 0 ? [`Helm leaves in the cluster: ${kindsOf(stay)}`] : []),
    ];
}

function kindsOf(kinds: string[]): string {
    return [...new Set(kinds)]
        .sort()
        .map((kind) => ({ kind, count: kinds.filter((one) => one === kind).length }))
        .map(({ kind, count }) => (count > 1 ? `${count} ${kind}` : kind))
        .join(", ");
}

function insideWords({ objects, relabelled, left, kept, madeUp }: Inside): string[] {
    return [
        ...objects.flatMap(objectWords),
        ...(relabelled.length > 0
            ? [`${counted(relabelled.length, "object")} with nothing but another version in labels`]
            : []),
        ...(left.length > 0 ? [`Helm leaves as they are, in the chart's crds/: ${left.join(", ")}`] : []),
        ...(kept.length > 0 ? [`stay, as the chart asks, though it has them no longer: ${kept.join(", ")}`] : []),
        ...(madeUp.length > 0 ? [`made up at each render, so not known: ${madeUp.join(", ")}`] : []),
        ...(objects.length + relabelled.length + left.length + kept.length === 0
            ? ["no object of the chart changes"]
            : []),
    ];
}

function objectWords({ what, object, kind, fields, because, hook }: ObjectChange): string[] {
    const forced =
        because.length === 0
            ? ""
            : what === "fail"
              ? `: the run would end there, for nobody can change ${because.join(", ")}`
              : `, forced by ${because.join(", ")}`;
    const title = `${signs[what]} ${object}${hook === undefined ? "" : ` (hook, ${hook})`}${forced}`;
    if (kind === "CustomResourceDefinition") return [`${title}${definitionWords(fields)}`];
    return [title, ...fields.flatMap(fieldWords).map((line) => `    ${line}`)];
}

/** A definition is a schema of thousands of lines; what matters is which versions it serves, and how much is otherwise. */
function definitionWords(fields: ObjectChange["fields"]): string {
    if (fields.length === 0) return "";
    const served = fields
        .filter(({ path }) => /^spec\.versions\[[^\]]+\](\.served|\.storage)?$/.test(path))
        .flatMap(fieldWords);
    const [added, removed] = [
        fields.filter(({ before }) => before === undefined),
        fields.filter(({ after }) => after === undefined),
    ];
    const schema = `schema: ${added.length} new, ${removed.length} gone, ${fields.length - added.length - removed.length} otherwise`;
    return `: ${[...served, schema].join("; ")}`;
}

export function counted(count: number, what: string): string {
    return `${count} ${what}${count === 1 ? "" : "s"}`;
}
