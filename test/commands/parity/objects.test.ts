import assert from "node:assert/strict";

import { fieldsOf, placesOf, withoutOwn } from "../../../commands/parity/objects";
import { resource } from "../plan/registered";

const own = { environment: "aws", name: "ireland", domain: "example.org" };

describe("what parity compares of an object", () => {
    it("has not the name of its environment where AWS knows a cluster by it, and has it anywhere else", () => {
        const said = {
            cluster: "aws-ireland-cluster",
            log: "/aws/eks/aws-ireland-cluster/cluster",
            other: "laws-ireland-cluster aws-ireland-clusters aws-ireland ireland-cluster",
        };
        assert.deepEqual(withoutOwn(said, own), {
            cluster: "‹place›-cluster",
            log: "/aws/eks/‹place›-cluster/cluster",
            other: "laws-‹place›-cluster aws-‹place›-clusters aws-‹place› ‹place›-cluster",
        });
        // As two environments of one account name it.
        assert.deepEqual(
            withoutOwn("mixed-ireland-cluster", { ...own, environment: "mixed" }),
            withoutOwn("aws-ireland-cluster", own),
        );
        assert.equal(withoutOwn("mixed-ireland-cluster", own), "mixed-‹place›-cluster");
    });

    it("knows rules of a NetworkPolicy by whom they let through, and at which ports", () => {
        const tcp = (...ports: (number | string)[]) => ({ ports: ports.map((port) => ({ port, protocol: "TCP" })) });
        const from = (label: string, value: string) => [{ namespaceSelector: { matchLabels: { [label]: value } } }];
        const { spec } = fieldsOf(
            {
                spec: {
                    ingress: [
                        { from: from("samestack.dev/role", "ingress"), ...tcp(8000) },
                        { from: from("kubernetes.io/metadata.name", "velero"), ...tcp("s3") },
                        { from: [{ podSelector: {} }] },
                    ],
                    egress: [tcp(443, 6443), { to: [{ ipBlock: { cidr: "192.0.2.0/24" } }] }, {}],
                },
            },
            own,
        ) as { spec: Record<"ingress" | "egress", { name?: string }[]> };
        assert.deepEqual(
            [...spec.ingress, ...spec.egress].map(({ name }) => name),
            ["ingress 8000", "velero s3", "here", "anywhere 443 6443", undefined, undefined],
        );
    });

    it("knows what is done with a volume by all labels that it goes by", () => {
        const skip = (pvcLabels: object) => ({ conditions: { pvcLabels }, action: { type: "skip" } });
        const volumePolicies = [skip({ "a/mariadb": "blog" }), skip({ "a/staging": "blog" })];
        const { data } = fieldsOf({ data: { "policies.yaml": JSON.stringify({ volumePolicies }) } }, own) as {
            data: Record<string, { volumePolicies: { name: string }[] }>;
        };
        assert.deepEqual(
            data["policies.yaml"]?.volumePolicies.map(({ name }) => name),
            ["skip a/mariadb=blog", "skip a/staging=blog"],
        );
    });

    it("says the size of an environment in each place that says none itself", () => {
        const stack = (name: string) => resource({ type: "samestack:stacks:Production", name, inputs: {} });
        const said = { size: "small", places: { paris: {}, oslo: { size: "large" } } };
        const sizes = placesOf("test", said, [stack("paris"), stack("oslo")]).map(({ spoken }) => spoken.size);
        assert.deepEqual(sizes, ["small", "large"]);
        const [unsaid] = placesOf("test", { places: { paris: {} } }, [stack("paris")]);
        assert.deepEqual(unsaid?.spoken, {});
    });
});
