import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Namespace } from "./namespace";

/**
 * A chart at one exact version. Every system pins its own, in its own file, under a `// renovate:` line.
 */
export interface Chart {
    /**
     * Where upstream publishes it: a chart repository (`https://…`), an OCI registry path (`oci://…`), or, where it has
     * neither, the packed chart itself (`https://….tgz`).
     */
    readonly repository: string;
    readonly name: string;
    readonly version: string;
    /** The Kubernetes minors it is known to run on, first and last, as its own documents name them. */
    readonly kubernetes: { readonly from: string; readonly to: string };
    /** How it may go to another version. Where its manual forbids no way, nothing is said. */
    readonly upgrades?: Upgrades;
}

/** Which ways from one version to another a system's own manual allows. `npm run plan` refuses the others. */
export interface Upgrades {
    /**
     * What may not be left out on the way up: `every minor`; the minors of each major at which GitLab stops; or, with
     * `majors`, that another major is entered from the last minor of the one before alone, which nobody here knows.
     */
    readonly through?: "every minor" | "majors" | readonly number[];
    /** How far it may go down: not at all, by one minor, or within a major. */
    readonly down: "never" | "a minor" | "within a major";
    /** The page that says so. */
    readonly manual: string;
}

/** A bundle of plain manifests at one exact version, for what upstream publishes without a chart. */
export interface Manifest {
    readonly url: string;
    readonly name: string;
    readonly version: string;
}

/** A container image at one exact version, where none comes with a chart: of objects that are ours, or beside a chart's. */
export interface Image {
    /** Registry and path, as `docker.io/library`. */
    readonly repository: string;
    readonly name: string;
    /** The tag; with `@` and a digest behind it where upstream builds a tag anew. */
    readonly version: string;
    /** As of a chart. */
    readonly upgrades?: Upgrades;
}

/** An image as a pod names it. */
export function imageReference({ repository, name, version }: Image): string {
    return `${repository}/${name}:${version}`;
}

/**
 * Where charts come from, for all of them at once: `upstream` (each chart's own repository), a mirror that holds all of
 * them (`https://…` or `oci://…`), or a directory of `<name>-<version>.tgz` files. The same setting serves a site
 * without internet and the tests.
 */
export const ChartSource = z
    .string()
    .refine((said) => said === "upstream" || /^(https?|oci):\/\/.+/.test(said) || /^\.{0,2}\//.test(said), {
        error: "is neither upstream, nor a mirror, nor a directory",
        params: {
            allowed: "upstream, https://…, oci://…, or a directory that starts with / or ./",
            fix: "write for example charts: oci://registry.example.org/charts",
        },
    })
    .default("upstream");
export type ChartSource = z.infer<typeof ChartSource>;

export interface InstallArgs {
    /** Where charts come from in this environment. */
    source: ChartSource;
    /** One of ours, whose policies must be in force first, or the name of one that Kubernetes brings. */
    namespace: Namespace | string;
    /** Chart values. Never a secret: name a Secret of ours instead, for values stand in the state and in Helm's records. */
    values?: Record<string, unknown>;
    /**
     * `release`: Helm installs the chart and runs its hooks; fast, small in state. The default.
     * `objects`: every object is a resource of ours, so the CRDs a chart keeps in `crds/` follow its version, and no
     * hook runs. For a small chart without hooks.
     */
    engine?: "release" | "objects";
    /** Do not wait until its pods are ready: for what must be there before the first node is. */
    skipAwait?: boolean;
    /** Seconds Helm waits for its pods and hooks. 300 unless said: enough for images to be pulled once. */
    timeoutSeconds?: number;
}

/**
 * Installs a pinned chart under a component. The release is named as the chart, not by Pulumi, so that the names of its
 * Services can be relied upon.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/
 * @see https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v4/chart/
 */
export function install(
    name: string,
    chart: Chart,
    args: InstallArgs,
    opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): pulumi.Resource {
    const common = {
        name: releaseName(chart),
        ...locate(chart, args.source),
        namespace: typeof args.namespace === "string" ? args.namespace : args.namespace.name,
        values: args.values ?? {},
    };
    const waiting =
        typeof args.namespace === "string" ? opts : pulumi.mergeOptions(opts, { dependsOn: args.namespace });
    if (args.engine === "objects") {
        return new k8s.helm.v4.Chart(name, { ...common, resourcePrefix: name, skipAwait: args.skipAwait }, waiting);
    }
    return new k8s.helm.v3.Release(
        name,
        { ...common, skipAwait: args.skipAwait, timeout: args.timeoutSeconds ?? 300, maxHistory: 5 },
        waiting,
    );
}

/** Applies a manifest bundle; from an OCI mirror, which holds charts only, the chart of the same name and version. */
export function applyManifest(
    name: string,
    manifest: Manifest,
    source: ChartSource,
    opts: pulumi.ComponentResourceOptions & { parent: pulumi.Resource },
): pulumi.Resource {
    if (source.startsWith("oci://")) {
        const chart = `${source.replace(/\/$/, "")}/${manifest.name}`;
        return new k8s.helm.v4.Chart(
            name,
            { name: manifest.name, chart, version: manifest.version.replace(/^v/, ""), resourcePrefix: name },
            opts,
        );
    }
    return new k8s.yaml.v2.ConfigFile(name, { file: locateManifest(manifest, source), resourcePrefix: name }, opts);
}

/** The chart reference that Helm is given: upstream, in the mirror, or as a file. */
export function locate(chart: Chart, source: ChartSource): Located {
    const repository = source === "upstream" ? chart.repository : source;
    const version = chart.version;
    if (repository.startsWith("oci://")) {
        return { chart: `${repository.replace(/\/$/, "")}/${chart.name}`, version };
    }
    if (repository.endsWith(".tgz")) return { chart: repository, version };
    if (/^https?:/.test(repository)) {
        return { chart: chart.name, version, repositoryOpts: { repo: repository } };
    }
    return { chart: inDirectory(repository, `${chart.name}-${version}.tgz`), version };
}

export interface Located {
    chart: string;
    version: string;
    repositoryOpts?: { repo: string };
}

/** Where a manifest bundle is read from: a URL or a file. Not for an OCI mirror, which holds charts only. */
export function locateManifest(manifest: Manifest, source: ChartSource): string {
    if (source === "upstream") return manifest.url;
    return inDirectory(source, `${manifest.name}-${manifest.version}.yaml`);
}

// A relative directory keeps its dot: Helm takes `charts/x` for a chart of a repository it knows as "charts".
function inDirectory(source: string, file: string): string {
    return `${source.replace(/\/+$/, "")}/${file}`;
}

// A Helm release name allows no dots, which Calico's CRD charts have.
function releaseName(chart: Chart): string {
    return chart.name.replaceAll(".", "-");
}
