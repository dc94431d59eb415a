import * as path from "node:path";

import { type Found, imagesOf, imagesOfValues } from "./images";
import { licenceOfChart } from "./licence";
import type { Pins } from "../facts/pins";
import { readObjectsWhole } from "../facts/objects";
import { whereOf } from "../plan/changes";
import { objectsOf } from "../plan/compare";
import { Identities } from "../plan/identity";
import { isInstalled } from "../plan/replacement";
import { type ChartObject, describe, Installation, render } from "../render/chart";
import { manifest } from "../render/manifest";
import type { Registered } from "../render/registration";
import { Refusal } from "../terminal";
import { isMapping } from "../../stacks/mapping";

/** A chart or a manifest bundle, as an environment takes it. */
export interface Package {
    kind: "chart" | "manifest";
    name: string;
    version: string;
    /** Where this environment takes it from: a registry, a repository, a URL or a file. */
    from: string;
    /** Where its maker publishes it, as it is pinned. */
    upstream?: string;
    licence?: string;
    /** Why its objects could not be told, where they could not. */
    missing?: string;
}

/** What one resource of an environment brings: a package with all its objects, or one object of ours. */
export interface Brought {
    environment: string;
    place?: string;
    /** Role and system, as in `certificates cert-manager`. */
    system: string;
    package?: Package;
    objects: (Found & { object: string })[];
}

/** How charts are read. */
export interface Charts {
    objects: (installation: Installation, kubernetes: string) => Promise<ChartObject[]>;
    about: (installation: Installation) => Promise<unknown>;
}

/** Charts read by Helm; the same `Chart.yaml` only once. */
export function helmCharts(helm: string): Charts {
    const known = new Map<string, Promise<unknown>>();
    return {
        objects: (installation, kubernetes) => render(installation, kubernetes, { helm }),
        about: (installation) => {
            const { chart, version, repositoryOpts } = installation;
            const key = JSON.stringify([chart, version, repositoryOpts?.repo]);
            const asked = known.get(key) ?? describe(installation, { helm });
            known.set(key, asked);
            return asked;
        },
    };
}

/** Where nothing is rendered, and why. */
export function noCharts(why: string): Charts {
    const refuse = () => Promise.reject(new Refusal(why));
    return { objects: refuse, about: refuse };
}

/** All that an environment's resources bring into its clusters, in the order in which they are registered. */
export async function collect(
    environment: string,
    resources: Registered[],
    { charts, pins }: { charts: Charts; pins: Pins },
): Promise<Brought[]> {
    const identities = new Identities(resources);
    const brought: Brought[] = [];
    // Some at a time: each renders by a process of its own, twice.
    const inCluster = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    for (let at = 0; at < inCluster.length; at += 8) {
        const some = inCluster.slice(at, at + 8).map(async (resource) => {
            const { place, role, system } = whereOf(resource, identities);
            const what = await broughtBy(resource, { resources, place, charts, pins });
            return { environment, place, system: [role, system].filter(Boolean).join(" ") || "place", ...what };
        });
        brought.push(...(await Promise.all(some)));
    }
    return brought;
}

interface Given {
    resources: Registered[];
    place?: string;
    charts: Charts;
    pins: Pins;
}

async function broughtBy(resource: Registered, given: Given): Promise<Pick<Brought, "package" | "objects">> {
    const { type, inputs, name } = resource;
    if (type.startsWith("kubernetes:yaml/")) return manifestOf(String(inputs.file), given.pins);
    if (!isInstalled(type)) return { objects: [{ object: titleOf(inputs, name), ...imagesOf(inputs) }] };

    const installation = Installation.parse(inputs);
    const made = packageOf(installation, given.pins);
    try {
        const objects = await objectsOf(resource, given.resources, given.place, given.charts.objects);
        const licence = licenceOfChart(await given.charts.about(installation));
        return {
            package: { ...made, ...(licence !== undefined && { licence }) },
            objects: objects.map(({ object }) => ({ object: titleOf(object, name), ...imagesOf(object) })),
        };
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        // What we say ourselves is known all the same.
        const said = { object: `values of ${made.name}`, ...imagesOfValues(installation.values) };
        return { package: { ...made, missing: reasonOf(error) }, objects: [said] };
    }
}

async function manifestOf(file: string, pins: Pins): Promise<Pick<Brought, "package" | "objects">> {
    const pin = pins.manifests
        .map((one) => one.pin)
        .find(({ url, name, version }) => url === file || path.basename(file) === `${name}-${version}.yaml`);
    const { name, version, url } = pin ?? { name: path.basename(file), version: "", url: file };
    const made: Package = { kind: "manifest", name, version, from: file, upstream: url };
    try {
        const text = await manifest(file);
        return {
            package: made,
            objects: readObjectsWhole(text).map((object) => ({ object: titleOf(object, name), ...imagesOf(object) })),
        };
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { package: { ...made, missing: reasonOf(error) }, objects: [] };
    }
}

// Why something cannot be had is told in words of this machine and moment; the list is the same everywhere.
function reasonOf({ message }: Refusal): string {
    return /does not render: |helm is neither/.test(message) ? message : "it cannot be had here";
}

function packageOf({ chart, version, repositoryOpts }: Installation, pins: Pins): Package {
    const called = path.basename(chart);
    const pin = pins.charts
        .map((one) => one.pin)
        .find(({ name, repository }) => [name, `${name}-${version}.tgz`].includes(called) || repository === chart);
    const manifest = pins.manifests.map((one) => one.pin).find(({ name }) => name === called);
    const from = repositoryOpts?.repo ?? chart;
    const upstream = pin?.repository ?? manifest?.url;
    return {
        kind: manifest ? "manifest" : "chart",
        name: pin?.name ?? called,
        version: manifest?.version ?? version,
        from,
        ...(upstream !== undefined && { upstream }),
    };
}

function titleOf(object: Record<string, unknown>, otherwise: string): string {
    const { apiVersion, kind, metadata } = object;
    const { name, namespace } = isMapping(metadata) ? metadata : {};
    const called = [namespace, typeof name === "string" ? name : otherwise].filter((one) => typeof one === "string");
    return `${String(apiVersion)} ${String(kind)} ${called.join("/")}`;
}
