import { hkdfSync } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/**
 * Reads a secret of the environment by its config key, as an Output that stays secret in state and logs. Only
 * `index.ts` knows where secrets are kept; refuses, with the command that sets it, when the key is not set.
 */
export type Secrets = (key: string) => pulumi.Output<string>;

const SHORTEST_SEED = 32;

/**
 * A secret that programs share and nobody types, such as the key that signs session cookies: made from the secret of
 * config key `seed`, so it is the same in every run and stands nowhere but where it is used. Another place, purpose or
 * seed gives another one. 64 hexadecimal digits.
 *
 * @param purpose what it is for, as `oauth2-proxy cookie`; to change the words is to change the secret.
 */
export function derived(secrets: Secrets, place: { name: string }, purpose: string): pulumi.Output<string> {
    return secrets("seed").apply((seed) => deriveFrom(seed, `${place.name} ${purpose}`));
}

/**
 * Derives a key by HKDF with SHA-256. Throws a RunError for a seed that is short enough to be guessed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5869
 */
export function deriveFrom(seed: string, info: string): string {
    if (seed.length < SHORTEST_SEED) {
        throw new pulumi.RunError(
            `the secret samestack:seed has ${seed.length} characters, and needs ${SHORTEST_SEED} that nobody can guess: ` +
                "openssl rand -hex 32 | pulumi config set --secret seed",
        );
    }
    return Buffer.from(hkdfSync("sha256", seed, "samestack", info, 32)).toString("hex");
}

/** An access key of AWS, or of a store that speaks S3: its id in clear, the key itself a secret of the environment. */
export const AccessKey = z.strictObject({
    accessKeyId: z
        .string()
        .min(1)
        .meta({ examples: ["AKIAIOSFODNN7EXAMPLE"] }),
    /** Config key of the secret access key. */
    secret: z
        .string()
        .min(1)
        .meta({ examples: ["secretAccessKey"] }),
});
