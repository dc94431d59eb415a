import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ElasticsearchArgs } from "../../../components/logging/args";
import { FluentBit, fluentBitValues } from "../../../components/logging/fluent-bit";
import { KubernetesEvents, kubernetesEventsValues } from "../../../components/logging/kubernetes-events";
import type { Place } from "../../../components/place";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const address = { host: "logging-es-http.logging.svc", port: 9200, username: "collector" };
const store = () => ({
    ...address,
    version: "9.4.3",
    password: pulumi.secret("password"),
    authority: pulumi.secret("certificate"),
});

type Sections = { name: string; keys: Map<string, string> }[];

/** The sections of a configuration in classic mode, with their keys. */
function sections(values: Record<string, unknown>): Sections {
    const { service, inputs, filters, outputs, customParsers } = values.config as Record<string, string>;
    const found: Sections = [];
    for (const line of [service, inputs, filters, outputs, customParsers].join("\n").split("\n")) {
        const section = /^\[(\w+)\]$/.exec(line);
        const key = /^ {4}([\w.-]+) (.+)$/.exec(line);
        if (section?.[1] !== undefined) found.push({ name: section[1], keys: new Map() });
        else if (key?.[1] !== undefined && key[2] !== undefined) found.at(-1)?.keys.set(key[1].toLowerCase(), key[2]);
        else assert.match(line, /^$|^ {4}# /, line);
    }
    return found;
}

const keysOf = (all: Sections, section: string) =>
    all.filter(({ name }) => name === section).map(({ keys }) => Object.fromEntries(keys));

describe("Fluent Bit", () => {
    const values = (auditLog?: string) => fluentBitValues({ cluster: "paris", store: address, auditLog });

    it("is a closed namespace of its own, a Secret and one chart", async () => {
        const said = ElasticsearchArgs.parse({ kind: "elasticsearch", collector: "fluent-bit" });
        const resources = await deploy(() => new FluentBit("bit", { place: paris(), said, store: store() }));
        assert.deepEqual(listed(resources), [
            "kubernetes:core/v1:Namespace bit-namespace",
            "kubernetes:core/v1:Secret bit-store",
            "kubernetes:helm.sh/v3:Release bit",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy bit-namespace-flows",
            "samestack:index:Namespace bit-namespace",
            "samestack:logging:FluentBit bit",
        ]);
        assert.ok(the(resources, "kubernetes:helm.sh/v3:Release").dependsOn.includes("bit-store"));
    });

    it("sends lines of containers to their stream, as Fluentd does, verified and until they are taken", () => {
        const [output, ...others] = keysOf(sections(values()), "OUTPUT");
        assert.deepEqual(others, []);
        assert.deepEqual(output, {
            name: "es",
            match: "kube.*",
            host: "logging-es-http.logging.svc",
            port: "9200",
            tls: "On",
            "tls.verify": "On",
            "tls.verify_hostname": "On",
            "tls.ca_file": "/etc/elasticsearch/ca.crt",
            http_user: "collector",
            http_passwd: "${ELASTICSEARCH_PASSWORD}",
            index: "logs-containers-default",
            write_operation: "create",
            suppress_type_name: "On",
            time_key: "@timestamp",
            time_key_nanos: "On",
            generate_id: "On",
            compress: "gzip",
            trace_error: "On",
            retry_limit: "no_limits",
            "storage.total_limit_size": "1G",
        });
    });

    it("names fields as Fluentd does", () => {
        const [kubernetes, lines, all] = keysOf(sections(values()), "FILTER");
        assert.deepEqual(
            [kubernetes?.merge_log, kubernetes?.merge_log_key, kubernetes?.keep_log, kubernetes?.annotations],
            ["On", "json", "On", "Off"],
        );
        assert.equal(lines?.rename, "log message");
        assert.deepEqual(all, { name: "modify", match: "*", set: "cluster paris" });
    });

    it("keeps its place and what waits on the node", () => {
        const found = sections(values("/var/log/kubernetes/audit.log"));
        assert.equal(keysOf(found, "SERVICE")[0]?.["storage.path"], "/var/log/fluent-bit/buffer");
        assert.deepEqual(
            keysOf(found, "INPUT").map(({ db, ...keys }) => [db, keys["storage.type"]]),
            [
                ["/var/log/fluent-bit/containers.db", "filesystem"],
                ["/var/log/fluent-bit/audit.db", "filesystem"],
            ],
        );
    });

    it("collects audit logs only where there are some, by their own time", () => {
        assert.equal(keysOf(sections(values()), "INPUT").length, 1);
        assert.deepEqual(keysOf(sections(values()), "PARSER"), []);
        const found = sections(values("/var/log/kubernetes/audit.log"));
        assert.equal(keysOf(found, "INPUT")[1]?.path, "/var/log/kubernetes/audit.log");
        assert.equal(keysOf(found, "PARSER")[0]?.time_key, "requestReceivedTimestamp");
        assert.deepEqual(
            keysOf(found, "OUTPUT").map(({ match, index }) => [match, index]),
            [
                ["kube.*", "logs-containers-default"],
                ["audit", "logs-audit-default"],
            ],
        );
    });

    it("runs on every node and mounts of it what it reads", () => {
        assert.deepEqual(values().tolerations, [{ operator: "Exists" }]);
        assert.deepEqual(values().daemonSetVolumes, [{ name: "varlog", hostPath: { path: "/var/log" } }]);
        assert.deepEqual(values().daemonSetVolumeMounts, [{ name: "varlog", mountPath: "/var/log" }]);
        assert.equal((values().securityContext as Record<string, unknown>).runAsUser, 0);
    });
});

describe("Kubernetes' events", () => {
    const values = kubernetesEventsValues({ cluster: "paris", store: address });

    it("are a closed, restricted namespace, a Secret and one chart", async () => {
        const place = (): Place => paris();
        const resources = await deploy(() => new KubernetesEvents("events", { place: place(), store: store() }));
        assert.deepEqual(listed(resources), [
            "kubernetes:core/v1:Namespace events-namespace",
            "kubernetes:core/v1:Secret events-store",
            "kubernetes:helm.sh/v3:Release events",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy events-namespace-flows",
            "samestack:index:Namespace events-namespace",
            "samestack:logging:KubernetesEvents events",
        ]);
        assert.match(
            JSON.stringify(the(resources, "kubernetes:core/v1:Namespace").inputs),
            /"pod-security.kubernetes.io\/enforce":"restricted"/,
        );
    });

    it("are read by one pod, under names of its own, which may read events", () => {
        assert.equal(values.kind, "Deployment");
        assert.equal(values.replicaCount, 1);
        assert.equal(values.fullnameOverride, "kubernetes-events");
        assert.deepEqual(values.rbac, { eventsAccess: true });
        assert.equal((values.securityContext as Record<string, unknown>).runAsNonRoot, true);
        assert.equal(values.tolerations, undefined);
    });

    it("go to their stream, each once", () => {
        const found = sections(values);
        assert.deepEqual(keysOf(found, "INPUT"), [
            {
                name: "kubernetes_events",
                tag: "events",
                db: "/var/lib/kubernetes-events/events.db",
                kube_retention_time: "1h",
                "storage.type": "filesystem",
            },
        ]);
        const [output] = keysOf(found, "OUTPUT");
        assert.deepEqual([output?.match, output?.index, output?.generate_id], ["events", "logs-events-default", "On"]);
    });
});
