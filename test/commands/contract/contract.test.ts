import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { contractsIn, type PlaceContract } from "../../../commands/contract/read";
import { fileOf, textOf } from "../../../commands/contract/text";
import { wholeOf } from "../../../commands/contract/whole";
import { type Word, wordNames, words } from "../../../components/contract";
import { resource } from "../plan/registered";
import { root } from "../../environments";

/** A place whose contract says nothing but what a test says. */
function place(environment: string, said: Partial<Record<Word, string>> = {}): PlaceContract {
    const data = { ...nothing, ...said };
    return { environment, place: "paris", data };
}

const nothing = Object.fromEntries(
    wordNames.map((word) => [word, word === "place.domain" ? "none.test" : ""]),
) as Record<Word, string>;
const everywhere = Object.fromEntries(
    wordNames.filter((word) => words[word].same === "everywhere").map((word) => [word, "is so"]),
);

describe("the contract of several places", () => {
    it("is broken by a word that has another value, and by one that must be there and is not", () => {
        const { broken } = wholeOf([
            place("one", { ...everywhere, "storage.block": "block", "storage.shared": "shared" }),
            place("two", { ...everywhere, "storage.block": "fast", "storage.shared": "shared" }),
            place("three", { ...everywhere, "storage.block": "fast", "ingress.class": "" }),
        ]);
        assert.deepEqual(broken, [
            "storage.block is not the same everywhere: block in one, paris, and fast in two, paris; three, paris",
            "ingress.class is not in three, paris",
        ]);
    });

    it("has a word that is offered once, with the places that lack it", () => {
        const { words, broken } = wholeOf([
            place("one", { ...everywhere, "storage.shared": "shared" }),
            place("two", everywhere),
        ]);
        assert.deepEqual(broken, []);
        const shared = words.find(({ word }) => word === "storage.shared");
        assert.deepEqual([shared?.value, shared?.notIn], ["shared", ["two, paris"]]);
    });

    it("has what the environment decides by value, each place's domain taken out", () => {
        const hosts = (domain: string) => ({ "place.domain": domain, "hosts.taken": `${domain} auth.${domain}` });
        const whole = wholeOf([
            place("one", { ...everywhere, ...hosts("example.org") }),
            place("two", { ...everywhere, ...hosts("example.net") }),
        ]);
        const valuesOf = (name: Word) => whole.words.find(({ word }) => word === name)?.values;
        assert.deepEqual(valuesOf("hosts.taken"), [
            { value: "<domain> auth.<domain>", in: ["one, paris", "two, paris"] },
        ]);
        assert.deepEqual(valuesOf("place.domain"), [
            { value: "example.org", in: ["one, paris"] },
            { value: "example.net", in: ["two, paris"] },
        ]);
    });

    it("is a file with each word under how far it is the same, and a table", () => {
        const whole = wholeOf([
            place("one", { ...everywhere, "storage.shared": "shared" }),
            place("two", { ...everywhere, "ingress.class": "" }),
        ]);
        const file: unknown = parse(fileOf(whole));
        assert.deepEqual(Object.keys(file as object), ["everywhere", "offered", "environment"]);
        assert.deepEqual((file as { offered: object }).offered["storage.shared" as never], {
            value: "shared",
            means: words["storage.shared"].means,
            notIn: ["two, paris"],
        });
        const text = textOf(whole, { write: () => undefined });
        assert.match(text, /^storage\.shared +shared +offered +two, paris$/m);
        assert.match(text, /^databases\.mariadb +not offered +offered +one, paris; two, paris$/m);
        assert.match(text, /\ningress\.class is not in two, paris\.\n$/);
    });

    it("is read from the ConfigMap of each place, and from no other", () => {
        const one = resource({
            type: "kubernetes:core/v1:ConfigMap",
            name: "paris-contract",
            inputs: { metadata: { name: "samestack-contract", namespace: "kube-public" }, data: nothing },
        });
        const other = { ...one, inputs: { metadata: { name: "contract" }, data: {} } };
        assert.deepEqual(contractsIn("mixed", [one, other]), [{ environment: "mixed", place: "paris", data: nothing }]);
    });
});

describe("the page for applications", () => {
    it("has a row for every word, with how far it is the same", () => {
        const page = fs.readFileSync(path.join(root, "docs", "contract.md"), "utf8");
        const rows = [...page.matchAll(/^\| `([a-z.]+)` +\| (\w+) +\|/gm)].map(([, word, same]) => [word, same]);
        assert.deepEqual(
            rows,
            wordNames.map((word) => [word, words[word].same]),
        );
    });
});
