import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { stringify } from "yaml";

import { temporaryFolder } from "../folder";
import { container, deployment } from "./subjects";
import { examine } from "../../policy/examine";
import { type Exception, readExceptions } from "../../policy/exceptions";
import { rules } from "../../policy/rules";

const requests = rules.filter(({ name }) => name === "requests");
const without = deployment({ resources: {} });
const exception: Exception = {
    rule: "requests",
    object: "apps Deployment shop/web",
    of: "web",
    parts: ["web"],
    reason: "Its chart has no word for it, and it sleeps.",
    expires: "2027-01-31",
};
const looked = (...subjects: (typeof without)[]) => [{ environment: "test", place: "paris", subjects }];
const seen = (exceptions: Exception[], subjects = [without], how = { whole: true, today: "2027-01-30" }) =>
    examine(requests, looked(...subjects), exceptions, how);

describe("an exception", () => {
    it("lets its object be, and is found in the report", () => {
        const { findings, expired, unused, examined } = seen([exception]);
        assert.deepEqual([findings.map((one) => one.exception), expired, unused], [[exception], [], []]);
        assert.deepEqual(examined, { requests: 1 });
    });

    it("counts no longer from the day on which it expires, and fails", () => {
        const { findings, expired } = seen([exception], [without], { whole: true, today: "2027-01-31" });
        assert.deepEqual([findings.map((one) => one.exception), expired], [[undefined], [exception]]);
    });

    it("is for the parts that it names and no other", () => {
        const other = { ...exception, parts: ["sidecar"] };
        const { findings, unused } = seen([other]);
        assert.deepEqual(findings[0]?.exception, undefined);
        assert.deepEqual(unused, [{ exception: other, parts: ["sidecar"] }]);
    });

    it("is unused once its object holds the rule, or once it is another", () => {
        assert.deepEqual(seen([exception], [deployment()]).unused, [{ exception, parts: ["web"] }]);
        const renamed = { ...exception, object: "apps Deployment shop/former" };
        assert.deepEqual(seen([renamed]).unused, [{ exception: renamed, parts: ["web"] }]);
    });

    it("is not unused where nobody saw what brings its object, or not every environment was looked at", () => {
        assert.deepEqual(seen([{ ...exception, of: "other", object: "apps Deployment shop/other" }]).unused, []);
        const some = { whole: false, today: "2027-01-30" };
        assert.deepEqual(seen([exception], [deployment()], some).unused, []);
    });

    it("may be for what is not always there, and is unused only where that is there and holds the rule", () => {
        const sometimes = { ...exception, sometimes: true as const };
        const gone = { ...sometimes, object: "apps Deployment shop/former" };
        assert.deepEqual(seen([gone]).unused, []);
        assert.deepEqual(seen([sometimes], [deployment()]).unused.length, 1);
    });

    it("is examined by the container that it has, in the words of a rule", () => {
        assert.deepEqual(
            seen([]).findings.map(({ title, part, says }) => [title, part, says]),
            [
                [
                    "apps Deployment shop/web",
                    container.name,
                    "has a container web that requests no cpu and no memory; say both",
                ],
            ],
        );
    });
});

describe("the file of exceptions", () => {
    const folder = temporaryFolder();
    const read = (...list: object[]) => {
        const file = path.join(folder.path, "exceptions.yaml");
        fs.writeFileSync(file, stringify(list));
        return readExceptions(file);
    };

    it("is read, and ours is whole", () => {
        assert.deepEqual(read(exception), [exception]);
        const ours = readExceptions();
        assert.ok(ours.length > 0);
        console.log(`      ${ours.length} exceptions`);
    });

    it("is refused with a rule that is not there, without a reason or a day, or with the same twice", () => {
        assert.throws(() => read({ ...exception, rule: "coffee" }), /exceptions\.yaml:\n.*\n.*\[0\]\.rule/);
        assert.throws(() => read({ ...exception, reason: "why not" }), /\[0\]\.reason/);
        assert.throws(() => read({ ...exception, expires: "some day" }), /\[0\]\.expires/);
        assert.throws(() => read(exception, exception), /requests apps Deployment shop\/web is there twice/);
    });
});
