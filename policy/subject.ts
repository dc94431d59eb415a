import { z } from "zod";

import type { Subject } from "./rule";
import { titleOf } from "../commands/render/title";

const KubernetesObject = z.looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/** A resource as an engine knows it, whether it was asked in a test, by a command or by the engine itself. */
export interface Resource {
    type: string;
    /** What the program calls it; it begins with the place's name. */
    name: string;
    place: string;
    inputs: Record<string, unknown>;
    /** The system whose component registers it. */
    system: string;
    kept: boolean;
    consented: boolean;
}

/** A registered resource, as rules look at it: by a name that is the same in every place. */
export function subjectOf({ type, name, place, inputs, system, kept, consented }: Resource): Subject {
    const own = name.startsWith(`${place}-`) ? name.slice(place.length + 1) : name;
    return { ...known(type, own, inputs), fields: inputs, of: system, kept, consented };
}

function known(type: string, own: string, inputs: Record<string, unknown>): Pick<Subject, "kind" | "title"> {
    const kind = type.replace(/\/[^:]*/, "");
    if (!type.startsWith("kubernetes:")) return { kind, title: `${kind} ${own}` };
    if (/^kubernetes:(helm\.sh|yaml)\//.test(type)) {
        const called = typeof inputs.name === "string" ? `${String(inputs.namespace)}/${inputs.name}` : own;
        return { kind: "Release", title: `Release ${called}` };
    }
    const object = KubernetesObject.safeParse(inputs);
    if (!object.success) return { kind: type.split(":").at(-1) ?? type, title: `${type} ${own}` };
    return { kind: object.data.kind, title: steady(titleOf(object.data)) };
}

/** An object that a chart makes. */
export function chartSubject(object: z.infer<typeof KubernetesObject>, chart: string): Subject {
    return { kind: object.kind, title: steady(titleOf(object)), fields: object, of: chart, ofChart: true };
}

// A Job is named by a digest of what it does.
function steady(title: string): string {
    return title.replace(/-[0-9a-f]{8}$/, "-‹digest›");
}
