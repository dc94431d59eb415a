import type { Declared } from "../difference";

export const databasesDifferences: Declared[] = [
    {
        by: "CloudNativePg",
        word: "databases.postgres",
        what: ["Secret seaweedfs/bucket-databases", "Job seaweedfs/bucket-databases", "aws:* s3-databases*"],
        reason: "where there is a database its copies have a bucket",
    },
    {
        by: "CloudNativePg",
        word: "databases.allowDestroy",
        between: [true, false],
        what: ["CustomResourceDefinition *.cnpg.io"],
        reason: "with consent CloudNativePG's definitions go when its namespace does, where its chart would keep them",
    },
    ...["databases.allowDestroy", "databases.mariadb.*.allowDestroy"].map((word): Declared => ({
        by: "MariaDB",
        word,
        what: ["MariaDB */* spec.storage.pvcRetentionPolicy.whenDeleted"],
        reason: "with consent the volumes of a MariaDB go with it",
    })),
    {
        by: "MariaDB",
        word: "databases.mariadb",
        what: [
            "MariaDB",
            "Secret seaweedfs/bucket-databases",
            "Job seaweedfs/bucket-databases",
            "aws:* s3-databases*",
            "ConfigMap monitoring/dashboard-mariadb",
            "PrometheusRule monitoring/samestack-mariadb",
            "PrometheusRule monitoring/samestack-versions spec.groups[Versions].rules[samestack:system_info mariadb-operator*",
        ],
        reason: "its operator is where there is a MariaDB, and watched",
    },
];
