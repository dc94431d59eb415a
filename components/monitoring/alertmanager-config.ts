import { portOf } from "../smarthost";
import type { AlertsArgs, ReceiverArgs, Severity } from "./alerts-args";

/** Secret with what only receivers may know: one key for each config key, mounted as a file of that name. */
export const RECEIVER_SECRETS = "alertmanager-receivers";

const NOBODY = "nobody";
const WATCHDOG = "watchdog";
const severities: readonly Severity[] = ["critical", "warning"];

/**
 * Alertmanager's own configuration. It names files and holds no secret, so that a secret that changes is a change of
 * one Secret, and is in force without a restart: Alertmanager reads the file whenever it notifies.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/
 */
export function alertmanagerConfig(said: AlertsArgs) {
    const repeat = { critical: `${said.repeatCriticalHours}h`, warning: `${said.repeatWarningHours}h` };
    return {
        route: {
            // Of what fires at once, one message for each alert and namespace.
            group_by: ["alertname", "namespace"],
            group_wait: "30s",
            group_interval: "5m",
            receiver: NOBODY,
            routes: [
                {
                    matchers: ['alertname="Watchdog"'],
                    receiver: said.watchdog ? WATCHDOG : NOBODY,
                    group_wait: "0s",
                    group_interval: "1m",
                    // Shorter than the interval, or every second turn would come a moment too early.
                    repeat_interval: "50s",
                },
                ...severities.map((severity) => ({
                    matchers: [`severity="${severity}"`],
                    receiver: severity,
                    repeat_interval: repeat[severity],
                })),
            ],
        },
        inhibit_rules: [
            mutes('severity="critical"', 'severity=~"warning|info"', ["namespace", "alertname"]),
            mutes('severity="warning"', 'severity="info"', ["namespace", "alertname"]),
            // A volume without a copy has too few of them as well.
            mutes('alertname="LonghornVolumeFaulted"', 'alertname="LonghornVolumeDegraded"', ["volume"]),
        ],
        receivers: [
            { name: NOBODY },
            ...severities.map((severity) => receiverOf(severity, said.receivers)),
            ...(said.watchdog
                ? [{ name: WATCHDOG, webhook_configs: [{ ...urlOf(said.watchdog), send_resolved: false }] }]
                : []),
        ],
    };
}

function mutes(source: string, target: string, equal: string[]) {
    return { source_matchers: [source], target_matchers: [target], equal };
}

function receiverOf(severity: Severity, receivers: ReceiverArgs[]) {
    const asked = receivers.filter((one) => one.severities.includes(severity));
    const configs = {
        email_configs: asked.flatMap((one) => (one.kind === "mail" ? [mail(one)] : [])),
        webhook_configs: asked.flatMap((one) => (one.kind === "webhook" ? [webhook(one)] : [])),
        slack_configs: asked.flatMap((one) => (one.kind === "slack" ? [slack(one)] : [])),
    };
    return { name: severity, ...Object.fromEntries(Object.entries(configs).filter(([, some]) => some.length > 0)) };
}

type Of<Kind extends ReceiverArgs["kind"]> = Extract<ReceiverArgs, { kind: Kind }>;

function mail({ to, from, smarthost, requireTls, user, passwordSecret }: Of<"mail">) {
    return {
        to: to.join(", "),
        from,
        smarthost,
        require_tls: requireTls,
        ...(user !== undefined &&
            passwordSecret !== undefined && { auth_username: user, auth_password_file: fileOf(passwordSecret) }),
        send_resolved: true,
    };
}

function webhook({ tokenSecret, ...said }: Of<"webhook">) {
    return {
        ...urlOf(said),
        ...(tokenSecret !== undefined && {
            http_config: { authorization: { type: "Bearer", credentials_file: fileOf(tokenSecret) } },
        }),
        send_resolved: true,
    };
}

// Slack's own default shows neither what is wrong nor what to do.
const text = [
    "{{ range .Alerts }}{{ .Annotations.summary }}",
    "{{ if .Annotations.description }}{{ .Annotations.description }}",
    "{{ end }}{{ if .Annotations.runbook_url }}Runbook: {{ .Annotations.runbook_url }}",
    "{{ end }}{{ end }}",
].join("\n");

function slack({ urlSecret, channel }: Of<"slack">) {
    return { api_url_file: fileOf(urlSecret), ...(channel !== undefined && { channel }), text, send_resolved: true };
}

function urlOf({ url, urlSecret }: { url?: string; urlSecret?: string }) {
    return urlSecret === undefined ? { url } : { url_file: fileOf(urlSecret) };
}

// Where the Prometheus operator mounts the Secrets that it is told of.
function fileOf(configKey: string): string {
    return `/etc/alertmanager/secrets/${RECEIVER_SECRETS}/${configKey}`;
}

/** The config keys of all secrets that the receivers need, each once. */
export function receiverKeys(said: AlertsArgs): string[] {
    const keys = said.receivers.flatMap((one) => {
        switch (one.kind) {
            case "mail":
                return [one.passwordSecret];
            case "webhook":
                return [one.urlSecret, one.tokenSecret];
            case "slack":
                return [one.urlSecret];
        }
    });
    return [...new Set([...keys, said.watchdog?.urlSecret])].filter((key) => key !== undefined).sort();
}

/** The TCP ports at which the receivers are reached, each once. */
export function receiverPorts(said: AlertsArgs): number[] {
    const ports = [...said.receivers, ...(said.watchdog ? [said.watchdog] : [])].map((one) => {
        if ("smarthost" in one) return portOf(one.smarthost) ?? 25;
        // A URL that is a secret is not known here; that it is of HTTPS is its rule.
        return "url" in one && one.url !== undefined ? portOfUrl(one.url) : 443;
    });
    return [...new Set(ports)].sort((a, b) => a - b);
}

function portOfUrl(url: string): number {
    const { port, protocol } = new URL(url);
    if (port !== "") return Number(port);
    return protocol === "http:" ? 80 : 443;
}
