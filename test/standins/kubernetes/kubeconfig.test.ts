import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { stringify } from "yaml";

import { checkConfiguration, diffConfiguration, readConfiguration } from "./configuration";
import { openKubeconfig } from "./kubeconfig";
import { secret, unknown } from "../values";

const kubeconfig = (server = "https://one.invalid:6443/", user: object = { token: "t" }) =>
    stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": "admin@one",
        contexts: [
            { name: "admin@one", context: { cluster: "one", user: "admin", namespace: "home" } },
            { name: "admin@two", context: { cluster: "two", user: "admin" } },
        ],
        clusters: [
            { name: "one", cluster: { server, "certificate-authority-data": Buffer.from("CA").toString("base64") } },
            { name: "two", cluster: { server: "https://two.invalid", "insecure-skip-tls-verify": true } },
        ],
        users: [{ name: "admin", user }],
    });

describe("a kubeconfig", () => {
    it("leads to its current context, or to the one that is chosen", async () => {
        const one = openKubeconfig({ kubeconfig: kubeconfig() });
        assert.equal(one.server, "https://one.invalid:6443");
        assert.equal(one.namespace, "home");
        assert.equal(one.tls.ca, "CA");
        assert.equal(await one.authorization(), "Bearer t");
        const two = openKubeconfig({ kubeconfig: kubeconfig(), context: "admin@two", namespace: "said" });
        assert.equal(two.server, "https://two.invalid");
        assert.equal(two.namespace, "said");
        assert.equal(two.tls.rejectUnauthorized, false);
    });

    it("is handed on with the chosen context alone", () => {
        const { kubeconfig: text } = openKubeconfig({
            kubeconfig: kubeconfig(),
            context: "admin@two",
            namespace: "said",
        });
        assert.deepEqual(openKubeconfig({ kubeconfig: text }).server, "https://two.invalid");
        assert.deepEqual(openKubeconfig({ kubeconfig: text }).namespace, "said");
        assert.doesNotMatch(text, /one\.invalid/);
    });

    it("is read from a file, with the files it names beside it", () => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-kubeconfig-"));
        const file = path.join(folder, "config");
        fs.writeFileSync(
            file,
            kubeconfig("https://one.invalid", { "client-certificate": "c.crt", "client-key": "c.key" }),
        );
        fs.writeFileSync(path.join(folder, "c.crt"), "CERT");
        fs.writeFileSync(path.join(folder, "c.key"), "KEY");
        const { tls, kubeconfig: text } = openKubeconfig({ kubeconfig: file });
        assert.deepEqual([tls.cert, tls.key], ["CERT", "KEY"]);
        assert.ok(text.includes(path.join(folder, "c.crt")));
        fs.rmSync(folder, { recursive: true });
    });

    it("may name a program that gives the token, which is asked once while the token lasts", async () => {
        const exec = (lasts: number) => {
            const status = `{"status":{"token":"'$(date +%N)'","expirationTimestamp":"${new Date(Date.now() + lasts).toISOString()}"}}`;
            return {
                exec: {
                    apiVersion: "client.authentication.k8s.io/v1",
                    command: "sh",
                    args: ["-c", `echo '${status}'`],
                },
            };
        };
        const lasting = openKubeconfig({ kubeconfig: kubeconfig("https://one.invalid", exec(600_000)) });
        assert.equal(await lasting.authorization(), await lasting.authorization());
        const ending = openKubeconfig({ kubeconfig: kubeconfig("https://one.invalid", exec(5_000)) });
        assert.notEqual(await ending.authorization(), await ending.authorization());
        const failing = {
            exec: { apiVersion: "client.authentication.k8s.io/v1", command: "samestack-no-such-program" },
        };
        const none = openKubeconfig({ kubeconfig: kubeconfig("https://one.invalid", failing) });
        await assert.rejects(none.authorization(), /"samestack-no-such-program" of the kubeconfig gave no token/);
    });

    it("that lacks what is chosen is refused by a sentence", () => {
        assert.throws(
            () => openKubeconfig({ kubeconfig: kubeconfig(), context: "x" }),
            /no context "x"; it has: admin@one, admin@two\./,
        );
        assert.throws(() => openKubeconfig({ kubeconfig: kubeconfig(), cluster: "x" }), /no cluster "x"/);
        assert.throws(() => openKubeconfig({ kubeconfig: "/no/such/file" }), /no kubeconfig at \/no\/such\/file/);
    });
});

describe("the provider's arguments", () => {
    const said = {
        kubeconfig: secret(kubeconfig()),
        clusterIdentifier: "one",
        upsertExistingObjects: "true",
        enableSecretMutable: "false",
    };

    it("are read with their defaults", () => {
        assert.deepEqual(readConfiguration(said), {
            choice: { kubeconfig: kubeconfig(), context: undefined, cluster: undefined, namespace: undefined },
            patchForce: false,
            upsert: true,
            configMaps: false,
            secrets: false,
            deleteUnreachable: false,
        });
    });

    it("are refused where the stand-in does not know them, or does not do what they ask", () => {
        const refused = (news: Parameters<typeof checkConfiguration>[0]) =>
            checkConfiguration(news, { urn: "urn:pulumi:s::p::pulumi:providers:kubernetes::k", strict: false });
        assert.deepEqual(refused(said), []);
        assert.equal(refused({ renderYamlToDirectory: "out" }).length, 1);
        assert.match(refused({ renderYamlToDirectory: "out" })[0]?.reason ?? "", /stand-in.*renderYamlToDirectory/);
        assert.match(refused({ enableServerSideApply: "false" })[0]?.reason ?? "", /does not do this/);
        assert.deepEqual(refused({ kubeconfig: unknown }), []);
    });

    it("in strict mode name a kubeconfig and a context, and belong to no default provider", () => {
        const strict = (urn: string, news: Parameters<typeof checkConfiguration>[0]) =>
            checkConfiguration(news, { urn, strict: true }).map(({ property, reason }) => `${property}: ${reason}`);
        assert.deepEqual(strict("urn::k", { kubeconfig: "x", context: "y" }), []);
        assert.equal(strict("urn::k", { kubeconfig: "x" }).length, 1);
        assert.match(strict("urn::default_4_34_2", { kubeconfig: "x", context: "y" })[0] ?? "", /default provider/);
    });

    it("replace all that was in another cluster, unless the identifier says it is the same", () => {
        const replaced = (...given: Parameters<typeof diffConfiguration>) =>
            diffConfiguration(...given)
                .changes.filter(({ replace }) => replace)
                .map(({ path: property }) => property);
        const one = { kubeconfig: kubeconfig() };
        const moved = { kubeconfig: kubeconfig("https://moved.invalid") };
        const renewed = { kubeconfig: kubeconfig(undefined, { token: "other" }) };
        assert.deepEqual(replaced(one, moved), ["kubeconfig"]);
        assert.deepEqual(replaced(one, { ...one, context: "admin@two" }), ["context"]);
        assert.deepEqual(replaced(one, renewed), []);
        assert.equal(diffConfiguration(one, renewed).changes.length, 1);
        assert.deepEqual(replaced(one, { kubeconfig: unknown }), ["kubeconfig"]);
        const id = { clusterIdentifier: "one" };
        assert.deepEqual(replaced({ ...one, ...id }, { ...moved, ...id }), []);
        assert.deepEqual(replaced({ ...one, ...id }, { kubeconfig: unknown, ...id }), []);
        assert.deepEqual(replaced({ ...one, ...id }, { ...one, clusterIdentifier: "two" }), ["clusterIdentifier"]);
        assert.deepEqual(replaced(one, { ...one, ...id }), []);
    });
});
