import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";
import { z } from "zod";

import type { KubernetesObject } from "../commands/sandbox/objects";
import { isMapping } from "../stacks/mapping";
import { sampleObjects } from "./engine/sample";
import { root } from "./environments";

const Word = z.looseObject({ value: z.string() });
const File = z.looseObject({
    everywhere: z.record(z.string(), Word),
    offered: z.record(z.string(), Word),
    environment: z.record(z.string(), z.unknown()),
});
const { everywhere, offered } = File.parse(parse(fs.readFileSync(path.join(root, "contract.yaml"), "utf8")));
const words = { ...everywhere, ...offered };

/** Fields by which an object names something of the place, and the word of the contract that it must be. */
const fields: Record<string, string> = {
    storageClass: "storage.block",
    storageClassName: "storage.block",
    ingressClassName: "ingress.class",
};
/** What every Kubernetes has. */
const own = /^(v1|(apps|batch|policy|autoscaling)\/v\d|[a-z.]+\.k8s\.io\/v\d)$/;

/** What an object takes from the place: the word of the contract for it, and what it says. */
function taken(object: KubernetesObject): { word: string; says: string }[] {
    const { apiVersion, kind } = object;
    const kinds = words["monitoring.kinds"]?.value.split(" ") ?? [];
    const ofKind = own.test(apiVersion)
        ? []
        : apiVersion.startsWith("monitoring.coreos.com/") && kinds.includes(kind)
          ? [{ word: "monitoring.kinds", says: kinds.join(" ") }]
          : [{ word: "databases.postgres", says: `${apiVersion} ${kind}` }];
    return [...ofKind, ...below(object)];
}

function below(value: unknown): { word: string; says: string }[] {
    if (Array.isArray(value)) return value.flatMap(below);
    if (!isMapping(value)) return [];
    return Object.entries(value).flatMap(([key, one]) => {
        if (typeof one !== "string") return below(one);
        const word = fields[key];
        if (word !== undefined) return [{ word, says: one }];
        if (key.includes("issuer")) {
            return [
                { word: "certificates.annotation", says: key },
                { word: "certificates.issuer", says: one },
            ];
        }
        if (key.startsWith("grafana_")) {
            const isLabel = words["monitoring.dashboards"]?.value.startsWith(`${key}=`) ?? false;
            return [
                isLabel
                    ? { word: "monitoring.dashboards", says: `${key}=${one}` }
                    : { word: "monitoring.folder", says: key },
            ];
        }
        return key.startsWith("traefik.") || key.startsWith("nginx.") ? [{ word: "login.everyone", says: key }] : [];
    });
}

describe("the sample application", () => {
    it("takes nothing from a place but by the words of the contract that are the same wherever they are offered", () => {
        const all = sampleObjects().flatMap((object) =>
            taken(object).map((one) => ({ ...one, where: `${object.kind} ${object.metadata.name}` })),
        );
        for (const { word, says, where } of all) assert.equal(says, words[word]?.value, `${where}: ${word}`);
        assert.deepEqual([...new Set(all.map(({ word }) => word))].sort(), [
            "certificates.annotation",
            "certificates.issuer",
            "databases.postgres",
            "ingress.class",
            "monitoring.dashboards",
            "monitoring.folder",
            "monitoring.kinds",
            "storage.block",
        ]);
        console.log(`      ${all.length} names`);
    });
});
