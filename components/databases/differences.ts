import type { Declared } from "../difference";

export const databasesDifferences: Declared[] = [
    {
        by: "CloudNativePG",
        word: "databases.postgres",
        what: [
            "ValidatingAdmissionPolicy* samestack-data-cloudnative-pg",
            "Secret seaweedfs/bucket-databases",
            "Job seaweedfs/bucket-databases",
            "aws:* s3-databases*",
        ],
        reason: "where there is a database its copies have a bucket, and its definitions cannot be deleted",
    },
    {
        by: "MariaDB",
        word: "databases.mariadb",
        what: [
            "MariaDB",
            "ValidatingAdmissionPolicy* samestack-data-mariadb",
            "Secret seaweedfs/bucket-databases",
            "Job seaweedfs/bucket-databases",
            "aws:* s3-databases*",
            "ConfigMap monitoring/dashboard-mariadb",
            "PrometheusRule monitoring/samestack-mariadb",
            "PrometheusRule monitoring/samestack-versions spec.groups[Versions].rules[samestack:system_info mariadb-operator*",
        ],
        reason: "its operator is where there is a MariaDB, watched, and its definitions cannot be deleted",
    },
];
