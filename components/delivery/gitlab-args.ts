import { z } from "zod";

import { DatabaseArgs, ValkeyArgs } from "../databases";
import { Cron } from "../schedule";
import { bothOrNeither, hasBothOrNeither, Smarthost } from "../smarthost";
import { DeployerSaid } from "./args";

/** A runner takes jobs of pipelines and runs each in a pod of its own. */
const RunnerArgs = z.strictObject({
    /** Config key of its authentication token (`glrt-…`), which GitLab shows when the runner is created there. */
    secret: z
        .string()
        .min(1)
        .meta({ examples: ["runnerToken"] }),
    /** Jobs at once. Each may request what its pod requests: half a core and a GiB unless the job says otherwise. */
    concurrent: z.int().min(1).max(100).default(10),
});
export type RunnerArgs = z.infer<typeof RunnerArgs>;

/** The agent connects the cluster to GitLab from inside, so that nothing need reach the API server from outside. */
const AgentArgs = z.strictObject({
    /** Config key of its token (`glagent-…`), which GitLab shows when the agent is registered there. */
    secret: z
        .string()
        .min(1)
        .meta({ examples: ["agentToken"] }),
    /**
     * The ClusterRole that pipelines have through it. `view` unless said: they may look at everything in namespaces but
     * Secrets. The chart's own default is `cluster-admin`, by which whoever may write a pipeline rules the cluster.
     */
    role: z
        .string()
        .refine((said) => /^[a-z0-9]([a-z0-9:.-]{0,251}[a-z0-9])?$/.test(said), {
            error: "is not the name of a ClusterRole",
            params: { allowed: "the name of a ClusterRole that is there", fix: "write role: view" },
        })
        .default("view"),
});
export type AgentArgs = z.infer<typeof AgentArgs>;

/** What is said of the parts of a GitLab, wherever the rest of it is. */
export const gitlabWords = {
    /** Runs its pipelines' jobs in the place. Not there unless said. */
    runner: RunnerArgs.optional(),
    /** Connects the place's cluster to it. Not there unless said. */
    agent: AgentArgs.optional(),
    /** A deployer beside it, which pulls a repository and applies it. Not there unless said. */
    deployer: DeployerSaid.optional(),
};

/** A GitLab that is there already, gitlab.com among them. */
export const ExistingGitLabArgs = z.strictObject({
    kind: z.literal("gitlab-existing"),
    /** Its address. */
    url: z.httpUrl().meta({ examples: ["https://gitlab.example.org"] }),
    /**
     * Where its agent server (KAS) answers. `wss://kas.gitlab.com` for gitlab.com, and else
     * `wss://<its host>/-/kubernetes-agent/`, as Omnibus has it, unless said.
     */
    agentServer: z
        .string()
        .refine((said) => /^(wss|grpcs):\/\/\S+$/.test(said), {
            error: "is not the address of an agent server",
            params: { allowed: "wss://… or grpcs://…", fix: "write for example agentServer: wss://kas.example.org" },
        })
        .optional(),
    /** PEM of the authority that signed its certificates, where it is none that machines know anyway. */
    certificateAuthority: z.string().startsWith("-----BEGIN CERTIFICATE-----").optional(),
    ...gitlabWords,
});
export type ExistingGitLabArgs = z.infer<typeof ExistingGitLabArgs>;

/** GitLab in the cluster. It needs object storage with access keys, the databases' operator, and a login. */
export const GitLabArgs = z.strictObject({
    kind: z.literal("gitlab"),
    /** GiB of the volume with all repositories, which one server (Gitaly) keeps. It can grow. */
    repositories: z.int().min(10).default(50),
    /** Its PostgreSQL database; of major 17, which GitLab 19 asks for. */
    database: DatabaseArgs.omit({ major: true, allowDestroy: true })
        .extend({
            /** GiB of each instance's volume. It can grow. */
            size: z.int().min(1).default(20),
            /** GiB of memory for each instance. */
            memory: z.int().min(1).default(2),
        })
        .prefault({}),
    /** Its Valkey, which holds queues of jobs, sessions and what it has worked out once. */
    valkey: ValkeyArgs.omit({ allowDestroy: true })
        .extend({
            /** MiB of memory for data. When they are full a write is refused. */
            memory: z.int().min(256).max(65536).default(1024),
            /** GiB of its volume: at least twice the memory. */
            size: z.int().min(1).default(4),
        })
        .prefault({}),
    /** GitLab's own backup: database and repositories as one file, by which GitLab's manual restores. */
    backup: z
        .strictObject({
            /** When, as cron says it, in UTC. Every night at one by default. */
            schedule: Cron.default("0 1 * * *"),
            /** How many are kept in the bucket. A week of nights by default. */
            keep: z.int().min(1).max(365).default(7),
        })
        .prefault({}),
    /** The server by which it sends mail. Without it, the default, it sends none. */
    mail: z
        .strictObject({
            from: z.email().meta({ examples: ["gitlab@example.org"] }),
            smarthost: Smarthost,
            /** The user that the server asks for, if it does. */
            user: z.string().min(1).optional(),
            /** Config key of the user's password. */
            passwordSecret: z
                .string()
                .min(1)
                .optional()
                .meta({ examples: ["smtpPassword"] }),
        })
        .refine(hasBothOrNeither, bothOrNeither)
        .optional(),
    ...gitlabWords,
    /**
     * Consent to delete it with its repositories and its database; without it Pulumi refuses to. To delete: set it, run
     * `pulumi up`, then write delivery: { kind: none }, or destroy. What is in its buckets stays.
     */
    allowDestroy: z.boolean().default(false),
});
export type GitLabArgs = z.infer<typeof GitLabArgs>;
