import { parse } from "yaml";
import { z } from "zod";

import { ROLE_LABEL } from "../../components/namespace";
import { isMapping } from "../../stacks/mapping";

/** Gives entries of lists that bear no name one by which they are the same in another place. */
export function entitled(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => titled(entitled(one)));
    if (isMapping(value)) {
        return Object.fromEntries(
            Object.entries(value).map(([key, one]) => [key, key.endsWith(".yaml") ? asData(one) : entitled(one)]),
        );
    }
    return value;
}

const Rule = z.looseObject({
    record: z.string().optional(),
    alert: z.string().optional(),
    labels: z.looseObject({ chart: z.string().optional() }).optional(),
});
const Policy = z.looseObject({
    conditions: z.looseObject({ pvcLabels: z.record(z.string(), z.string()).optional() }),
    action: z.looseObject({ type: z.string() }),
});

const byLabel = (label: string) =>
    z
        .strictObject({
            namespaceSelector: z.strictObject({ matchLabels: z.strictObject({ [label]: z.string() }) }),
        })
        .transform(({ namespaceSelector }) => namespaceSelector.matchLabels[label]);
const Peer = z.union([
    byLabel(ROLE_LABEL),
    byLabel("kubernetes.io/metadata.name"),
    z.strictObject({ podSelector: z.strictObject({}) }).transform(() => "here"),
]);
const Flow = z.strictObject({
    to: z.array(Peer).optional(),
    from: z.array(Peer).optional(),
    ports: z.array(z.looseObject({ port: z.union([z.number(), z.string()]) }).transform(({ port }) => port)).optional(),
});

function titled(one: unknown): unknown {
    if (!isMapping(one) || "name" in one) return one;
    const name = policyTitle(one) ?? ruleTitle(one) ?? flowTitle(one);
    return name === undefined ? one : { name, ...one };
}

/** What Velero does with volumes of these labels: `skip app.kubernetes.io/name=seaweedfs`. */
function policyTitle(one: unknown): string | undefined {
    const { action, conditions } = Policy.safeParse(one).data ?? {};
    const labels = Object.entries(conditions?.pvcLabels ?? {}).map(([label, value]) => `${label}=${value}`);
    return action && [action.type, ...labels].join(" ");
}

/** What Prometheus notes or calls for: `FluentdBufferFull`. */
function ruleTitle(one: unknown): string | undefined {
    const { record, alert, labels } = Rule.safeParse(one).data ?? {};
    const title = record ?? alert;
    return title === undefined ? undefined : [title, ...(labels?.chart === undefined ? [] : [labels.chart])].join(" ");
}

/** Whom a NetworkPolicy lets through, and at which ports: `ingress 8000`, `anywhere 443 6443`. */
function flowTitle(one: unknown): string | undefined {
    const flow = Flow.safeParse(one).data;
    const peers = flow?.to ?? flow?.from;
    if (!flow || (!peers && !flow.ports)) return undefined;
    return [...(peers ?? ["anywhere"]), ...(flow.ports ?? [])].join(" ");
}

// A file that an object carries is compared by what it says, not by its text.
function asData(text: unknown): unknown {
    if (typeof text !== "string") return entitled(text);
    try {
        const data: unknown = parse(text);
        return isMapping(data) ? entitled(data) : text;
    } catch {
        return text;
    }
}
