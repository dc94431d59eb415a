import type { DataGroup } from "../components/admission";
import type { PlaceArgs } from "./environment";

type Said = Pick<PlaceArgs, "storage" | "logging" | "databases" | "delivery">;

/**
 * The systems of a place that hold data, to whose loss the environment does not consent, by their API groups. While one is
 * there the engine destroys nothing that it is needed for; so whoever destroys a place never meets a definition that is
 * kept here.
 */
export function dataGroups({ storage, logging, databases, delivery }: Said): DataGroup[] {
    const volumes = [storage, ...storage.additional].flatMap((system) => {
        switch (system.kind) {
            case "longhorn":
                return system.allowDestroy ? [] : [{ system: "longhorn", group: "longhorn.io" }];
            case "rook-ceph":
                return system.allowDestroy ? [] : [{ system: "rook-ceph", group: "ceph.rook.io" }];
            case "kadalu":
                return system.allowDestroy ? [] : [{ system: "kadalu", group: "kadalu-operator.storage" }];
            case "ebs":
                return [];
        }
    });
    const postgres = databases.kind === "none" ? [] : Object.values(databases.postgres);
    const gitlab = delivery.kind === "gitlab" && !delivery.allowDestroy;
    const kept = (list: { allowDestroy: boolean }[]) =>
        !databases.allowDestroy && list.some(({ allowDestroy }) => !allowDestroy);
    return [
        ...volumes,
        ...(logging.kind === "elasticsearch" && !logging.allowDestroy
            ? [{ system: "elasticsearch", group: "elasticsearch.k8s.elastic.co" }]
            : []),
        ...(kept(postgres) || gitlab ? [{ system: "cloudnative-pg", group: "postgresql.cnpg.io" }] : []),
        ...(kept(Object.values(databases.mariadb ?? {})) ? [{ system: "mariadb", group: "k8s.mariadb.com" }] : []),
    ];
}
