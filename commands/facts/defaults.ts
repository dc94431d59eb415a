import * as fs from "node:fs";
import * as path from "node:path";

import { z } from "zod";

import { documents } from "./yaml";
import { isMapping } from "../../stacks/mapping";

type Values = Record<string, unknown>;

const About = z.looseObject({
    appVersion: z.string().nullish(),
    kubeVersion: z.string().nullish(),
    dependencies: z
        .array(z.looseObject({ name: z.string(), alias: z.string().nullish() }))
        .nullish()
        .transform((said) => said ?? []),
});
/** What a chart says of itself, as far as facts repeat it. */
export type About = z.infer<typeof About>;

/** Reads the `Chart.yaml` of an unpacked chart. */
export function aboutChart(folder: string): About {
    return About.parse(documents(fs.readFileSync(path.join(folder, "Chart.yaml"), "utf8"))[0]);
}

/**
 * The defaults of an unpacked chart, with those of its subcharts under their names, where the chart's own win. A
 * subchart's are there whether or not it is switched on: its keys may be said either way.
 *
 * @see https://helm.sh/docs/chart_template_guide/subcharts_and_globals/
 */
export function defaultsOf(folder: string): Values {
    const file = path.join(folder, "values.yaml");
    const own = fs.existsSync(file) ? asMap(documents(fs.readFileSync(file, "utf8"))[0]) : {};
    return aboutChart(folder).dependencies.reduce((values, { name, alias }) => {
        const subchart = path.join(folder, "charts", name);
        if (!fs.existsSync(subchart)) return values;
        const key = alias ?? name;
        return { ...values, [key]: merged(defaultsOf(subchart), asMap(values[key])) };
    }, own);
}

/** Defaults under what is said over them: mappings key by key, all else as a whole; null takes a default away. */
export function merged(defaults: Values, said: Values): Values {
    const result = { ...defaults };
    for (const [key, value] of Object.entries(said)) {
        const before = result[key];
        result[key] = isMapping(before) && isMapping(value) ? merged(before, value) : value;
    }
    return result;
}

function asMap(value: unknown): Values {
    return isMapping(value) ? value : {};
}
