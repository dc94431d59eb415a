import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import * as path from "node:path";

import { stringify } from "yaml";
import { z } from "zod";

import { ask, nodeArguments } from "../../commands/bench/child";
import { inPlaces } from "../../commands/bench/places";
import { inTurn, type Step } from "../../commands/bench/rendered";
import { figure, type Measured, median, report, type Size, written } from "../../commands/bench/report";
import { applyTogether } from "../../commands/bench/together";
import type { Resource } from "../../commands/sandbox/objects";
import { readEnvironment } from "../../stacks/environment";
import { environmentFile } from "../../stacks/file";
import { temporaryFolder } from "../folder";

describe("the bench's environments", () => {
    it("are dev in one place to eight, which the rules accept", () => {
        const said = environmentFile("dev");
        const counts = [1, 2, 3, 4, 5, 6, 7, 8];
        for (const count of counts) {
            const { places } = readEnvironment(inPlaces(said, count));
            assert.equal(Object.keys(places).length, count);
        }
        assert.deepEqual(inPlaces(said, 1), said);
        console.log(`      ${counts.length} environments read`);
    });

    it("have places of which no name begins another, since resources are found by it", () => {
        const names = Object.keys(readEnvironment(inPlaces(environmentFile("dev"), 8)).places);
        const beginnings = names.flatMap((one) => names.filter((other) => other !== one && other.startsWith(one)));
        assert.deepEqual(beginnings, []);
    });
});

describe("the bench's script of helm and kubectl", () => {
    const component = "samestack:network:Calico";
    const chart = "kubernetes:helm.sh/v4:Chart";
    const release = "kubernetes:helm.sh/v3:Release";
    const urn = (name: string) => `urn:pulumi:dev::samestack::x::${name}`;
    const resource = (type: string, name: string, more: Partial<Resource> = {}): Resource => ({
        urn: urn(name),
        type,
        custom: true,
        dependencies: [],
        inputs: {},
        ...more,
    });
    const object = (name: string, more: Partial<Resource> = {}, data?: unknown): Resource =>
        resource("kubernetes:core/v1:ConfigMap", name, {
            inputs: {
                apiVersion: "v1",
                kind: "ConfigMap",
                metadata: { name },
                ...(data === undefined ? {} : { data }),
            },
            ...more,
        });
    const inputs = (name: string) => ({ name, namespace: "spaces", chart: `/charts/${name}.tgz`, version: "1.0.0" });
    const told = (steps: Step[]) =>
        steps.map((step) =>
            "install" in step ? `install ${step.install.release}` : step.apply.map(({ metadata }) => metadata.name),
        );

    it("installs charts in the order of the state, and before each what it needs, through components too", () => {
        const steps = inTurn(
            [
                resource(component, "network"),
                object("space", { parent: urn("network") }),
                object("policy", { parent: urn("network"), dependencies: [urn("space")] }),
                resource(release, "operator", {
                    parent: urn("network"),
                    dependencies: [urn("policy")],
                    inputs: inputs("operator"),
                }),
                object("installation", { parent: urn("network"), dependencies: [urn("operator")] }),
                object("needed-by-nobody"),
                // It waits for all of the network, as the component around it does.
                resource(component, "metrics", { dependencies: [urn("network")] }),
                resource(release, "server", { parent: urn("metrics"), inputs: inputs("server") }),
            ],
            {},
        );
        assert.deepEqual(told(steps), [
            ["space", "policy"],
            "install operator",
            ["installation"],
            "install server",
            ["needed-by-nobody"],
        ]);
    });

    it("installs as one chart what the stack installs object by object, with the values it registered", () => {
        const values = { replicas: 2 };
        const [step, ...rest] = inTurn(
            [
                resource(chart, "traefik", { custom: false }),
                object("traefik:spaces/one", { parent: urn("traefik") }),
                object("traefik:spaces/two", { parent: urn("traefik") }),
            ],
            { traefik: { ...inputs("traefik"), values, resourcePrefix: "traefik" } },
        );
        assert.deepEqual(rest, []);
        assert.deepEqual(step, {
            install: {
                release: "traefik",
                namespace: "spaces",
                chart: "/charts/traefik.tgz",
                version: "1.0.0",
                repository: undefined,
                values,
                wait: true,
                timeout: 300,
            },
        });
    });

    it("waits for no chart that the stack does not wait for, and finds it in its repository", () => {
        const repositoryOpts = { repo: "https://charts.example.org" };
        const [step] = inTurn(
            [
                resource(release, "operator", {
                    inputs: { ...inputs("operator"), skipAwait: true, timeout: 60, repositoryOpts },
                }),
            ],
            {},
        );
        assert.ok(step !== undefined && "install" in step);
        const { wait, timeout, repository } = step.install;
        assert.deepEqual({ wait, timeout, repository }, { wait: false, timeout: 60, repository: repositoryOpts.repo });
    });

    it("gives the API server secrets as they are", () => {
        const secret = {
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            plaintext: JSON.stringify({ password: "c2FuZGJveA==" }),
        };
        const [step] = inTurn([object("login", {}, secret)], {});
        assert.ok(step !== undefined && "apply" in step);
        assert.deepEqual(step.apply[0]?.data, { password: "c2FuZGJveA==" });
    });
});

describe("the bench's objects all at once", () => {
    const folder = temporaryFolder();

    it("are tried again until the API server takes them, and done when workloads are ready", async () => {
        const api = await pretendApi();
        try {
            const kubeconfig = path.join(folder.path, "kubeconfig");
            fs.writeFileSync(kubeconfig, stringify(kubeconfigOf(api.url)));
            const cluster = { name: "pretend", kubeconfig, server: api.url, certificateAuthority: "" };
            const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
            await applyTogether(
                cluster,
                [
                    { apiVersion: "example.org/v1", kind: "Thing", metadata: { name: "thing", namespace: "space" } },
                    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "map", namespace: "space" } },
                    { apiVersion: "v1", kind: "Namespace", metadata: { name: "space" } },
                    { ...definition, metadata: { name: "things.example.org" } },
                ],
                new AbortController().signal,
            );
            assert.deepEqual([...api.taken].sort(), [
                "/api/v1/namespaces/space",
                "/api/v1/namespaces/space/configmaps/map",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.example.org",
                "/apis/example.org/v1/namespaces/space/things/thing",
            ]);
            assert.ok(api.refused > 0, "nothing was refused, so nothing was tried again");
            assert.equal(api.ready, true);
        } finally {
            await api.close();
        }
    });
});

describe("the bench's report", () => {
    const size = (seconds: number[], resources: number): Size => ({
        program: seconds.map(() => 1.5),
        memory: seconds.map(() => 310),
        preview: seconds.map(() => 4),
        up: seconds,
        resources,
    });
    const measured: Measured = {
        sizes: new Map([
            [1, size([15, 40, 16], 100)],
            [4, size([30, 60, 48], 400)],
        ]),
        together: [10, 20, 16],
        inTurn: [30, 40, 20],
        objects: 400,
        charts: 10,
        standins: ["nothing is real"],
    };

    it("takes the median of each run's own ratio", () => {
        const [together, inTurn, , , , up] = report(measured).ratios;
        assert.deepEqual(together, {
            what: "up / the same objects at once",
            unit: "ratio",
            median: 1.5,
            values: [1.5, 2, 1],
            goal: { text: "1.5", met: true },
        });
        assert.deepEqual(inTurn?.values, [0.5, 1, 0.8]);
        assert.deepEqual([up?.what, up?.median], ["up, 4 places / 1", 2]);
    });

    it("says of every goal whether it is met, ratios first, and what is not real", () => {
        const lines = written(report(measured)).split("\n");
        const row = (start: string) => lines.find((line) => line.startsWith(start))?.replace(/ {2,}/g, " | ");
        assert.match(lines[1] ?? "", /^up \/ the same objects at once/);
        assert.equal(
            row("up / the same objects at once"),
            "up / the same objects at once | 1.50 | 1.00 to 2.00 | goal 1.5: met",
        );
        assert.equal(
            row("up / helm, chart after chart"),
            "up / helm, chart after chart | 0.80 | 0.50 to 1.00 | goal below 1: met",
        );
        assert.equal(row("program start "), "program start | 1.5 s | 1.5 s to 1.5 s | goal below 2 s: met");
        assert.equal(row("peak memory "), "peak memory | 310 MB | 310 MB to 310 MB | goal below 300 MB: not met");
        assert.equal(row("preview without"), "preview without change | 4.0 s | 4.0 s to 4.0 s | goal below 5 s: met");
        assert.equal(row("up, 4 places "), "up, 4 places / 1 | 2.00 | 1.50 to 3.00");
        assert.ok(lines.includes("Note: nothing is real."));
        assert.ok(lines.includes("Note: one place: 100 resources, 400 objects, 10 charts."));
        assert.match(row("Machine: ") ?? "", /^Machine: \d+ cores .*, \d+ GB, Node v\d+/);
    });

    it("judges a limit as it is meant: at most includes it, below does not", () => {
        assert.equal(figure("it", "ratio", [1.5], { atMost: 1.5 }).goal?.met, true);
        assert.equal(figure("it", "ratio", [1], { below: 1 }).goal?.met, false);
    });

    it("takes the middle, or between the two middle ones", () => {
        assert.equal(median([3, 1, 10]), 3);
        assert.equal(median([4, 1, 10, 2]), 3);
        assert.throws(() => median([]), /no median/);
    });
});

describe("the bench's processes", () => {
    it("start as pulumi starts the program", () => {
        assert.ok(nodeArguments().some((argument) => argument.includes("tsx")));
    });

    it("give up once it is interrupted", async () => {
        const interrupted = AbortSignal.abort(new Error("interrupted"));
        await assert.rejects(ask("program", {}, z.unknown(), interrupted), /^Error: interrupted$/);
    });
});

interface PretendApi {
    url: string;
    /** Paths of the objects it took. */
    taken: Set<string>;
    refused: number;
    ready: boolean;
    close(): Promise<void>;
}

/** An API server as far as applying needs one: a namespace and a definition have to be there before what is in them. */
async function pretendApi(): Promise<PretendApi> {
    const taken = new Set<string>();
    const state = { refused: 0, polls: 0 };
    const has = (part: string) => [...taken].some((one) => one.endsWith(part));
    const server = http.createServer((request, response) => {
        const at = new URL(request.url ?? "", "http://pretend").pathname;
        const answer = (code: number, body: unknown) => response.writeHead(code).end(JSON.stringify(body));
        request.resume();
        if (request.method === "PATCH") {
            if (/\/namespaces\/space\/./.test(at) && !has("/namespaces/space")) {
                state.refused += 1;
                return answer(404, { reason: "NotFound", message: "namespaces space not found" });
            }
            taken.add(at);
            return answer(200, {});
        }
        if (at === "/api") return answer(200, discovery("", "v1", ["Namespace*", "ConfigMap"]));
        if (at === "/apis") {
            const groups = [
                discovery("apiextensions.k8s.io", "v1", ["CustomResourceDefinition*"]),
                ...(has("things.example.org") ? [discovery("example.org", "v1", ["Thing"])] : []),
            ];
            return answer(200, { items: groups.flatMap(({ items }) => items) });
        }
        if (at !== "/apis/apps/v1/deployments") return answer(200, { items: [] });
        state.polls += 1;
        const status = state.polls > 1 ? { observedGeneration: 1, updatedReplicas: 1, availableReplicas: 1 } : {};
        return answer(200, { items: [{ apiVersion: "apps/v1", metadata: { generation: 1 }, spec: {}, status }] });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    return {
        url: `http://127.0.0.1:${address.port}`,
        taken,
        get refused() {
            return state.refused;
        },
        get ready() {
            return state.polls > 1;
        },
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}

function discovery(group: string, version: string, kinds: string[]) {
    const resources = kinds.map((starred) => {
        const kind = starred.replace("*", "");
        const scope = starred.endsWith("*") ? "Cluster" : "Namespaced";
        return { resource: `${kind.toLowerCase()}s`, scope, responseKind: { kind } };
    });
    return { items: [{ metadata: { name: group }, versions: [{ version, resources }] }] };
}

function kubeconfigOf(server: string) {
    const name = "pretend";
    return {
        apiVersion: "v1",
        kind: "Config",
        "current-context": name,
        clusters: [{ name, cluster: { server } }],
        users: [{ name, user: {} }],
        contexts: [{ name, context: { cluster: name, user: name } }],
    };
}
