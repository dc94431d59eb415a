import assert from "node:assert/strict";

import { z } from "zod";

import { type Stack, stacks } from "./stacks";

/** A query of a graph or of an alert, as an environment registers it. */
export interface Query {
    /** Which dashboard or rule it is of, and what it is called there. */
    of: string;
    query: string;
}

/** An alert of ours. */
export interface RegisteredAlert {
    name: string;
    query: string;
    summary: string;
    runbook: string;
}

const Rule = z.object({
    alert: z.string().optional(),
    record: z.string().optional(),
    expr: z.string(),
    annotations: z.object({ summary: z.string(), runbook_url: z.string() }).optional(),
});
const Rules = z.object({ spec: z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(Rule) })) }) });
const Panels = z.object({
    title: z.string(),
    panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});
const Files = z.object({
    metadata: z.object({ labels: z.record(z.string(), z.string()).optional() }),
    data: z.record(z.string(), z.string()).optional(),
});

/** Every query that the example environments and the alternatives register, each once. */
export async function queries(): Promise<Query[]> {
    const all = await stacks();
    const found = [...rulesOf(all).map(({ of, rule }) => ({ of, query: rule.expr })), ...panelsOf(all)];
    return [...new Map(found.map((one) => [`${one.of} ${one.query}`, one])).values()];
}

/** Every alert of ours that they register, each once. */
export async function alerts(): Promise<RegisteredAlert[]> {
    const found = rulesOf(await stacks()).flatMap(({ rule: { alert, expr, annotations } }) => {
        if (alert === undefined) return [];
        assert.ok(annotations, `${alert} has no annotations`);
        return [{ name: alert, query: expr, summary: annotations.summary, runbook: annotations.runbook_url }];
    });
    return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

function rulesOf(all: Stack[]) {
    return all
        .flatMap(({ resources }) => resources)
        .filter(({ type }) => type === "kubernetes:monitoring.coreos.com/v1:PrometheusRule")
        .flatMap(({ inputs }) => Rules.parse(inputs).spec.groups)
        .flatMap(({ name, rules }) =>
            rules.map((rule) => ({ of: `${name}: ${rule.alert ?? rule.record ?? ""}`, rule })),
        );
}

function panelsOf(all: Stack[]): Query[] {
    return all
        .flatMap(({ resources }) => resources)
        .filter(({ type }) => type === "kubernetes:core/v1:ConfigMap")
        .map(({ inputs }) => Files.parse(inputs))
        .filter(({ metadata }) => metadata.labels?.grafana_dashboard !== undefined)
        .flatMap(({ data = {} }) => Object.values(data).map((file) => Panels.parse(JSON.parse(file))))
        .flatMap(({ title, panels }) =>
            panels.flatMap((panel) =>
                panel.targets.map(({ expr }) => ({ of: `${title}: ${panel.title}`, query: expr })),
            ),
        );
}

/**
 * What finds the metrics that a query names. It fails where Prometheus' own grammar does not know the query for one.
 */
export async function reader(): Promise<(one: Query) => string[]> {
    const { parser } = await import("@prometheus-io/lezer-promql");
    return ({ of, query }) => {
        const found = new Set<string>();
        parser.parse(query).iterate({
            enter: ({ type, from, to, node }) => {
                assert.ok(!type.isError, `${of} is no PromQL at ${query.slice(from) || "its end"}: ${query}`);
                if (type.name === "Identifier" && node.parent?.type.name === "VectorSelector") {
                    found.add(query.slice(from, to));
                }
            },
        });
        return [...found];
    };
}

/** The labels that a sentence of an alert takes from its series. */
export function labelsIn(sentence: string): string[] {
    return [...sentence.matchAll(/\$labels\.(\w+)/g)].map(([, label = ""]) => label);
}

/** The labels that a query keeps by name, of which a sentence may speak; undefined where it keeps all there are. */
export function labelsKept(query: string): string[] | undefined {
    const by = [...query.matchAll(/\bby \(([^)]*)\)/g)].map(([, labels = ""]) => labels.split(/,\s*/));
    return by.length === 0 ? undefined : by.flat();
}
