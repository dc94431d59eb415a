import { firstUser, loginHosts } from "../../components/access";
import { gatewayHostsOf } from "../../components/ingress";
import type { Draft } from "../environment";
import type { Objection } from "../refusals";
import { places, repeated } from "./places";

/** Of two users with one address Dex would know one, and nobody could say which. */
export function usersDiffer(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { access, domain } }) => {
        if (access?.kind !== "dex") return [];
        const first = domain === undefined ? [] : [{ email: firstUser(domain), at: [...at, "domain"] }];
        const named = access.users.map(({ email }, index) => ({
            email: email.toLowerCase(),
            at: [...at, "access", "users", index, "email"],
        }));
        return repeated([...first, ...named], ({ email }) => email).map(({ later, earlier }) => ({
            at: later.at,
            because: earlier.at.includes("users") ? [earlier.at] : [earlier.at, ["domain"]],
            rule: "is a user of the place already",
            allowed: "an address for each user",
            fix: earlier.at.includes("users")
                ? "remove it from one of the two"
                : "remove it: this user is there unasked, with the password of config key adminPassword",
        }));
    });
}

/** The login's own hosts. Another owner of one would be sent what people type there. */
export function loginHostsAreItsOwn(draft: Draft): Objection[] {
    const logins = places(draft).flatMap(({ name, at, place: { access, domain } }) =>
        !access || access.kind === "none" || domain === undefined
            ? []
            : loginHosts(domain).map((host) => ({ name, host, because: [[...at, "domain"], ["domain"]] })),
    );
    const others = places(draft).flatMap(({ at, place: { domain, ingress } }) => [
        ...(domain === undefined ? [] : [{ host: domain, at: [...at, "domain"] }]),
        ...gatewayHostsOf(ingress).map((host, index) => ({
            host: host.toLowerCase(),
            at: [...at, "ingress", "gatewayHosts", index],
        })),
    ]);
    return others.flatMap(({ host, at }) => {
        const login = logins.find((one) => one.host === host);
        if (!login) return [];
        return [
            {
                at,
                because: login.because,
                rule: `is where people log in to ${login.name}`,
                allowed: `any other name than ${loginHosts("<domain>").join(" and ")}`,
                fix: "write another name",
            },
        ];
    });
}
