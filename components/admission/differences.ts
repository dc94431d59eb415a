import { type Declared, each } from "../difference";

/** What keeps a system's definitions. */
function keeping(system: string): string[] {
    return ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"].map(
        (kind) => `${kind} samestack-data-${system}`,
    );
}

/** Where there is data, and words that consent to its loss: of databases each by itself, or all of them. */
const kept: (Omit<Declared, "what" | "reason"> & { systems: string[] })[] = [
    {
        by: "ValidatingAdmissionPolicies",
        word: "storage.kind",
        between: ["longhorn", "ebs"],
        unless: ["storage.allowDestroy", "storage.additional"],
        systems: ["longhorn"],
    },
    ...Object.entries({ Longhorn: "longhorn", RookCeph: "rook-ceph", Kadalu: "kadalu" }).map(([by, system]) => ({
        by,
        word: "storage.allowDestroy",
        between: [true, false] as const,
        systems: [system],
    })),
    { by: "ElasticsearchLogging", word: "logging.allowDestroy", between: [true, false], systems: ["elasticsearch"] },
    ...each([false], [true, undefined]).flatMap((between) => [
        {
            by: "CloudNativePg",
            word: "databases.postgres.*.allowDestroy",
            between,
            // GitLab has one of its own.
            unless: ["databases.allowDestroy", "delivery.kind"],
            systems: ["cloudnative-pg"],
        },
        {
            by: "MariaDB",
            word: "databases.mariadb.*.allowDestroy",
            between,
            unless: "databases.allowDestroy",
            systems: ["mariadb"],
        },
    ]),
    { by: "CloudNativePg", word: "databases.allowDestroy", systems: ["cloudnative-pg", "mariadb"] },
];

export const admissionDifferences: Declared[] = kept.map(({ systems, ...declared }) => ({
    ...declared,
    what: systems.flatMap(keeping),
    reason: "definitions of what holds data cannot be deleted where there is data, and nobody consents to its loss",
}));
