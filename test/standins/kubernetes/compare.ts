import { dashed, hideSecret, normalize, prune, readCheckpoint } from "./checkpoint";
import type { Reference } from "./cluster";
import { differences } from "../difference";
import { immutableProperties } from "../../../commands/render/immutable";
import { autoname, isAutonamed, isPatch, refer } from "./naming";
import type { Given, Place } from "./place";
import type { Difference, Failure } from "../provider";
import { hasUnknowns, isProperties, plainProperties, type Properties, textAt } from "../values";

/** Completes the inputs: a name, a namespace, and secrecy where Kubernetes means it. */
export async function checkObject(
    place: Place,
    given: Given<"check">,
): Promise<{ inputs: Properties; failures: Failure[] }> {
    const failures: Failure[] = [];
    const wanted = normalize(dashed(given.news));
    const { apiVersion, kind, name } = refer(plainProperties(wanted), given.type);
    const nameUnknown = hasUnknowns(wanted.metadata ?? null) && name === "";
    if (apiVersion === "v1" && kind.endsWith("List")) {
        failures.push({ property: "kind", reason: `${kind} is a list; create the objects in it one by one.` });
    }
    if (isPatch(given.type) && name === "" && !nameUnknown) {
        failures.push({ property: "metadata.name", reason: "a Patch resource must name the object that it changes." });
    }
    if (kind === "CustomResourceDefinition") {
        // A patch of one too: the official provider looks kinds up in what it is given.
        for (const path of [["group"], ["names", "kind"]]) {
            if (textAt(wanted, "spec", ...path) !== "") continue;
            failures.push({ property: ["spec", ...path].join("."), reason: `expected .spec.${path.join(".")}` });
        }
    }
    const named = nameUnknown ? wanted : autoname(wanted, plainProperties(given.olds), given.name, given.proposedName);
    const inputs = hideSecret(await inNamespace(place, named, apiVersion, kind));
    return { inputs, failures };
}

async function inNamespace(place: Place, object: Properties, apiVersion: string, kind: string): Promise<Properties> {
    const metadata = isProperties(object.metadata) ? object.metadata : {};
    if ((metadata.namespace ?? "") !== "" || clusterWide.has(kind)) return object;
    // A kind that is not served yet is taken for a namespaced one; creating it does not need to know.
    const served = await place.cluster?.kind(apiVersion, kind);
    if (served?.namespaced === false) return object;
    return { ...object, metadata: { ...metadata, namespace: place.namespace } };
}

// Kubernetes' own kinds that belong to no namespace, so that a preview needs no cluster for them.
const clusterWide = new Set([
    ...["APIService", "CSIDriver", "CSINode", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition"],
    ...["FlowSchema", "IngressClass", "MutatingWebhookConfiguration", "Namespace", "Node", "PersistentVolume"],
    ...["PriorityClass", "PriorityLevelConfiguration", "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy"],
    ...["ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment"],
]);

/** Compares what was last seen of the object, as far as we asked for it, with what is asked for now. */
export function diffObject(place: Place, given: Given<"diff">): Difference {
    const { inputs: before, live } = readCheckpoint(given.olds);
    const wanted = normalize(dashed(plainProperties(given.news)));
    const from = refer(live, given.type);
    const to = refer(withNamespaceOf(wanted, from), given.type);
    const immutable = isPatch(given.type)
        ? ["metadata.name", "metadata.namespace"]
        : immutableProperties({ ...to, immutable: wanted.immutable === true }, place.configuration);
    const seen = prune(normalize(live), normalize(before));
    const changes = differences(
        withNamespaceOf(seen, from),
        withNamespaceOf(wanted, from),
        immutable,
        given.ignoreChanges,
    );
    const sameName = to.name === from.name && to.namespace === from.namespace;
    return {
        changes,
        // Two objects cannot bear one name at a time; one that we named ourselves gets another.
        deleteBeforeReplace: changes.some(({ replace }) => replace) && sameName && !isAutonamed(wanted),
    };
}

// An object that names no namespace stays in the one it is in; one that is in none cannot name any.
function withNamespaceOf(object: Properties, live: Reference): Properties {
    const { namespace, ...metadata } = isProperties(object.metadata) ? object.metadata : {};
    if (live.namespace === undefined) return { ...object, metadata };
    return { ...object, metadata: { ...metadata, namespace: namespace ?? live.namespace } };
}
