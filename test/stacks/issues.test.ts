import assert from "node:assert/strict";

import { z } from "zod";

import { objectionsTo } from "../../stacks/issues";
import { EnvironmentRefused, refuse } from "../../stacks/refusals";

/** A schema with one of each thing that those of the roles have. */
const Toy = z.strictObject({
    cluster: z
        .discriminatedUnion("kind", [
            z.strictObject({ kind: z.literal("existing"), kubeconfig: z.string().min(1) }),
            z.strictObject({ kind: z.literal("eks"), region: z.string(), zones: z.int().min(2).max(4).default(3) }),
        ])
        .optional(),
    replicas: z.int().min(1).default(3),
    ports: z.array(z.int().max(65535)).min(1).max(2).optional(),
    encrypted: z.boolean().optional(),
    cidr: z.cidrv4().optional(),
    mode: z.enum(["Iptables", "Nftables"]).default("Nftables"),
    email: z.email().optional(),
    schedule: z
        .string()
        .regex(/^\S+( \S+){4}$/, "is not a schedule of five fields")
        .optional(),
    size: z.int().multipleOf(4).optional(),
    password: z.string().max(4).optional(),
    proxy: z.url().max(10).optional(),
    said: z.union([z.string().max(2), z.array(z.string())]).optional(),
    even: z
        .int()
        .refine((given) => given % 2 === 0, {
            error: "is odd",
            params: { allowed: "even numbers", fix: "write even: 2" },
        })
        .optional(),
    labels: z.record(z.string().regex(/^[a-z]+$/, "is not in small letters"), z.string()).optional(),
});
const schema = z.toJSONSchema(Toy, { io: "input" });

function refusals(said: unknown) {
    const parsed = Toy.safeParse(said);
    return new EnvironmentRefused(refuse(objectionsTo(parsed.error?.issues ?? [], { said, raw: said }, schema), said))
        .refusals;
}

describe("what a schema refuses", () => {
    const cases: [what: string, said: Record<string, unknown>, path: string, value: string, rule: string, allowed: string | undefined, fix: string][] = [
        ["a word that is nearly one", { replcias: 3 }, "replcias", "3", "is an unknown word here", "cluster, replicas, ports, encrypted, cidr, mode, email, schedule, size, password, proxy, said, even, labels", "write replicas"],
        ["a word that is nearly one that is there already", { replicas: 3, replicsa: 4 }, "replicsa", "4", "is an unknown word here", "cluster, replicas, ports, encrypted, cidr, mode, email, schedule, size, password, proxy, said, even, labels", "remove it"],
        ["a word that is none", { cluster: { kind: "existing", kubeconfig: "./k", colour: 1 } }, "cluster.colour", "1", "is an unknown word here", "kind, kubeconfig", "remove it"],
        ["a word of another kind", { cluster: { kind: "existing", kubeconfig: "./k", region: "x" } }, "cluster.region", "x", "is an unknown word here", "kind, kubeconfig", "write kind: eks, whose word it is, or remove it"],
        ["a word that belongs inside", { cluster: { kind: "existing", kubeconfig: "./k" }, kubeconfig: "./k" }, "kubeconfig", "./k", "is an unknown word here", "cluster, replicas, ports, encrypted, cidr, mode, email, schedule, size, password, proxy, said, even, labels", "write it inside cluster"],
        ["a word that belongs outside", { cluster: { kind: "existing", kubeconfig: "./k", encrypted: true } }, "cluster.encrypted", "true", "is an unknown word here", "kind, kubeconfig", "write it beside cluster, not inside"],
        ["a kind that is none", { cluster: { kind: "exisitng" } }, "cluster.kind", "exisitng", "is none of the allowed values", "existing, eks", "write kind: existing"],
        ["a kind that is not said", { cluster: {} }, "cluster.kind", "nothing", "is missing", "existing, eks", "add under cluster: kind: existing or eks"],
        ["a mapping that is its kind", { cluster: "eks" }, "cluster", "eks", "is text", "a mapping whose kind is existing or eks", "write cluster: { kind: eks }"],
        ["what is missing", { cluster: { kind: "eks" } }, "cluster.region", "nothing", "is missing", "text", "add under cluster: region: …"],
        ["what is left empty", { ports: null }, "ports", "nothing", "is left empty", "a list of 1 to 2", "write ports: [1]"],
        ["a number in quotes", { replicas: "5" }, "replicas", "5", "is text", "a whole number, 1 or more", "write replicas: 5 without quotes, or remove it for the default, 3"],
        ["a truth value in quotes", { encrypted: "True" }, "encrypted", "True", "is text", "true or false", "write encrypted: true without quotes"],
        ["text that is a number", { schedule: 5 }, "schedule", "5", "is a number", "text", 'write schedule: "5" in quotes'],
        ["one where a list is", { ports: 80 }, "ports", "80", "is a number", "a list of 1 to 2", "write ports: [80]"],
        ["a list where one is", { replicas: [3, 4] }, "replicas", "[3, 4]", "is a list", "a whole number, 1 or more", "write replicas: 3, the default"],
        ["a part of a number", { replicas: 1.5 }, "replicas", "1.5", "is not a whole number", "a whole number, 1 or more", "write replicas: 3, the default"],
        ["too little", { replicas: 0 }, "replicas", "0", "is less than 1", "a whole number, 1 or more", "write replicas: 1, or remove it for the default, 3"],
        ["too much", { cluster: { kind: "eks", region: "x", zones: 9 } }, "cluster.zones", "9", "is more than 4", "a whole number from 2 to 4", "write zones: 4, or remove it for the default, 3"],
        ["too much in a list", { ports: [80, 70000] }, "ports[1]", "70000", "is more than 65535", "a whole number, 65535 or less", "write 65535"],
        ["an empty list", { ports: [] }, "ports", "[]", "is an empty list", "a list of 1 to 2", "write ports: [1]"],
        ["too many in a list", { ports: [1, 2, 3] }, "ports", "[1, 2, 3]", "has more than 2 entries", "a list of 1 to 2", "write ports: [1]"],
        ["an empty text", { cluster: { kind: "existing", kubeconfig: "" } }, "cluster.kubeconfig", '""', "is empty", "text of 1 or more characters", "write kubeconfig: …"],
        ["an odd multiple", { size: 6 }, "size", "6", "is not a multiple of 4", "multiples of 4", "write size: 4"],
        ["a format", { cidr: "10.0.0.0" }, "cidr", "10.0.0.0", "is not a block of IPv4 addresses", "a block of IPv4 addresses", "write cidr: 10.20.0.0/16"],
        ["a pattern with a sentence", { schedule: "daily" }, "schedule", "daily", "is not a schedule of five fields", "text", "write schedule: …"],
        ["a value among several", { mode: "iptable" }, "mode", "iptable", "is none of the allowed values", "Iptables, Nftables", "write mode: Iptables, or remove it for the default, Nftables"],
        ["a check with its own advice", { even: 3 }, "even", "3", "is odd", "even numbers", "write even: 2"],
        ["a name", { labels: { UP: "x" } }, "labels.UP", "x", "is not in small letters", undefined, "choose another name"],
        ["the nearer of two ways", { said: "long" }, "said", "long", "is longer than 2 characters", "text of 0 to 2 characters, or a list", "write said: …"],
        ["none of two ways", { said: 3 }, "said", "3", "is a number", "text of 0 to 2 characters, or a list", "write said: …"],
        ["a secret, without showing it", { password: "swordfish" }, "password", "(not shown)", "is longer than 4 characters", "text of 0 to 4 characters", "write password: …"],
        ["an address with a secret in it", { proxy: "https://me:swordfish@proxy.test" }, "proxy", "https://…@proxy.test", "is longer than 10 characters", "a URL", "write proxy: https://example.org"],
        ["a long value, by its length", { email: "a".repeat(81) }, "email", "(81 characters)", "is not an e-mail address", "an e-mail address", "write email: you@your.domain"],
        ["a value of several lines, by its length", { email: "a\nb" }, "email", "(3 characters)", "is not an e-mail address", "an e-mail address", "write email: you@your.domain"],
        ["a mapping, by its words", { encrypted: { password: "swordfish" } }, "encrypted", "{ password }", "is a mapping", "true or false", "write encrypted: true"],
        ["a list of mappings, by their words", { ports: [{ token: "swordfish" }, { token: "x" }], size: 4 }, "ports[0]", "{ token }", "is a mapping", "a whole number, 65535 or less", "write 1"],
    ]; // prettier-ignore
    for (const [what, said, path, value, rule, allowed, fix] of cases) {
        it(`names ${what}`, () => {
            const [first, ...rest] = refusals(said);
            assert.deepEqual(first, { path, value, rule, allowed, fix });
            assert.deepEqual(
                rest.map((other) => other.path),
                what.startsWith("a list of mappings") ? ["ports[1]"] : [],
            );
        });
    }

    it("knows every sort of issue there is in these cases", () => {
        const seen = new Set(
            cases.flatMap(([, said]) => Toy.safeParse(said).error?.issues.map(({ code }) => code) ?? []),
        );
        assert.equal(seen.size, 10, [...seen].join(", "));
    });

    it("names what is no mapping at all", () => {
        assert.deepEqual(refusals("paris"), [
            {
                path: "samestack:environment",
                value: "paris",
                rule: "is text",
                allowed: refusals([])[0]?.allowed,
                fix: "write { … }",
            },
        ]);
    });
});
