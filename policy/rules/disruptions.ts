import { mapping, namespaceOf, selects } from "../fields";
import { podOf } from "../pods";
import type { Rule, Subject } from "../rule";

const replicated = ({ kind }: Subject) => kind === "Deployment" || kind === "StatefulSet";

function replicasOf({ fields }: Subject): number {
    const { replicas } = mapping(fields, "spec");
    return typeof replicas === "number" ? replicas : 1;
}

function covers(budget: Subject, workload: Subject): boolean {
    return (
        budget.kind === "PodDisruptionBudget" &&
        namespaceOf(budget) === namespaceOf(workload) &&
        selects(mapping(budget.fields, "spec", "selector"), podOf(workload).labels)
    );
}

export const budget: Rule = {
    name: "disruption-budget",
    holds: "every workload of several pods has a PodDisruptionBudget",
    why: "when nodes are drained all its pods could otherwise go at once",
    see: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    pairs: true,
    about: (one) => replicated(one) && replicasOf(one) > 1,
    objections: (one, place) =>
        place.some((other) => covers(other, one))
            ? []
            : [{ says: `has ${replicasOf(one)} pods and no PodDisruptionBudget; add one` }],
};

export const drainable: Rule = {
    name: "drainable",
    holds: "no PodDisruptionBudget forbids every eviction",
    why: "a node with such a pod can never be drained, and its upgrade never ends",
    see: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/#think-about-how-your-application-reacts-to-disruptions",
    pairs: true,
    about: ({ kind }) => kind === "PodDisruptionBudget",
    objections: (one, place) => {
        const { minAvailable, maxUnavailable } = mapping(one.fields, "spec");
        if (maxUnavailable === 0 || maxUnavailable === "0%" || minAvailable === "100%") {
            return [{ says: "lets no pod go; let one go, by maxUnavailable: 1" }];
        }
        const pods = place.filter((other) => replicated(other) && covers(one, other)).map(replicasOf);
        const all = pods.reduce((sum, count) => sum + count, 0);
        return pods.length > 0 && typeof minAvailable === "number" && minAvailable >= all
            ? [{ says: `keeps ${minAvailable} of ${all} pods, so none may go; let one go, by maxUnavailable: 1` }]
            : [];
    },
};
