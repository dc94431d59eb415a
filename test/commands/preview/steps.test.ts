import assert from "node:assert/strict";

import { compare } from "../../../commands/plan/compare";
import { previewMarkdown } from "../../../commands/preview/markdown";
import { beyond, previewIn } from "../../../commands/preview/steps";
import { object, resource } from "../plan/registered";

const vpc = (cidr: string) => resource({ type: "aws:ec2/vpc:Vpc", name: "vpc", inputs: { cidr } });
const chart = (version: string) =>
    resource({ type: "kubernetes:helm.sh/v4:Chart", name: "web", custom: false, inputs: { version } });
const plan = () =>
    compare(
        "aws",
        { resources: [vpc("10.0.0.0/16"), object("Deployment", "same", { spec: { replicas: 1 } }), chart("1.0.0")] },
        { resources: [vpc("10.1.0.0/16"), object("Deployment", "same", { spec: { replicas: 2 } }), chart("1.0.1")] },
        undefined,
    );
const urn = (types: string, name: string) => `urn:pulumi:aws::samestack::${types}::${name}`;
const inside = "samestack:stacks:Production$samestack:cluster:Eks$";
const printed = (steps: object[]) => `warning: old { plugin\n${JSON.stringify({ steps }, undefined, 4)}\n`;

describe("what a preview says beyond the plan", () => {
    const same = { op: "update", urn: urn(`${inside}kubernetes:apps/v1:Deployment`, "same"), diffReasons: ["spec"] };
    const found = async (...steps: object[]) => beyond(previewIn(JSON.stringify({ steps })), await plan());

    it("is nothing where it says the same, and names of groups are not resources", async () => {
        const all = await found(
            { op: "create", urn: urn("pulumi:pulumi:Stack", "samestack-aws") },
            { op: "create", urn: urn("samestack:stacks:Production", "ireland") },
            { op: "create", urn: urn("pulumi:providers:aws", "default_7_48_0") },
            { op: "same", urn: urn("aws:s3/bucket:Bucket", "logs") },
            { op: "update", urn: urn(`${inside}aws:ec2/vpc:Vpc`, "vpc") },
            { op: "update", urn: urn("kubernetes:helm.sh/v4:Chart$kubernetes:apps/v1:Deployment", "web:web") },
            same,
        );
        assert.deepEqual(all, []);
    });

    it("is what AWS replaces, what the plan does not name, and what is so already; fields without values", async () => {
        const vpc = urn(`${inside}aws:ec2/vpc:Vpc`, "vpc");
        const reasons = { replaceReasons: ["cidr"], oldState: { inputs: { cidr: "canary" } } };
        const all = await found(
            { op: "create-replacement", urn: vpc, ...reasons },
            { op: "replace", urn: vpc, ...reasons },
            { op: "delete-replaced", urn: vpc, ...reasons },
            { op: "update", urn: urn("aws:s3/bucket:Bucket", "logs"), detailedDiff: { "tags.a": { kind: "add" } } },
        );
        assert.deepEqual(all, [
            { resource: "aws:ec2/vpc:Vpc vpc", sentence: "replaced (cidr); the plan says changed in place" },
            { resource: "aws:s3/bucket:Bucket logs", sentence: "changed in place (tags.a); not in the plan" },
            {
                resource: "kubernetes:apps/v1:Deployment same",
                sentence: "nothing is done; the plan says changed in place",
            },
        ]);
        const text = previewMarkdown("aws", all);
        assert.match(text, /^<!-- samestack preview -->\n## Preview of aws\n/);
        assert.match(text, /^- `aws:ec2\/vpc:Vpc vpc`: replaced \(cidr\); the plan says changed in place$/m);
        assert.doesNotMatch(text, /canary/);
    });

    it("is read behind what else the engine prints, or refused", async () => {
        assert.deepEqual(beyond(previewIn(`warning: old plugin\n${JSON.stringify({ steps: [same] })}`), await plan()), [
            { resource: "aws:ec2/vpc:Vpc vpc", sentence: "nothing is done; the plan says changed in place" },
        ]);
        assert.equal(previewIn(printed([same])).steps?.length, 1);
        assert.throws(() => previewIn("error: no stack named aws"), { name: "Refusal", message: /printed no JSON/ });
    });

    it("is no longer than a comment may be, whatever is new", () => {
        const many = Array.from({ length: 500 }, (_, index) => ({ resource: `x y${index}`, sentence: "created" }));
        const text = previewMarkdown("aws", many);
        assert.match(text, /And 400 more: the run's log has them\./);
        assert.match(previewMarkdown("aws", []), /As the plan says: cluster, cloud and state add nothing to it\./);
    });
});
