import { z } from "zod";

import { findPins, type Pins } from "../facts/pins";
import { Identities } from "../plan/identity";
import { whereOf } from "../plan/changes";
import { objectsOf, type Renderer } from "../plan/compare";
import { itself, kubernetesOf } from "../plan/dropped";
import { isInstalled } from "../plan/replacement";
import { type ChartObject, describe, Installation } from "../render/chart";
import type { Registered } from "../render/registration";
import { Refusal } from "../terminal";
import { type Dropped, droppedOf } from "./dropped";
import { minorOf } from "./removals";
import { type Image, imageReference, type Upgrades } from "../../components/chart";

/** Something that is pinned, and where it is. */
export interface Pin {
    kind: "chart" | "bundle" | "image";
    name: string;
    version: string;
    /** As the system's manual spells it; undefined for an image. */
    system?: string;
    /** The version of what is in the chart, where the chart could be read. */
    app?: string;
    kubernetes?: { from: string; to: string };
    upgrades?: Upgrades;
    /** Places that install it, as `mixed paris`. */
    places: string[];
}

/** A place, and whether its Kubernetes is one that all its systems support. */
export interface PlaceVersions {
    environment: string;
    place: string;
    kubernetes: string;
    /** The minors that all its charts support. */
    from: string;
    to: string;
    /** Charts that do not support its Kubernetes. */
    outside: string[];
}

/** An object of an API that a later Kubernetes drops, and what makes it. */
export interface DroppedObject extends Dropped {
    places: string[];
    /** The resource that it is, or the chart that it is in. */
    by: string;
}

/** What was found in environments. */
export interface Found {
    pins: Pin[];
    places: PlaceVersions[];
    dropped: DroppedObject[];
    /** How many objects were looked at. */
    looked: number;
    /** Charts that could not be looked into. */
    notLooked: string[];
}

/** What reads charts; without, none is looked into. */
export interface Reader {
    renderer: Renderer;
    /** The version of what is in a chart, as its `Chart.yaml` says it. */
    appOf: (installation: Installation) => Promise<string | undefined>;
}

/** The reader that runs Helm. */
export function helmReader(helm: string, renderer: Renderer): Reader {
    return {
        renderer,
        appOf: async (installation) => Described.parse(await describe(installation, { helm })).appVersion,
    };
}

/** Collects what environments pin and make, from what they register. */
export async function collect(
    environments: readonly { name: string; resources: Registered[] }[],
    reader: Reader | undefined,
): Promise<Found> {
    const known = findPins();
    const found: Found = { pins: [], places: [], dropped: [], looked: 0, notLooked: [] };
    const add = new Adding(found);
    for (const { name: environment, resources } of environments) {
        const identities = new Identities(resources);
        for (const place of placesIn(resources)) {
            const title = `${environment} ${place}`;
            const kubernetes = kubernetesOf(resources, place) ?? "";
            const mine = resources.filter((one) => whereOf(one, identities).place === place);
            const charts = mine.flatMap((resource) => {
                const installation = chartOf(resource);
                const pin = installation && known.charts.find(({ pin }) => isOf(pin.name, installation))?.pin;
                if (!installation || !pin) return [];
                const { system } = whereOf(resource, identities);
                add.pin({ kind: "chart", ...pin, version: installation.version, system, places: [title] });
                return [pin];
            });
            for (const pin of others(known, mine)) add.pin({ ...pin, places: [title] });
            found.places.push(placeOf({ environment, place, kubernetes }, charts));
            const made = await Promise.all(
                mine.map((resource) => objectsIn(resource, { all: resources, place }, reader, found)),
            );
            for (const { object, by } of made.flat()) {
                found.looked += 1;
                const dropped = droppedOf(object, kubernetes);
                if (dropped) add.dropped({ ...dropped, by, places: [title] });
            }
        }
    }
    if (reader) await readApps(environments, found, reader);
    found.notLooked = [...new Set(found.notLooked)].sort();
    return found;
}

class Adding {
    private readonly found: Found;

    constructor(found: Found) {
        this.found = found;
    }

    pin(pin: Pin): void {
        const same = this.found.pins.find(({ name, version }) => name === pin.name && version === pin.version);
        if (same) same.places = [...new Set([...same.places, ...pin.places])];
        else this.found.pins.push({ ...pin });
    }

    dropped(one: DroppedObject): void {
        const same = this.found.dropped.find(
            ({ object, by, served }) => object === one.object && by === one.by && served === one.served,
        );
        if (same) same.places = [...new Set([...same.places, ...one.places])];
        else this.found.dropped.push(one);
    }
}

function placesIn(resources: readonly Registered[]): string[] {
    return resources.filter(({ type }) => type === "samestack:stacks:Production").map(({ name }) => name);
}

function chartOf(resource: Registered): Installation | undefined {
    if (!isInstalled(resource.type)) return undefined;
    return Installation.safeParse(resource.inputs).data;
}

function isOf(name: string, installation: Installation): boolean {
    return name.replaceAll(".", "-") === installation.name;
}

/** Bundles and images of a place: what names them is there. */
function others(known: Pins, resources: readonly Registered[]): Omit<Pin, "places">[] {
    const text = JSON.stringify(resources.map(({ inputs }) => inputs));
    const images = known.images
        .filter(({ pin }) => text.includes(imageReference(pin)))
        .map(({ pin }) => ({ kind: "image" as const, ...shortened(pin) }));
    const bundles = known.manifests
        .filter(({ pin }) => text.includes(pin.url) || text.includes(`${pin.name}-${pin.version}.yaml`))
        .map(({ pin: { name, version } }) => ({ kind: "bundle" as const, name, version }));
    return [...bundles, ...images];
}

/** An image by the tag alone: a digest says nothing to people. */
function shortened({ name, version, upgrades }: Image): Pick<Pin, "name" | "version" | "upgrades"> {
    return { name, version: version.replace(/@.*$/, ""), upgrades };
}

function placeOf(
    at: Pick<PlaceVersions, "environment" | "place" | "kubernetes">,
    charts: readonly { name: string; kubernetes: { from: string; to: string } }[],
): PlaceVersions {
    const byMinor = (one: string, other: string) => minorOf(one) - minorOf(other);
    return {
        ...at,
        from:
            charts
                .map(({ kubernetes }) => kubernetes.from)
                .sort(byMinor)
                .at(-1) ?? "",
        to: charts.map(({ kubernetes }) => kubernetes.to).sort(byMinor)[0] ?? "",
        outside: charts
            .filter(
                ({ kubernetes: { from, to } }) =>
                    minorOf(at.kubernetes) < minorOf(from) || minorOf(at.kubernetes) > minorOf(to),
            )
            .map(({ name }) => name),
    };
}

async function objectsIn(
    resource: Registered,
    { all, place }: { all: Registered[]; place: string },
    reader: Reader | undefined,
    found: Found,
): Promise<{ object: ChartObject["object"]; by: string }[]> {
    if (!isInstalled(resource.type)) return itself(resource).map((object) => ({ object, by: resource.name }));
    const called = chartOf(resource)?.name ?? resource.name.slice(place.length + 1);
    const by = chartOf(resource) ? `the chart ${called}` : `the bundle ${called}`;
    if (found.notLooked.includes(called)) return [];
    try {
        const made = await objectsOf(resource, all, place, reader?.renderer);
        return made.map(({ object }) => ({ object, by }));
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        found.notLooked.push(called);
        return [];
    }
}

const Described = z.looseObject({ appVersion: z.coerce.string().optional() });

async function readApps(
    environments: readonly { resources: Registered[] }[],
    found: Found,
    { appOf }: Reader,
): Promise<void> {
    const installations = environments.flatMap(({ resources }) => resources.flatMap((one) => chartOf(one) ?? []));
    for (const pin of found.pins.filter(({ kind }) => kind === "chart")) {
        const installation = installations.find((one) => isOf(pin.name, one) && one.version === pin.version);
        if (!installation || found.notLooked.includes(installation.name)) continue;
        const app = await appOf(installation);
        if (app !== undefined) pin.app = app;
    }
}
