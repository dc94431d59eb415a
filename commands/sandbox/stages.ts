import * as fs from "node:fs";
import * as path from "node:path";

import { parseAllDocuments } from "yaml";
import { z } from "zod";

/** One simulated behaviour, for one kind. */
export interface Stage {
    name: string;
    /** As "v1" or "apps/v1". */
    apiVersion: string;
    kind: string;
    /** The object, as it is applied. */
    manifest: { metadata: { name: string }; [field: string]: unknown };
}

const StageDocument = z.strictObject({
    apiVersion: z.literal("kwok.x-k8s.io/v1alpha1"),
    kind: z.literal("Stage"),
    metadata: z.strictObject({ name: z.string() }),
    spec: z.looseObject({
        resourceRef: z.strictObject({
            apiGroup: z.string(),
            kind: z.union([z.string(), z.array(z.string()).min(2)]),
        }),
    }),
});

/**
 * The Stages of stages.yaml. The one liberty of that file is a list of kinds, for kinds that are simulated alike: it
 * stands for one Stage each.
 *
 * @see https://kwok.sigs.k8s.io/docs/user/stages-configuration/
 */
export function readStages(file: string = path.join(__dirname, "stages.yaml")): Stage[] {
    return parseAllDocuments(fs.readFileSync(file, "utf8")).flatMap((document) => {
        const { metadata, spec, ...rest } = StageDocument.parse(document.toJS());
        const { apiGroup, kind: kinds } = spec.resourceRef;
        return [kinds].flat().map((kind) => {
            const name = typeof kinds === "string" ? metadata.name : `${metadata.name}-${kind.toLowerCase()}`;
            const resourceRef = { apiGroup, kind };
            const manifest = { ...rest, metadata: { name }, spec: { ...spec, resourceRef } };
            return { name, apiVersion: apiGroup, kind, manifest };
        });
    });
}
