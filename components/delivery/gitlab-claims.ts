import type { Claim } from "../claim";
import { type DatabaseArgs, databaseClaim, type ValkeyArgs, valkeyClaim } from "../databases";
import type { GitLabArgs } from "./gitlab-args";
import { NAME } from "./gitlab-services";
import { roomFor } from "./gitlab-values";

const chart = "gitlab";

/** GitLab's database, as the component for databases is told. */
export function databaseOf({ database, allowDestroy }: GitLabArgs): DatabaseArgs {
    return { ...database, major: "17", allowDestroy };
}

/** GitLab's Valkey: queues are in it, and a job that is lost is not done. */
export function valkeyOf({ valkey, allowDestroy }: GitLabArgs): ValkeyArgs {
    return { ...valkey, allowDestroy };
}

/** The volumes of GitLab. */
export function gitlabClaims(said: GitLabArgs): Claim[] {
    const common = { namespace: NAME, storageClass: "block", count: 1 };
    return [
        {
            ...common,
            what: "repositories of GitLab",
            from: { chart, values: "gitlab.gitaly.persistence" },
            gibibytes: said.repositories,
            labels: { app: "gitaly", release: NAME },
            kept: { by: "volume" },
        },
        {
            ...common,
            what: "room in which GitLab puts a backup together",
            from: { chart, values: "gitlab.toolbox.backups.cron.persistence" },
            gibibytes: roomFor(said.repositories),
            labels: { app: "toolbox", release: NAME },
            kept: {
                by: "disposable",
                reason: "it is there while a backup is made, and what matters ends in the bucket",
            },
        },
        databaseClaim(databaseOf(said), { database: NAME, namespace: NAME }),
        valkeyClaim(valkeyOf(said), { namespace: NAME }),
    ];
}
