import { z } from "zod";

import type { Place } from "../place";

/** Starts the names of a place's buckets, where it is to be said. */
export const BucketPrefix = z.string().refine((said) => /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(said), {
    error: "cannot start the name of a bucket",
    params: {
        allowed: "up to 40 lower case letters, digits and hyphens, the first and the last no hyphen",
        fix: "write for example bucketPrefix: samestack-paris",
    },
});

/** What the names of a place's buckets start with in a store that nobody else uses. */
export function bucketPrefix(place: Pick<Place, "name">): string {
    return `samestack-${place.name}`;
}
