import assert from "node:assert/strict";

import { clusterNamed } from "./eks";
import { invoke } from "./invokes";
import { addedBy, digits, echoes, echoOf, type Making, outputsOf } from "./resources";
import { differences } from "../difference";
import { at, type Properties, textAt } from "../values";

const urn = (type: string) => `urn:pulumi:s::p::${type}::it`;

function make(type: string, inputs: Properties): Making {
    const echo = echoOf(type);
    const given = { inputs, region: "eu-west-1", hex: digits(urn(type), inputs, echo.fixed) };
    return { ...given, id: echo.id(given) };
}
const outputs = (type: string, inputs: Properties, tags: Properties = {}) =>
    outputsOf(echoOf(type), make(type, inputs), tags);

describe("the echo of AWS", () => {
    it("gives ids of the shape of their type, and ARNs of an account that does not exist", () => {
        const cluster = { clusterName: "c" };
        const table: [type: string, inputs: Properties, id: RegExp, arn?: RegExp][] = [
            ["aws:ec2/vpc:Vpc", {}, /^vpc-[0-9a-f]{17}$/, /^arn:aws:ec2:eu-west-1:000000000000:vpc\/vpc-/],
            ["aws:ec2/subnet:Subnet", {}, /^subnet-[0-9a-f]{17}$/, /:subnet\/subnet-/],
            ["aws:ec2/launchTemplate:LaunchTemplate", {}, /^lt-/, /:launch-template\/lt-/],
            ["aws:iam/role:Role", { name: "r" }, /^r$/, /^arn:aws:iam::000000000000:role\/r$/],
            [
                "aws:kms/key:Key",
                {},
                /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
                /^arn:aws:kms:eu-west-1:000000000000:key\//,
            ],
            ["aws:eks/cluster:Cluster", { name: "c" }, /^c$/, /^arn:aws:eks:eu-west-1:000000000000:cluster\/c$/],
            ["aws:eks/addon:Addon", { ...cluster, addonName: "a" }, /^c:a$/, /:addon\/c\/a\//],
            ["aws:eks/nodeGroup:NodeGroup", { ...cluster, nodeGroupName: "n" }, /^c:n$/, /:nodegroup\/c\/n\//],
            [
                "aws:cloudwatch/logGroup:LogGroup",
                { name: "/a/b" },
                /^\/a\/b$/,
                /^arn:aws:logs:eu-west-1:000000000000:log-group:\/a\/b$/,
            ],
            ["aws:s3/bucket:Bucket", { bucket: "b" }, /^b$/, /^arn:aws:s3:::b$/],
            ["aws:s3/bucketVersioning:BucketVersioning", { bucket: "b" }, /^b$/],
            ["aws:sqs/queue:Queue", {}, /^[0-9a-f]{17}$/],
        ];
        for (const [type, inputs, id, arn] of table) {
            const given = outputs(type, inputs);
            assert.match(textAt(given, "id"), id, type);
            if (arn === undefined) assert.equal(given.arn, undefined);
            else assert.match(textAt(given, "arn"), arn, type);
        }
        assert.equal(table.length, 12);
    });

    it("gives a resource the same id in every run, and another when it is replaced", () => {
        const vpc = (cidrBlock: string, tag: string) => make("aws:ec2/vpc:Vpc", { cidrBlock, tags: { tag } }).id;
        assert.equal(vpc("10.0.0.0/16", "a"), vpc("10.0.0.0/16", "b"));
        assert.notEqual(vpc("10.0.0.0/16", "a"), vpc("10.1.0.0/16", "a"));
    });

    it("gives back the inputs, with the provider's tags added", () => {
        const given = outputs("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16", tags: { Name: "n" } }, { stack: "s" });
        assert.equal(given.cidrBlock, "10.0.0.0/16");
        assert.deepEqual(given.tags, { Name: "n" });
        assert.deepEqual(given.tagsAll, { Name: "n", stack: "s" });
        assert.equal(given.region, "eu-west-1");
    });

    it("has a preview say only what AWS does not add", () => {
        const type = "aws:ec2/launchTemplate:LaunchTemplate";
        assert.deepEqual(addedBy(echoOf(type), make(type, {})), ["arn", "latestVersion", "defaultVersion"]);
        assert.deepEqual(addedBy(echoOf("aws:sqs/queue:Queue"), make("aws:sqs/queue:Queue", {})), []);
    });

    it("replaces for what AWS cannot change, and changes the rest in place", () => {
        const table: [type: string, property: string, replace: boolean][] = [
            ["aws:ec2/vpc:Vpc", "cidrBlock", true],
            ["aws:ec2/vpc:Vpc", "enableDnsHostnames", false],
            ["aws:ec2/subnet:Subnet", "availabilityZone", true],
            ["aws:eks/cluster:Cluster", "bootstrapSelfManagedAddons", true],
            ["aws:eks/cluster:Cluster", "roleArn", true],
            ["aws:eks/cluster:Cluster", "version", false],
            ["aws:eks/nodeGroup:NodeGroup", "instanceTypes", true],
            ["aws:eks/nodeGroup:NodeGroup", "scalingConfig", false],
            ["aws:s3/bucketPolicy:BucketPolicy", "bucket", true],
            ["aws:s3/bucketPolicy:BucketPolicy", "policy", false],
            ["aws:sqs/queue:Queue", "name", false],
        ];
        for (const [type, property, replace] of table) {
            const [change] = differences({ [property]: "a" }, { [property]: "b" }, echoOf(type).fixed);
            assert.equal(change?.replace, replace, `${type} ${property}`);
        }
        assert.equal(table.length, 11);
    });

    it("names no input as fixed that could not be said", () => {
        // A misspelt one would silently never replace anything.
        const names = Object.entries(echoes).flatMap(([type, echo]) =>
            (echo?.fixed ?? []).map((name) => `${type} ${name}`),
        );
        for (const name of names) assert.match(name, /^aws:[a-z0-9]+\/\w+:\w+ [a-z]\w*(\.[a-z]\w*)?$/);
        assert.ok(names.length > 50, `examined ${names.length}`);
    });
});

describe("a cluster of EKS", () => {
    const clusters = { c: { endpoint: "https://127.0.0.1:1", certificateAuthority: "Q0E=", token: "t" } };
    const before = process.env.SAMESTACK_STANDIN_EKS;
    afterEach(() => {
        if (before === undefined) delete process.env.SAMESTACK_STANDIN_EKS;
        else process.env.SAMESTACK_STANDIN_EKS = before;
    });

    it("is played by the one that SAMESTACK_STANDIN_EKS names", () => {
        process.env.SAMESTACK_STANDIN_EKS = JSON.stringify(clusters);
        const given = outputs("aws:eks/cluster:Cluster", { name: "c", vpcConfig: { subnetIds: ["s"] } });
        assert.equal(given.endpoint, "https://127.0.0.1:1");
        assert.deepEqual(given.certificateAuthority, { data: "Q0E=" });
        assert.deepEqual(at(given, "vpcConfig", "subnetIds"), ["s"]);
        assert.match(textAt(given, "vpcConfig", "clusterSecurityGroupId"), /^sg-/);
    });

    it("that it does not name is an error, and without it leads nowhere", () => {
        const environment = { SAMESTACK_STANDIN_EKS: JSON.stringify(clusters) };
        assert.throws(() => clusterNamed("other", environment), /has no cluster "other"; it has: c\./);
        assert.equal(clusterNamed("c", {}).endpoint, "https://eks.invalid");
    });
});

describe("a look-up in AWS", () => {
    it("is answered for an empty account in the provider's region", () => {
        const ask = (token: string, args: Properties = {}) => invoke(token, args, "eu-west-1");
        assert.equal(ask("aws:index/getCallerIdentity:getCallerIdentity").accountId, "000000000000");
        assert.equal(ask("aws:index/getPartition:getPartition").dnsSuffix, "amazonaws.com");
        assert.equal(ask("aws:index/getRegion:getRegion").name, "eu-west-1");
        assert.deepEqual(ask("aws:index/getAvailabilityZones:getAvailabilityZones").names, [
            "eu-west-1a",
            "eu-west-1b",
            "eu-west-1c",
        ]);
        assert.match(textAt(ask("aws:ssm/getParameter:getParameter", { name: "/x" }), "arn"), /:parameter\/x$/);
        assert.match(textAt(ask("aws:ec2/getAmi:getAmi"), "id"), /^ami-/);
    });

    it("writes a policy document as AWS does", () => {
        const statements = [
            {
                actions: ["s3:GetObject"],
                resources: ["a", "b"],
                principals: [{ type: "Service", identifiers: ["x.amazonaws.com"] }],
                conditions: [{ test: "StringEquals", variable: "v", values: ["1"] }],
            },
        ];
        const json = textAt(invoke("aws:iam/getPolicyDocument:getPolicyDocument", { statements }, ""), "json");
        const expected = {
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: ["a", "b"],
            Principal: { Service: "x.amazonaws.com" },
            Condition: { StringEquals: { v: "1" } },
        };
        assert.deepEqual(JSON.parse(json), { Version: "2012-10-17", Statement: [expected] });
    });

    it("that is not foreseen fails by a sentence", () => {
        assert.throws(
            () => invoke("aws:rds/getCluster:getCluster", {}, ""),
            /does not answer aws:rds\/getCluster:getCluster; it answers/,
        );
    });
});
