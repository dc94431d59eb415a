import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Chart } from "../chart";
import type { Claim } from "../claim";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import { chart as ebs, Ebs, EbsArgs } from "./ebs";
import { chart as kadalu, Kadalu, KadaluArgs } from "./kadalu";
import { chart as longhorn, Longhorn, LonghornArgs } from "./longhorn";
import {
    cluster as cephCluster,
    drivers as cephDrivers,
    operator as cephOperator,
    RookCeph,
    RookCephArgs,
} from "./rook-ceph";
import { rookCephClaims } from "./rook-ceph-claims";
import { chart as snapshotController, SnapshotController } from "./snapshot-controller";

export { cephObject, copies } from "./rook-ceph-pools";

/** What every storage system gives. */
export interface Storage {
    /** Name of the class for volumes of one pod, `block`. Who uses it waits until claims on it can be served. */
    readonly block: pulumi.Output<string>;
    /** Name of the class for volumes of many pods at once, `shared`; absent where no system of the place has one. */
    readonly shared?: pulumi.Output<string>;
    /** Name of the class by which volumes of class `block` are snapshotted; absent where its system cannot. */
    readonly snapshots?: pulumi.Output<string>;
    /**
     * Where Rook makes what it is asked for, an object store for one, and in how many copies; absent where no system of
     * the place is Ceph.
     */
    readonly ceph?: { readonly namespace: pulumi.Output<string>; readonly replicas: number };
    readonly dashboard: Dashboard;
    readonly consoles: Console[];
}

/** A class of EBS, for a system that keeps its data on volumes of it. */
export interface Disks {
    /** Known before it is made, for it stands in a chart's values. */
    className: string;
    made: pulumi.Output<string>;
}

/** The storage of a place: what its main system gives, and what is seen of all that it has. */
export interface PlaceStorage extends Omit<Storage, "dashboard"> {
    /** Name of the class that claims get which name none: `block`, or an additional one. */
    readonly default: pulumi.Output<string>;
    readonly dashboards: Dashboard[];
}

/** The name of a system's class for single pods, and whether it serves claims that name no class. */
export interface Classes {
    block: string;
    isDefault: boolean;
}

const ownNames = ["block", "shared"];

const beside = {
    /** Name of its class, as claims name it. */
    className: z
        .string()
        .refine((said) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(said) && !ownNames.includes(said), {
            error: "cannot be the name of an additional class",
            params: {
                allowed: "lower case letters, digits and hyphens, but neither block nor shared",
                fix: "write for example className: fast",
            },
        }),
    /** Whether claims that name no class get this one. Off by default: they get `block`. */
    defaultClass: z.boolean().default(false),
};

const AdditionalArgs = z.discriminatedUnion("kind", [
    LonghornArgs.extend(beside),
    EbsArgs.extend(beside),
    RookCephArgs.extend(beside),
    KadaluArgs.extend(beside),
]);

const main = {
    /** Whether claims that name no class get `block`. On by default; off where an additional class serves them. */
    defaultClass: z.boolean().default(true),
    /**
     * Further storage systems of the place, each with a class of its own; one that can gives class `shared` where the
     * main one cannot. None by default.
     */
    additional: z.array(AdditionalArgs).default([]),
};

/** What an environment may say of a place's storage: the system behind class `block`, and others beside it. */
export const StorageArgs = z
    .discriminatedUnion("kind", [
        LonghornArgs.extend(main),
        EbsArgs.extend(main),
        RookCephArgs.extend(main),
        KadaluArgs.extend(main),
    ])
    .check(({ value, issues }) => {
        const object = (path: (string | number)[], message: string, advice: { allowed: string; fix: string }) =>
            issues.push({ code: "custom", input: value, path, message, params: advice });

        const kinds = [value.kind];
        value.additional.forEach(({ kind }, index) => {
            if (kinds.includes(kind)) {
                object(["additional", index, "kind"], "is a storage system that the place has already", {
                    allowed: "each system once in a place",
                    fix: `remove it, and say of ${kind} what there is to say where it stands first`,
                });
            }
            kinds.push(kind);
        });

        const defaults = value.additional.flatMap(({ defaultClass }, index) => (defaultClass ? [index] : []));
        for (const index of value.defaultClass ? defaults : defaults.slice(1)) {
            object(["additional", index, "defaultClass"], "makes a second default storage class", {
                allowed: "one default class in a place",
                fix: value.defaultClass
                    ? "remove it, or write defaultClass: false beside additional"
                    : "write defaultClass: false",
            });
        }
        if (!value.defaultClass && defaults.length === 0) {
            object(["defaultClass"], "leaves no default storage class", {
                allowed: "one default class in a place",
                fix: "remove it, or write defaultClass: true of an additional system",
            });
        }
    });
export type StorageArgs = z.infer<typeof StorageArgs>;

/** Puts storage in a place: what snapshots need, the main system, and those beside it. */
export function storage(
    place: Place,
    said: StorageArgs,
    needs: { secrets: Secrets },
    opts: pulumi.ComponentResourceOptions = {},
): PlaceStorage {
    const snapshots = new SnapshotController(`${place.name}-snapshot-controller`, { place }, opts);
    const after = pulumi.mergeOptions(opts, { dependsOn: snapshots });

    const asked: Asked[] = [
        { said, classes: { block: "block", isDefault: said.defaultClass } },
        ...said.additional.map((one) => ({
            said: one,
            classes: { block: one.className, isDefault: one.defaultClass },
        })),
    ];
    // Its volumes are what another system may keep its data on.
    const ebs = asked.find((one) => one.said.kind === "ebs");
    const made = new Map<Asked, Storage>();
    for (const one of asked.toSorted((a, b) => Number(b === ebs) - Number(a === ebs))) {
        const first = ebs && made.get(ebs);
        const disks = first && { className: ebs.classes.block, made: first.block };
        made.set(one, system(place, one, { ...needs, disks }, after));
    }
    const all = asked.flatMap((one) => made.get(one) ?? []);
    const [block] = all;
    if (!block) throw new Error(`no storage system of ${place.name} was made`);
    const byDefault = asked.find(({ classes }) => classes.isDefault);
    return {
        block: block.block,
        default: (byDefault && made.get(byDefault)?.block) ?? block.block,
        snapshots: block.snapshots,
        shared: all.find(({ shared }) => shared)?.shared,
        ceph: all.find(({ ceph }) => ceph)?.ceph,
        dashboards: [...all, snapshots].map(({ dashboard }) => dashboard),
        consoles: all.flatMap(({ consoles }) => consoles),
    };
}

/** A system that is asked for, and the class it is to give. */
interface Asked {
    said: LonghornArgs | EbsArgs | RookCephArgs | KadaluArgs;
    classes: Classes;
}

function system(
    place: Place,
    { said, classes }: Asked,
    { secrets, disks }: { secrets: Secrets; disks?: Disks },
    opts: pulumi.ComponentResourceOptions,
): Storage {
    switch (said.kind) {
        case "longhorn":
            return new Longhorn(`${place.name}-longhorn`, { place, said, classes, secrets }, opts);
        case "ebs":
            return new Ebs(`${place.name}-ebs`, { place, said, classes }, opts);
        case "rook-ceph":
            return new RookCeph(`${place.name}-rook-ceph`, { place, said, classes, disks }, opts);
        case "kadalu":
            return new Kadalu(`${place.name}-kadalu`, { place, said, classes }, opts);
    }
}

/** Every claim that the systems themselves make: of Ceph, where it keeps its data on volumes of EBS. */
export function storageClaims(said: StorageArgs, nodes: number): Claim[] {
    const all = [{ className: "block", ...said }, ...said.additional];
    const ebs = all.find(({ kind }) => kind === "ebs");
    if (!ebs) return [];
    return all.flatMap((one) =>
        one.kind === "rook-ceph" ? rookCephClaims(one, { nodes, className: ebs.className }) : [],
    );
}

/** Every chart that a choice of storage installs. */
export function storageCharts(said: StorageArgs): Chart[] {
    const charts = {
        longhorn: [longhorn],
        ebs: [ebs],
        "rook-ceph": [cephOperator, cephDrivers, cephCluster],
        kadalu: [kadalu],
    };
    return [snapshotController, ...[said, ...said.additional].flatMap(({ kind }) => charts[kind])];
}

/** Whether snapshots outlive the cluster, as those of EBS do; others lie on the very disks that they are copies of. */
export function snapshotsOutliveTheCluster(said: StorageArgs): boolean {
    return [said, ...said.additional].every(({ kind }) => kind === "ebs");
}
