import assert from "node:assert/strict";

import * as fc from "fast-check";
import * as ipaddr from "ipaddr.js";

import { Block, isPrivate, quarters, zoneBlocks } from "../../../components/cluster/cidr";

describe("address blocks", () => {
    it("shares a /16 among three zones", () => {
        assert.deepEqual(zoneBlocks("10.20.0.0/16"), [
            { private: "10.20.0.0/18", public: "10.20.192.0/20" },
            { private: "10.20.64.0/18", public: "10.20.208.0/20" },
            { private: "10.20.128.0/18", public: "10.20.224.0/20" },
        ]);
    });

    it("shares a /20, the smallest, so that each subnet still has room", () => {
        assert.deepEqual(zoneBlocks("192.168.240.0/20"), [
            { private: "192.168.240.0/22", public: "192.168.252.0/24" },
            { private: "192.168.244.0/22", public: "192.168.253.0/24" },
            { private: "192.168.248.0/22", public: "192.168.254.0/24" },
        ]);
    });

    it("cuts any block into four that lie in it, do not overlap and fill it", () => {
        let examined = 0;
        fc.assert(
            fc.property(fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 28 }), (address, prefix) => {
                const cidr = `${first(address, prefix)}/${prefix}`;
                const parts = quarters(cidr);
                const size = 2 ** (32 - prefix - 2);
                const start = toNumber(cidr);
                assert.deepEqual(
                    parts.map((part) => [toNumber(part), Number(part.split("/")[1])]),
                    [0, 1, 2, 3].map((index) => [start + index * size, prefix + 2]),
                );
                for (const part of parts) assert.ok(Block.safeParse(part).success, part);
                examined++;
            }),
        );
        assert.equal(examined, 100);
    });

    it("accepts a block by its first address alone, and says which that is", () => {
        assert.equal(Block.parse("10.20.0.0/16"), "10.20.0.0/16");
        const [issue] = Block.safeParse("10.20.3.4/16").error?.issues ?? [];
        assert.equal(issue?.message, "does not begin at its first address");
        assert.deepEqual(issue.code === "custom" && issue.params, {
            allowed: "a block spelt by its first address",
            fix: "write 10.20.0.0/16",
        });
        for (const none of ["10.20.0.0", "10.20.0.0/33", "10.20.0/16", "::/0", ""]) {
            assert.equal(Block.safeParse(none).success, false, none);
        }
    });

    it("knows private addresses from public", () => {
        const known = [
            "10.0.0.0/8",
            "172.31.0.0/16",
            "192.168.1.0/24",
            "127.0.0.0/8",
            "203.0.113.0/24",
            "172.32.0.0/16",
        ];
        assert.deepEqual(known.map(isPrivate), [true, true, true, true, false, false]);
    });
});

function first(address: number, prefix: number): string {
    const start = address - (address % 2 ** (32 - prefix));
    return [24, 16, 8, 0].map((shift) => (start >>> shift) & 255).join(".");
}

function toNumber(cidr: string): number {
    return ipaddr.IPv4.networkAddressFromCIDR(cidr).octets.reduce((whole, octet) => whole * 256 + octet, 0);
}
