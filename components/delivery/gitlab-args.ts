import { z } from "zod";

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
