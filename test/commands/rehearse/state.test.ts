import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as zlib from "node:zlib";

import { replay } from "../../../commands/rehearse/replay";
import { chartsIn, USUAL } from "../../../commands/rehearse/rehearse";
import {
    environmentsOf,
    hashOf,
    HIDDEN,
    keptOf,
    type Local,
    readState,
    RELEASES,
    releases,
} from "../../../commands/rehearse/state";
import { isMapping } from "../../../stacks/mapping";
import { deploy } from "../../deploy";

const urn = (type: string, name: string) => `urn:pulumi:dev::samestack::${type}::${name}`;
const stack = urn("pulumi:pulumi:Stack", "samestack-dev");
const system = urn("samestack:storage:Longhorn", "paris-longhorn");
const cluster = urn("pulumi:providers:kubernetes", "paris-cluster");
const secret = (inner: unknown) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    plaintext: JSON.stringify(inner),
});
const base64 = (text: string) => Buffer.from(text).toString("base64");

const local: Local[] = [
    { text: '{"server":"https://127.0.0.1:4711"}', stands: "‹kubeconfig of paris, as it is read›" },
    { text: "/tmp/here/charts", stands: "‹charts›" },
    { text: "https://127.0.0.1:4711", stands: "‹server of paris›" },
];

const exported = {
    resources: [
        { urn: stack, type: "pulumi:pulumi:Stack", custom: false, outputs: { places: {} } },
        { urn: system, type: "samestack:storage:Longhorn", custom: false, parent: stack, inputs: { replicas: 3 } },
        {
            urn: urn("kubernetes:core/v1:Secret", "paris-longhorn-key"),
            type: "kubernetes:core/v1:Secret",
            custom: true,
            id: "longhorn-system/key",
            parent: system,
            provider: `${cluster}::some-id`,
            protect: true,
            dependencies: [urn("kubernetes:core/v1:Namespace", "looked-up")],
            inputs: { data: secret({ key: base64("s3cret"), old: base64("forgotten") }) },
            outputs: { metadata: { uid: "1" } },
        },
        {
            urn: urn("kubernetes:core/v1:Namespace", "looked-up"),
            type: "kubernetes:core/v1:Namespace",
            custom: true,
            external: true,
        },
        {
            urn: urn("kubernetes:helm.sh/v3:Release", "paris-longhorn"),
            type: "kubernetes:helm.sh/v3:Release",
            custom: true,
            parent: system,
            provider: `${cluster}::some-id`,
            dependencies: [urn("kubernetes:core/v1:Secret", "paris-longhorn-key")],
            inputs: {
                chart: "/tmp/here/charts/longhorn-1.12.1.tgz",
                version: "1.12.1",
                values: { at: "https://127.0.0.1:4711/x" },
            },
        },
        {
            urn: cluster,
            type: "pulumi:providers:kubernetes",
            custom: true,
            parent: stack,
            inputs: { kubeconfig: secret('{"server":"https://127.0.0.1:4711"}'), version: "4.34.2", __internal: {} },
        },
    ],
};

describe("what is kept of an exported state", () => {
    const kept = keptOf(exported, local);

    it("is what each resource was given, behind all that it needs", () => {
        const names = kept.map((one) => one.urn.split("::").slice(2).join("::"));
        assert.equal(names.length, 5);
        kept.forEach(({ parent, provider, dependencies }, index) => {
            const before = kept.slice(0, index).map((one) => one.urn);
            for (const one of [parent, provider, ...dependencies])
                assert.ok(one === undefined || before.includes(one), one);
        });
        const text = JSON.stringify(kept);
        for (const word of ["uid", "some-id", "looked-up", "longhorn-system/key"])
            assert.ok(!text.includes(word), word);
        assert.deepEqual(chartsIn(kept), [{ name: "longhorn", version: "1.12.1" }]);
    });
    it("has neither a secret nor anything of the machine", () => {
        const text = JSON.stringify(kept);
        for (const word of [base64("s3cret"), "s3cret", "127.0.0.1", "/tmp/here"])
            assert.ok(!text.includes(word), word);
        const key = kept.find(({ urn }) => urn.endsWith("-key"));
        assert.deepEqual(key?.inputs, {
            data: { [HIDDEN]: { key: `‹${hashOf(base64("s3cret"))}›`, old: `‹${hashOf(base64("forgotten"))}›` } },
        });
        assert.equal(key.protect, true);
    });

    it("is registered as it was by its program, with this machine's addresses and the present secrets", async () => {
        const here = local.map(({ text, stands }) => ({
            stands,
            text: text.replace("4711", "1174").replace("here", "there"),
        }));
        const found = await deploy(replay(kept, { local: here, secrets: ["s3cret"] }));
        const by = (name: string, type: string) => found.find((one) => one.name === name && one.type === type);
        assert.equal(found.length, kept.length - 1, "all but the stack itself");
        const release = by("paris-longhorn", "kubernetes:helm.sh/v3:Release");
        assert.deepEqual(release?.inputs, {
            chart: "/tmp/there/charts/longhorn-1.12.1.tgz",
            version: "1.12.1",
            values: { at: "https://127.0.0.1:1174/x" },
        });
        assert.equal(release.parent, "paris-longhorn");
        assert.equal(release.provider, "paris-cluster");
        assert.ok(release.dependsOn.includes("paris-longhorn-key"));
        const key = by("paris-longhorn-key", "kubernetes:core/v1:Secret");
        assert.equal(key?.protect, true);
        assert.deepEqual(key.inputs, { data: "[secret]" });
        assert.deepEqual(by("paris-cluster", "pulumi:providers:kubernetes")?.inputs, { kubeconfig: "[secret]" });
    });

    it("is the same text whatever came first", () => {
        const turned = { resources: [...exported.resources].reverse() };
        assert.deepEqual(keptOf(turned, local), kept);
    });
});

describe("the states that are kept", () => {
    const all = releases().flatMap((release) =>
        environmentsOf(release).map((environment) => [release, environment] as const),
    );

    it("are those of the usual environments, of the last release at least", () => {
        assert.deepEqual(environmentsOf(releases().at(-1) ?? ""), USUAL);
    });

    for (const [release, environment] of all) {
        it(`hold no secret and nothing of a machine: ${environment} of ${release}`, () => {
            const file = path.join(RELEASES, release, `${environment}.json.gz`);
            const text = zlib.gunzipSync(fs.readFileSync(file)).toString("utf8");
            for (const word of [
                "4dabf18193072939515e22adb298388d",
                "127.0.0.1",
                "/tmp/",
                "PRIVATE KEY",
                "ciphertext",
                "sandbox1",
            ]) {
                assert.ok(!text.includes(word), word);
            }
            const hidden: unknown[] = readState(release, environment).flatMap(({ inputs }) => hiddenIn(inputs));
            for (const one of hidden)
                assert.match(String(one), /^‹([0-9a-f]{12}|kubeconfig of [a-z]+, as it is read)›$/);
            assert.ok(hidden.length > 10, "no secret was looked at");
            console.log(`      ${hidden.length} secrets, ${fs.statSync(file).size} bytes`);
        });
    }
});

function hiddenIn(value: unknown, secret = false): unknown[] {
    if (Array.isArray(value)) return value.flatMap((one) => hiddenIn(one, secret));
    if (isMapping(value)) return Object.entries(value).flatMap(([key, one]) => hiddenIn(one, secret || key === HIDDEN));
    return secret ? [value] : [];
}
