import assert from "node:assert/strict";

import { z } from "zod";

import { EksArgs } from "../../../../components/cluster/eks";

const ci = "arn:aws:iam::111122223333:role/ci";
const least = { kind: "eks", region: "eu-west-1", cidr: "10.20.0.0/16", deployers: [ci] };

describe("what an environment may say of an EKS cluster", () => {
    it("is little, for everything else has a default that is safe", () => {
        assert.deepEqual(EksArgs.parse(least), {
            ...least,
            zones: ["a", "b", "c"],
            version: "1.36",
            serviceCidr: "172.20.0.0/16",
            podCidr: "172.16.0.0/16",
            publicAccess: [],
            administrators: [],
            viewers: [],
            nodes: { instanceType: "m7i.xlarge", count: 3, systemDisk: 50, storageDisk: 200 },
            natGateways: "perZone",
            logRetentionDays: 90,
            addOnVersions: {},
            deletionProtection: true,
        });
    });

    const refused: [said: object, at: string, message: string, fix: string | undefined][] = [
        [{ region: "cn-north-1" }, "region", "is not a commercial AWS region", "write for example region: eu-west-1"],
        [
            { region: "us-gov-west-1" },
            "region",
            "is not a commercial AWS region",
            "write for example region: eu-west-1",
        ],
        [{ region: "ireland" }, "region", "is not a commercial AWS region", "write for example region: eu-west-1"],
        [{ account: "1111" }, "account", "is not an AWS account", 'write for example account: "111122223333"'],
        [{ cidr: "10.20.3.0/16" }, "cidr", "does not begin at its first address", "write 10.20.0.0/16"],
        [
            { cidr: "10.20.0.0/24" },
            "cidr",
            "is a /24, which does not fit a cluster's VPC",
            "write for example cidr: 10.20.0.0/16",
        ],
        [
            { cidr: "10.0.0.0/8" },
            "cidr",
            "is a /8, which does not fit a cluster's VPC",
            "write for example cidr: 10.20.0.0/16",
        ],
        [{ cidr: "203.0.0.0/16" }, "cidr", "is not private", "write for example cidr: 10.20.0.0/16"],
        [
            { zones: ["eu-west-1a", "b"] },
            "zones.0",
            "is not the letter of a zone",
            "write for example zones: [a, b, c]",
        ],
        [{ zones: ["a", "a"] }, "zones", "names a zone twice", "write for example zones: [a, b, c]"],
        [{ zones: ["a"] }, "zones", "Too small: expected array to have >=2 items", undefined],
        [{ zones: ["a", "b", "c", "d"] }, "zones", "Too big: expected array to have <=3 items", undefined],
        [{ version: "1.3" }, "version", "is not a Kubernetes minor", 'write for example version: "1.36"'],
        [
            { publicAccess: ["0.0.0.0/0"] },
            "publicAccess.0",
            "opens the API server to the internet",
            "name the addresses that deployers come from, such as 203.0.113.7/32",
        ],
        [
            { publicAccess: ["203.0.113.7/32", "128.0.0.0/1"] },
            "publicAccess.1",
            "opens the API server to the internet",
            "name the addresses that deployers come from, such as 203.0.113.7/32",
        ],
        [
            { publicAccess: ["10.0.0.0/8"] },
            "publicAccess.0",
            "is private, and the public endpoint sees public addresses only",
            "remove it, or name the public one",
        ],
        [
            { deployers: ["arn:aws:sts::111122223333:assumed-role/ci/session"] },
            "deployers.0",
            "is not the ARN of an IAM role or user",
            "take it from aws iam get-role; the role itself, where aws sts get-caller-identity says assumed-role",
        ],
        [
            { deployers: [] },
            "deployers",
            "leave nobody who may enter the cluster, not even this run, for its creator is not let in",
            "name the role that runs pulumi up: deployers: [arn:aws:iam::111122223333:role/ci]",
        ],
        [{ viewers: [ci] }, "viewers.0", "is among the deployers already", "remove it from one of the two"],
        [
            { administrators: [ci] },
            "deployers.0",
            "is among the administrators already",
            "remove it from one of the two",
        ],
        [
            { nodes: { count: 2 } },
            "nodes.count",
            "is fewer than one node in each of 3 zones",
            "write count: 3, or name fewer zones",
        ],
        [
            { nodes: { instanceType: "xlarge" } },
            "nodes.instanceType",
            "is not an EC2 instance type",
            "write for example instanceType: m7i.xlarge",
        ],
        [{ nodes: { systemDisk: 8 } }, "nodes.systemDisk", "Too small: expected number to be >=20", undefined],
        [{ natGateways: "none" }, "natGateways", 'Invalid option: expected one of "perZone"|"one"', undefined],
        [{ addOnVersions: { "vpc-cmi": "v1" } }, "addOnVersions", "", undefined],
        [{ publicEndpoint: true }, "", 'Unrecognized key: "publicEndpoint"', undefined],
    ];
    for (const [said, at, message, fix] of refused) {
        it(`is not ${JSON.stringify(said)}`, () => {
            const issues = EksArgs.safeParse({ ...least, ...said }).error?.issues ?? [];
            assert.equal(issues.length, 1, JSON.stringify(issues));
            const [issue] = issues;
            assert.equal(issue?.path.join("."), at);
            if (message !== "") assert.equal(issue.message, message);
            assert.equal(issue.code === "custom" ? issue.params?.fix : undefined, fix);
        });
    }

    it("lets CloudWatch keep logs only as long as CloudWatch offers", () => {
        assert.equal(EksArgs.parse({ ...least, logRetentionDays: 3653 }).logRetentionDays, 3653);
        assert.equal(EksArgs.safeParse({ ...least, logRetentionDays: 91 }).success, false);
    });

    it("can be told as a JSON Schema, from which refusals know what is allowed", () => {
        const { properties } = z.toJSONSchema(EksArgs, { io: "input" });
        assert.ok(properties);
        assert.deepEqual(Object.keys(properties), Object.keys(EksArgs.shape));
    });
});
