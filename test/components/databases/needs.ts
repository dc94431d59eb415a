import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Cluster } from "../../../components/cluster";
import { databases, type Databases, DatabasesArgs, type PlacedDatabases } from "../../../components/databases";
import type { ObjectStore } from "../../../components/object-storage";
import { deploy, type Registered } from "../../deploy";
import { paris } from "../../place";
import { existingStore } from "../object-storage/stores";

const secrets = (key: string) => pulumi.secret(`canary-${key}`.padEnd(64, "-"));

/** What a place registers for its databases. */
export async function putDatabases(
    said: object,
    { cluster = {}, store = existingStore }: { cluster?: Partial<Cluster>; store?: () => ObjectStore | undefined } = {},
): Promise<{ resources: Registered[]; made: Databases | undefined; placed: PlacedDatabases }> {
    const made: PlacedDatabases[] = [];
    const resources = await deploy(() => {
        const ready = new k8s.core.v1.ConfigMap("paris-ready");
        const needs = { certificates: { ready }, storage: { block: pulumi.output("block") }, store: store(), secrets };
        made.push(databases(paris(cluster), DatabasesArgs.parse(said), needs));
    });
    const [placed = { postgres: undefined, kinds: {}, dashboards: [] }] = made;
    return { resources, made: placed.postgres, placed };
}
