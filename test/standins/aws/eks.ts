import { z } from "zod";

const Clusters = z.record(
    z.string(),
    z.strictObject({
        /** As `https://127.0.0.1:24031`. */
        endpoint: z.string(),
        /** PEM in base64. */
        certificateAuthority: z.string(),
        /** A bearer token that its API server accepts. */
        token: z.string(),
    }),
);

/** A cluster that stands in for one of EKS. */
export type EksCluster = z.infer<typeof Clusters>[string];

/**
 * The cluster that plays the named one of EKS, from the environment variable `SAMESTACK_STANDIN_EKS`: JSON, an
 * `EksCluster` for each name. Without the variable, or a name, an address that leads nowhere.
 */
export function clusterNamed(name: string | undefined, environment: NodeJS.ProcessEnv = process.env): EksCluster {
    const text = environment.SAMESTACK_STANDIN_EKS;
    if (text === undefined || name === undefined) {
        return { endpoint: "https://eks.invalid", certificateAuthority: "", token: "" };
    }
    const clusters = Clusters.parse(JSON.parse(text));
    const cluster = clusters[name];
    if (cluster !== undefined) return cluster;
    const known = Object.keys(clusters).join(", ") || "none";
    throw new Error(`SAMESTACK_STANDIN_EKS has no cluster "${name}"; it has: ${known}.`);
}
