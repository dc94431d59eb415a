import assert from "node:assert/strict";

import * as fc from "fast-check";
import { z } from "zod";

import type { Path } from "../../stacks/refusals";
import { salvage } from "../../stacks/salvage";

const Numbers = z.strictObject({ numbers: z.array(z.number()).default([]) });
const Port = z.strictObject({ port: z.int(), name: z.string().default("http") });
const Ports = z
    .strictObject({ ports: z.array(Port).min(1), region: z.string() })
    .refine(({ ports }) => new Set(ports.map(({ port }) => port)).size === ports.length, {
        path: ["ports"],
        error: "repeat",
    });

function salvaged<T>(
    said: unknown,
    schema: z.ZodType<T>,
    sampleAt: (said: unknown, at: Path) => unknown = () => undefined,
) {
    return salvage(said, schema.safeParse(said).error?.issues ?? [], schema, sampleAt);
}

function heard(issues: z.core.$ZodIssue[]): string[] {
    const all = issues.map(({ path, code, message }) => `${path.join(".")}: ${code === "custom" ? message : code}`);
    return [...new Set(all)].sort();
}

describe("what is left of something refused", () => {
    it("is the rest of a list, each entry with the number it had", () => {
        const entries = fc.array(fc.oneof(fc.integer(), fc.constantFrom("five", "", "x")), { maxLength: 12 });
        fc.assert(
            fc.property(entries, (numbers) => {
                const { rest, originally } = salvaged({ numbers }, Numbers);
                const left = rest?.numbers ?? [];
                assert.deepEqual(
                    left,
                    numbers.filter((entry) => typeof entry === "number"),
                );
                const places = left.map((_, index) => originally(["numbers", index]).at(-1));
                assert.deepEqual(
                    places,
                    numbers.flatMap((entry, index) => (typeof entry === "number" ? [index] : [])),
                );
            }),
        );
    });

    it("has a sample where something is missing, and knows that it is one", () => {
        const { rest, lost } = salvaged({ ports: [{ port: 80 }] }, Ports, (_, at) =>
            at.at(-1) === "region" ? "eu" : undefined,
        );
        assert.deepEqual(rest, { ports: [{ port: 80, name: "http" }], region: "eu" });
        assert.deepEqual(lost, [["region"]]);
    });

    it("loses what even a sample does not repair", () => {
        const { rest, lost } = salvaged({ region: "eu", ports: [{ name: "a" }, { port: 81 }] }, Ports);
        assert.deepEqual(rest, { ports: [{ port: 81, name: "http" }], region: "eu" });
        assert.deepEqual(lost.at(0), ["ports", 0, "port"]);
    });

    it("has no unknown words, and those alone cost nothing else", () => {
        const { rest, lost, issues } = salvaged({ region: "eu", ports: [{ port: 80, prot: 1 }], colour: 1 }, Ports);
        assert.deepEqual(rest, { ports: [{ port: 80, name: "http" }], region: "eu" });
        assert.deepEqual(lost, []);
        assert.ok(issues.length > 0 && issues.every(({ code }) => code === "unrecognized_keys"));
    });

    it("is judged again as a whole, once its parts are right", () => {
        const said = { region: 5, ports: [{ port: 80 }, { port: 80 }] };
        assert.deepEqual(heard(salvaged(said, Ports, () => "eu").issues), ["ports: repeat", "region: invalid_type"]);
    });

    it("is not blamed for what was taken out", () => {
        const said = { region: "eu", ports: [{ port: "x" }] };
        assert.deepEqual(heard(salvaged(said, Ports).issues), ["ports.0.port: invalid_type"]);
    });

    it("is nothing where there was nothing to begin with", () => {
        assert.equal(salvaged("paris", Ports).rest, undefined);
    });
});
