import { z } from "zod";

const Said = z.looseObject({
    places: z.record(
        z.string(),
        z.looseObject({ cluster: z.looseObject({ kind: z.literal("existing") }), loadBalancing: z.looseObject({}) }),
    ),
});

/**
 * An environment of own servers, in as many places as wanted: its first place again and again, under other names, with
 * a cluster, pods and load balancer addresses of their own, as rules for several places ask.
 */
export function inPlaces(said: unknown, count: number): unknown {
    const environment = Said.parse(said);
    const [first] = Object.entries(environment.places);
    if (first === undefined) throw new Error("the environment has no place to make more of");
    const [name, place] = first;
    const more = Array.from({ length: count - 1 }, (_, index) => {
        const number = index + 2;
        const kubeconfig = `./place-${number}.kubeconfig`;
        const cluster = { ...place.cluster, kubeconfig, podCidr: `10.${200 + number}.0.0/16` };
        // 198.18.0.0/15 is set aside for benchmarks (RFC 2544).
        const loadBalancing = { ...place.loadBalancing, addresses: [`198.18.${number}.10-198.18.${number}.30`] };
        return [`place-${number}`, { ...place, cluster, loadBalancing }] as const;
    });
    return { ...environment, places: { [name]: place, ...Object.fromEntries<unknown>(more) } };
}
