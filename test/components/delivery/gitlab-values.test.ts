import assert from "node:assert/strict";

import { DeliveryArgs, deliveryClaims } from "../../../components/delivery";
import { GitLabArgs } from "../../../components/delivery/gitlab-args";
import { dashboard } from "../../../components/delivery/gitlab-dashboard";
import { gitlabValues } from "../../../components/delivery/gitlab-values";

const values = (words: object = {}, given: object = {}) =>
    gitlabValues({
        said: GitLabArgs.parse({ kind: "gitlab", ...words }),
        domain: "paris.example.org",
        database: { host: "gitlab-rw.gitlab.svc", secret: "gitlab-app" },
        valkey: { host: "valkey.gitlab.svc", secret: "valkey-login" },
        buckets: {
            objects: [{ kind: "lfs", bucket: "a" }],
            registry: "b",
            backups: "c",
            ready: [],
        },
        authority: false,
        login: true,
        ...given,
    });

describe("values of GitLab", () => {
    it("bring nothing that the place has already", () => {
        const { global, ...rest } = values();
        assert.deepEqual(global.gatewayApi, { enabled: false, installEnvoy: false, configureCertmanager: false });
        assert.deepEqual(global.ingress, { enabled: false, configureCertmanager: false, tls: { enabled: false } });
        assert.equal(rest.installCertmanager, false);
        assert.deepEqual(rest["nginx-ingress"], { enabled: false });
        assert.deepEqual(rest.prometheus, { install: false });
        assert.deepEqual(rest["gitlab-runner"], { install: false });
        assert.equal(rest.registry.database.enabled, false);
    });

    it("name the place's hosts, database and Valkey, and the Secrets with their passwords", () => {
        const { hosts, psql, redis, initialRootPassword, serviceAccount } = values().global;
        assert.deepEqual(hosts, {
            domain: "paris.example.org",
            https: true,
            gitlab: { name: "gitlab.paris.example.org" },
            registry: { name: "registry.paris.example.org" },
            kas: { name: "kas.paris.example.org" },
        });
        assert.deepEqual(psql, {
            host: "gitlab-rw.gitlab.svc",
            port: 5432,
            database: "gitlab",
            username: "gitlab",
            password: { secret: "gitlab-app", key: "password" },
        });
        assert.deepEqual(redis, {
            host: "valkey.gitlab.svc",
            port: 6379,
            auth: { enabled: true, secret: "valkey-login", key: "password" },
        });
        assert.deepEqual(initialRootPassword, { secret: "gitlab-settings", key: "root" });
        assert.deepEqual(serviceAccount, { enabled: true, create: false, name: "gitlab" });
    });

    it("give each kind of object its bucket and its key", () => {
        const { global, registry, gitlab } = values();
        const objects: Record<string, unknown> = global.appConfig;
        assert.deepEqual(objects.lfs, {
            enabled: true,
            bucket: "a",
            connection: { secret: "gitlab-object-storage", key: "lfs" },
        });
        assert.deepEqual(global.registry, { bucket: "b" });
        assert.deepEqual(registry.storage, { secret: "gitlab-object-storage", key: "registry" });
        assert.deepEqual(global.appConfig.backups, { bucket: "c", tmpBucket: "c" });
        assert.deepEqual(gitlab.toolbox.backups.objectStorage, {
            backend: "s3",
            config: { secret: "gitlab-object-storage", key: "backups" },
        });
    });

    it("log people in by the place, where it has a login", () => {
        assert.deepEqual(values().global.appConfig.omniauth, {
            enabled: true,
            allowSingleSignOn: ["openid_connect"],
            blockAutoCreatedUsers: false,
            autoLinkUser: ["openid_connect"],
            providers: [{ secret: "gitlab-settings", key: "login" }],
        });
        assert.equal(values({}, { login: false }).global.appConfig.omniauth, undefined);
    });

    it("have two of each part that may be two, watched by Prometheus, and no ssh", () => {
        const { gitlab, registry } = values();
        for (const part of [gitlab.webservice, gitlab.sidekiq, gitlab.kas]) assert.equal(part.minReplicas, 2);
        for (const part of [gitlab.webservice, gitlab.webservice.workhorse, gitlab.gitaly, gitlab.kas, registry])
            assert.equal(part.metrics.serviceMonitor.enabled, true);
        assert.equal(gitlab["gitlab-exporter"].metrics.serviceMonitor.enabled, true);
        assert.equal(gitlab.sidekiq.metrics.podMonitor.enabled, true);
        assert.deepEqual(gitlab["gitlab-shell"], { enabled: false });
    });

    it("let Gitaly run where pods are restricted", () => {
        assert.deepEqual(values().gitlab.gitaly.securityContext, { seccompProfile: { type: "RuntimeDefault" } });
    });

    it("back up database and repositories, and nothing that lies in buckets anyway", () => {
        const { cron } = values({ repositories: 80, backup: { schedule: "0 4 * * 0", keep: 4 } }).gitlab.toolbox
            .backups;
        assert.deepEqual(cron, {
            enabled: true,
            schedule: "0 4 * * 0",
            concurrencyPolicy: "Forbid",
            extraArgs:
                "--maximum-backups 4 --skip registry --skip uploads --skip artifacts --skip lfs --skip packages" +
                " --skip external_diffs --skip terraform_state --skip ci_secure_files --skip pages",
            persistence: { enabled: true, useGenericEphemeralVolume: true, size: "160Gi", storageClass: "block" },
        });
    });

    it("send mail by the server that is named, and none where none is", () => {
        const mail = (words: object) => {
            const { global } = values({ mail: { from: "gitlab@example.org", ...words } });
            return "smtp" in global ? { email: global.email, ...global.smtp } : undefined;
        };
        const email = { from: "gitlab@example.org", reply_to: "gitlab@example.org" };
        assert.deepEqual(mail({ smarthost: "smtp.example.org:587", user: "git", passwordSecret: "smtpPassword" }), {
            email,
            enabled: true,
            address: "smtp.example.org",
            port: 587,
            tls: false,
            starttls_auto: true,
            authentication: "plain",
            user_name: "git",
            password: { secret: "gitlab-settings", key: "mail" },
        });
        assert.deepEqual(mail({ smarthost: "smtp.example.org:465" }), {
            email,
            enabled: true,
            address: "smtp.example.org",
            port: 465,
            tls: true,
            starttls_auto: false,
            authentication: "",
        });
        assert.equal("smtp" in values().global, false);
    });

    it("know nothing of an authority, where the store has none of its own", () => {
        assert.equal("certificates" in values().global, false);
        const { global } = values({}, { authority: true });
        assert.deepEqual("certificates" in global && global.certificates, {
            customCAs: [{ secret: "gitlab-store-authority" }],
        });
    });
});

describe("what GitLab claims", () => {
    it("is its repositories, room for a backup, its database and its Valkey", () => {
        const claims = deliveryClaims(DeliveryArgs.parse({ kind: "gitlab", repositories: 80 }));
        assert.deepEqual(
            claims.map(({ what, count, gibibytes, kept }) => [what, count, gibibytes, kept.by]),
            [
                ["repositories of GitLab", 1, 80, "volume"],
                ["room in which GitLab puts a backup together", 1, 160, "disposable"],
                ["PostgreSQL gitlab", 3, 20, "own"],
                ["Valkey gitlab", 1, 4, "volume"],
            ],
        );
        assert.deepEqual(deliveryClaims(DeliveryArgs.parse({ kind: "none" })), []);
    });

    it("has what an environment leaves unsaid filled up word by word", () => {
        const { database, valkey, backup } = GitLabArgs.parse({
            kind: "gitlab",
            database: { instances: 2 },
            valkey: { size: 8 },
            backup: { keep: 3 },
        });
        assert.deepEqual([database.instances, database.size, database.memory], [2, 20, 2]);
        assert.deepEqual(valkey, { memory: 1024, size: 8 });
        assert.deepEqual(backup, { schedule: "0 1 * * *", keep: 3 });
    });
});

describe("alerts of GitLab", () => {
    it("are of the names by which its chart calls what it makes", () => {
        const query = (name: string) => dashboard.alerts?.find((alert) => alert.name === name)?.query ?? "";
        assert.match(query("GitLabDown"), /deployment="gitlab-webservice-default"} == 0/);
        assert.match(query("GitLabRepositoriesDown"), /statefulset="gitlab-gitaly"} == 0/);
        assert.match(query("GitLabBackupOverdue"), /cronjob="gitlab-toolbox-backup"/);
        assert.match(query("GitLabJobsWait"), /le=~"60\(\\\\\.0\)\?"/);
    });
});
