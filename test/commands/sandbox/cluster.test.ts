import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { parse } from "yaml";
import { z } from "zod";

import { clusterNames, clusterStatus, startCluster, stopCluster } from "../../../commands/sandbox/cluster";
import { checkPorts, pathsOf, readServer, writeConfig } from "../../../commands/sandbox/kwokctl";
import { workers } from "../../../commands/sandbox/nodes";
import type { Tools } from "../../../commands/sandbox/tools";

const Config = z.looseObject({
    options: z.record(z.string(), z.unknown()),
    componentsPatches: z.array(
        z.object({ name: z.string(), extraArgs: z.array(z.object({ key: z.string(), value: z.string() })) }),
    ),
});

describe("a cluster of the sandbox", () => {
    let directory: string;
    let tools: Tools;
    beforeEach(() => {
        directory = fs.mkdtempSync(path.join(os.tmpdir(), "cluster-"));
        const at = (name: string) => path.join(directory, "bin", name);
        tools = {
            pulumi: at("pulumi"),
            helm: at("helm"),
            kubectl: at("kubectl"),
            kwok: at("kwok"),
            kwokctl: at("kwokctl"),
            etcd: at("etcd"),
            kubeApiserver: at("kube-apiserver"),
            kubeControllerManager: at("kube-controller-manager"),
            kubeScheduler: at("kube-scheduler"),
        };
        fs.mkdirSync(path.join(directory, "bin"));
    });
    afterEach(() => {
        fs.rmSync(directory, { recursive: true, force: true });
    });
    const kwokctl = (text: string) => {
        fs.writeFileSync(tools.kwokctl, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    };
    /** Holds a port of loopback while `work` runs. */
    const holding = async (work: (port: number) => Promise<void>) => {
        const server = net.createServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const address = server.address();
        try {
            await work(typeof address === "object" && address !== null ? address.port : assert.fail());
        } finally {
            server.close();
        }
    };
    const written = async () => {
        const paths = pathsOf("one", directory);
        await writeConfig(paths, tools, undefined);
        return Config.parse(parse(fs.readFileSync(paths.config, "utf8")));
    };

    it("runs only programs that were found or built, so that nothing is downloaded", async () => {
        const { options } = await written();
        const binaries = Object.entries(options).filter(([key]) => key.endsWith("Binary"));
        assert.equal(binaries.length, 6);
        const known = new Set<unknown>(Object.values(tools));
        for (const [key, value] of binaries) assert.ok(known.has(value), key);
        assert.equal(options.runtime, "binary");
    });

    it("listens on loopback alone, on ports of its own", async () => {
        const { options } = await written();
        assert.equal(options.bindAddress, "127.0.0.1");
        const ports = Object.entries(options).filter(([key]) => key.endsWith("Port"));
        assert.equal(ports.length, 6);
        assert.equal(new Set(ports.map(([, port]) => port)).size, 6);
        for (const [key, port] of ports) assert.ok(typeof port === "number" && port >= 20_000 && port < 32_000, key);
        assert.equal(readServer(pathsOf("one", directory)), `https://127.0.0.1:${String(options.kubeApiserverPort)}`);
    });

    it("asks no webhook, keeps policies, and has the address ranges of a usual cluster", async () => {
        const { componentsPatches } = await written();
        const args = (name: string) => {
            const patch = componentsPatches.find((one) => one.name === name) ?? assert.fail(name);
            return Object.fromEntries(patch.extraArgs.map(({ key, value }) => [key, value]));
        };
        const server = args("kube-apiserver");
        const off = "MutatingAdmissionWebhook,ValidatingAdmissionWebhook";
        assert.equal(server["disable-admission-plugins"], off);
        assert.equal(server["service-cluster-ip-range"], "10.96.0.0/12");
        assert.equal(args("kube-controller-manager")["cluster-cidr"], "10.244.0.0/16");
        assert.equal(args("kube-controller-manager")["service-cluster-ip-range"], "10.96.0.0/12");
        // What it would send to cluster addresses, which may be somebody's in the network of the machine.
        const egress = fs.readFileSync(server["egress-selector-config-file"] ?? assert.fail(), "utf8");
        assert.match(egress, /name: cluster[\s\S]*udsName: .*no-such\.sock/);
    });

    it("takes the port it is told, and refuses one that is taken", async () => {
        await holding(async (port) => {
            await assert.rejects(startCluster("one", tools, { directory, port }), {
                name: "Refusal",
                message: `port ${port} is taken by another process: end that process, or leave the port out to have a free one chosen`,
            });
            assert.deepEqual(clusterNames(directory), []);
        });
        await writeConfig(pathsOf("one", directory), tools, 31_999);
        assert.equal(readServer(pathsOf("one", directory)), "https://127.0.0.1:31999");
    });

    it("refuses to start again on a port that another process has taken since", async () => {
        await holding(async (port) => {
            const paths = pathsOf("one", directory);
            await writeConfig(paths, tools, undefined);
            const config = fs.readFileSync(paths.config, "utf8").replace(/etcdPort: \d+/, `etcdPort: ${port}`);
            fs.writeFileSync(paths.config, config);
            await assert.rejects(checkPorts("one", paths), {
                name: "Refusal",
                message: new RegExp(`^sandbox cluster one was made with port ${port}, which another process has taken`),
            });
        });
    });

    for (const name of ["", "One", "1st", "a_b", "a-", "a/b", "x".repeat(41)]) {
        it(`refuses the name "${name}"`, async () => {
            await assert.rejects(startCluster(name, tools, { directory }), {
                name: "Refusal",
                message: `"${name}" cannot be the name of a sandbox cluster: use up to 40 lower-case letters, digits and "-", with a letter first`,
            });
        });
    }

    it("says at once which of its processes ended, and what that said", async () => {
        kwokctl(`work="$HOME/.kwok/clusters/one"; mkdir -p "$work/pids" "$work/logs"
echo "etcdmain: permission denied" > "$work/logs/etcd.log"
printf 4194999 > "$work/pids/etcd.pid"
exec sleep 60`);
        const log = path.join(directory, ".kwok", "clusters", "one", "logs", "etcd.log");
        await assert.rejects(startCluster("one", tools, { directory }), {
            name: "Refusal",
            message: `etcd of sandbox cluster one ended as soon as it was started: etcdmain: permission denied; its log is ${log}`,
        });
    });

    it("says when a process found its port taken", async () => {
        kwokctl(`work="$HOME/.kwok/clusters/one"; mkdir -p "$work/pids" "$work/logs"
echo "listen tcp 127.0.0.1:23456: bind: address already in use" > "$work/logs/kube-apiserver.log"
printf 4194999 > "$work/pids/kube-apiserver.pid"
exec sleep 60`);
        await assert.rejects(startCluster("one", tools, { directory }), {
            message: /^kube-apiserver of sandbox cluster one found its port 23456 taken by another process: /,
        });
    });

    it("says what kwokctl said when it fails", async () => {
        kwokctl("echo starting; echo 'no such runtime' >&2; exit 3");
        await assert.rejects(startCluster("one", tools, { directory }), {
            name: "Refusal",
            message:
                "sandbox cluster one did not start: no such runtime; npm run sandbox -- down removes it, to start anew",
        });
    });

    it("keeps the user's own surroundings from kwokctl, and kwokctl from the user's kubeconfig", async () => {
        kwokctl(`env > "${directory}/env"; echo "$@" > "${directory}/args"; exit 3`);
        process.env.KWOK_KUBE_VERSION = "v1.20.0";
        try {
            await assert.rejects(startCluster("one", tools, { directory }));
        } finally {
            delete process.env.KWOK_KUBE_VERSION;
        }
        const env = fs.readFileSync(path.join(directory, "env"), "utf8");
        assert.match(env, new RegExp(`^HOME=${directory}$`, "m"));
        assert.doesNotMatch(env, /KWOK_/);
        assert.match(fs.readFileSync(path.join(directory, "args"), "utf8"), /--kubeconfig=$/m);
    });

    it("is listed from its first moment, and removed however far it came", async () => {
        kwokctl("exit 3");
        await assert.rejects(startCluster("one", tools, { directory }));
        assert.deepEqual(clusterNames(directory), ["one"]);
        assert.deepEqual(await clusterStatus("one", tools, { directory }), {
            name: "one",
            running: false,
            reachable: false,
        });
        await stopCluster("one", tools, { directory });
        assert.deepEqual(clusterNames(directory), []);
        assert.deepEqual(
            fs.readdirSync(directory).filter((file) => file.startsWith("one")),
            [],
        );
        await stopCluster("one", tools, { directory });
    });

    it("is not there where nothing was started", async () => {
        const nowhere = path.join(directory, "nowhere");
        assert.deepEqual(clusterNames(nowhere), []);
        await stopCluster("one", tools, { directory: nowhere });
        assert.equal(fs.existsSync(nowhere), false);
    });

    it("has workers spread over zones, each with a name and an address of its own", () => {
        const nodes = workers({ cluster: "one", nodes: 5, zones: 3, version: "v1.36.3" });
        const Node = z.looseObject({
            metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()) }),
            status: z.looseObject({
                capacity: z.record(z.string(), z.string()),
                addresses: z.array(z.object({ type: z.string(), address: z.string() })),
                nodeInfo: z.looseObject({ kubeletVersion: z.string() }),
            }),
        });
        const parsed = nodes.map((node) => Node.parse(node));
        assert.deepEqual(
            parsed.map(({ metadata }) => metadata.labels["topology.kubernetes.io/zone"]),
            ["zone-1", "zone-2", "zone-3", "zone-1", "zone-2"],
        );
        assert.equal(new Set(parsed.flatMap(({ status }) => status.addresses.map(({ address }) => address))).size, 10);
        for (const { metadata, status } of parsed) {
            assert.equal(metadata.labels["kubernetes.io/hostname"], metadata.name);
            assert.equal(metadata.labels["kubernetes.io/os"], "linux");
            assert.equal(metadata.labels["node.longhorn.io/create-default-disk"], "true");
            assert.equal(status.capacity.cpu, "8");
            assert.equal(status.capacity.memory, "32Gi");
            assert.equal(status.capacity.pods, "110");
            assert.equal(status.nodeInfo.kubeletVersion, "v1.36.3");
        }
        assert.equal(parsed.length, 5);
    });
});
