import type { Draft } from "../environment";
import type { Objection } from "../refusals";
import { places } from "./places";

/** The API server's audit log is a file where it runs on nodes of the cluster; elsewhere somebody else has it. */
export function auditLogsAreFiles(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { cluster, logging } }) => {
        if (!cluster || logging?.kind !== "elasticsearch" || logging.auditLog === undefined) return [];
        if (cluster.kind === "existing" && cluster.ownControlPlane) return [];
        const onEks = cluster.kind === "eks";
        return [
            {
                at: [...at, "logging", "auditLog"],
                because: [[...at, "cluster", ...(onEks ? ["kind"] : ["ownControlPlane"])]],
                rule: onEks
                    ? "is a file of a control plane that AWS keeps to itself: EKS writes its audit log to CloudWatch"
                    : "is a file of a control plane that runs on none of this cluster's nodes",
                allowed: "a file where cluster.kind is existing and cluster.ownControlPlane is true",
                fix: "remove it",
            },
        ];
    });
}
