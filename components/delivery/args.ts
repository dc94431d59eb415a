import { z } from "zod";

import { APPLICATION_LEVEL } from "../namespace";

const Folder = z.string().refine((said) => /^(?!.*(^|\/)\.\.(\/|$))[\w.-]+(\/[\w.-]+)*$/.test(said), {
    error: "is not a folder of the repository",
    params: { allowed: "names joined by slashes, from its root on", fix: "write for example path: deploy/shop" },
});

/** A namespace that the deployer is given. It is made here, closed and limited, and belongs to nobody else. */
const DeliveredNamespace = z.strictObject({
    /** The folder of the repository that is applied to it; with a kustomization in it, by that. Its own name unless said. */
    path: Folder.optional(),
    /**
     * The Pod Security level that its pods must keep. `restricted` unless said; `baseline` for images that run as root.
     * `privileged` is not offered: who writes to the repository would own the nodes.
     */
    podSecurity: z.enum(["restricted", "baseline"]).default(APPLICATION_LEVEL),
    /** Cores that all its pods together may request. */
    cpu: z.number().positive().default(4),
    /** GiB of memory that all its pods together may request. */
    memory: z.number().positive().default(8),
    /** GiB that all its claims together may have. */
    storage: z.int().min(0).default(50),
    /** Pods that it may have. */
    pods: z.int().min(1).default(50),
    /** Services of type LoadBalancer that it may have, each with an address. None: a host name leads through the ingress. */
    loadBalancers: z.int().min(0).default(0),
});
export type DeliveredNamespace = z.infer<typeof DeliveredNamespace>;

const NamespaceName = z.string().refine((said) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(said), {
    error: "cannot be the name of a namespace",
    params: {
        allowed: "up to 63 lower case letters, digits and hyphens, the first and the last no hyphen",
        fix: "name the namespace for example shop",
    },
});

/** A token of an https repository: a deploy token, or an access token that may read. */
const Token = z.strictObject({
    kind: z.literal("token"),
    /** The user it belongs to. GitHub and GitLab take any for an access token; a deploy token has one of its own. */
    username: z.string().min(1).default("git"),
    /** Config key of the token. */
    secret: z
        .string()
        .min(1)
        .meta({ examples: ["repositoryToken"] }),
});

/** A key of an ssh repository: a deploy key that may read. */
const SshKey = z.strictObject({
    kind: z.literal("sshKey"),
    /** Config key of the private key, without a passphrase: the whole file. */
    secret: z
        .string()
        .min(1)
        .meta({ examples: ["repositoryKey"] }),
    /** The server's public keys, as `ssh-keyscan <host>` prints them and its owner confirms. Another server is refused. */
    knownHosts: z
        .array(z.string().min(1))
        .min(1)
        .meta({ examples: [["git.example.org ssh-ed25519 AAAA…"]] }),
});

/** What an environment may say of a deployer, whoever hosts its repository. */
export const deployerWords = {
    /** The repository, by https or by ssh. */
    repository: z
        .string()
        .refine((said) => /^(https:\/\/[^\s@/]+\/\S+|ssh:\/\/[^\s/]+\/\S+|[\w.-]+@[\w.-]+:\S+)$/.test(said), {
            error: "is not the address of a git repository",
            params: {
                allowed: "https://<host>/<path> without a user, ssh://<user>@<host>/<path>, or <user>@<host>:<path>",
                fix: "write for example repository: https://git.example.org/team/deploy.git",
            },
        })
        .meta({ examples: ["https://git.example.org/team/deploy.git"] }),
    /** The branch whose newest commit is applied. */
    branch: z
        .string()
        .refine((said) => /^(?![/.-])(?!.*(\.\.|\/\/|\.lock$))[\w./-]+(?<![/.])$/.test(said), {
            error: "is not the name of a branch",
            params: { allowed: "letters, digits, dots, hyphens, underscores and slashes", fix: "write branch: main" },
        })
        .default("main"),
    /** Seconds between two looks. A change by hand is undone as soon; 60 ask a git server no more than a person would. */
    intervalSeconds: z.int().min(10).max(3600).default(60),
    /** How it may read the repository. Unless said the repository is public. */
    credentials: z.discriminatedUnion("kind", [Token, SshKey]).optional(),
    /** PEM of the authority that signed an https server's certificate, where it is none that machines know anyway. */
    certificateAuthority: z.string().startsWith("-----BEGIN CERTIFICATE-----").optional(),
    /** The namespaces it is given, by name: it can touch nothing outside. */
    namespaces: z
        .record(NamespaceName, DeliveredNamespace)
        .refine((namespaces) => Object.keys(namespaces).length > 0, {
            error: "name none",
            params: { allowed: "at least one", fix: "write for example namespaces: { shop: {} }" },
        })
        .meta({ examples: [{ shop: {} }] }),
    /**
     * Consent to delete given namespaces, and with them all that was delivered and its data. Without it, the default,
     * Pulumi refuses. To take one away: set it and run `pulumi up`; then remove the namespace, or destroy.
     */
    allowDestroy: z.boolean().default(false),
};

/** A deployer alone: somebody else hosts the repository and builds the images. */
export const DeployerArgs = z.strictObject({ kind: z.literal("deployer"), ...deployerWords });

/** What a deployer is told, alone or beside a GitLab. */
export const DeployerSaid = z.strictObject(deployerWords);
export type DeployerSaid = z.infer<typeof DeployerSaid>;
