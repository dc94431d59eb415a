import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Sessions, sessionStorage } from "../../../components/access/sessions";
import { Namespace } from "../../../components/namespace";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const put = () =>
    deploy(() => {
        const namespace = new Namespace("paris-proxy", { name: "proxy", role: "access", podSecurity: "restricted" });
        const secrets = (key: string) => pulumi.secret(`canary-${key}`.padEnd(64, "-"));
        new Sessions("paris-sessions", { place: paris(), namespace, secrets });
    });

describe("the store of sessions", () => {
    it("is Valkey in the namespace of who keeps sessions in it", async () => {
        const resources = await put();
        assert.deepEqual(
            listed(resources).filter((one) => one.includes("paris-sessions")),
            [
                "kubernetes:core/v1:Secret paris-sessions-password",
                "kubernetes:helm.sh/v3:Release paris-sessions",
                "samestack:access:Sessions paris-sessions",
            ],
        );
        const { inputs, dependsOn } = the(resources, "kubernetes:helm.sh/v3:Release");
        assert.deepEqual([inputs.chart, inputs.version, inputs.namespace], ["valkey", "0.11.0", "proxy"]);
        assert.ok(dependsOn.includes("paris-sessions-password"));
    });

    it("opens with a password that stands in a Secret alone, under the key that both sides name", async () => {
        const resources = await put();
        assert.deepEqual(the(resources, "kubernetes:core/v1:Secret").inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "sessions", namespace: "proxy" },
            stringData: "[secret]",
        });
        const { auth } = the(resources, "kubernetes:helm.sh/v3:Release").inputs.values as { auth: object };
        assert.deepEqual(auth, {
            enabled: true,
            usersExistingSecret: "sessions",
            aclUsers: { default: { permissions: "~* &* +@all", passwordKey: "redis-password" } },
        });
        assert.deepEqual(sessionStorage, {
            type: "redis",
            redis: {
                clientType: "standalone",
                standalone: { connectionUrl: "redis://valkey:6379" },
                existingSecret: "sessions",
                passwordKey: "redis-password",
            },
        });
    });

    it("keeps nothing on a disk, and no more in memory than it was given", async () => {
        const { values } = the(await put(), "kubernetes:helm.sh/v3:Release").inputs as {
            values: Record<string, unknown>;
        };
        const { auth, metrics, ...rest } = values;
        assert.ok(auth && metrics);
        assert.deepEqual(rest, {
            valkeyConfig: 'maxmemory 64mb\nmaxmemory-policy volatile-ttl\nsave ""',
            deploymentStrategy: "Recreate",
            readinessProbe: { enabled: true },
            resources: { requests: { cpu: "10m", memory: "96Mi" } },
            initResources: { requests: { cpu: "10m", memory: "16Mi" } },
        });
    });

    it("is scraped by a container that its namespace's level admits", async () => {
        const { values } = the(await put(), "kubernetes:helm.sh/v3:Release").inputs as {
            values: { metrics: unknown };
        };
        assert.deepEqual(values.metrics, {
            enabled: true,
            exporter: {
                resources: { requests: { cpu: "5m", memory: "24Mi" } },
                securityContext: {
                    runAsNonRoot: true,
                    runAsUser: 59000,
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"] },
                },
            },
            serviceMonitor: { enabled: true },
        });
    });
});
