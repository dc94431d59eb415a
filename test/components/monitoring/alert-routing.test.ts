import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";

import { AlertRouting } from "../../../components/monitoring/alert-routing";
import { AlertsArgs } from "../../../components/monitoring/alerts-args";
import { deploy, the } from "../../deploy";
import { listed } from "../../place";

async function put(said: z.input<typeof AlertsArgs>) {
    const asked: string[] = [];
    const resources = await deploy(
        () =>
            new AlertRouting("alerts", {
                namespace: pulumi.output("monitoring"),
                said: AlertsArgs.parse(said),
                secrets: (key) => {
                    asked.push(key);
                    return pulumi.secret(`canary-${key}`);
                },
            }),
    );
    return { asked, resources };
}

const own = "samestack:monitoring:AlertRouting alerts";
const secret = (name: string) => `kubernetes:core/v1:Secret alerts-${name}`;

describe("AlertRouting", () => {
    it("is a configuration alone where nobody is to hear of anything", async () => {
        const { resources, asked } = await put({});
        assert.deepEqual(listed(resources), [secret("config"), own]);
        assert.deepEqual(asked, []);
        assert.deepEqual(the(resources, "kubernetes:core/v1:Secret").inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "alertmanager-config", namespace: "monitoring" },
            stringData: "[secret]",
        });
    });

    it("keeps what receivers need to know apart, by the names of its config keys", async () => {
        const { resources, asked } = await put({
            receivers: [
                { kind: "webhook", urlSecret: "hook", tokenSecret: "token" },
                { kind: "slack", urlSecret: "hook" },
            ],
        });
        assert.deepEqual(listed(resources), [
            secret("config"),
            secret("receivers"),
            "kubernetes:networking.k8s.io/v1:NetworkPolicy alerts-flow",
            own,
        ]);
        assert.deepEqual(asked, ["hook", "token"]);
        const { metadata, stringData } = the(resources, "kubernetes:core/v1:Secret", "alerts-receivers").inputs;
        assert.deepEqual(metadata, { name: "alertmanager-receivers", namespace: "monitoring" });
        assert.equal(stringData, "[secret]");
    });

    it("lets Alertmanager out to its receivers' ports, and to no others", async () => {
        const { resources } = await put({
            receivers: [
                { kind: "mail", to: ["ops@example.org"], from: "alerts@example.org", smarthost: "mx.example.org:465" },
                { kind: "webhook", url: "http://pager.example.org:8080" },
            ],
        });
        assert.deepEqual(the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs.spec, {
            podSelector: { matchLabels: { "app.kubernetes.io/name": "alertmanager" } },
            policyTypes: ["Egress"],
            egress: [
                {
                    ports: [
                        { port: 465, protocol: "TCP" },
                        { port: 8080, protocol: "TCP" },
                    ],
                },
            ],
        });
    });
});
