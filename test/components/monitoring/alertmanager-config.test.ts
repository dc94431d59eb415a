import assert from "node:assert/strict";

import type { z } from "zod";

import { alertmanagerConfig, receiverKeys, receiverPorts } from "../../../components/monitoring/alertmanager-config";
import { AlertsArgs } from "../../../components/monitoring/alerts-args";

type Said = z.input<typeof AlertsArgs>;

const config = (said: Said) => alertmanagerConfig(AlertsArgs.parse(said));
const routes = (said: Said) => config(said).route.routes;
const receiver = (said: Said, name: string) => config(said).receivers.find((one) => one.name === name);

const mail = { kind: "mail", to: ["ops@example.org"], from: "alerts@example.org", smarthost: "smtp.example.org:587" };
const said: Said = {
    receivers: [
        { ...mail, kind: "mail", to: ["ops@example.org", "boss@example.org"], user: "alerts", passwordSecret: "smtp" },
        { kind: "webhook", severities: ["critical"], url: "http://pager.example.org:8080/hook", tokenSecret: "pager" },
        { kind: "slack", severities: ["warning"], urlSecret: "slack", channel: "#ops" },
    ],
    watchdog: { urlSecret: "watchdog" },
};

describe("Alertmanager's configuration", () => {
    it("has a receiver for each severity, with everybody who asked for it", () => {
        const email = {
            to: "ops@example.org, boss@example.org",
            from: "alerts@example.org",
            smarthost: "smtp.example.org:587",
            require_tls: true,
            auth_username: "alerts",
            auth_password_file: "/etc/alertmanager/secrets/alertmanager-receivers/smtp",
            send_resolved: true,
        };
        assert.deepEqual(receiver(said, "critical"), {
            name: "critical",
            email_configs: [email],
            webhook_configs: [
                {
                    url: "http://pager.example.org:8080/hook",
                    http_config: {
                        authorization: {
                            type: "Bearer",
                            credentials_file: "/etc/alertmanager/secrets/alertmanager-receivers/pager",
                        },
                    },
                    send_resolved: true,
                },
            ],
        });
        const { slack_configs: slack, ...others } = Object.assign({ slack_configs: [] }, receiver(said, "warning"));
        assert.deepEqual(others, { name: "warning", email_configs: [email] });
        const [{ text, ...rest }] = slack as unknown as [{ text: string }];
        assert.deepEqual(rest, {
            api_url_file: "/etc/alertmanager/secrets/alertmanager-receivers/slack",
            channel: "#ops",
            send_resolved: true,
        });
        assert.match(text, /\.Annotations\.summary(.|\n)*\.Annotations\.runbook_url/);
    });

    it("routes by severity, and tells again of critical alerts sooner", () => {
        assert.deepEqual(
            routes({ repeatCriticalHours: 1, repeatWarningHours: 72 }).map(
                ({ matchers, receiver, repeat_interval }) => [...matchers, receiver, repeat_interval],
            ),
            [
                ['alertname="Watchdog"', "nobody", "50s"],
                ['severity="critical"', "critical", "1h"],
                ['severity="warning"', "warning", "72h"],
            ],
        );
        assert.deepEqual(
            routes({}).map(({ repeat_interval }) => repeat_interval),
            ["50s", "4h", "24h"],
        );
    });

    it("leaves what has no severity of ours to nobody, and groups the rest", () => {
        const { routes, ...root } = config(said).route;
        assert.equal(routes.length, 3);
        assert.deepEqual(root, {
            group_by: ["alertname", "namespace"],
            group_wait: "30s",
            group_interval: "5m",
            receiver: "nobody",
        });
    });

    it("calls the dead man's switch each minute, if there is one, and nobody else with it", () => {
        assert.deepEqual(receiver(said, "watchdog"), {
            name: "watchdog",
            webhook_configs: [
                { url_file: "/etc/alertmanager/secrets/alertmanager-receivers/watchdog", send_resolved: false },
            ],
        });
        assert.deepEqual(routes(said)[0], {
            matchers: ['alertname="Watchdog"'],
            receiver: "watchdog",
            group_wait: "0s",
            group_interval: "1m",
            repeat_interval: "50s",
        });
        assert.equal(receiver({}, "watchdog"), undefined);
    });

    it("has receivers that exist for every route, also where nobody asked for anything", () => {
        for (const one of [{}, said]) {
            const { route, receivers } = config(one);
            const names = receivers.map(({ name }) => name);
            assert.equal(new Set(names).size, names.length);
            for (const { receiver } of [route, ...route.routes]) assert.ok(names.includes(receiver), receiver);
        }
        assert.deepEqual(config({}).receivers, [{ name: "nobody" }, { name: "critical" }, { name: "warning" }]);
    });

    it("mutes what a worse alert says already", () => {
        assert.deepEqual(
            config({}).inhibit_rules.map(({ source_matchers, target_matchers, equal }) => [
                ...source_matchers,
                ...target_matchers,
                ...equal,
            ]),
            [
                ['severity="critical"', 'severity=~"warning|info"', "namespace", "alertname"],
                ['severity="warning"', 'severity="info"', "namespace", "alertname"],
                ['alertname="LonghornVolumeFaulted"', 'alertname="LonghornVolumeDegraded"', "volume"],
            ],
        );
    });

    it("needs the secrets of its receivers, each once", () => {
        assert.deepEqual(receiverKeys(AlertsArgs.parse(said)), ["pager", "slack", "smtp", "watchdog"]);
        const twice: Said = { receivers: [...(said.receivers ?? []), ...(said.receivers ?? [])] };
        assert.deepEqual(receiverKeys(AlertsArgs.parse(twice)), ["pager", "slack", "smtp"]);
        assert.deepEqual(receiverKeys(AlertsArgs.parse({})), []);
    });

    it("needs a way to the ports of its receivers, where they are known, and else to HTTPS", () => {
        assert.deepEqual(receiverPorts(AlertsArgs.parse(said)), [443, 587, 8080]);
        const hook = (url: string): Said => ({ receivers: [{ kind: "webhook", url }] });
        assert.deepEqual(receiverPorts(AlertsArgs.parse(hook("http://pager.example.org/"))), [80]);
        assert.deepEqual(receiverPorts(AlertsArgs.parse(hook("https://pager.example.org/"))), [443]);
        assert.deepEqual(receiverPorts(AlertsArgs.parse({})), []);
    });
});

describe("what an environment may say of who hears of alerts", () => {
    const refused: [string, unknown, string][] = [
        ["a receiver of no kind", { receivers: [{ to: ["ops@example.org"] }] }, "receivers.0.kind"],
        ["mail without a port", { receivers: [{ ...mail, smarthost: "smtp.example.org" }] }, "receivers.0.smarthost"],
        ["mail to port 0", { receivers: [{ ...mail, smarthost: "smtp.example.org:0" }] }, "receivers.0.smarthost"],
        ["mail to nobody", { receivers: [{ ...mail, to: [] }] }, "receivers.0.to"],
        ["a user without password", { receivers: [{ ...mail, user: "alerts" }] }, "receivers.0.passwordSecret"],
        ["a password without user", { receivers: [{ ...mail, passwordSecret: "p" }] }, "receivers.0.passwordSecret"],
        ["a webhook without address", { receivers: [{ kind: "webhook" }] }, "receivers.0.url"],
        [
            "a webhook of two addresses",
            { receivers: [{ kind: "webhook", url: "https://a.example.org", urlSecret: "hook" }] },
            "receivers.0.url",
        ],
        ["Slack without address", { receivers: [{ kind: "slack", channel: "#ops" }] }, "receivers.0.urlSecret"],
        ["no severity", { receivers: [{ ...mail, severities: [] }] }, "receivers.0.severities"],
        ["a severity of its own", { receivers: [{ ...mail, severities: ["info"] }] }, "receivers.0.severities.0"],
        ["a dead man's switch without address", { watchdog: {} }, "watchdog.url"],
        ["repeating at once", { repeatCriticalHours: 0 }, "repeatCriticalHours"],
        ["runbooks that are no address", { runbooks: "docs/runbooks" }, "runbooks"],
    ];
    for (const [what, said, at] of refused) {
        it(`is not ${what}`, () => {
            const { error } = AlertsArgs.safeParse(said);
            assert.deepEqual(
                error?.issues.map(({ path }) => path.join(".")),
                [at],
            );
        });
    }

    it("is mail to any name or address of a server", () => {
        for (const smarthost of ["smtp.example.org:587", "192.0.2.25:25", "[2001:db8::25]:465"]) {
            assert.ok(AlertsArgs.safeParse({ receivers: [{ ...mail, smarthost }] }).success, smarthost);
        }
    });
});
