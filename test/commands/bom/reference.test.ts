import assert from "node:assert/strict";

import { isUnmistakable, nameOf, parseReference, textOf } from "../../../commands/bom/reference";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("an image reference", () => {
    const read: Record<string, string> = {
        nginx: "docker.io/library/nginx:latest",
        "nginx:1.2": "docker.io/library/nginx:1.2",
        "docker.io/traefik:v3.7.11": "docker.io/library/traefik:v3.7.11",
        "index.docker.io/shop/web:1": "docker.io/shop/web:1",
        "shop/web:1": "docker.io/shop/web:1",
        "localhost/web:1": "localhost/web:1",
        "localhost:5000/web": "localhost:5000/web:latest",
        "registry.example.org:5000/a/b__c/d-e:1.0": "registry.example.org:5000/a/b__c/d-e:1.0",
        "[2001:db8::1]:5000/web:1": "[2001:db8::1]:5000/web:1",
        [`quay.io/ceph/ceph@${digest}`]: `quay.io/ceph/ceph@${digest}`,
        [`quay.io/ceph/ceph:v20@${digest}`]: `quay.io/ceph/ceph:v20@${digest}`,
    };
    for (const [said, whole] of Object.entries(read)) {
        it(`${said} is ${whole}`, () => {
            const reference = parseReference(said) ?? assert.fail("not read");
            assert.equal(textOf(reference), whole);
            assert.deepEqual(parseReference(whole), { ...reference, ...parseReference(whole) }, "read again");
        });
    }

    it("has registry, path, tag and digest apart", () => {
        assert.deepEqual(parseReference(`quay.io/ceph/ceph:v20@${digest}`), {
            registry: "quay.io",
            path: "ceph/ceph",
            tag: "v20",
            digest,
        });
        assert.equal(nameOf({ registry: "docker.io", path: "library/nginx" }), "docker.io/library/nginx");
    });

    for (const said of [
        "",
        "Always",
        "https://quay.io/a:1",
        "shop/Web:1",
        "a b",
        "a//b",
        "shop/web:",
        digest.slice(7),
    ]) {
        it(`is not ${JSON.stringify(said)}`, () => {
            assert.equal(parseReference(said), undefined);
        });
    }

    it("cannot be taken for anything else with a registry and a version, and only then", () => {
        const sure = ["quay.io/a/b:1", "localhost:5000/a:1", "10.0.0.1:5000/a:1", `ghcr.io/a@${digest}`];
        const unsure = ["quay.io/a/b", "shop/web:1", "nginx:1", "web:8080/a", "cluster.local:8080", "a.b:1"];
        assert.deepEqual([...sure, ...unsure].filter(isUnmistakable), sure);
    });
});
