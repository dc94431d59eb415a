import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as path from "node:path";

import { callingPod, requestScript } from "../../../components/logging/requests";
import { roomScript } from "../../../components/logging/room";
import { streamRequests, streams, viewRequests } from "../../../components/logging/streams";
import { temporaryFolder } from "../../folder";

interface Template {
    index_patterns: string[];
    priority: number;
    template: {
        settings: Record<string, unknown>;
        mappings: { dynamic: boolean; _source: unknown; properties: Record<string, unknown> };
    };
}

describe("what Elasticsearch is told of the streams", () => {
    const requests = streamRequests({ retentionDays: 14, limit: 67 });
    const templates = requests.slice(1).map(({ body }) => body as unknown as Template);

    it("is how long and how large an index grows, and when it goes", () => {
        const [policy] = requests;
        assert.equal(policy?.path, "/_ilm/policy/samestack-logs");
        assert.deepEqual(policy.body, {
            policy: {
                phases: {
                    hot: { actions: { rollover: { max_age: "1d", max_primary_shard_size: "3gb" } } },
                    delete: { min_age: "14d", actions: { delete: {} } },
                },
            },
        });
        const rollover = (retentionDays: number, limit: number) =>
            JSON.stringify(streamRequests({ retentionDays, limit })[0]?.body);
        assert.match(rollover(365, 9000), /"max_age":"13d","max_primary_shard_size":"50gb"/);
        assert.match(rollover(1, 3), /"max_age":"1d","max_primary_shard_size":"1gb"/);
    });

    it("is a template for each stream that something writes to, above Elasticsearch's own", () => {
        assert.equal(templates.length, Object.keys(streams).length);
        for (const stream of Object.values(streams)) {
            const matching = templates.filter(({ index_patterns: [pattern = ""] }) =>
                stream.startsWith(pattern.replace("*", "")),
            );
            assert.equal(matching.length, 1, stream);
            assert.equal(matching[0]?.priority, 500);
            assert.equal(matching[0].template.settings["index.lifecycle.name"], "samestack-logs");
        }
    });

    it("is that no field can be of two types: none is made by what is written", () => {
        for (const { template } of templates) {
            assert.equal(template.mappings.dynamic, false);
            assert.deepEqual(template.mappings._source, { excludes: ["_hash"] });
            assert.deepEqual(template.mappings.properties["@timestamp"], { type: "date_nanos" });
        }
        const [containers] = templates;
        assert.deepEqual(containers?.template.mappings.properties.json, { type: "flattened", ignore_above: 1024 });
        assert.match(JSON.stringify(containers), /"labels":\{"type":"flattened"/);
    });
});

describe("scripts that call Elasticsearch", () => {
    const folder = temporaryFolder();
    const caller = {
        image: "elasticsearch:9",
        url: "https://es:9200",
        userSecret: "user-keeper",
        authoritySecret: "ca",
    };

    /** Runs a script as its pod would, with a curl that notes what it is asked and answers as told. */
    function run(script: string, answer = ""): { output: string; called: string[]; config: string } {
        folder.write({
            "bin/curl": `#!/bin/bash
args=("$@")
for index in "\${!args[@]}"; do
    if [ "\${args[$index]}" = --config ]; then cat "\${args[$((index + 1))]}" > "$NOTES/config"; fi
done
printf '%s\\n' "$*" | sed 's#/dev/fd/[0-9]*#FILE#' >> "$NOTES/called"
${answer}
`,
            called: "",
        });
        execFileSync("chmod", ["+x", path.join(folder.path, "bin", "curl")]);
        const [container] = callingPod(caller, script).containers;
        const [bash = "", ...rest] = container?.command ?? [];
        const environment = { URL: caller.url, CALLER: "keeper", PASSWORD: "pass-word", NOTES: folder.path };
        const output = execFileSync(bash, rest, {
            encoding: "utf8",
            // From a socket, bash would take itself for one that somebody logged in to.
            stdio: ["ignore", "pipe", "pipe"],
            env: { ...environment, PATH: `${path.join(folder.path, "bin")}:${process.env.PATH ?? ""}` },
        });
        const called = execFileSync("cat", [path.join(folder.path, "called")], { encoding: "utf8" })
            .trim()
            .split("\n");
        const config = execFileSync("cat", [path.join(folder.path, "config")], { encoding: "utf8" });
        return { output, called, config };
    }

    it("put every request as it is, with the password in a file and in no command line", () => {
        const requests = [...streamRequests({ retentionDays: 7, limit: 10 }), ...viewRequests];
        const { called, config } = run(requestScript(requests));
        assert.equal(called.length, requests.length);
        for (const [index, { method, path: at, body }] of requests.entries()) {
            assert.ok(called[index]?.includes(`--request ${method} `), called[index]);
            assert.ok(called[index]?.includes(`--data ${JSON.stringify(body)} ${caller.url}${at}`), called[index]);
        }
        assert.equal(config, 'user = "keeper:pass-word"\n');
        assert.ok(!called.join("").includes("pass-word"));
    });

    it("fail when one request is refused", () => {
        const requests = requestScript(viewRequests);
        assert.throws(() => run(requests, "exit 22"), { status: 22 });
    });

    it("keep a quote of the shell what it is", () => {
        const { called } = run(requestScript([{ method: "PUT", path: "/x", body: { is: "it's" } }]));
        assert.match(called[0] ?? "", /--data \{"is":"it's"\}/);
    });

    const gigabyte = 1024 ** 3;
    const indices = [
        `.ds-logs-containers-default-2026.11.01-000001 ${4 * gigabyte}`,
        `.ds-logs-audit-default-2026.11.02-000001 ${3 * gigabyte}`,
        `.ds-logs-containers-default-2026.11.03-000002 ${5 * gigabyte}`,
    ].join("\n");
    const answer = `case "$*" in *_cat/indices*) printf '%s\\n' '${indices}';; *audit*) exit 22;; esac`;

    it("delete the oldest indices until the others fit, and none that is written to", () => {
        const { called, output } = run(roomScript(6), answer);
        const deleted = called.filter((one) => one.includes("--request DELETE"));
        assert.equal(deleted.length, 3);
        assert.match(output, /deleted \.ds-logs-containers-default-2026\.11\.01-000001/);
        assert.match(output, /kept \.ds-logs-audit-default/);
        assert.match(output, /deleted \.ds-logs-containers-default-2026\.11\.03-000002/);
        assert.match(run(roomScript(8), answer).output, /deleted .*000001\n$/);
    });

    it("delete nothing while there is room, or nothing at all", () => {
        assert.equal(run(roomScript(12), answer).called.length, 1);
        assert.equal(run(roomScript(12)).called.length, 1);
    });

    it("run as nobody special", () => {
        const pod = callingPod(caller, "");
        assert.equal(pod.automountServiceAccountToken, false);
        assert.equal(pod.securityContext.runAsNonRoot, true);
        const [container] = pod.containers;
        assert.deepEqual(container?.securityContext, {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        });
        assert.deepEqual(pod.volumes, [{ name: "authority", secret: { secretName: "ca" } }]);
        assert.ok(container.env.some(({ name }) => name === "CURL_CA_BUNDLE"));
        const plain = callingPod({ ...caller, authoritySecret: undefined }, "");
        assert.equal(plain.volumes, undefined);
    });
});
