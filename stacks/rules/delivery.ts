import { deployerOf } from "../../components/delivery";
import type { Draft } from "../environment";
import type { Objection } from "../refusals";
import { places } from "./places";
import { isReserved } from "./reserved";

/** Who may write into a system's namespace has that system's rights, and most of those are the cluster's. */
export function namespacesAreTheApplications(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { delivery } }) => {
        const deployer = delivery && deployerOf(delivery);
        if (!deployer) return [];
        return Object.keys(deployer.said.namespaces)
            .filter(isReserved)
            .map((namespace) => ({
                at: [...at, "delivery", ...deployer.at, "namespaces", namespace],
                rule: "is a namespace of the stack itself, and whoever writes to the repository would rule the cluster",
                allowed: "names that neither Kubernetes nor a system of the stack has, and that do not end in -system",
                fix: "name a namespace for the application, for example shop",
            }));
    });
}

/** ssh knows keys and no tokens, https the other way round; and ssh lets nobody in without. */
export function credentialsSuitTheRepository(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { delivery } }) => {
        const deployer = delivery && deployerOf(delivery);
        if (!deployer) return [];
        const { repository, credentials, certificateAuthority } = deployer.said;
        const here = [...at, "delivery", ...deployer.at];
        const because = [[...here, "repository"]];
        const https = repository.startsWith("https://");
        const objections: Objection[] = [];
        if (https && credentials?.kind === "sshKey") {
            objections.push({
                at: [...here, "credentials", "kind"],
                because,
                rule: "is of ssh, and the repository is read by https",
                allowed: "token, or no credentials where the repository is public",
                fix: "write credentials: { kind: token, secret: repositoryToken }, or the repository's ssh address",
            });
        }
        if (!https && credentials?.kind !== "sshKey") {
            objections.push({
                at: [...here, "credentials", ...(credentials ? ["kind"] : [])],
                because,
                rule: credentials
                    ? "is of https, and the repository is read by ssh"
                    : "are missing: ssh lets nobody in without a key",
                allowed: "sshKey",
                fix: 'write credentials: { kind: sshKey, secret: repositoryKey, knownHosts: ["<a line of ssh-keyscan>"] }, or the repository\'s https address',
            });
        }
        if (!https && certificateAuthority !== undefined) {
            objections.push({
                at: [...here, "certificateAuthority"],
                because,
                rule: "signs certificates of https, and the repository is read by ssh",
                fix: "remove it; ssh knows the server by knownHosts",
            });
        }
        return objections;
    });
}

/** A GitLab elsewhere of which nothing stands in the place delivers nothing to it. */
export function gitlabIsUsed(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { delivery } }) => {
        if (delivery?.kind !== "gitlab-existing" || delivery.runner || delivery.agent || delivery.deployer) return [];
        return [
            {
                at: [...at, "delivery"],
                rule: "names a GitLab of which nothing would be in the place",
                allowed: "at least one of runner, agent and deployer",
                fix: "add for example runner: { secret: runnerToken }, or write delivery: { kind: none }",
            },
        ];
    });
}

/** GitLab keeps what it holds in a database and in buckets, and is published with a login as every console is. */
export function gitlabHasWhatItNeeds(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { delivery, databases, objectStorage, access } }) => {
        if (delivery?.kind !== "gitlab") return [];
        const because = [[...at, "delivery", "kind"]];
        const missing: Objection[] = [];
        if (databases?.kind === "none") {
            missing.push({
                at: [...at, "databases", "kind"],
                because,
                rule: "leaves GitLab without the database that it keeps everything in",
                allowed: "cloudnative-pg",
                fix: "remove it for the default, cloudnative-pg",
            });
        }
        if (objectStorage?.kind === "none") {
            missing.push({
                at: [...at, "objectStorage", "kind"],
                because,
                rule: "leaves GitLab without buckets for artifacts, images, uploads and backups",
                allowed: "seaweedfs, ceph, or existing",
                fix: "remove it for the default on own servers, seaweedfs, or write objectStorage: { kind: existing, … }",
            });
        }
        if (objectStorage?.kind === "s3") {
            missing.push({
                at: [...at, "objectStorage", "kind"],
                because,
                rule: "gives the right to a bucket without an access key, and not all of GitLab's parts can do without one",
                allowed: "seaweedfs, ceph, or existing, which S3 may be too",
                fix: "write objectStorage: { kind: existing, endpoint: https://s3.<region>.amazonaws.com, pathStyle: false, … }, with a key",
            });
        }
        if (access?.kind === "none") {
            missing.push({
                at: [...at, "access", "kind"],
                because,
                rule: "publishes no console, and GitLab would be reached by nobody",
                allowed: "any other kind",
                fix: "remove it for the default, dex",
            });
        }
        return missing;
    });
}

/** A login that asks the very GitLab which it lets people in to lets nobody in while that is away, or not made yet. */
export function gitlabIsNotItsOwnLogin(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { delivery, access, domain } }) => {
        if (delivery?.kind !== "gitlab" || access?.kind !== "gitlab" || domain === undefined) return [];
        if (new URL(access.url).hostname !== `gitlab.${domain}`) return [];
        return [
            {
                at: [...at, "access", "url"],
                because: [[...at, "delivery", "kind"]],
                rule: "is the GitLab of the place itself, to which people come by this very login",
                allowed: "a GitLab elsewhere, or another kind",
                fix: "remove access for the default, dex",
            },
        ];
    });
}
