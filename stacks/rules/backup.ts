import type { Draft } from "../environment";
import type { Objection } from "../refusals";
import { places } from "./places";

/** Backups beside what they are made of would be lost with it; and without object storage there is no other place. */
export function backupsHaveAPlace(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { backup, objectStorage } }) => {
        if (backup?.kind !== "velero" || objectStorage?.kind !== "none") return [];
        return [
            {
                at: [...at, "backup", "kind"],
                because: [[...at, "objectStorage", "kind"]],
                rule: "needs object storage to copy to, and the place has none",
                allowed: "velero with object storage; none without",
                fix: "write objectStorage for the place, or backup: { kind: none }",
            },
        ];
    });
}
