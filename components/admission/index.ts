import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Place } from "../place";
import type { DataGroup } from "./policies";
import { KubernetesArgs, ValidatingAdmissionPolicies } from "./validating-admission-policies";

export type { DataGroup } from "./policies";

/** Nothing is refused but by the engine's own rules and by Pod Security. */
const NoAdmissionArgs = z.strictObject({ kind: z.literal("none") });

/** What an environment may say of what a place's API server refuses, whoever asks. */
export const AdmissionArgs = z.discriminatedUnion("kind", [KubernetesArgs, NoAdmissionArgs]);
export type AdmissionArgs = z.infer<typeof AdmissionArgs>;

/** Has the place's API server refuse what would break the stack's rules; nothing for `none`. */
export function admission(
    place: Place,
    said: AdmissionArgs,
    needs: { dataGroups: DataGroup[] },
    opts?: pulumi.ComponentResourceOptions,
): void {
    switch (said.kind) {
        case "kubernetes":
            new ValidatingAdmissionPolicies(`${place.name}-admission`, { said, ...needs }, opts);
            return;
        case "none":
            return;
    }
}
