import assert from "node:assert/strict";

import * as fc from "fast-check";

import {
    covers,
    freeBlock,
    intersection,
    parseAddress,
    parseCidr,
    parseRange,
    type Range,
    size,
    written,
} from "../../stacks/addresses";

const highest = 2 ** 32 - 1;
const anAddress = fc.integer({ min: 0, max: highest });
const aRange: fc.Arbitrary<Range> = fc
    .tuple(anAddress, anAddress)
    .map(([one, other]) => ({ first: Math.min(one, other), last: Math.max(one, other) }));
const aCidr = fc
    .tuple(anAddress, fc.integer({ min: 0, max: 32 }))
    .map(([address, prefix]) => `${written({ first: address, last: address })}/${prefix}`);

/** Ranges near each other, so that they often meet. */
const aSmallRange: fc.Arbitrary<Range> = fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 8 }))
    .map(([first, more]) => ({ first, last: first + more }));

function addressesOf(range: Range): number[] {
    return Array.from({ length: size(range) }, (_, index) => range.first + index);
}

describe("addresses", () => {
    it("reads a range by its two ends, and a block", () => {
        assert.deepEqual(parseRange("192.0.2.10-192.0.2.30"), { first: 3221225994, last: 3221226014 });
        assert.deepEqual(parseRange("192.0.2.10 - 192.0.2.10"), { first: 3221225994, last: 3221225994 });
        assert.deepEqual(parseRange("192.0.2.0/30"), { first: 3221225984, last: 3221225987 });
        assert.deepEqual(parseRange("0.0.0.0/0"), { first: 0, last: highest });
        assert.deepEqual(parseCidr("192.0.2.3/30"), { first: 3221225984, last: 3221225987 });
    });

    const malformed = [
        "", "192.0.2.10", "192.0.2.30-192.0.2.10", "192.0.2.10-", "192.0.2.1-192.0.2.2-192.0.2.3", "192.0.2.0/33",
        "192.0.2.0/-1", "192.0.2.0/", "192.0.2.256/32", "192.0.2/24", "010.0.0.0/8", "fd00::/64", "a.b.c.d/8", "192.0.2.0/2 4",
    ]; // prettier-ignore
    it(`refuses ${malformed.length} spellings that are neither`, () => {
        assert.deepEqual(
            malformed.filter((spelling) => parseRange(spelling) !== undefined),
            [],
        );
    });

    it("spells what it reads, and reads what it spells", () => {
        fc.assert(
            fc.property(aRange, (range) => {
                const ends = `${written({ first: range.first, last: range.first })}-${written({ first: range.last, last: range.last })}`;
                assert.deepEqual(parseRange(ends), range);
                assert.equal(written(range), range.first === range.last ? ends.split("-")[0] : ends);
            }),
        );
        assert.equal(written({ first: highest, last: highest }), "255.255.255.255");
        assert.equal(parseAddress("255.255.255.255"), highest);
    });

    it("finds the common addresses of two ranges, whichever comes first", () => {
        fc.assert(
            fc.property(aSmallRange, aSmallRange, (one, other) => {
                const both = intersection(one, other);
                assert.deepEqual(both, intersection(other, one));
                const common = addressesOf(one).filter((address) => addressesOf(other).includes(address));
                assert.deepEqual(both ? addressesOf(both) : [], common);
            }),
        );
    });

    it("finds a range within another exactly when it has nothing outside", () => {
        fc.assert(
            fc.property(aSmallRange, aSmallRange, (outer, inner) => {
                const outside = addressesOf(inner).filter((address) => !addressesOf(outer).includes(address));
                assert.equal(covers(outer, inner), outside.length === 0);
            }),
        );
    });

    it("counts a block by its prefix, and finds each address that names it inside", () => {
        fc.assert(
            fc.property(aCidr, (cidr) => {
                const [said = "", prefix = ""] = cidr.split("/");
                const block = parseCidr(cidr);
                const named = parseAddress(said);
                assert.ok(block && named !== undefined);
                assert.equal(size(block), 2 ** (32 - Number(prefix)));
                assert.ok(covers(block, { first: named, last: named }));
                assert.equal(block.first % size(block), 0);
            }),
        );
    });

    it("proposes a private block that meets none of those taken", () => {
        fc.assert(
            fc.property(fc.array(aCidr, { maxLength: 6 }), fc.integer({ min: 12, max: 28 }), (cidrs, prefix) => {
                const taken = cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
                const free = freeBlock(prefix, taken);
                if (free === undefined) return;
                const block = parseCidr(free);
                assert.ok(block);
                assert.equal(size(block), 2 ** (32 - prefix));
                assert.ok(!taken.some((other) => intersection(block, other)));
                assert.ok(
                    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].some((home) =>
                        covers(parseCidr(home) ?? block, block),
                    ),
                );
            }),
        );
        assert.equal(freeBlock(16, []), "10.0.0.0/16");
        assert.equal(freeBlock(16, [{ first: 0, last: highest }]), undefined);
        assert.equal(freeBlock(16, [{ first: 167772160, last: 167837695 }]), "10.1.0.0/16");
    });
});
