import * as ipaddr from "ipaddr.js";
import { z } from "zod";

/** A block of IPv4 addresses, spelt by its first: AWS and Calico rewrite another spelling, which then shows as a change. */
export const Block = z
    .cidrv4({ abort: true })
    .superRefine((said, context) => {
        const first = ipaddr.IPv4.networkAddressFromCIDR(said).toString();
        if (said.startsWith(`${first}/`)) return;
        context.addIssue({
            code: "custom",
            continue: false,
            message: "does not begin at its first address",
            params: { allowed: "a block spelt by its first address", fix: `write ${first}/${prefixOf(said)}` },
        });
    })
    .meta({ examples: ["10.20.0.0/16"] });

/** How many bits of the block's addresses are fixed: 16 of `10.20.0.0/16`. */
export function prefixOf(cidr: string): number {
    return Number(cidr.split("/")[1]);
}

/** Whether the block lies in the ranges that are routed nowhere on the internet. */
export function isPrivate(cidr: string): boolean {
    return ["private", "loopback", "linkLocal"].includes(ipaddr.IPv4.networkAddressFromCIDR(cidr).range());
}

/** Cuts a block into four of equal size, in order. */
export function quarters(cidr: string): [string, string, string, string] {
    const first = ipaddr.IPv4.networkAddressFromCIDR(cidr).octets.reduce((whole, octet) => whole * 256 + octet, 0);
    const prefix = prefixOf(cidr) + 2;
    const at = (index: number) => `${written(first + index * 2 ** (32 - prefix))}/${prefix}`;
    return [at(0), at(1), at(2), at(3)];
}

/** The blocks of one zone's two subnets. */
export interface ZoneBlocks {
    private: string;
    public: string;
}

/**
 * Shares a VPC's block among three zones: a quarter for each zone's private subnet, where the nodes and pods are, and
 * of the last quarter a quarter for each zone's public subnet, where only load balancers and NAT gateways are. A zone's
 * share does not depend on how many zones are used, so that one may be added later.
 */
export function zoneBlocks(vpc: string): [ZoneBlocks, ZoneBlocks, ZoneBlocks] {
    const [first, second, third, rest] = quarters(vpc);
    const edges = quarters(rest);
    return [
        { private: first, public: edges[0] },
        { private: second, public: edges[1] },
        { private: third, public: edges[2] },
    ];
}

function written(address: number): string {
    return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}
