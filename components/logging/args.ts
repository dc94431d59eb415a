import { z } from "zod";

/** What an environment may say of logs in Elasticsearch. */
export const ElasticsearchArgs = z.strictObject({
    kind: z.literal("elasticsearch"),
    /**
     * What reads the logs on every node. `fluentd`, the default: it keeps what is refused as well. `fluent-bit`: a
     * tenth of the memory. They write the same fields to the same places.
     */
    collector: z.enum(["fluentd", "fluent-bit"]).default("fluentd"),
    /**
     * Nodes of Elasticsearch, each on a node of its own and with a volume of its own. Unless said, three where the place
     * has as many, which can lose one and go on; otherwise one.
     */
    replicas: z
        .int()
        .min(1)
        .max(9)
        .refine((said) => said !== 2, {
            error: "can lose neither of the two",
            params: { allowed: "1, or 3 and more", fix: "write replicas: 3" },
        })
        .optional(),
    /** GiB of each of its volumes. 30 unless said: three keep about 33 GiB of logs, each in two copies. */
    elasticsearchDisk: z.int().min(5).default(30),
    /** GiB of memory of each. 2 unless said, and no less: with 1 it fails now and then. */
    elasticsearchMemory: z.int().min(2).max(62).default(2),
    /** Days for which logs are kept; fewer when three quarters of the disks are full before. 14 unless said. */
    retentionDays: z.int().min(1).max(3650).default(14),
    /**
     * The file, on the control plane's nodes, to which the API server writes its audit log: who asked for what. Collected
     * only where it is said, for it is there only where `--audit-policy-file` is.
     *
     * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
     */
    auditLog: z
        .string()
        .refine((said) => /^\/var\/log\/[A-Za-z0-9._/-]+$/.test(said) && !said.includes(".."), {
            error: "is not a file that collectors can read",
            params: {
                allowed: "a path that starts with /var/log/",
                fix: "write for example auditLog: /var/log/kubernetes/audit/audit.log",
            },
        })
        .optional(),
    /**
     * Consent to delete Elasticsearch and every log in it. Without it, the default, Pulumi refuses to. To destroy: set
     * it and run `pulumi up`; then run `pulumi destroy`.
     */
    allowDestroy: z.boolean().default(false),
});
export type ElasticsearchArgs = z.infer<typeof ElasticsearchArgs>;
