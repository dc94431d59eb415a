import assert from "node:assert/strict";

import { type Environment, readEnvironment } from "../../stacks/environment";
import { EnvironmentRefused } from "../../stacks/refusals";

const paris = {
    cluster: { kind: "existing", kubeconfig: "./paris.kubeconfig" },
    loadBalancing: { addresses: ["192.0.2.10-192.0.2.30"] },
};
const ireland = {
    cluster: {
        kind: "eks",
        region: "eu-west-1",
        cidr: "10.20.0.0/16",
        deployers: ["arn:aws:iam::111122223333:role/deployer"],
    },
};

function read(places: Record<string, unknown>, size?: string): Environment["places"] {
    return readEnvironment({ domain: "example.org", ...(size !== undefined && { size }), places }).places;
}

/** What a place says of what sizes are about. */
function sizeOf({ paris: place }: Environment["places"]) {
    assert.ok(place?.monitoring.kind === "kube-prometheus-stack" && place.logging.kind === "elasticsearch");
    assert.ok(place.objectStorage.kind === "seaweedfs" && place.databases.kind === "cloudnative-pg");
    const { replicas, retentionDays, prometheusDisk, prometheusMemory } = place.monitoring;
    const { elasticsearchDisk, elasticsearchMemory } = place.logging;
    const postgres = Object.values(place.databases.postgres).map(({ instances, memory, size }) => ({
        instances,
        memory,
        size,
    }));
    return {
        prometheus: { replicas, retentionDays, prometheusDisk, prometheusMemory },
        elasticsearch: {
            replicas: place.logging.replicas,
            retentionDays: place.logging.retentionDays,
            elasticsearchDisk,
            elasticsearchMemory,
        },
        seaweedfs: place.objectStorage.disk,
        ingress: place.ingress.replicas,
        postgres,
    };
}

describe("the size of a place", () => {
    const databases = { postgres: { shop: {} } };

    it("is standard where nobody says it, which is what the systems' own schemas say", () => {
        const expected = {
            prometheus: { replicas: 2, retentionDays: 15, prometheusDisk: 50, prometheusMemory: 2 },
            elasticsearch: {
                replicas: undefined,
                retentionDays: 14,
                elasticsearchDisk: 30,
                elasticsearchMemory: 2,
            },
            seaweedfs: 50,
            ingress: 2,
            postgres: [{ instances: 3, memory: 1, size: 10 }],
        };
        assert.deepEqual(sizeOf(read({ paris: { ...paris, databases } })), expected);
        assert.deepEqual(sizeOf(read({ paris: { ...paris, databases } }, "standard")), expected);
    });

    it("says less in a small one", () => {
        assert.deepEqual(sizeOf(read({ paris: { ...paris, databases } }, "small")), {
            prometheus: { replicas: 2, retentionDays: 7, prometheusDisk: 10, prometheusMemory: 1 },
            elasticsearch: { replicas: 1, retentionDays: 7, elasticsearchDisk: 30, elasticsearchMemory: 2 },
            seaweedfs: 20,
            ingress: 2,
            postgres: [{ instances: 2, memory: 1, size: 10 }],
        });
    });

    it("says more in a large one", () => {
        assert.deepEqual(sizeOf(read({ paris: { ...paris, databases } }, "large")), {
            prometheus: { replicas: 2, retentionDays: 30, prometheusDisk: 200, prometheusMemory: 8 },
            elasticsearch: {
                replicas: undefined,
                retentionDays: 30,
                elasticsearchDisk: 150,
                elasticsearchMemory: 8,
            },
            seaweedfs: 200,
            ingress: 3,
            postgres: [{ instances: 3, memory: 4, size: 50 }],
        });
    });

    it("says of each MariaDB what it says of PostgreSQL, but that two of it are no number", () => {
        const said = { ...paris, databases: { mariadb: { blog: {}, wiki: { size: 20 } } } };
        const of = (size: string) =>
            Object.values(read({ paris: said }, size).paris?.databases.mariadb ?? {}).map(
                ({ instances, memory, size }) => ({ instances, memory, size }),
            );
        const [blog, wiki] = [
            { instances: 3, memory: 1, size: 10 },
            { instances: 3, memory: 1, size: 20 },
        ];
        assert.deepEqual(of("small"), [blog, wiki]);
        assert.deepEqual(of("standard"), [blog, wiki]);
        assert.deepEqual(of("large"), [
            { ...blog, memory: 4, size: 50 },
            { ...wiki, memory: 4 },
        ]);
    });

    it("counts less than what the place says itself", () => {
        const said = {
            ...paris,
            monitoring: { prometheusMemory: 3 },
            logging: { kind: "elasticsearch", elasticsearchDisk: 99 },
            objectStorage: { disk: 77 },
            ingress: { kind: "nginx" },
            databases: { postgres: { shop: { memory: 2 } } },
        };
        const { prometheus, elasticsearch, seaweedfs, ingress, postgres } = sizeOf(read({ paris: said }, "large"));
        assert.deepEqual([prometheus.prometheusMemory, prometheus.prometheusDisk], [3, 200]);
        assert.deepEqual([elasticsearch.elasticsearchDisk, elasticsearch.elasticsearchMemory], [99, 8]);
        assert.deepEqual([seaweedfs, ingress], [77, 3]);
        assert.deepEqual(postgres, [{ instances: 3, memory: 2, size: 50 }]);
    });

    it("says how much GitLab keeps, word by word beneath what is said of it", () => {
        const gitlabOf = (size?: string, said = {}) => {
            const { paris: place } = read({ paris: { ...paris, delivery: { kind: "gitlab", ...said } } }, size);
            assert.ok(place?.delivery.kind === "gitlab");
            const { instances, memory, size: disk } = place.delivery.database;
            return [place.delivery.repositories, instances, memory, disk];
        };
        assert.deepEqual(gitlabOf("small"), [20, 2, 1, 10]);
        assert.deepEqual(gitlabOf(), [50, 3, 2, 20]);
        assert.deepEqual(gitlabOf("large"), [200, 3, 4, 50]);
        assert.deepEqual(gitlabOf("large", { repositories: 80, database: { size: 30 } }), [80, 3, 4, 30]);
    });

    it("is the place's own before the environment's", () => {
        const places = read({ paris: { ...paris, size: "large" } }, "small");
        assert.equal(sizeOf(places).prometheus.prometheusMemory, 8);
    });

    it("chooses the nodes of EKS, word by word beneath what is said of them", () => {
        const nodesOf = (said: object, size?: string, storage = {}) => {
            const { ireland: place } = read({ ireland: { cluster: { ...ireland.cluster, ...said }, storage } }, size);
            assert.ok(place?.cluster.kind === "eks");
            const { instanceType, storageDisk, count } = place.cluster.nodes;
            return [instanceType, storageDisk, count];
        };
        assert.deepEqual(nodesOf({}, "small"), ["c7i.xlarge", 100, 3]);
        assert.deepEqual(nodesOf({}), ["m7i.xlarge", 200, 3]);
        assert.deepEqual(nodesOf({ nodes: { count: 6 } }, "large"), ["m7i.2xlarge", 1200, 6]);
        assert.deepEqual(nodesOf({ nodes: { instanceType: "m7g.xlarge" } }, "large"), ["m7g.xlarge", 1200, 3]);

        const ebs = { kind: "ebs" };
        assert.deepEqual(nodesOf({}, "large", ebs), ["m7i.2xlarge", 0, 3]);
        assert.deepEqual(nodesOf({ nodes: { storageDisk: 10 } }, "large", ebs), ["m7i.2xlarge", 10, 3]);
        assert.deepEqual(nodesOf({}, undefined, { ...ebs, additional: [{ kind: "longhorn", className: "fast" }] }), [
            "m7i.xlarge",
            200,
            3,
        ]);
    });

    it("says nothing of a role that is switched off, or played by another system", () => {
        const none = { kind: "none" };
        const said = { ...paris, monitoring: none, logging: none, databases: none, backup: none, objectStorage: none };
        for (const size of ["small", "large"]) {
            const { paris: place } = read({ paris: said }, size);
            assert.deepEqual(place?.monitoring, none);
            assert.deepEqual(place.logging, none);
            assert.deepEqual(place.objectStorage, none);
        }
    });

    it("is one of three, and nothing else is said of it", () => {
        assert.throws(
            () => read({ paris }, "huge"),
            (error) => {
                assert.ok(error instanceof EnvironmentRefused);
                assert.match(error.message, /size = huge/);
                assert.match(error.message, /allowed: small, standard, large/);
                assert.equal(error.refusals.length, 1);
                return true;
            },
        );
    });
});
