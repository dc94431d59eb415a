import { below } from "../plan/differences";
import type { Renderer } from "../plan/compare";
import { titleOf } from "../render/title";
import { Installation } from "../render/chart";
import type { Registered } from "../render/registration";
import { Refusal } from "../terminal";
import { isMapping } from "../../stacks/mapping";

/** Objects by their identity. */
type Made = Map<string, Record<string, unknown>>;

/** The objects of a chart in two places, and what they would be here with only that of there which nobody declared. */
export interface ChartObjects {
    here: Made;
    /** None where they are the same, being made of the same. */
    there?: Made;
    /** The same as `here` where all is declared. */
    undeclared: Made;
}

/** A chart of one of the places. */
export interface Side {
    chart: Registered;
    kubernetes: string;
}

/**
 * Renders a chart as it is in both places and, where something of its installation differs that nobody declared, a third
 * time with that alone. Returns undefined where it cannot be had.
 *
 * @param undeclared paths of the installation's fields.
 */
export async function chartObjects(
    here: Side,
    there: Side,
    { alike, undeclared }: { alike: boolean; undeclared: readonly string[] },
    renderer: Renderer,
): Promise<ChartObjects | undefined> {
    try {
        const one = await rendered(here.chart.inputs, here.kubernetes, renderer);
        // What is made of the same at the same version is the same.
        if (alike && here.kubernetes === there.kubernetes) return { here: one, undeclared: one };
        const other = await rendered(there.chart.inputs, there.kubernetes, renderer);
        if (undeclared.length === 0) return { here: one, there: other, undeclared: one };
        const mixed = withUndeclared(here.chart.inputs, there.chart.inputs, new Set(undeclared));
        return { here: one, there: other, undeclared: await rendered(asInputs(mixed), here.kubernetes, renderer) };
    } catch (error) {
        if (error instanceof Refusal) return undefined;
        throw error;
    }
}

async function rendered(inputs: Record<string, unknown>, kubernetes: string, renderer: Renderer): Promise<Made> {
    const installation = Installation.safeParse(inputs);
    if (!installation.success) throw new Refusal("it names no chart that could be rendered");
    const objects = new Map<string, Record<string, unknown>>();
    for (const { object, hook } of await renderer(installation.data, kubernetes)) {
        const title = titleOf(object);
        // A hook may bear the name of an object that it runs for.
        objects.set(objects.has(title) ? `${title} (${hook ?? "again"})` : title, object);
    }
    return objects;
}

/** The first with those fields of the second that are listed; a list is taken whole. */
function withUndeclared(here: unknown, there: unknown, paths: ReadonlySet<string>, path = ""): unknown {
    if (paths.has(path)) return there;
    const inside = [...paths].some((one) => one.startsWith(path) && one !== path);
    if (!inside) return here;
    if (!isMapping(here) || !isMapping(there)) return there;
    const keys = new Set([...Object.keys(here), ...Object.keys(there)]);
    return Object.fromEntries(
        [...keys].flatMap((key) => {
            const value = withUndeclared(here[key], there[key], paths, below(path, key));
            return value === undefined ? [] : [[key, value] as const];
        }),
    );
}

function asInputs(value: unknown): Record<string, unknown> {
    if (!isMapping(value)) throw new Refusal("the installation of a chart is no mapping");
    return value;
}
