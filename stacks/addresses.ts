import * as ipaddr from "ipaddr.js";

/** A run of IPv4 addresses, its ends included, as unsigned 32-bit numbers. */
export interface Range {
    readonly first: number;
    readonly last: number;
}

/**
 * Reads a range in either of its two spellings, `192.0.2.0/27` or `192.0.2.10-192.0.2.30`; undefined where it is
 * neither, ends before it begins, or has an octet with a leading zero (which some tools read as octal).
 */
export function parseRange(written: string): Range | undefined {
    if (written.includes("/")) return parseCidr(written);
    const [first, last, ...more] = written.split("-").map((end) => parseAddress(end.trim()));
    if (first === undefined || last === undefined || more.length > 0 || last < first) return undefined;
    return { first, last };
}

/** Reads an address block, `10.20.0.0/16`. An address within the block names it as well as its first does. */
export function parseCidr(written: string): Range | undefined {
    if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(written)) return undefined;
    return {
        first: toNumber(ipaddr.IPv4.networkAddressFromCIDR(written)),
        last: toNumber(ipaddr.IPv4.broadcastAddressFromCIDR(written)),
    };
}

/** Reads one address in four decimal parts. */
export function parseAddress(written: string): number | undefined {
    return ipaddr.IPv4.isValidFourPartDecimal(written) ? toNumber(ipaddr.IPv4.parse(written)) : undefined;
}

/** The addresses that both ranges have; undefined where they have none. */
export function intersection(one: Range, other: Range): Range | undefined {
    const first = Math.max(one.first, other.first);
    const last = Math.min(one.last, other.last);
    return first <= last ? { first, last } : undefined;
}

/** Whether every address of the inner range is one of the outer. */
export function covers(outer: Range, inner: Range): boolean {
    return outer.first <= inner.first && inner.last <= outer.last;
}

/** How many addresses a range has. */
export function size(range: Range): number {
    return range.last - range.first + 1;
}

/** Spells a range as people write it: one address, or its two ends. */
export function written(range: Range): string {
    return range.first === range.last ? address(range.first) : `${address(range.first)}-${address(range.last)}`;
}

/** Addresses for networks of one's own. @see RFC 1918, section 3 */
export const privateBlocks: readonly Range[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].flatMap(
    (block) => parseCidr(block) ?? [],
);

/**
 * The first block of the same size that meets none of the others, among the private blocks of RFC 1918; undefined
 * where all are taken.
 */
export function freeBlock(prefix: number, taken: Range[]): string | undefined {
    const length = 2 ** (32 - prefix);
    for (const home of privateBlocks) {
        for (let first = home.first; first + length - 1 <= home.last; first += length) {
            const block = { first, last: first + length - 1 };
            if (!taken.some((other) => intersection(block, other))) return `${address(first)}/${prefix}`;
        }
    }
    return undefined;
}

function toNumber(parsed: ipaddr.IPv4): number {
    return parsed.octets.reduce((whole, octet) => whole * 256 + octet, 0);
}

function address(value: number): string {
    return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}
