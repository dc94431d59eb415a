import assert from "node:assert/strict";

import {
    cacheName,
    fits,
    linkerFlags,
    type Pin,
    pinnedVersion,
    pins,
    range,
    tools,
} from "../../../commands/sandbox/pins";

function pin(name: Pin["name"]): Pin {
    const found = pins.find((one) => one.name === name);
    assert.ok(found);
    return found;
}

describe("the pins of the sandbox", () => {
    it("take the version from go.mod", () => {
        const versions = Object.fromEntries(pins.map((one) => [one.name, pinnedVersion(one)]));
        assert.equal(Object.keys(versions).length, 5);
        for (const version of Object.values(versions)) assert.match(version, /^\d+\.\d+\.\d+$/);
        assert.match(versions.kubernetes ?? "", /^1\./);
        assert.match(versions.pulumi ?? "", /^3\./);
    });

    it("build every tool from a pin that there is", () => {
        for (const tool of tools) assert.ok(pin(tool.pin), tool.name);
        assert.equal(tools.length, 9);
        assert.equal(new Set(tools.map(({ command }) => command)).size, 9);
    });

    it("have the linker set the versions that sources leave open", () => {
        const version = pinnedVersion(pin("kubernetes"));
        const flags = linkerFlags(pin("kubernetes")).split(" -X ");
        assert.ok(flags.includes(`k8s.io/component-base/version.gitVersion=v${version}`), flags.join("\n"));
        assert.ok(flags.includes(`k8s.io/component-base/version.gitMinor=${version.split(".")[1] ?? ""}`));
        assert.ok(flags.includes(`k8s.io/client-go/pkg/version.gitVersion=v${version}`));
        const pulumi = pinnedVersion(pin("pulumi"));
        assert.match(linkerFlags(pin("pulumi")), new RegExp(`go/common/version\\.Version=${pulumi}$`));
        assert.equal(linkerFlags(pin("etcd")), "-s -w");
    });

    it("name a folder of the cache by all that is built in", () => {
        const names = pins.map(cacheName);
        for (const name of names) assert.match(name, /^[a-z]+-[0-9a-f]{16}$/);
        const changed = { ...pin("etcd"), linked: () => ({ "a.b": "c" }) };
        assert.notEqual(cacheName(changed), cacheName(pin("etcd")));
        assert.equal(cacheName(pin("etcd")), cacheName(pin("etcd")));
    });

    const cases: [Parameters<typeof fits>[0], string, boolean][] = [
        ["minor", "1.36.0", true],
        ["minor", "1.36.9", true],
        ["minor", "1.35.9", false],
        ["minor", "1.37.0", false],
        ["minor", "2.36.3", false],
        ["skew", "1.35.0", true],
        ["skew", "1.37.1", true],
        ["skew", "1.34.9", false],
        ["skew", "1.38.0", false],
        ["newer", "1.36.3", true],
        ["newer", "1.36.2", false],
        ["newer", "1.40.0", true],
        ["newer", "1.9.9", false],
        ["newer", "2.0.0", false],
    ];
    for (const [fit, version, expected] of cases) {
        it(`${expected ? "take" : "leave"} ${version} for 1.36.3 by the rule "${fit}"`, () => {
            assert.equal(fits(fit, version, "1.36.3"), expected);
        });
    }

    it("say in words which versions serve", () => {
        assert.equal(range("minor", "1.36.3"), "1.36.x");
        assert.equal(range("skew", "1.36.3"), "1.35.x to 1.37.x");
        assert.equal(range("newer", "3.246.0"), "3.246.0 or newer below 4");
    });
});
