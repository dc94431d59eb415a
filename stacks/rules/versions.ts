import { chartsOf, type Draft } from "../environment";
import type { Objection } from "../refusals";
import { places } from "./places";

/**
 * A system on a Kubernetes that it was never tried on may install, and fail at what changed between. Each chart's pin
 * names the minors it is known to run on.
 */
export function systemsSupportKubernetes(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place }) => {
        const { cluster } = place;
        if (!cluster) return [];
        const charts = chartsOf(place);
        const without = charts.filter(({ kubernetes: { from, to } }) => !between(cluster.version, from, to));
        if (without.length === 0) return [];
        const list = without.map(
            ({ name, version, kubernetes }) => `${name} ${version} (${kubernetes.from} to ${kubernetes.to})`,
        );
        const from =
            charts
                .map(({ kubernetes }) => kubernetes.from)
                .sort(byMinor)
                .at(-1) ?? "";
        const to = charts.map(({ kubernetes }) => kubernetes.to).sort(byMinor)[0] ?? "";
        const nearest = minor(cluster.version) < minor(from) ? from : to;
        return [
            {
                at: [...at, "cluster", "version"],
                rule: `is not among the Kubernetes minors that these support: ${list.join(", ")}`,
                allowed: `${from} to ${to}, which every system of the place supports`,
                fix:
                    cluster.kind === "eks"
                        ? `write version: "${nearest}"`
                        : `bring the cluster to ${nearest}, and write version: "${nearest}"`,
            },
        ];
    });
}

function between(version: string, from: string, to: string): boolean {
    return minor(from) <= minor(version) && minor(version) <= minor(to);
}

function byMinor(a: string, b: string): number {
    return minor(a) - minor(b);
}

/** `36` of `1.36`. */
function minor(version: string): number {
    return Number(version.split(".")[1]);
}
