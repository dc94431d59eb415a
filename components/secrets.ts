import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/**
 * Reads a secret of the environment by its config key, as an Output that stays secret in state and logs. Only
 * `index.ts` knows where secrets are kept; refuses, with the command that sets it, when the key is not set.
 */
export type Secrets = (key: string) => pulumi.Output<string>;

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
