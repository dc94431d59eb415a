import * as ipaddr from "ipaddr.js";

import type { Draft, PlaceArgs } from "../environment";
import { prefixOf } from "../../components/cluster/cidr";
import { blockOfANode, podAddresses } from "../../components/network";
import {
    covers,
    freeBlock,
    intersection,
    parseAddress,
    parseCidr,
    parseRange,
    privateBlocks,
    type Range,
    size,
    written,
} from "../addresses";
import type { Objection, Path } from "../refusals";
import { places } from "./places";

/** MetalLB reads the ranges only when it runs, and its webhook would then refuse the pool, late. */
export function addressesCanBeRead(draft: Draft): Objection[] {
    return balancerRanges(draft).flatMap(({ at, said, range }) => {
        if (range) return [];
        const allowed = "IPv4 ranges 192.0.2.10-192.0.2.30, or blocks 192.0.2.0/27";
        const ends = said.split("-").map((end) => end.trim());
        const [first = "", last = ""] = ends;
        if (said.includes(":")) {
            return [{ at, rule: "is not IPv4, and the stack's networks are", allowed, fix: "write IPv4 addresses" }];
        }
        if (ends.length === 1 && parseAddress(first) !== undefined) {
            return [{ at, rule: "is one address, not a range", allowed, fix: `write ${first}-${first}` }];
        }
        if (ends.length === 2 && parseRange(`${last}-${first}`)) {
            return [{ at, rule: "ends before it begins", allowed, fix: `write ${last}-${first}` }];
        }
        return [{ at, rule: "is no range of addresses", allowed, fix: "write for example 192.0.2.10-192.0.2.30" }];
    });
}

const unusable: Partial<Record<string, string>> = {
    unspecified: "reserved for this network",
    loopback: "each machine's own, for itself",
    linkLocal: "never routed",
    multicast: "for groups, not machines",
    broadcast: "for all machines at once",
};

/** Addresses of these kinds are dropped by the first machine that sees them. */
export function addressesAreUsable(draft: Draft): Objection[] {
    return networks(draft).flatMap(({ at, range }) => {
        const kinds = [range.first, range.last].map((end) =>
            ipaddr.IPv4.parse(written({ first: end, last: end })).range(),
        );
        const [why] = kinds.flatMap((kind) => unusable[kind] ?? []);
        if (why === undefined) return [];
        const fix = "use addresses of your network, or private ones: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16";
        return [{ at, rule: `has addresses that no machine can have: they are ${why}`, fix }];
    });
}

/**
 * Two networks with an address in common take each other's packets. Within a place that shows at once; between places
 * on the day somebody joins their networks, when no range can be changed any more. Only Services may share a range
 * between places, for nothing outside a cluster ever sees their addresses.
 */
export function networksAreDisjoint(draft: Draft): Objection[] {
    const all = networks(draft);
    const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
    return pairs.flatMap(([one, other]) => {
        const common = intersection(one.range, other.range);
        if (!common || (one.place !== other.place && one.what === "Services" && other.what === "Services")) return [];
        const [moves, stays] = one.moves > other.moves ? [one, other] : [other, one];
        const owner = stays.place === moves.place ? "this place" : stays.place;
        return [
            {
                at: moves.at,
                because: [stays.at],
                rule: `overlaps the ${stays.what} of ${owner}, ${stays.said}: both have ${written(common)}`,
                allowed: "addresses that no other network of the environment has",
                fix: moved(moves, all),
            },
        ];
    });
}

/** Networks whose size the cluster's own makers limit, and pools too small for the nodes that draw from them. */
export function blocksHoldTheirCluster(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place }) => {
        const { cluster } = place;
        if (!cluster) return [];
        return [...serviceRoom(cluster, at), ...podRoom(place, at)];
    });
}

function serviceRoom({ kind, serviceCidr }: NonNullable<PlaceArgs["cluster"]>, at: Path): Objection[] {
    const prefix = prefixOf(serviceCidr);
    const eks = kind === "eks";
    const range = parseCidr(serviceCidr);
    const home = range && privateBlocks.some((block) => covers(block, range));
    const fix = eks ? "write for example serviceCidr: 172.20.0.0/16" : "write for example serviceCidr: 10.96.0.0/12";
    const here = { at: [...at, "cluster", "serviceCidr"], fix };
    if (eks && !home) {
        return [
            {
                ...here,
                rule: "is not private, which EKS requires",
                allowed: "blocks of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
            },
        ];
    }
    if (prefix < 12) return [{ ...here, rule: "is larger than an API server takes", allowed: "/12 or smaller" }];
    if (eks && prefix > 24) return [{ ...here, rule: "is smaller than EKS takes", allowed: "/12 to /24" }];
    return [];
}

function podRoom({ cluster, network }: Partial<PlaceArgs>, at: Path): Objection[] {
    if (!cluster || !network || podAddresses({ cluster, network }) === "vpc") return [];
    const range = parseCidr(cluster.podCidr);
    const nodes = cluster.kind === "eks" ? cluster.nodes.count : cluster.nodes;
    const block = blockOfANode(network);
    if (!range || size(range) >= nodes * block) return [];
    const least = 32 - Math.ceil(Math.log2(nodes * block));
    return [
        {
            at: [...at, "cluster", "podCidr"],
            because: [
                [...at, "cluster", "nodes"],
                [...at, "network", "kind"],
            ],
            rule: `has ${size(range)} addresses, and each of ${nodes} nodes takes a block of ${block} for its pods`,
            allowed: `/${least} or larger`,
            fix: "write for example podCidr: 10.244.0.0/16",
        },
    ];
}

interface Network {
    place: string;
    at: Path;
    what: "pods" | "Services" | "VPC" | "load balancer addresses";
    said: string;
    range: Range;
    /** How easily it is moved: of two that overlap the easier is refused, or else the later. */
    moves: number;
}

/** The ranges of all networks that machines of the environment know, as far as they can be read. */
function networks(draft: Draft): Network[] {
    const ofClusters = places(draft).flatMap(({ name, at, place: { cluster, network } }) => {
        if (!cluster) return [];
        const vpc = network && podAddresses({ cluster, network }) === "vpc";
        const blocks = [
            { word: "serviceCidr", what: "Services", said: cluster.serviceCidr, moves: 3 },
            ...(vpc ? [] : [{ word: "podCidr", what: "pods", said: cluster.podCidr, moves: 2 } as const]),
            ...(cluster.kind === "eks" ? [{ word: "cidr", what: "VPC", said: cluster.cidr, moves: 1 } as const] : []),
        ] as const;
        return blocks.flatMap(({ word, what, said, moves }) => {
            const range = parseCidr(said);
            // A cluster that stands already was made with its ranges.
            const ease = cluster.kind === "existing" ? 0 : moves;
            return range ? [{ place: name, at: [...at, "cluster", word], what, said, range, moves: ease }] : [];
        });
    });
    const ofBalancers = balancerRanges(draft).flatMap(({ place, at, said, range }) =>
        range ? [{ place, at, what: "load balancer addresses" as const, said, range, moves: 4 }] : [],
    );
    return [...ofClusters, ...ofBalancers];
}

function balancerRanges(draft: Draft) {
    return places(draft).flatMap(({ name, at, place: { loadBalancing } }) => {
        const said = loadBalancing && "addresses" in loadBalancing ? loadBalancing.addresses : [];
        return said.map((range, index) => ({
            place: name,
            at: [...at, "loadBalancing", "addresses", index],
            said: range,
            range: parseRange(range),
        }));
    });
}

function moved({ at, what, said }: Network, all: Network[]): string {
    if (what === "load balancer addresses") return "set aside other addresses, which nothing else in that network uses";
    const free = freeBlock(
        prefixOf(said),
        all.map(({ range }) => range),
    );
    if (free === undefined) return "write a smaller block, one that is free";
    const instead = `write for example ${String(at.at(-1))}: ${free}`;
    return what === "VPC" ? instead : `${instead}, and make the cluster with it`;
}
