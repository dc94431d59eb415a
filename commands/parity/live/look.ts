import { isMapping } from "../../../stacks/mapping";
import type { Renderer } from "../../plan/compare";
import { titleOf } from "../../render/title";
import { ROLE_LABEL } from "../../../components/namespace";
import { fieldDifferences } from "../fields";
import { type Canonical, fieldsOf, type PlaceRendered } from "../objects";
import type { LiveApi, LiveObject, ServedKind } from "./api";
import { type AllAsked, type Asked, askedOf, keyOf } from "./asked";
import { changesOf, comparable, type Drift, isMadeOfItself, madeByPeople, seenAs, writtenByOthers } from "./drift";
import { withUnknowns } from "./found";
import { type HelmRecord, recordsIn } from "./record";

/** What a place's cluster holds, beside what its program says. */
export interface Looked {
    drift: Drift[];
    /** The place as its cluster has it, to be compared with another as such. */
    live: PlaceRendered;
    /** How many objects were compared. */
    compared: number;
    /** Objects in the stack's namespaces that controllers made. */
    byControllers: string[];
    /** What could not be looked at, a sentence each. */
    untold: string[];
}

/** Kinds that come and go by themselves, in no relation to a deployment. */
const NOISE = ["Event", "Lease", "Endpoints", "EndpointSlice", "ControllerRevision", "ComponentStatus"];

/** Looks at all that a place's program asks for, and at all that stands in the namespaces of the stack. */
export async function look(
    place: PlaceRendered,
    api: LiveApi,
    { renderer, at }: { renderer: Renderer | undefined; at: (detail: string) => void },
): Promise<Looked> {
    const secrets = api.kinds.find(({ apiVersion, kind }) => apiVersion === "v1" && kind === "Secret");
    const records = recordsIn((secrets && (await api.list(secrets))) ?? []);
    const asked = await askedOf(place, records, api.kinds, renderer);
    const { there, unlisted } = await holdings(api, asked, at);

    const changed = new Map<Canonical, Drift[]>();
    for (const [title, one] of asked.objects) {
        const found = there.get(title);
        changed.set(one.of, [...(changed.get(one.of) ?? []), ...driftOf(title, one, found)]);
    }
    const released = place.objects.flatMap((one) => releaseDrift(one, records));
    const { extras, byControllers } = extrasOf(place, asked, there);
    return {
        drift: [...[...changed.values()].flat(), ...released, ...extras.map(({ drift }) => drift)],
        live: {
            ...place,
            objects: [
                ...place.objects.flatMap((one) => liveOf(one, place, { asked, there, records })),
                ...extras.map(({ canonical }) => canonical),
            ],
        },
        compared: [...asked.objects.keys()].filter((title) => there.has(title)).length,
        byControllers,
        untold: [...asked.untold, ...unlisted.map((kind) => `objects of kind ${kind} cannot be listed`)],
    };
}

/** Every object of the kinds that matter, by title: in the version that it was asked for. */
async function holdings(api: LiveApi, asked: AllAsked, at: (detail: string) => void) {
    const versions = new Map([...asked.objects.values()].map(({ object }) => [keyOf(object), object.apiVersion]));
    const kinds = new Map<string, ServedKind>();
    for (const served of api.kinds) {
        const key = keyOf(served);
        const wanted = versions.get(key);
        if (NOISE.includes(served.kind) || served.apiVersion.startsWith("metrics.k8s.io/")) continue;
        // What belongs to no namespace matters where it is asked for.
        if (!served.namespaced && wanted === undefined) continue;
        if (!kinds.has(key) || served.apiVersion === wanted) kinds.set(key, served);
    }
    const there = new Map<string, LiveObject>();
    const unlisted: string[] = [];
    const all = [...kinds.values()];
    let done = 0;
    const work = async () => {
        for (let kind = all.pop(); kind; kind = all.pop()) {
            const found = await api.list(kind);
            if (!found) unlisted.push(kind.kind);
            for (const object of found ?? []) there.set(titleOf(object), object);
            done += 1;
            at(`${done} of ${kinds.size} kinds`);
        }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    return { there, unlisted: unlisted.sort() };
}

function driftOf(object: string, asked: Asked, found: LiveObject | undefined): Drift[] {
    const about = { role: asked.of.role, system: asked.of.systems.at(-1) ?? "", object };
    if (!found) return [{ ...about, what: "missing" }];
    const changes = changesOf(asked, found).map(({ path, before, after }): Drift => {
        return { ...about, what: "changed", path, expected: before, found: after };
    });
    const others = asked.own && found.kind === "Secret" ? writtenByOthers(found) : [];
    return [
        ...changes,
        ...others.map(({ key, by }): Drift => ({
            ...about,
            what: "changed",
            path: `data[${JSON.stringify(key)}]`,
            by,
        })),
    ];
}

/** What Helm was given otherwise than the program gives it. */
function releaseDrift(one: Canonical, records: ReadonlyMap<string, HelmRecord>): Drift[] {
    if (!isRelease(one)) return [];
    const { namespace, name, version, values } = one.chart?.inputs ?? {};
    const about = { what: "release" as const, role: one.role, system: one.systems.at(-1) ?? "", object: one.id };
    const record = records.get(`${String(namespace)}/${String(name)}`);
    if (!record) return [{ ...about, what: "missing" }];
    const status =
        record.status === "deployed" ? [] : [{ ...about, path: "status", expected: "deployed", found: record.status }];
    const given = { version: plain(version), values };
    // Whole: a value that nobody asked for counts as well.
    const kept = { version: plain(record.version), values: withUnknowns(values, record.values) };
    return [
        ...status,
        ...fieldDifferences(withoutNull(given), withoutNull(kept)).map(({ path, before, after }) => ({
            ...about,
            path,
            expected: before,
            found: after,
        })),
    ];
}

function isRelease({ chart }: Canonical): boolean {
    return chart?.type.includes("v3:Release") ?? false;
}

function plain(version: unknown): string {
    return String(version).replace(/^v/, "");
}

function withoutNull(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withoutNull);
    if (!isMapping(value)) return value;
    return Object.fromEntries(
        Object.entries(value).flatMap(([key, one]) =>
            one === null || one === undefined ? [] : [[key, withoutNull(one)] as const],
        ),
    );
}

/** An object of the program as the cluster has it; nothing where it has none. */
function liveOf(
    one: Canonical,
    place: PlaceRendered,
    { asked, there, records }: { asked: AllAsked; there: Map<string, LiveObject>; records: Map<string, HelmRecord> },
): Canonical[] {
    if (isRelease(one)) {
        const { namespace, name, values } = one.chart?.inputs ?? {};
        const record = records.get(`${String(namespace)}/${String(name)}`);
        if (!record) return [];
        const kept = withUnknowns(values, record.values);
        return [{ ...one, chart: undefined, fields: { ...one.fields, ...fieldsOf({ values: kept }, place) } }];
    }
    const own = [...asked.objects].find(([, { of, own }]) => own && of === one);
    if (!own) return [{ ...one, chart: undefined }];
    const found = there.get(own[0]);
    if (!found) return [];
    const { data, stringData } = one.fields;
    // What of a Secret is the program's alone is as it says, as long as nobody else wrote to it.
    const written = found.kind === "Secret" ? writtenByOthers(found).map(({ by }) => by) : [];
    const secret = {
        ...(data !== undefined && { data }),
        ...(stringData !== undefined && { stringData }),
        ...(written.length > 0 && { writtenBy: written }),
    };
    const seen = fieldsOf(seenAs(own[1], found), place);
    return [{ ...one, fields: { ...seen, ...(found.kind === "Secret" && secret) } }];
}

/** What stands in the stack's own namespaces, and nobody asked for. */
function extrasOf(place: PlaceRendered, asked: AllAsked, there: Map<string, LiveObject>) {
    const namespaces = new Map(
        [...asked.objects.values()].flatMap(({ object, of }) => {
            const role = object.metadata.labels?.[ROLE_LABEL];
            // What is in an application's namespace is its own affair.
            return object.kind === "Namespace" && role !== "application" ? [[object.metadata.name, of] as const] : [];
        }),
    );
    const extras: { drift: Drift; canonical: Canonical }[] = [];
    const byControllers: string[] = [];
    for (const [title, object] of there) {
        const of = namespaces.get(object.metadata.namespace ?? "");
        if (!of || asked.objects.has(title) || asked.hooks.has(title) || isMadeOfItself(object)) continue;
        if (!madeByPeople(object)) {
            byControllers.push(title);
            continue;
        }
        const by = object.metadata.managedFields.map(({ manager }) => manager).join(", ");
        const { role, systems } = of;
        extras.push({
            drift: { what: "extra", role, system: systems.at(-1) ?? "", object: title, by },
            canonical: { id: title, role, systems, fields: fieldsOf(withoutNotes(object), place) },
        });
    }
    return { extras, byControllers: byControllers.sort() };
}

function withoutNotes(object: LiveObject): Record<string, unknown> {
    const { name, namespace, labels, annotations } = object.metadata;
    return { ...comparable(object), status: undefined, metadata: { name, namespace, labels, annotations } };
}
