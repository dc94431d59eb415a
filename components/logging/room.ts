import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { type Caller, callingPod } from "./requests";
import { EVERY_STREAM } from "./streams";

/**
 * Deletes the oldest indices while all of them together take more than `limit` GiB, twice an hour: Elasticsearch itself
 * only knows how old they may grow, and a disk that is full takes no log at all. The index that a stream writes to is
 * never deleted.
 */
export function makeRoom(
    name: string,
    { namespace, caller, limit }: { namespace: pulumi.Output<string>; caller: Caller; limit: number },
    opts: pulumi.CustomResourceOptions,
): k8s.batch.v1.CronJob {
    return new k8s.batch.v1.CronJob(
        name,
        {
            metadata: { name: "make-room", namespace },
            spec: {
                schedule: "13,43 * * * *",
                concurrencyPolicy: "Forbid",
                successfulJobsHistoryLimit: 1,
                failedJobsHistoryLimit: 1,
                jobTemplate: {
                    spec: { backoffLimit: 2, template: { spec: callingPod(caller, roomScript(limit)) } },
                },
            },
        },
        opts,
    );
}

/** The script, in bash alone: the image has little else. Sizes are with all copies. */
export function roomScript(limit: number): string {
    return `limit=$((${limit} * 1024 * 1024 * 1024))
indices=$(call '/_cat/indices/${EVERY_STREAM}?expand_wildcards=all&h=index,store.size&bytes=b&s=creation.date')
taken=0
while read -r index size; do taken=$((taken + \${size:-0})); done <<< "$indices"
echo "$taken of $limit bytes taken"
while read -r index size; do
    [ "$taken" -gt "$limit" ] || break
    # What a stream writes to is refused.
    if call "/$index" --request DELETE; then
        taken=$((taken - \${size:-0}))
        echo " deleted $index"
    else
        echo " kept $index"
    fi
done <<< "$indices"
`;
}
