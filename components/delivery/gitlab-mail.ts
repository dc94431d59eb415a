import { portOf } from "../smarthost";
import type { GitLabArgs } from "./gitlab-args";

type Mail = GitLabArgs["mail"];

/** What the chart is told of the server that takes mail. @see https://docs.gitlab.com/charts/charts/globals/#outgoing-email */
export function mailValues(mail: Mail, password: { secret: string; key: string }) {
    if (!mail) return {};
    const port = mailPort(mail);
    // At this port TLS is spoken from the first word; at others it begins when the server offers it.
    const tls = port === 465;
    return {
        email: { from: mail.from, reply_to: mail.from },
        smtp: {
            enabled: true,
            address: mail.smarthost.slice(0, mail.smarthost.lastIndexOf(":")),
            port,
            tls,
            starttls_auto: !tls,
            ...(mail.user === undefined
                ? { authentication: "" }
                : { authentication: "plain", user_name: mail.user, password }),
        },
    };
}

export function mailPort({ smarthost }: NonNullable<Mail>): number {
    return portOf(smarthost) ?? 25;
}
