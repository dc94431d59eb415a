import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { z } from "zod";

import { hideSecret } from "./checkpoint";
import type { Cluster } from "./cluster";
import type { Helm } from "./helm";
import { inOrder, logicalName, readManifests, settleNamespaces } from "./manifests";
import { Monitor } from "./monitor";
import { annotation, refer, typeOfKind } from "./naming";
import type { Place } from "./place";
import { objectsOf } from "./release-record";
import { hasUnknowns, isProperties, plainProperties, type Properties, toProperties } from "../values";

const common = { resourcePrefix: z.string().optional(), skipAwait: z.boolean().nullish() };

const ChartArgs = z.strictObject({
    ...common,
    chart: z.string(),
    version: z.string().optional(),
    name: z.string().optional(),
    namespace: z.string().optional(),
    repositoryOpts: z.strictObject({ repo: z.string().optional() }).nullish(),
    values: z.record(z.string(), z.unknown()).nullish(),
    skipCrds: z.boolean().nullish(),
});
const FileArgs = z.strictObject({ ...common, file: z.string() });
const GroupArgs = z.strictObject({
    ...common,
    files: z.union([z.string(), z.array(z.string())]).nullish(),
    yaml: z.string().nullish(),
    objs: z.array(z.record(z.string(), z.unknown())).nullish(),
});

type Render = (given: { place: Place; cluster: Cluster; helm: Helm; name: string; inputs: Properties }) => Promise<{
    objects: Properties[];
    namespace: string;
    prefix: string | undefined;
    skipAwait: boolean;
}>;

const renderers: Record<string, Render | undefined> = {
    "kubernetes:helm.sh/v4:Chart": renderChart,
    "kubernetes:yaml/v2:ConfigFile": async ({ place, inputs }) => {
        const args = FileArgs.parse(inputs);
        return { ...said(args, place), objects: await readManifests([args.file]) };
    },
    "kubernetes:yaml/v2:ConfigGroup": async ({ place, inputs }) => {
        const args = GroupArgs.parse(inputs);
        const files = typeof args.files === "string" ? [args.files] : (args.files ?? []);
        const objects = await readManifests(files, args.yaml ?? "");
        return { ...said(args, place), objects: [...objects, ...(args.objs ?? []).map(toProperties)] };
    },
};

/**
 * Renders a component's objects and registers each as a child, under the logical names of the official provider.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v4/chart/
 */
export async function construct(place: Place, helm: Helm, request: ConstructRequest): Promise<ConstructResponse> {
    const render = renderers[request.getType()];
    if (render === undefined) {
        throw new Error(`${request.getType()} is no component that the stand-in of the Kubernetes provider knows.`);
    }
    const { cluster } = place;
    if (cluster === undefined) throw new Error(`configured Kubernetes cluster is unreachable: ${place.why}`);
    const monitor = new Monitor(request);
    const urn = await monitor.registerComponent();
    const given = toProperties(request.getInputs()?.toJavaScript());
    if (hasUnknowns(given)) {
        place.host.log("warning", "Input properties have unknown values. Preview is incomplete.", urn);
        return monitor.finish(urn, []);
    }
    const name = request.getName();
    const rendered = await render({ place, cluster, helm, name, inputs: plainProperties(given) });
    const objects = inOrder(await settleNamespaces(rendered.objects, rendered.namespace, cluster));
    const prefix = rendered.prefix ?? name;

    const children: Promise<{ urn: string; id: string }>[] = [];
    for (const { object, after } of objects) {
        const before = after.map((index) => children[index]).filter((child) => child !== undefined);
        const child = Promise.all(before).then((found) => {
            const { apiVersion, kind } = refer(object, "");
            return monitor.registerChild(urn, {
                type: typeOfKind(apiVersion, kind),
                name: logicalName(prefix, object),
                inputs: hideSecret(rendered.skipAwait ? withSkipAwait(object) : object),
                after: found.map((dependency) => dependency.urn),
                retainOnDelete: annotation(object, "helm.sh/resource-policy") === "keep",
            });
        });
        children.push(child);
    }
    return monitor.finish(urn, await Promise.all(children));
}

async function renderChart({ place, cluster, helm, name, inputs }: Parameters<Render>[0]): ReturnType<Render> {
    const args = ChartArgs.parse(inputs);
    const { access } = place;
    if (access === undefined) throw new Error(`configured Kubernetes cluster is unreachable: ${place.why}`);
    const namespace = args.namespace ?? place.namespace;
    const { path } = await helm.fetch({ chart: args.chart, version: args.version, repo: args.repositoryOpts?.repo });
    const served = await cluster.served();
    const flags = [
        // `lookup` sees the cluster, and hooks, which nothing would run, are left out.
        ...["--namespace", namespace, "--dry-run=server", "--no-hooks", "--values", "-"],
        ...["--kube-version", await cluster.version(), "--api-versions", served.join(",")],
        ...(args.skipCrds === true ? [] : ["--include-crds"]),
    ];
    const manifest = await helm.onCluster(
        access,
        ["template", args.name ?? name, path, ...flags],
        toProperties(args.values ?? {}),
    );
    return { ...said(args, place), namespace, objects: objectsOf(manifest) };
}

function said(
    args: { resourcePrefix?: string; skipAwait?: boolean | null },
    place: Place,
): Omit<Awaited<ReturnType<Render>>, "objects"> {
    return { namespace: place.namespace, prefix: args.resourcePrefix, skipAwait: args.skipAwait === true };
}

function withSkipAwait(object: Properties): Properties {
    const metadata = isProperties(object.metadata) ? object.metadata : {};
    const annotations = isProperties(metadata.annotations) ? metadata.annotations : {};
    return { ...object, metadata: { ...metadata, annotations: { ...annotations, "pulumi.com/skipAwait": "true" } } };
}
