import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";
import { z } from "zod";

import { environmentsIn } from "../render/environments";
import { Refusal } from "../terminal";

/** An environment as a pipeline sees it. */
export interface Listed {
    environment: string;
    /** What its places are: `eks`, `existing`; both where it is mixed. */
    kinds: string[];
    /** Environments that come up before it. */
    after: string[];
}

const Places = z.object({ places: z.record(z.string(), z.object({ cluster: z.looseObject({ kind: z.string() }) })) });
const After = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const StackFile = z.object({ config: z.looseObject({ "samestack:after": After.optional() }) });

/**
 * The environments of a folder that can be brought up from elsewhere, in the order in which they are: each behind those
 * that it names in `samestack:after`, otherwise by name. One whose cluster this machine's sandbox makes is left out.
 */
export function listed(folder: string): Listed[] {
    const all = environmentsIn(folder).flatMap(({ name, said }) => {
        const places = Places.safeParse(said);
        if (!places.success)
            throw new Refusal(`Pulumi.${name}.yaml names no places with clusters: npm run plan says more`);
        const clusters = Object.values(places.data.places).map(({ cluster }) => cluster);
        if (clusters.some(isSandbox)) return [];
        const kinds = [...new Set(clusters.map(({ kind }) => kind))].sort();
        return [{ environment: name, kinds, after: afterIn(path.join(folder, `Pulumi.${name}.yaml`)) }];
    });
    return ordered(all);
}

function isSandbox(cluster: Record<string, unknown>): boolean {
    const { kubeconfig } = cluster;
    return typeof kubeconfig === "string" && path.normalize(kubeconfig).startsWith(`.samestack${path.sep}`);
}

function afterIn(file: string): string[] {
    const said = StackFile.safeParse(parse(fs.readFileSync(file, "utf8")));
    if (said.success) return said.data.config["samestack:after"] ?? [];
    throw new Refusal(
        `samestack:after in ${path.basename(file)} is no name of an environment and no list of such: ` +
            "write for example samestack:after: [staging]",
    );
}

function ordered(all: Listed[]): Listed[] {
    const names = all.map(({ environment }) => environment);
    for (const { environment, after } of all) {
        const unknown = after.find((name) => !names.includes(name));
        if (unknown === undefined) continue;
        throw new Refusal(
            `${environment} says samestack:after: ${unknown}, which no pipeline brings up; there are ${names.join(", ")}`,
        );
    }
    const up: Listed[] = [];
    while (up.length < all.length) {
        const left = all.filter((one) => !up.includes(one));
        const next = left.find(({ after }) => left.every(({ environment }) => !after.includes(environment)));
        if (!next) {
            const circle = left.map(({ environment }) => environment).join(", ");
            throw new Refusal(`${circle} wait for each other by samestack:after: take one of these words out`);
        }
        up.push(next);
    }
    return up;
}
