import { annotation } from "./naming";
import { parsePath } from "../difference";
import { at, isProperties, type Properties, textAt, type Value, without } from "../values";

/** The name under which objects are first created, as by the official provider. */
export const creator = "pulumi-kubernetes";

// These wrote an object before we applied to it, and hand their fields over: whoever uses `kubectl` on an object of a
// program means to correct it for now, not to own it. Names are longer in truth, as `kubectl-patch`.
const predecessors = [creator, "pulumi-resource-kubernetes", "kubectl", "before-first-apply"];

function handsOver(entry: Properties): boolean {
    const manager = textAt(entry, "manager");
    if (textAt(entry, "subresource") !== "") return false;
    if (entry.operation === "Apply") return manager.startsWith("kubectl");
    return predecessors.some((name) => manager === name || (name !== creator && manager.startsWith(name)));
}

/**
 * A JSON patch that makes `manager` the owner, by apply, of what the object was created with: fields left out of a
 * later apply then go, instead of staying with an owner that nobody speaks for. Undefined when nothing is to be done.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function takeOver(live: Properties, manager: string): Value | undefined {
    const entries = managedFields(live);
    const handed = entries.filter(handsOver);
    const first = handed[0];
    if (first === undefined) return undefined;
    const own = entries.find((entry) => entry.manager === manager && entry.operation === "Apply");
    const merged = [...handed, ...(own === undefined ? [] : [own])]
        .map<Value>((entry) => entry.fieldsV1 ?? {})
        .reduce(union);
    const others = entries.filter((entry) => !handed.includes(entry) && entry !== own);
    return [
        { op: "test", path: "/metadata/resourceVersion", value: textAt(live, "metadata", "resourceVersion") },
        {
            op: "replace",
            path: "/metadata/managedFields",
            value: [...others, { ...first, manager, operation: "Apply", fieldsV1: merged }],
        },
    ];
}

/** Whether fields are still owned by the name that objects are created under. */
export function isOurCreation(live: Properties): boolean {
    return managedFields(live).some((entry) => entry.manager === creator && entry.operation === "Update");
}

/** Whether a field may be taken from another manager: only where the object or the provider says so. */
export function mayForce(inputs: Properties, enablePatchForce: boolean): boolean {
    return enablePatchForce || annotation(inputs, "pulumi.com/patchForce") === "true";
}

/**
 * What to apply, so that fields the program ignores stay as they are: those of other managers are left out, one's own
 * are repeated with their present value.
 */
export function leaveAlone(wanted: Properties, live: Properties, manager: string, ignored: string[]): Properties {
    return ignored.map(parsePath).reduce((object, path) => {
        const names = path.map(String);
        const fields = names.map((name) => `f:${name}`);
        const owners = managedFields(live).filter((entry) => at(entry.fieldsV1, ...fields) !== undefined);
        if (owners.length > 0 && owners.every((entry) => entry.manager !== manager))
            return put(object, names, undefined);
        const present = at(live, ...names);
        return present === undefined ? object : put(object, names, present);
    }, wanted);
}

function managedFields(live: Properties): Properties[] {
    const fields = at(live, "metadata", "managedFields");
    return Array.isArray(fields) ? fields.filter(isProperties) : [];
}

function union(one: Value, other: Value): Value {
    if (!isProperties(one) || !isProperties(other)) return one;
    const merged: Properties = { ...one };
    for (const [name, value] of Object.entries(other)) {
        const mine = one[name];
        merged[name] = mine === undefined ? value : union(mine, value);
    }
    return merged;
}

function put(object: Properties, [name = "", ...rest]: string[], value: Value | undefined): Properties {
    const child = object[name];
    if (rest.length === 0) return value === undefined ? without(object, name) : { ...object, [name]: value };
    return isProperties(child) ? { ...object, [name]: put(child, rest, value) } : object;
}
