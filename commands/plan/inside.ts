import { immutableProperties } from "../render/immutable";
import { type ChartObject, type KubernetesObject, MADE_UP } from "../render/chart";
import { storedVersionsGone, versionsUnserved } from "./definitions";
import { titleOf } from "../render/title";
import { type Difference, differences } from "./differences";
import { isMapping } from "../../stacks/mapping";

/** What a run would do to one object of a chart. */
export interface ObjectChange {
    what: "replace" | "delete" | "update" | "create" | "fail";
    /** As in `apps/v1 Deployment traefik/traefik`. */
    object: string;
    kind: string;
    fields: Difference[];
    /** Of a replacement, or where the run would fail: the fields that Kubernetes does not let change. */
    because: string[];
    /** Of a definition: versions in which its objects can no longer be asked for. */
    unserved: string[];
    /** The events at which Helm runs it, where it is a hook. */
    hook?: string;
    holdsData: boolean;
}

/** What changes in a chart's objects, and what of it is not worth reading one by one. */
export interface Inside {
    objects: ObjectChange[];
    /** Objects in which only labels and annotations that repeat a version changed. */
    relabelled: string[];
    /** Definitions of `crds/` that are otherwise than before: Helm leaves those that are there as they are. */
    left: string[];
    /** Objects that the chart no longer has and that stay, as it asks by `helm.sh/resource-policy: keep`. */
    kept: string[];
    /** Objects with values that the chart makes up at each render: their next ones are not known. */
    madeUp: string[];
}

/**
 * Compares what a chart made before and makes now. `byObject` where each is a resource of the program's own, so that what
 * cannot be changed is replaced, and definitions of `crds/` follow; otherwise Helm applies them, and fails there. What
 * Helm would leave is deleted where it is among `collected`, by name: the cluster collects it when its owner is gone.
 */
export function inside(
    before: ChartObject[],
    after: ChartObject[],
    byObject: boolean,
    collected: ReadonlySet<string> = new Set(),
): Inside {
    const [there, then] = [byTitle(before), byTitle(after)];
    const objects: ObjectChange[] = [];
    const left: string[] = [];
    const kept: string[] = [];
    const relabelled: string[] = [];
    for (const title of [...new Set([...there.keys(), ...then.keys()])].sort()) {
        const [old, now] = [there.get(title), then.get(title)];
        const one = now ?? old;
        if (!one) continue;
        const fields = old && now ? differences(old.object, now.object) : [];
        if (old && now && fields.length === 0) continue;
        const stays = now !== undefined || !collected.has(one.object.metadata.name);
        if (one.apart && !byObject && old && stays) {
            left.push(title);
            continue;
        }
        if (fields.length > 0 && fields.every(({ path }) => isLabel(path))) {
            relabelled.push(title);
            continue;
        }
        if (!now && stays && one.object.metadata.annotations?.["helm.sh/resource-policy"] === "keep") {
            kept.push(title);
            continue;
        }
        const forced = old && now ? forcedBy(old.object, fields) : [];
        const stored = old && now ? storedVersionsGone(old.object, now.object) : [];
        const because = [...forced, ...stored];
        const what = !old
            ? "create"
            : !now
              ? "delete"
              : stored.length > 0 || (forced.length > 0 && !byObject)
                ? "fail"
                : forced.length > 0
                  ? "replace"
                  : "update";
        const { kind } = one.object;
        const [unserved, holdsData] = [old && now ? versionsUnserved(old.object, now.object) : [], holds(one.object)];
        objects.push({ what, object: title, kind, fields, because, unserved, hook: one.hook, holdsData });
    }
    const madeUp = [...then]
        .filter(([, { object }]) => JSON.stringify(object).includes(MADE_UP))
        .map(([title]) => title);
    return { objects, relabelled, left, kept, madeUp };
}

function byTitle(objects: ChartObject[]): Map<string, ChartObject> {
    return new Map(objects.map((one) => [titleOf(one.object), one]));
}

function forcedBy({ apiVersion, kind }: KubernetesObject, fields: Difference[]): string[] {
    const immutable = immutableProperties({ apiVersion, kind, immutable: false }, { configMaps: true, secrets: true });
    return fields
        .map(({ path }) => path)
        .filter((path) => immutable.some((at) => path === at || path.startsWith(`${at}.`)));
}

const versions = [
    /^metadata\.(labels|annotations)\["?(helm\.sh\/chart|app\.kubernetes\.io\/(version|managed-by))"?\]$/,
    /^metadata\.labels\.(chart|heritage|version)$/,
    /^spec\.(template|jobTemplate\.spec\.template)\.metadata\.(labels|annotations)\["?(helm\.sh\/chart|app\.kubernetes\.io\/version)"?\]$/,
    /^spec\.template\.metadata\.labels\.(chart|version)$/,
];

function isLabel(path: string): boolean {
    return versions.some((pattern) => pattern.test(path));
}

/** Whether something would be lost with an object that nobody could make again: volumes, and what lies on them. */
export function holds({ kind, spec }: KubernetesObject): boolean {
    if (["PersistentVolumeClaim", "PersistentVolume", "StorageClass", "CustomResourceDefinition"].includes(kind))
        return true;
    return asksForVolumes(spec);
}

function asksForVolumes(value: unknown): boolean {
    if (Array.isArray(value)) return value.some(asksForVolumes);
    if (!isMapping(value)) return false;
    return Object.entries(value).some(
        ([key, inner]) =>
            ["volumeClaimTemplate", "volumeClaimTemplates", "storageClassName", "storageClass"].includes(key) ||
            asksForVolumes(inner),
    );
}
