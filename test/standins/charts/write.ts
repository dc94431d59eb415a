import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

import { stringify } from "yaml";

import { definitions, definitionsOf } from "./definitions";
import { type Custom, type Hook, numberOf, onlyWhen, type Service, type StandinChart, type Workload } from "./parts";
import { charts } from "./table";

const run = promisify(execFile);

/** A chart's name and version, as the systems pin it. */
export interface Pin {
    name: string;
    version: string;
}

/**
 * Writes the stand-ins of the pinned charts as `<name>-<version>.tgz` into a directory, which is a chart source as it
 * is. Needs helm, which packs them.
 */
export async function writeCharts(directory: string, pins: Pin[], helm = "helm"): Promise<void> {
    fs.mkdirSync(directory, { recursive: true });
    await Promise.all(
        pins.map(async (pin) => {
            const chart = charts.find((one) => one.name === pin.name);
            if (!chart) throw new Error(`no stand-in for chart ${pin.name}: add it to test/standins/charts/table.ts`);
            const folder = fs.mkdtempSync(path.join(directory, ".writing-"));
            try {
                writeChart(path.join(folder, chart.name), chart, pin.version);
                await run(helm, ["package", path.join(folder, chart.name), "--destination", folder]);
                fs.renameSync(archive(folder, pin), archive(directory, pin));
            } finally {
                fs.rmSync(folder, { recursive: true });
            }
        }),
    );
}

/** Writes the stand-in of the Gateway API's manifest bundle. */
export function writeGatewayApi(directory: string, { name, version }: Pin): void {
    fs.mkdirSync(directory, { recursive: true });
    const kinds = definitionsOf("gateway.networking.k8s.io");
    fs.writeFileSync(path.join(directory, `${name}-${version}.yaml`), kinds.map((kind) => crd(kind)).join("---\n"));
}

function archive(directory: string, { name, version }: Pin): string {
    return path.join(directory, `${name}-${version}.tgz`);
}

function writeChart(folder: string, chart: StandinChart, version: string): void {
    const templates = path.join(folder, "templates");
    const crds = chart.crdsApart ? path.join(folder, "crds") : templates;
    fs.mkdirSync(templates, { recursive: true });
    fs.mkdirSync(crds, { recursive: true });

    const described = {
        apiVersion: "v2",
        name: chart.name,
        version,
        description: `A stand-in of samestack's tests for the chart ${chart.name}. Not the real thing.`,
    };
    fs.writeFileSync(path.join(folder, "Chart.yaml"), stringify(described));
    fs.writeFileSync(path.join(folder, "values.yaml"), stringify(chart.values ?? {}));
    for (const name of chart.crds ?? []) fs.writeFileSync(path.join(crds, `${name}.yaml`), crd(name));
    for (const name of chart.crdsKept ?? []) fs.writeFileSync(path.join(crds, `${name}.yaml`), crd(name, true));

    const { workloads = [], services = [], hooks = [], objects = [] } = chart;
    const documents = [
        valuesOf(chart),
        ...workloads.map((one) => onlyWhen(one, workload(one))),
        ...services.map((one) => onlyWhen(one, service(one))),
        ...hooks.map((one) => onlyWhen(one, hook(one))),
        ...objects.map((one) => onlyWhen(one, custom(one))),
    ];
    fs.writeFileSync(path.join(templates, "objects.yaml"), documents.join("---\n"));
}

const here = "{{ .Release.Namespace }}";
// As strict as Pod Security's `restricted` asks, so that every namespace of the stack admits it.
const pod = {
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
        {
            name: "standin",
            image: "registry.invalid/standin:1",
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        },
    ],
};

// The values as given, so that a changed value changes one object, and a secret among them can be found.
function valuesOf(chart: StandinChart): string {
    const name = `${chart.name.replaceAll(".", "-")}-values`;
    return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: "${here}"
data:
  values.yaml: {{ toYaml .Values | quote }}
`;
}

function workload({ kind, name, namespace = here, replicas }: Workload): string {
    return template({
        apiVersion: "apps/v1",
        kind,
        metadata: { name, namespace },
        spec: {
            ...(kind !== "DaemonSet" && { replicas: replicas === undefined ? 1 : numberOf(replicas) }),
            ...(kind === "StatefulSet" && { serviceName: name }),
            selector: { matchLabels: { app: name } },
            template: {
                metadata: { labels: { app: name } },
                spec: {
                    ...(kind === "DaemonSet" && { tolerations: [{ operator: "Exists" }] }),
                    ...pod,
                },
            },
        },
    });
}

function service({ name, namespace = here, ports, type = "ClusterIP" }: Service): string {
    return template({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace },
        spec: { type, selector: { app: name }, ports: ports.map((port) => ({ name: `p${port}`, port })) },
    });
}

function hook({ name, namespace = here, at }: Hook): string {
    const annotations = {
        "helm.sh/hook": at,
        "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded",
    };
    return template({
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name, namespace, annotations },
        spec: { template: { spec: { restartPolicy: "Never", ...pod } } },
    });
}

function custom({ apiVersion, kind, name, namespace = here, cluster, spec }: Custom): string {
    return template({ apiVersion, kind, metadata: { name, ...(!cluster && { namespace }) }, spec });
}

// What is text to YAML is a number once the template is filled in.
function template(object: object): string {
    return stringify(object, { lineWidth: 0 }).replaceAll(/(['"])(\{\{ int .* \}\})\1/g, "$2");
}

function crd(name: string, kept = false): string {
    const definition = definitions.get(name);
    if (!definition) throw new Error(`no stand-in for the definition ${name}: add its kind to definitions.ts`);
    const { group, kind, plural, scope, version, status } = definition;
    const annotations = {
        // Kubernetes serves a definition in its own groups only with a word on who approved it.
        ...(/(^|\.)k8s\.io$/.test(group) && { "api-approved.kubernetes.io": "unapproved, a stand-in for tests" }),
        ...(kept && { "helm.sh/resource-policy": "keep" }),
    };
    return stringify({
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        // An empty map is dropped by the API server, and then asked for anew by whoever applies it next.
        metadata: { name, ...(Object.keys(annotations).length > 0 && { annotations }) },
        spec: {
            group,
            names: { kind, plural },
            scope,
            versions: [
                {
                    name: version,
                    served: true,
                    storage: true,
                    ...(status && { subresources: { status: {} } }),
                    schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
                },
            ],
        },
    });
}
