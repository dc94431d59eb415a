import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { objectStorage, ObjectStorageArgs, type ObjectStore } from "../../../components/object-storage";
import { paris } from "../../place";

const existing = {
    kind: "existing",
    endpoint: "https://s3.example.org:9000/",
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secret: "objectStorageKey" },
};

/** Object storage that somebody else runs; only inside `deploy()`. */
export function existingStore(): ObjectStore | undefined {
    const secrets = (key: string) => pulumi.secret(`canary-${key}`);
    return objectStorage(paris(), ObjectStorageArgs.parse(existing), {
        secrets,
        storage: { block: pulumi.output("block") },
    });
}

/** A store that gives its right to the user itself, as on EKS, and has a certificate of its own authority. */
export function ownStore(): ObjectStore {
    const made = new k8s.core.v1.ConfigMap("paris-store");
    return {
        endpoint: "https://s3.eu-west-1.amazonaws.com",
        region: "eu-west-1",
        pathStyle: false,
        certificateAuthority: pulumi.output("-----BEGIN CERTIFICATE-----"),
        flow: { to: "internet", ports: [443, 80] },
        bucket: (purpose, { namespace, serviceAccount }) => ({
            name: `${purpose}-for-${namespace}-${serviceAccount}`,
            ready: [made],
        }),
    };
}
