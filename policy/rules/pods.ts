import { imagesOf } from "../../commands/bom/images";
import { mapping } from "../fields";
import { containersOf, hasPod, lasting } from "../pods";
import type { Rule } from "../rule";

/** Tags that mean another image tomorrow. */
const moving = ["latest", "stable", "main", "master", "edge", "nightly"];

export const imageVersion: Rule = {
    name: "image-version",
    holds: "every image that an object names is of a version, by tag or digest, and never `latest`",
    why: "what runs would otherwise change without a change here, and differ from node to node",
    see: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
    about: (one) => imagesOf(one.fields).images.length > 0,
    objections: ({ fields }) =>
        imagesOf(fields).images.flatMap(({ reference: { registry, path, tag, digest }, at }) => {
            if (digest !== undefined || (tag !== undefined && !moving.includes(tag))) return [];
            const image = `${registry}/${path}${tag === undefined ? "" : `:${tag}`}`;
            return [{ part: image, says: `names ${image} of no version at ${at}; name a version` }];
        }),
};

export const requests: Rule = {
    name: "requests",
    holds: "every container that lasts asks its node for CPU and memory; those that run before ask no more than those",
    why: "the scheduler would otherwise fill nodes with pods that need more than is there, and evict these first",
    see: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    about: hasPod,
    objections: (one) =>
        containersOf(one).flatMap((container) => {
            const asked = mapping(container, "resources", "requests");
            const limits = mapping(container, "resources", "limits");
            // What is limited and asks for nothing asks for its limit.
            const missing = ["cpu", "memory"].filter((what) => (asked[what] ?? limits[what]) === undefined);
            if (missing.length === 0) return [];
            const part = String(container.name);
            return [{ part, says: `has a container ${part} that requests no ${missing.join(" and no ")}; say both` }];
        }),
};

const probes = ["readinessProbe", "livenessProbe", "startupProbe"];

export const watchedContainers: Rule = {
    name: "probes",
    holds: "every container that lasts is asked how it is",
    why: "what hangs would otherwise run on, and nobody would start it again or lead requests past it",
    see: "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
    about: ({ kind }) => lasting.includes(kind),
    objections: (one) =>
        containersOf(one).flatMap((container) => {
            if (probes.some((probe) => container[probe] !== undefined)) return [];
            const part = String(container.name);
            return [{ part, says: `has a container ${part} without a probe; give it one` }];
        }),
};

export const readiness: Rule = {
    name: "readiness",
    holds: "of every workload a container says when it is ready",
    why: "an update would otherwise go on to the next pod before the one before does its work",
    see: "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes",
    about: ({ kind }) => lasting.includes(kind),
    objections: (one) =>
        containersOf(one).some(({ readinessProbe }) => readinessProbe !== undefined)
            ? []
            : [{ says: "has no readiness probe; give one of its containers one" }],
};
