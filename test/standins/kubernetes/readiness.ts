import { parseJsonPath } from "./json-path";
import { at, isProperties, type Properties, textAt, type Value } from "../values";

/** How far an object is: ready, or what it waits for, or why it never will be. */
export type Readiness = { is: "ready" } | { is: "waiting"; for: string } | { is: "failed"; because: string };

const ready: Readiness = { is: "ready" };
const waiting = (what: string): Readiness => ({ is: "waiting", for: what });

/** What is asked of an object before those that depend on it may begin. */
export type Condition = (live: Properties) => Readiness;

/**
 * The object's own readiness, by its kind; a kind that is not named here is ready as soon as it exists.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/
 */
export const readinessOfKind: Record<string, Condition | undefined> = {
    "apiextensions.k8s.io/v1/CustomResourceDefinition": (live) =>
        condition(live, "Established") ?? waiting("condition Established"),
    "apps/v1/DaemonSet": (live) =>
        observed(live) ??
        count(live, "updatedNumberScheduled", number(live, "status", "desiredNumberScheduled")) ??
        count(live, "numberAvailable", number(live, "status", "desiredNumberScheduled")) ??
        ready,
    "apps/v1/Deployment": (live) =>
        observed(live) ??
        count(live, "updatedReplicas", replicas(live)) ??
        count(live, "availableReplicas", replicas(live)) ??
        ready,
    "apps/v1/StatefulSet": (live) =>
        observed(live) ??
        count(live, "readyReplicas", replicas(live)) ??
        (textAt(live, "spec", "updateStrategy", "type") === "OnDelete"
            ? undefined
            : count(live, "updatedReplicas", replicas(live) - number(live, ...partition))) ??
        ready,
    "batch/v1/Job": (live) => {
        const failed = conditions(live).find(({ type, status }) => type === "Failed" && status === "True");
        if (failed !== undefined) return { is: "failed", because: `the Job failed: ${textAt(failed, "message")}` };
        return condition(live, "Complete") ?? waiting("condition Complete");
    },
    "networking.k8s.io/v1/Ingress": (live) => address(live),
    "v1/Namespace": (live) => (textAt(live, "status", "phase") === "Active" ? ready : waiting("phase Active")),
    "v1/PersistentVolume": (live) => {
        const phase = textAt(live, "status", "phase");
        return phase === "Available" || phase === "Bound" ? ready : waiting("phase Available or Bound");
    },
    "v1/PersistentVolumeClaim": (live) =>
        textAt(live, "status", "phase") === "Bound" ? ready : waiting("phase Bound"),
    "v1/Pod": (live) => {
        const phase = textAt(live, "status", "phase");
        if (phase === "Succeeded") return ready;
        if (phase === "Failed")
            return { is: "failed", because: `the Pod failed: ${textAt(live, "status", "message")}` };
        return condition(live, "Ready") ?? waiting("condition Ready");
    },
    "v1/Service": (live) => (textAt(live, "spec", "type") === "LoadBalancer" ? address(live) : ready),
};

const partition = ["spec", "updateStrategy", "rollingUpdate", "partition"];

/**
 * The annotation `pulumi.com/waitFor`: `condition=Type[=Status]`, `jsonpath={.path}[=value]`, or a JSON list of them,
 * all of which must come true.
 */
export function parseWaitFor(annotation: string): Condition {
    const expressions = splitWaitFor(annotation);
    if (expressions.length === 0) throw new Error("pulumi.com/waitFor is an empty list; name at least one condition.");
    const all = expressions.map(parseExpression);
    return (live) => all.map((one) => one(live)).find(({ is }) => is !== "ready") ?? ready;
}

function splitWaitFor(annotation: string): string[] {
    try {
        const list: unknown = JSON.parse(annotation);
        if (Array.isArray(list)) return list.map(String);
    } catch {
        // Not JSON, so one expression.
    }
    return [annotation];
}

function parseExpression(expression: string): Condition {
    const [, form, asked = ""] = /^(condition|jsonpath)=(.+)$/.exec(expression) ?? [];
    if (form === "condition") {
        const [type = "", status = "True"] = asked.split("=");
        return (live) => condition(live, type, status) ?? waiting(expression);
    }
    const [, path, value] = /^\{\s*(.+?)\s*\}(?:=(.+))?$/.exec(asked) ?? [];
    if (form !== "jsonpath" || path === undefined) {
        throw new Error(
            `pulumi.com/waitFor says "${expression}"; allowed are condition=Type, condition=Type=Status, ` +
                "jsonpath={.path} and jsonpath={.path}=value.",
        );
    }
    const select = parseJsonPath(path);
    return (live) => {
        const late = observed(live);
        if (late !== undefined) return late;
        const [found] = select(live);
        const met = value === undefined ? found !== undefined : scalar(found) === value;
        return met ? ready : waiting(expression);
    };
}

function observed(live: Properties): Readiness | undefined {
    const generation = number(live, "metadata", "generation");
    const seen = at(live, "status", "observedGeneration");
    // Custom resources may not say what they have observed; workloads say it with their first status.
    if (seen === undefined && !textAt(live, "apiVersion").startsWith("apps/")) return undefined;
    return typeof seen === "number" && seen >= generation ? undefined : waiting("its controller to see the change");
}

function count(live: Properties, name: string, wanted: number): Readiness | undefined {
    const found = number(live, "status", name);
    return found >= wanted ? undefined : waiting(`${name} ${found} of ${wanted}`);
}

function condition(live: Properties, type: string, status = "True"): Readiness | undefined {
    const found = conditions(live).find((each) => textAt(each, "type").toLowerCase() === type.toLowerCase());
    if (found === undefined || textAt(found, "status").toLowerCase() !== status.toLowerCase()) return undefined;
    const seen = found.observedGeneration ?? at(live, "status", "observedGeneration");
    return typeof seen === "number" && seen < number(live, "metadata", "generation") ? undefined : ready;
}

function conditions(live: Properties): Properties[] {
    const list = at(live, "status", "conditions");
    return Array.isArray(list) ? list.filter(isProperties) : [];
}

function address(live: Properties): Readiness {
    const list = at(live, "status", "loadBalancer", "ingress");
    return Array.isArray(list) && list.length > 0 ? ready : waiting("an address from a load balancer");
}

function replicas(live: Properties): number {
    const wanted = at(live, "spec", "replicas");
    return typeof wanted === "number" ? wanted : 1;
}

function number(live: Properties, ...path: string[]): number {
    const found = at(live, ...path);
    return typeof found === "number" ? found : 0;
}

function scalar(value: Value | undefined): string | undefined {
    return typeof value === "object" || value === undefined ? undefined : String(value);
}
