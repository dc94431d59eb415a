import { type Declared, watching } from "../difference";

const parts = [
    { by: "GitLabRunner", word: "delivery.runner", chart: "gitlab-runner", reason: "GitLab's runner" },
    { by: "GitLabAgent", word: "delivery.agent", chart: "gitlab-agent", reason: "GitLab's agent" },
];

export const deliveryDifferences: Declared[] = [
    ...parts.map(({ by, word, chart, reason }): Declared => ({
        by,
        word,
        between: [true, undefined],
        what: watching(chart),
        reason: `${reason} is watched where it is`,
    })),
    ...(["none", "deployer", "gitlab-existing"] as const).map((kind): Declared => ({
        by: "GitLab",
        word: "delivery.kind",
        between: [kind, "gitlab"],
        // It is one of many then.
        unless: "databases.postgres",
        what: [
            "ValidatingAdmissionPolicy samestack-data-cloudnative-pg",
            "ValidatingAdmissionPolicyBinding samestack-data-cloudnative-pg",
            "Secret seaweedfs/bucket-databases",
            "Job seaweedfs/bucket-databases",
        ],
        reason: "GitLab has a PostgreSQL of its own, which is copied, and whose definitions cannot be deleted",
    })),
];
