import * as fs from "node:fs";

import { z } from "zod";

const Resource = z.looseObject({
    urn: z.string(),
    type: z.string(),
    custom: z.boolean(),
    parent: z.string().optional(),
    dependencies: z.array(z.string()).nullish(),
    propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
    deletedWith: z.string().optional(),
});
const Written = z.looseObject({
    checkpoint: z.looseObject({ latest: z.looseObject({ resources: z.array(Resource) }) }),
});

/**
 * Makes the state as if the run had been killed at the worst moment for as many objects as can be: each was created, and
 * the run died before that was written down. Those on which others depend are left, for they must have been written.
 *
 * @param state the file in which the engine keeps the stack.
 * @returns how many objects it has forgotten.
 */
export function forgetCreations(state: string): number {
    const written = Written.parse(JSON.parse(fs.readFileSync(state, "utf8")));
    const { resources } = written.checkpoint.latest;
    const needed = new Set(
        resources.flatMap(({ parent, dependencies, propertyDependencies, deletedWith }) => [
            ...[parent ?? "", deletedWith ?? ""],
            ...(dependencies ?? []),
            ...Object.values(propertyDependencies ?? {}).flatMap((urns) => urns ?? []),
        ]),
    );
    const isForgotten = ({ urn, type, custom }: z.infer<typeof Resource>): boolean =>
        custom && /^kubernetes:(?!helm\.sh|.*Patch$)/.test(type) && !needed.has(urn);
    const forgotten = resources.filter(isForgotten);
    written.checkpoint.latest = {
        ...written.checkpoint.latest,
        resources: resources.filter((one) => !isForgotten(one)),
        pending_operations: forgotten.map((one) => ({
            type: "creating",
            resource: { ...one, id: undefined, outputs: undefined },
        })),
    };
    // Not by `pulumi stack import`, which drops all that is pending.
    fs.writeFileSync(state, JSON.stringify(written));
    return forgotten.length;
}
