import type { ObjectState } from "./dashboard";

/**
 * What kube-state-metrics is told of kinds that it does not know, and the right to list their objects, in the values of
 * its chart, which adds the right to list definitions. A kind that is not there yet is read as soon as it is.
 *
 * Its manual takes no more words for this, and will give it up once a program of its own does the same and is stable.
 *
 * @see https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/extend/customresourcestate-metrics.md
 */
export function objectStates(states: ObjectState[]): Record<string, unknown> {
    if (states.length === 0) return {};
    return {
        customResourceState: {
            enabled: true,
            config: { kind: "CustomResourceStateMetrics", spec: { resources: states.map(resource) } },
        },
        rbac: {
            extraRules: states.map(({ group, plural }) => ({
                apiGroups: [group],
                resources: [plural],
                verbs: ["list", "watch"],
            })),
        },
    };
}

function resource({ group, version, kind, name, label, path, values }: ObjectState) {
    return {
        groupVersionKind: { group, version, kind },
        labelsFromPath: { namespace: ["metadata", "namespace"], name: ["metadata", "name"] },
        metrics: [
            {
                name,
                help: `${path.join(".")} of ${kind}`,
                each: { type: "StateSet", stateSet: { labelName: label, path, list: values } },
            },
        ],
    };
}
