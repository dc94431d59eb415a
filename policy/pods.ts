import { mapping, mappings } from "./fields";
import type { Subject } from "./rule";

const templated = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"];

/** What runs until somebody stops it. */
export const lasting = ["Deployment", "StatefulSet", "DaemonSet"];

/** The pod that an object is or makes: its labels and its spec. */
export function podOf({ kind, fields }: Subject): { labels: Record<string, unknown>; spec: Record<string, unknown> } {
    const pod =
        kind === "Pod"
            ? fields
            : kind === "CronJob"
              ? mapping(fields, "spec", "jobTemplate", "spec", "template")
              : templated.includes(kind)
                ? mapping(fields, "spec", "template")
                : {};
    return { labels: mapping(pod, "metadata", "labels"), spec: mapping(pod, "spec") };
}

export function hasPod(one: Subject): boolean {
    return Object.keys(podOf(one).spec).length > 0;
}

/** The containers that run as long as the pod does, those that Kubernetes calls sidecars among them. */
export function containersOf(one: Subject): Record<string, unknown>[] {
    const { spec } = podOf(one);
    const sidecars = mappings(spec.initContainers).filter(({ restartPolicy }) => restartPolicy === "Always");
    return [...sidecars, ...mappings(spec.containers)];
}
