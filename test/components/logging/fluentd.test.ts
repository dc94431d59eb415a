import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ElasticsearchArgs } from "../../../components/logging/args";
import { elasticsearch } from "../../../components/logging/elasticsearch";
import { Fluentd, fluentdValues } from "../../../components/logging/fluentd";
import { deploy, type Registered, the } from "../../deploy";
import { listed, paris } from "../../place";

const address = { host: "logging-es-http.logging.svc", port: 9200, username: "collector", version: "9.4.3" };
const values = (auditLog?: string) => fluentdValues({ cluster: "paris", store: address, auditLog });
const files = (auditLog?: string) => values(auditLog).fileConfigs as Record<string, string>;

describe("Fluentd", () => {
    let resources: Registered[];
    before(async () => {
        resources = await deploy(
            () =>
                new Fluentd("fluentd", {
                    place: paris(),
                    said: ElasticsearchArgs.parse({ kind: "elasticsearch" }),
                    store: { ...address, password: pulumi.secret("password"), authority: pulumi.secret("certificate") },
                }),
        );
    });

    it("is a closed namespace of its own, a Secret and one chart", () => {
        assert.deepEqual(listed(resources), [
            "kubernetes:core/v1:Namespace fluentd-namespace",
            "kubernetes:core/v1:Secret fluentd-store",
            "kubernetes:helm.sh/v3:Release fluentd",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy fluentd-namespace-flows",
            "samestack:index:Namespace fluentd-namespace",
            "samestack:logging:Fluentd fluentd",
        ]);
        const release = the(resources, "kubernetes:helm.sh/v3:Release");
        assert.ok(release.dependsOn.includes("fluentd-store"));
        assert.deepEqual(the(resources, "kubernetes:core/v1:Secret").inputs.metadata, {
            name: "elasticsearch",
            namespace: "fluentd",
        });
    });

    it("reaches the API and Elasticsearch, and is reached by monitoring", () => {
        const { spec } = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs as {
            spec: { ingress: { ports: unknown }[]; egress: { ports?: { port: number }[] }[] };
        };
        assert.deepEqual(
            spec.ingress.map(({ ports }) => ports),
            [[{ port: 24231, protocol: "TCP" }]],
        );
        assert.deepEqual(
            spec.egress.slice(1).map(({ ports }) => ports?.map(({ port }) => port)),
            [[443, 6443], [9200]],
        );
    });

    it("has the client of the server's major, for another one's media type is refused", () => {
        const [major = ""] = elasticsearch.version.split(".");
        assert.equal(values().variant, "elasticsearch9");
        assert.equal(
            fluentdValues({ cluster: "paris", store: { ...address, version: "8.19.1" } }).variant,
            "elasticsearch8",
        );
        // fluentd-kubernetes-daemonset has images for these, and no others.
        assert.ok(["8", "9"].includes(major), elasticsearch.version);
        assert.match(files()["04_outputs.conf"] ?? "", /default_elasticsearch_version 9\n/);
    });

    it("leaves none of the chart's own files, whose password everybody knows", () => {
        assert.deepEqual(Object.keys(files()), [
            "01_sources.conf",
            "02_filters.conf",
            "03_dispatch.conf",
            "04_outputs.conf",
        ]);
        const all = Object.values(files()).join("");
        assert.doesNotMatch(all, /changeme|elasticsearch-master/);
        assert.equal([...all.matchAll(/password "#\{ENV\['ELASTICSEARCH_PASSWORD'\]\}"/g)].length, 2);
    });

    it("verifies the server's certificate, writes what is new, and asks nothing that it may not", () => {
        const outputs = `${files()["03_dispatch.conf"] ?? ""}${files()["04_outputs.conf"] ?? ""}`;
        for (const line of [
            "scheme https",
            "ca_file /etc/elasticsearch/ca.crt",
            "ssl_verify true",
            "host logging-es-http.logging.svc",
            "user collector",
            "write_operation create",
            "id_key _hash",
            "emit_error_for_missing_id true",
            "verify_es_version_at_startup false",
            "reload_connections false",
            "retry_forever true",
            "overflow_action block",
        ]) {
            assert.equal(outputs.split(`    ${line}\n`).length - 1, 2, line);
        }
        assert.match(outputs, /index_name logs-containers-default\n/);
        assert.match(outputs, /<label @ERROR>[^]*index_name logs-rejected-default\n/);
    });

    it("gives each record an id, without which the plugin drops what it should create", () => {
        for (const label of ["@OUTPUT", "@ERROR"]) {
            const all = Object.values(files()).join("");
            const inside = new RegExp(`<label ${label}>([^]*?)</label>`).exec(all)?.[1] ?? "";
            assert.match(inside, /@type elasticsearch_genid\n\s+hash_id_key _hash\n[^]*<match /, label);
        }
    });

    it("keeps its place and what waits on the node, in a folder each of its own", () => {
        const all = Object.values(files("/var/log/kubernetes/audit.log")).join("");
        const kept = [...all.matchAll(/ (?:pos_file|path) (\/var\/log\/fluentd\/\S+)/g)].map(([, file]) => file);
        assert.deepEqual(kept.sort(), [
            "/var/log/fluentd/audit.pos",
            "/var/log/fluentd/buffer/audit",
            "/var/log/fluentd/buffer/containers",
            "/var/log/fluentd/buffer/rejected",
            "/var/log/fluentd/containers.pos",
        ]);
    });

    it("collects audit logs only where there are some", () => {
        assert.doesNotMatch(Object.values(files()).join(""), /audit/i);
        const all = Object.values(files("/var/log/kubernetes/audit.log")).join("");
        assert.match(all, /path \/var\/log\/kubernetes\/audit\.log\n/);
        assert.match(all, /<match audit>[^]*index_name logs-audit-default\n/);
    });

    it("runs on every node, as root without any further right", () => {
        const { tolerations, securityContext, mountDockerContainersDirectory, metrics, dashboards } = values();
        assert.deepEqual(tolerations, [{ operator: "Exists" }]);
        assert.deepEqual(securityContext, {
            runAsUser: 0,
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            seccompProfile: { type: "RuntimeDefault" },
        });
        assert.equal(mountDockerContainersDirectory, false);
        assert.deepEqual(metrics, { serviceMonitor: { enabled: true } });
        assert.deepEqual(dashboards, { enabled: "" });
    });
});
