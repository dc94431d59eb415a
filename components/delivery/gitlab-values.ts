import type { GitLabArgs } from "./gitlab-args";
import { type GitLabBuckets, OBJECTS } from "./gitlab-buckets";
import { mailValues } from "./gitlab-mail";
import { omniauth } from "./gitlab-login";
import { NAME } from "./gitlab-services";

/** The Secret with the first password of `root`, what GitLab is told of the login, and the password for mail. */
export const SECRETS = "gitlab-settings";
/** The Secret with the authority that signed the store's certificate. */
export const AUTHORITY = "gitlab-store-authority";

interface Given {
    said: GitLabArgs;
    domain: string;
    database: { host: string; secret: string };
    valkey: { host: string; secret: string };
    buckets: GitLabBuckets;
    /** Whether the store's certificate is of an authority that GitLab is told of. */
    authority: boolean;
    login: boolean;
}

/** What the chart is told. */
export function gitlabValues({ said, domain, database, valkey, buckets, authority, login }: Given) {
    const host = (label: string) => ({ name: `${label}.${domain}` });
    return {
        global: {
            edition: "ce",
            hosts: { domain, https: true, gitlab: host("gitlab"), registry: host("registry"), kas: host("kas") },
            // The place has an entry of its own, and publishes these hosts as it publishes every console.
            gatewayApi: { enabled: false, installEnvoy: false, configureCertmanager: false },
            // Without the last word a hook makes a certificate for hosts that this chart does not serve.
            ingress: { enabled: false, configureCertmanager: false, tls: { enabled: false } },
            psql: {
                host: database.host,
                port: 5432,
                database: NAME,
                username: NAME,
                password: { secret: database.secret, key: "password" },
            },
            redis: { host: valkey.host, port: 6379, auth: { enabled: true, secret: valkey.secret, key: "password" } },
            appConfig: {
                ...Object.fromEntries(
                    buckets.objects.map(({ kind, bucket }) => [
                        kind,
                        { enabled: true, bucket, connection: { secret: OBJECTS, key: kind } },
                    ]),
                ),
                // The second one is where a restore puts aside what it replaces.
                backups: { bucket: buckets.backups, tmpBucket: buckets.backups },
                // It would be sent to GitLab's makers each week.
                enableUsagePing: false,
                ...(login && { omniauth: { ...omniauth, providers: [{ secret: SECRETS, key: "login" }] } }),
            },
            registry: { bucket: buckets.registry },
            initialRootPassword: { secret: SECRETS, key: "root" },
            serviceAccount: { enabled: true, create: false, name: NAME },
            ...(authority && { certificates: { customCAs: [{ secret: AUTHORITY }] } }),
            ...mailValues(said.mail, { secret: SECRETS, key: "mail" }),
        },
        // The place has these already.
        installCertmanager: false,
        "nginx-ingress": { enabled: false },
        prometheus: { install: false },
        "gitlab-runner": { install: false },
        registry: {
            storage: { secret: OBJECTS, key: "registry" },
            // Images are found by looking in the bucket: a second database would be one more to restore to the moment.
            database: { enabled: false },
            resources: { requests: { cpu: "50m", memory: "64Mi" } },
            metrics: { enabled: true, serviceMonitor: { enabled: true } },
        },
        gitlab: parts(said),
    };
}

/** What is said of GitLab's own parts. The chart spreads each over nodes, and gives it a budget. */
function parts({ repositories, backup }: GitLabArgs) {
    const monitored = { metrics: { serviceMonitor: { enabled: true } } };
    return {
        webservice: {
            minReplicas: 2,
            maxReplicas: 4,
            resources: { requests: { cpu: "300m", memory: "2500Mi" } },
            ...monitored,
            workhorse: {
                resources: { requests: { cpu: "100m", memory: "100Mi" } },
                metrics: { enabled: true, serviceMonitor: { enabled: true } },
            },
        },
        sidekiq: {
            minReplicas: 2,
            maxReplicas: 4,
            // The chart asks for most of a core, which only hard work takes; more pods come where it does.
            resources: { requests: { cpu: "300m", memory: "2Gi" } },
            metrics: { podMonitor: { enabled: true } },
        },
        // One server for all repositories: more would need Praefect, and a database for it.
        gitaly: {
            // The contract's class; its name is written out because a chart's values must be known at preview.
            persistence: { size: `${repositories}Gi`, storageClass: "block" },
            resources: { requests: { cpu: "200m", memory: "1Gi" } },
            // Of all its parts the chart forgets this one.
            securityContext: { seccompProfile: { type: "RuntimeDefault" } },
            ...monitored,
        },
        kas: { minReplicas: 2, resources: { requests: { cpu: "100m", memory: "256Mi" } }, ...monitored },
        "gitlab-exporter": { resources: { requests: { cpu: "75m", memory: "100Mi" } }, ...monitored },
        // Repositories are reached by HTTPS: the place's entry speaks no ssh.
        "gitlab-shell": { enabled: false },
        toolbox: {
            resources: { requests: { cpu: "50m", memory: "350Mi" } },
            backups: {
                objectStorage: { backend: "s3", config: { secret: OBJECTS, key: "backups" } },
                cron: {
                    enabled: true,
                    schedule: backup.schedule,
                    // One that is late must not be stopped by the next one.
                    concurrencyPolicy: "Forbid",
                    extraArgs: [`--maximum-backups ${backup.keep}`, ...inBuckets.map((one) => `--skip ${one}`)].join(
                        " ",
                    ),
                    persistence: {
                        enabled: true,
                        // Claimed when a backup begins, gone when it has ended.
                        useGenericEphemeralVolume: true,
                        size: `${roomFor(repositories)}Gi`,
                        storageClass: "block",
                    },
                },
            },
        },
    };
}

/** What lies in buckets already, beside the one for backups: copied there it would only lie there twice. */
const inBuckets = [
    ...["registry", "uploads", "artifacts", "lfs", "packages", "external_diffs", "terraform_state"],
    ...["ci_secure_files", "pages"],
];

/** GiB that a backup takes while it is put together: every repository once by itself, and once in the file. */
export function roomFor(repositories: number): number {
    return 2 * repositories;
}
