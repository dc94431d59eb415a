import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";

import type { Secrets } from "../secrets";
import { alertmanagerConfig, RECEIVER_SECRETS, receiverKeys, receiverPorts } from "./alertmanager-config";
import type { AlertsArgs } from "./alerts-args";

/** Secret with Alertmanager's whole configuration. */
export const ALERTMANAGER_CONFIG = "alertmanager-config";

/**
 * Who hears of alerts: Alertmanager's configuration in a Secret of ours, what its receivers need to know in another,
 * and the way out to them. The Prometheus operator adds what an AlertmanagerConfig of an application's namespace asks
 * for, for the alerts of that namespace.
 *
 * @see https://prometheus-operator.dev/docs/developer/alerting/#using-a-kubernetes-secret
 */
export class AlertRouting extends pulumi.ComponentResource {
    constructor(
        name: string,
        { namespace, said, secrets }: { namespace: pulumi.Output<string>; said: AlertsArgs; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:monitoring:AlertRouting", name, {}, opts);
        const keys = receiverKeys(said);
        const ports = receiverPorts(said);

        new k8s.core.v1.Secret(
            `${name}-config`,
            {
                metadata: { name: ALERTMANAGER_CONFIG, namespace },
                stringData: pulumi.secret({ "alertmanager.yaml": stringify(alertmanagerConfig(said)) }),
            },
            { parent: this },
        );
        if (keys.length > 0) {
            new k8s.core.v1.Secret(
                `${name}-receivers`,
                {
                    metadata: { name: RECEIVER_SECRETS, namespace },
                    stringData: Object.fromEntries(keys.map((key) => [key, secrets(key)])),
                },
                { parent: this },
            );
        }
        if (ports.length > 0) {
            new k8s.networking.v1.NetworkPolicy(
                `${name}-flow`,
                {
                    metadata: { name: "alertmanager-notifies", namespace },
                    spec: {
                        podSelector: { matchLabels: { "app.kubernetes.io/name": "alertmanager" } },
                        policyTypes: ["Egress"],
                        // Receivers are known by name, if at all.
                        egress: [{ ports: ports.map((port) => ({ port, protocol: "TCP" })) }],
                    },
                },
                { parent: this },
            );
        }

        this.registerOutputs({});
    }
}
