import * as fs from "node:fs";
import * as path from "node:path";

import { z } from "zod";

const Reachable = z.looseObject({
    places: z.record(z.string(), z.looseObject({ cluster: z.looseObject({ kind: z.string() }) })),
});

const Existing = z.looseObject({ context: z.string().optional() });

/**
 * The same environment with a kubeconfig of ours for each existing cluster, that leads nowhere and is written into
 * `folder`: the real one is a credential, and nobody is to be reached. What is no environment is left as it is, to be
 * refused by those who know what one is.
 */
export function standInKubeconfigs(said: unknown, folder: string): unknown {
    const environment = Reachable.safeParse(said);
    if (!environment.success) return said;
    const places = Object.entries(environment.data.places).map(([name, place], index) => {
        if (place.cluster.kind !== "existing") return [name, place] as const;
        const { context = "nowhere" } = Existing.safeParse(place.cluster).data ?? {};
        const file = path.join(folder, `${index}.kubeconfig`);
        fs.writeFileSync(file, kubeconfig(context));
        return [name, { ...place, cluster: { ...place.cluster, kubeconfig: file } }] as const;
    });
    return { ...environment.data, places: Object.fromEntries(places) };
}

/** Puts back what the environment says, wherever the path of a stand-in was given on. */
export function namedAgain(value: unknown, said: unknown, folder: string): unknown {
    const environment = Reachable.safeParse(said);
    const names = Object.values(environment.data?.places ?? {}).map(({ cluster }) => cluster.kubeconfig);
    const back = (inner: unknown): unknown => {
        if (Array.isArray(inner)) return inner.map(back);
        if (typeof inner === "object" && inner !== null) {
            return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, back(one)]));
        }
        if (typeof inner !== "string" || path.dirname(inner) !== folder) return inner;
        return names[Number(path.basename(inner, ".kubeconfig"))] ?? inner;
    };
    return back(value);
}

function kubeconfig(context: string): string {
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "nowhere", cluster: { server: "https://127.0.0.1:1" } }],
        users: [{ name: "nobody", user: { token: "none" } }],
        contexts: [{ name: context, context: { cluster: "nowhere", user: "nobody" } }],
        "current-context": context,
    });
}
