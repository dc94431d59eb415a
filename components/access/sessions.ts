import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { install } from "../chart";
import { valkey, valkeyPorts, valkeyServer } from "../databases";
import type { Dashboard } from "../monitoring/dashboard";
import type { Namespace } from "../namespace";
import type { Place } from "../place";
import { derived, type Secrets } from "../secrets";

const NAME = "valkey";

/** The Secret with the password, and its key there, as the chart of oauth2-proxy calls it. */
const SECRET = "sessions";
const PASSWORD_KEY = "redis-password";

/** Where sessions are, as oauth2-proxy's chart is told. */
export const sessionStorage = {
    type: "redis",
    redis: {
        clientType: "standalone",
        standalone: { connectionUrl: `redis://${NAME}:${valkeyPorts.valkey}` },
        existingSecret: SECRET,
        passwordKey: PASSWORD_KEY,
    },
};

/**
 * Valkey, for the sessions of those who are logged in: every pod of oauth2-proxy knows them, a browser holds no more
 * than a ticket, and a session that is ended is ended.
 *
 * One server, in memory. The chart's replicas do not take over by themselves, and a session that is lost costs one
 * redirect, mostly without a password; so there is nothing to keep, and no budget: its node may always be drained.
 *
 * @see https://valkey.io/valkey-helm/
 */
export class Sessions extends pulumi.ComponentResource {
    readonly dashboard: Dashboard = dashboard;

    constructor(
        name: string,
        { place, namespace, secrets }: { place: Place; namespace: Namespace; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:access:Sessions", name, {}, opts);
        const password = new k8s.core.v1.Secret(
            `${name}-password`,
            {
                metadata: { name: SECRET, namespace: namespace.name },
                stringData: { [PASSWORD_KEY]: derived(secrets, place, "valkey sessions") },
            },
            { parent: this },
        );
        install(
            name,
            valkey,
            { source: place.charts, namespace, values: valkeyValues() },
            { parent: this, dependsOn: password },
        );
        this.registerOutputs({});
    }
}

function valkeyValues(): Record<string, unknown> {
    return {
        ...valkeyServer({ secret: SECRET, key: PASSWORD_KEY }),
        // A session is about 4 kB: 64 MB are 16,000. When they are full, those go that would expire first.
        valkeyConfig: ["maxmemory 64mb", "maxmemory-policy volatile-ttl", 'save ""'].join("\n"),
        resources: { requests: { cpu: "10m", memory: "96Mi" } },
    };
}

const dashboard: Dashboard = {
    title: "Login sessions",
    panels: [
        {
            title: "Sessions",
            query: 'sum by (pod) (redis_db_keys{namespace="oauth2-proxy"})',
            legend: "{{pod}}",
        },
        {
            title: "Sessions that went before their time",
            query: 'sum by (pod) (rate(redis_evicted_keys_total{namespace="oauth2-proxy"}[5m]))',
            legend: "{{pod}}",
            unit: "ops",
        },
        {
            title: "Memory in use",
            query: 'redis_memory_used_bytes{namespace="oauth2-proxy"}',
            legend: "{{pod}}",
            unit: "bytes",
        },
        {
            title: "Commands",
            query: 'sum by (pod) (rate(redis_commands_processed_total{namespace="oauth2-proxy"}[5m]))',
            legend: "{{pod}}",
            unit: "ops",
        },
    ],
};
