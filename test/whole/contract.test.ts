import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { z } from "zod";

import { contractsIn, type PlaceContract } from "../../commands/contract/read";
import { fileOf } from "../../commands/contract/text";
import { wholeOf } from "../../commands/contract/whole";
import { wordNames } from "../../components/contract";
import type { Registered } from "../deploy";
import { environments, root } from "../environments";
import { stacks } from "../stacks";

const Named = z.looseObject({
    metadata: z.looseObject({
        name: z.string(),
        namespace: z.string().optional(),
        labels: z.record(z.string(), z.string()).default({}),
    }),
});
const Routes = z.looseObject({ spec: z.looseObject({ rules: z.array(z.looseObject({ host: z.string() })) }) });
const Listeners = z.looseObject({
    spec: z.looseObject({ listeners: z.array(z.looseObject({ name: z.string() })) }),
});
const Annotations = z.record(z.string(), z.string());

interface Placed extends PlaceContract {
    /** Everything that was registered for the place. */
    resources: Registered[];
}

async function placed(): Promise<Placed[]> {
    return (await stacks()).flatMap(({ environment, resources }) =>
        contractsIn(environment, resources).map((contract) => ({
            ...contract,
            resources: resources.filter(({ provider }) => provider === `${contract.place}-cluster`),
        })),
    );
}

/** The objects of a kind in a place, by what is known of any. */
function objects({ resources }: Placed, kind: string) {
    return resources
        .filter(({ type }) => type.endsWith(`:${kind}`))
        .map(({ inputs }) => ({ ...Named.parse(inputs).metadata, inputs }));
}

function namesOf(place: Placed, kind: string): string[] {
    return objects(place, kind).map(({ name }) => name);
}

describe("the contract for applications", function () {
    this.timeout(120_000);

    it("is in every place, and its words are as far the same as they promise", async () => {
        const all = await placed();
        const places = (await stacks()).flatMap(({ resources }) =>
            resources.filter(({ type }) => type === "samestack:stacks:Production"),
        );
        assert.equal(all.length, places.length);
        assert.deepEqual(wholeOf(all).broken, []);
        console.log(`      ${wordNames.length} words in ${all.length} places`);
    });

    it("calls no word offered that no place has, and none missing that every place has", async () => {
        const all = await placed();
        const { words } = wholeOf(all);
        const offered = words.filter(({ same }) => same === "offered");
        const never = offered.filter(({ value }) => value === undefined);
        const always = offered.filter(({ notIn }) => notIn.length === 0);
        assert.deepEqual(
            [never, always].flat().map(({ word }) => word),
            [],
        );
        assert.ok(offered.length > 0);
    });

    it("is what contract.yaml says, of the environments of this repository", async () => {
        const own = (await placed()).filter(({ environment }) => environments.includes(environment));
        const file = path.join(root, "contract.yaml");
        const now = fileOf(wholeOf(own));
        if (fs.existsSync(file) && fs.readFileSync(file, "utf8") === now) return;
        fs.writeFileSync(file, now);
        assert.fail("the contract is another one now; contract.yaml is rewritten: read its diff");
    });

    it("names what the same place makes", async () => {
        const all = await placed();
        for (const place of all) {
            const { data, environment } = place;
            const has = (kind: string, name: string) => {
                assert.ok(name === "" || namesOf(place, kind).includes(name), `${environment}: no ${kind} ${name}`);
            };
            has("StorageClass", data["storage.block"]);
            has("StorageClass", data["storage.shared"]);
            has("StorageClass", data["storage.default"]);
            has("VolumeSnapshotClass", data["storage.snapshots"]);
            has("IngressClass", data["ingress.class"]);
            has(data["certificates.kind"], data["certificates.issuer"]);

            const gateways = objects(place, "Gateway").map(({ name, namespace, inputs }) => ({
                name,
                namespace,
                listeners: Listeners.parse(inputs)
                    .spec.listeners.map((one) => one.name)
                    .join(" "),
            }));
            const { "gateway.name": name, "gateway.namespace": namespace, "gateway.listeners": listeners } = data;
            assert.deepEqual(gateways, name === "" ? [] : [{ name, namespace, listeners }], environment);

            const labels = objects(place, "Namespace").flatMap((one) =>
                Object.entries(one.labels).map((label) => label.join("=")),
            );
            for (const word of ["network.ingress", "network.monitoring", "network.databases"] as const) {
                assert.ok(data[word] === "" || labels.includes(data[word]), `${environment}: no ${data[word]}`);
            }

            const hosts = objects(place, "Ingress").flatMap(({ inputs }) =>
                Routes.parse(inputs).spec.rules.map(({ host }) => host),
            );
            assert.deepEqual(
                data["hosts.taken"].split(" ").sort(),
                [...new Set(hosts.length > 0 ? hosts : [""])].sort(),
                environment,
            );
        }
        console.log(`      ${all.length} places`);
    });

    it("puts an Ingress behind the login as the consoles of the place are", async () => {
        let behind = 0;
        for (const place of await placed()) {
            const asked = [...objects(place, "Middleware"), ...objects(place, "Policy")].flatMap(
                ({ name, namespace = "" }) => [`${namespace}-${name}@kubernetescrd`, `${namespace}/${name}`],
            );
            for (const word of ["login.everyone", "login.administrators"] as const) {
                if (place.data[word] === "") continue;
                const [asks = ""] = Object.values(Annotations.parse(JSON.parse(place.data[word])));
                assert.ok(asked.includes(asks), `${place.environment}: ${asks} is not there`);
                behind += 1;
            }
        }
        assert.ok(behind > 0);
        console.log(`      ${behind} ways`);
    });
});
