import { z } from "zod";

/**
 * A Kubernetes minor, `"1.36"`. In quotes, for YAML reads 1.30 as the number 1.3; a minor of one digit is refused for
 * the same reason.
 */
export const Minor = z
    .string()
    .refine((said) => /^1\.\d\d$/.test(said), {
        error: "is not a Kubernetes minor",
        params: { allowed: "1 and a minor of two digits, in quotes", fix: 'write for example version: "1.36"' },
    })
    .meta({ examples: ["1.36"] });
