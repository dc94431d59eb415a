import * as fs from "node:fs";

import { z } from "zod";

import type { Charts } from "../bom/collect";
import { readObjectsWhole } from "../facts/objects";
import { findPins } from "../facts/pins";
import { manifestText } from "../facts/source";
import { objectsOf } from "../plan/compare";
import { whereOf } from "../plan/changes";
import { Identities } from "../plan/identity";
import { isInstalled } from "../plan/replacement";
import { Installation, KubernetesObject } from "../render/chart";
import type { Registered } from "../render/registration";
import { Refusal } from "../terminal";
import { words } from "../../policy/fields";
import type { Looked } from "../../policy/examine";
import { chartSubject, subjectOf } from "../../policy/subject";
import type { Subject } from "../../policy/rule";

/** A chart or a bundle of manifests whose objects nobody saw. */
export interface Unseen {
    environment: string;
    place: string;
    chart: string;
    why: string;
}

/** What is there to be looked at of an environment, and what is not. */
export interface Seen {
    looked: Looked[];
    unseen: Unseen[];
}

const Consent = z.looseObject({ allowDestroy: z.boolean().optional(), deletionProtection: z.boolean().optional() });

/** All that an environment registers, place by place, and all that its charts make. */
export async function look(environment: string, resources: Registered[], charts: Charts): Promise<Seen> {
    const identities = new Identities(resources);
    const places = new Map<string, Looked>();
    const unseen: Unseen[] = [];
    const placeOf = (name: string): Looked => {
        const looked = places.get(name) ?? { environment, place: name, subjects: [] };
        places.set(name, looked);
        return looked;
    };
    const installed: { resource: Registered; place: string }[] = [];
    for (const resource of resources) {
        const { place = "", system = "" } = whereOf(resource, identities);
        if (!/^(kubernetes|aws|pulumi:providers):/.test(resource.type)) continue;
        placeOf(place).subjects.push(registeredSubject(resource, { place, system, identities }));
        if (isInstalled(resource.type)) installed.push({ resource, place });
    }
    // Some at a time: each renders by a process of its own, twice.
    for (let at = 0; at < installed.length; at += 8) {
        const some = installed.slice(at, at + 8).map(async ({ resource, place }) => {
            const chart = chartNameOf(resource);
            const made = await madeBy(chart, resource, resources, place, charts);
            if (typeof made === "string") unseen.push({ environment, place, chart, why: made });
            else placeOf(place).subjects.push(...made);
        });
        await Promise.all(some);
    }
    return { looked: [...places.values()], unseen: unseen.sort(byChart) };
}

/** A resource of one place as rules look at it; what its components were told says whether its loss is consented to. */
export function registeredSubject(
    resource: Registered,
    { place, system, identities }: { place: string; system: string; identities: Identities },
): Subject {
    const said = identities.parents(resource).map(({ inputs }) => Consent.safeParse(inputs).data);
    return subjectOf({
        type: resource.type,
        name: resource.name,
        inputs: resource.inputs,
        place,
        system,
        kept: resource.protect || resource.retainOnDelete,
        consented: said.some((one) => one?.allowDestroy === true || one?.deletionProtection === false),
    });
}

/** What a chart or a bundle of manifests makes, or why nobody knows. */
async function madeBy(
    chart: string,
    resource: Registered,
    all: Registered[],
    place: string,
    charts: Charts,
): Promise<Subject[] | string> {
    try {
        if (resource.type.startsWith("kubernetes:yaml/")) return await ofManifest(chart, String(resource.inputs.file));
        const objects = await objectsOf(resource, all, place, charts.objects);
        const { description } = Described.parse(await charts.about(Installation.parse(resource.inputs)));
        // It has the chart's names, and none of its faults.
        if (description.startsWith("A stand-in of samestack's tests")) return "there is only a stand-in for it";
        return (
            objects
                // What runs only when somebody asks for a test is no part of the stack.
                .filter(({ hook = "" }) => !hook.startsWith("test"))
                .map(({ object }) => chartSubject(object, chart))
        );
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        // Why it cannot be had is told in words of this machine and moment.
        return /does not render: |helm is neither|were not asked for/.test(error.message)
            ? error.message
            : "it cannot be had here";
    }
}

const Described = z.looseObject({ description: z.string().default("") });

async function ofManifest(chart: string, file: string): Promise<Subject[]> {
    const text = /^https?:/.test(file)
        ? await manifestText({ name: chart, version: "", url: file }, "upstream", "", "")
        : fs.existsSync(file)
          ? fs.readFileSync(file, "utf8")
          : refuse(`${chart} cannot be had: no ${file}`);
    return readObjectsWhole(text).map((object) => chartSubject(KubernetesObject.parse(object), chart));
}

function refuse(why: string): never {
    throw new Refusal(why);
}

const pins = findPins();

/** The chart's own name, wherever it is taken from. */
function chartNameOf({ inputs, name }: Registered): string {
    const from = words(inputs.chart ?? inputs.file)[0] ?? name;
    const called = from.split("/").at(-1) ?? from;
    const pinned = [...pins.charts, ...pins.manifests].map(({ pin }) => pin);
    const pin = pinned.find(({ name, version }) =>
        [name, `${name}-${version}.tgz`, `${name}-${version}.yaml`].includes(called),
    );
    const direct =
        pins.charts.find(({ pin }) => pin.repository === from) ?? pins.manifests.find(({ pin }) => pin.url === from);
    return pin?.name ?? direct?.pin.name ?? called;
}

function byChart(one: Unseen, other: Unseen): number {
    const key = ({ chart, environment, place }: Unseen) => `${chart} ${environment} ${place}`;
    return key(one) < key(other) ? -1 : 1;
}
