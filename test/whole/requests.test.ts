import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { register, root } from "../environments";
import { type Nodes, type Pods, podsOf } from "../requests";
import { stacks } from "../stacks";
import { claimsOf } from "../../stacks/claims";
import { readEnvironment } from "../../stacks/environment";

/** What the sizes are for. */
const nodes = {
    small: { count: 3, cpu: 4, memory: 8 },
    standard: { count: 3, cpu: 4, memory: 16 },
    large: { count: 3, cpu: 8, memory: 32 },
};

/** Of a node's memory the kubelet, the system and the last free bit that it will not go below have this much, in GiB. */
const KEPT_BACK = 0.75;

/** The whole usual stack on own servers, with a database. */
function whole(size: string) {
    return {
        domain: "example.org",
        size,
        places: {
            paris: {
                cluster: { kind: "existing", kubeconfig: "./paris.kubeconfig" },
                loadBalancing: { addresses: ["192.0.2.10-192.0.2.30"] },
                databases: { postgres: { shop: {} } },
            },
        },
    };
}

/** Puts the pods on the nodes, the largest first, each where most memory is free and none of its like is. */
function placed(pods: Pods[], { count, cpu, memory }: Nodes) {
    const free = Array.from({ length: count }, () => ({ cpu, memory: memory - KEPT_BACK, here: new Set<string>() }));
    const largest = pods.toSorted((one, other) => other.memory - one.memory);
    for (const { of, count, cpu, memory } of largest) {
        for (let one = 0; one < count; one++) {
            const [node] = free
                .filter((node) => !node.here.has(of) && node.cpu >= cpu && node.memory >= memory)
                .toSorted((one, other) => other.memory - one.memory);
            assert.ok(node, `no node has room for ${of}: ${cpu} cores, ${memory} GiB`);
            node.cpu -= cpu;
            node.memory -= memory;
            node.here.add(of);
        }
    }
    return free;
}

const total = (pods: Pods[], what: "cpu" | "memory") => pods.reduce((all, one) => all + one.count * one[what], 0);

describe("requests for cores and memory", () => {
    const asked: Record<string, { cores: string; memory: string; disks: string }> = {};

    for (const [size, there] of Object.entries(nodes)) {
        it(`of the whole stack fit ${there.count} nodes of ${there.cpu} cores and ${there.memory} GiB where it is ${size}`, async () => {
            const said = whole(size);
            const pods = podsOf(await register(said), there);
            const free = placed(pods, there);
            const cores = total(pods, "cpu");
            const memory = total(pods, "memory");
            const [place] = Object.values(readEnvironment(said).places);
            assert.ok(place);
            const disks = claimsOf(place).reduce((all, { count, gibibytes }) => all + count * gibibytes, 0);
            console.log(
                `      ${pods.length} kinds of pods ask for ${cores.toFixed(1)} cores and ${memory.toFixed(1)} GiB; ` +
                    `free on the fullest node: ${Math.min(...free.map((node) => node.memory)).toFixed(1)} GiB`,
            );
            // A quarter of it all is for applications.
            assert.ok(cores <= 0.75 * there.count * there.cpu, `${cores} cores`);
            assert.ok(memory <= 0.75 * there.count * there.memory, `${memory} GiB`);
            asked[size] = {
                cores: cores.toFixed(1),
                memory: `${Math.ceil(memory)} GiB`,
                disks: `${Math.ceil(disks)} GiB`,
            };
        });
    }

    it("are as the docs say", () => {
        const docs = fs.readFileSync(path.join(root, "docs", "environments.md"), "utf8");
        for (const [size, { cores, memory, disks }] of Object.entries(asked)) {
            const row = docs.split("\n").find((line) => line.startsWith(`| \`${size}\``)) ?? "";
            const cells = row.split("|").map((cell) => cell.trim());
            assert.deepEqual(cells.slice(3, 6), [cores, memory, disks], `docs/environments.md, the row of ${size}`);
        }
        assert.equal(Object.keys(asked).length, Object.keys(nodes).length);
    });

    it("are all counted, in every environment", async () => {
        let counted = 0;
        for (const { environment, resources } of await stacks()) {
            const pods = podsOf(resources, nodes.standard);
            assert.ok(pods.length >= 20, `${environment}: ${pods.length} kinds of pods`);
            counted += pods.length;
        }
        console.log(`      ${counted} kinds of pods`);
    });

    it("would not be where a system asks for more, somewhere that nobody counts", async () => {
        const release = (await register(whole("small"))).find(({ type }) => type.endsWith(":Release"));
        assert.ok(release);
        const more = { chart: "traefik", values: { sidecar: { resources: { requests: { memory: "64Gi" } } } } };
        assert.throws(
            () => podsOf([{ ...release, inputs: more }], nodes.small),
            /traefik: nobody counts what is requested at sidecar.resources/,
        );
    });

    it("would not fit where they do not", () => {
        const pods = [{ of: "elasticsearch", count: 4, everyNode: false, cpu: 1, memory: 2 }];
        assert.throws(() => placed(pods, nodes.small), /no node has room for elasticsearch/);
    });
});
