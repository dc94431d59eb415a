import { z } from "zod";

import { bothOrNeither, hasBothOrNeither, Smarthost } from "../smarthost";

const ConfigKey = z.string().min(1);

/** How bad an alert is. `critical`: people notice, or will within hours. `warning`: somebody should look within days. */
const Severity = z.enum(["critical", "warning"]);
export type Severity = z.infer<typeof Severity>;

const every = {
    /** Which alerts it gets: both kinds unless said. */
    severities: z.array(Severity).min(1).default(["critical", "warning"]),
};

/** Something that is called by HTTP. Either word, and not both. */
const called = {
    /** Where it is called. */
    url: z
        .httpUrl()
        .optional()
        .meta({ examples: ["https://alerts.example.org/hook"] }),
    /** Config key of its URL, where that is itself the secret. Such a URL is of HTTPS, at port 443. */
    urlSecret: ConfigKey.optional().meta({ examples: ["alertsUrl"] }),
};

function hasOneUrl({ url, urlSecret }: { url?: string; urlSecret?: string }): boolean {
    return (url === undefined) !== (urlSecret === undefined);
}

const oneUrl = {
    path: ["url"],
    error: "must be said, or the config key of a secret one, and not both",
    params: {
        allowed: "url, or urlSecret",
        fix: "write either url: https://… or urlSecret: alertsUrl, a config key",
    },
};

/** A mail for each group of alerts, and one when they are over. */
const MailArgs = z
    .strictObject({
        kind: z.literal("mail"),
        ...every,
        to: z
            .array(z.email())
            .min(1)
            .meta({ examples: [["ops@example.org"]] }),
        from: z.email().meta({ examples: ["alerts@example.org"] }),
        /** The server that takes the mail, as `host:port`. At port 465 it speaks TLS from the first word. */
        smarthost: Smarthost,
        /** Whether mail is only handed over encrypted. Off for a relay of one's own that knows no TLS. */
        requireTls: z.boolean().default(true),
        /** The user that the server asks for, if it does. */
        user: z.string().min(1).optional(),
        /** Config key of the user's password. */
        passwordSecret: ConfigKey.optional().meta({ examples: ["smtpPassword"] }),
    })
    .refine(hasBothOrNeither, bothOrNeither);

/** A call with the alerts as JSON. @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const WebhookArgs = z
    .strictObject({
        kind: z.literal("webhook"),
        ...every,
        ...called,
        /** Config key of the bearer token that is sent along. None unless said. */
        tokenSecret: ConfigKey.optional().meta({ examples: ["alertsToken"] }),
    })
    .refine(hasOneUrl, oneUrl);

/** A message to Slack, or to whatever takes the same messages (Mattermost, Rocket.Chat). */
const SlackArgs = z.strictObject({
    kind: z.literal("slack"),
    ...every,
    /** Config key of the incoming webhook's URL: who knows it can write there. */
    urlSecret: ConfigKey.meta({ examples: ["slackUrl"] }),
    /** Channel or user, where the webhook leaves it open. The webhook's own unless said. */
    channel: z
        .string()
        .min(1)
        .optional()
        .meta({ examples: ["#ops"] }),
});

const ReceiverArgs = z.discriminatedUnion("kind", [MailArgs, WebhookArgs, SlackArgs]);
export type ReceiverArgs = z.infer<typeof ReceiverArgs>;

/** What an environment may say of who hears of alerts. */
export const AlertsArgs = z.strictObject({
    /** Who hears of them. Nobody unless said: they stand in the console Alertmanager only. */
    receivers: z.array(ReceiverArgs).default([]),
    /**
     * A dead man's switch outside the place: called each minute as long as alerting works, so that it can raise the
     * alarm when the calls stop. None unless said.
     */
    watchdog: z.strictObject(called).refine(hasOneUrl, oneUrl).optional(),
    /** Hours after which one is told again of a critical alert that lasts. */
    repeatCriticalHours: z.int().min(1).default(4),
    /** Hours after which one is told again of a warning that lasts. */
    repeatWarningHours: z.int().min(1).default(24),
    /**
     * Where people read this repository's `docs/runbooks`: what stands before the page's own name in its address. Unless
     * said, alerts name the file.
     */
    runbooks: z
        .httpUrl()
        .optional()
        .meta({ examples: ["https://git.example.org/samestack/blob/main/docs/runbooks"] }),
});
export type AlertsArgs = z.infer<typeof AlertsArgs>;
