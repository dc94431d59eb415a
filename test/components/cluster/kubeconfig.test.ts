import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";

import { selfSigned } from "./certificate";
import { onlyContext, readKubeconfig } from "../../../components/cluster/kubeconfig";

const two = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "admin@paris",
    clusters: [
        { name: "paris", cluster: { server: "https://192.0.2.1:6443", "certificate-authority-data": "Y2E=" } },
        { name: "bank", cluster: { server: "https://192.0.2.9:6443" } },
    ],
    contexts: [
        { name: "admin@paris", context: { cluster: "paris", user: "admin" } },
        { name: "admin@bank", context: { cluster: "bank", user: "banker", namespace: "vault" } },
    ],
    users: [
        { name: "admin", user: { token: "token-of-paris" } },
        { name: "banker", user: { token: "token-of-the-bank" } },
    ],
};
const origin = { cluster: "paris-cluster", file: "./paris.kubeconfig", directory: "/nowhere" };

describe("a kubeconfig", () => {
    it("is reduced to its current context, so that no other cluster can be reached through it", () => {
        assert.deepEqual(JSON.parse(onlyContext(stringify(two), undefined, origin)), {
            ...two,
            clusters: two.clusters.slice(0, 1),
            contexts: two.contexts.slice(0, 1),
            users: two.users.slice(0, 1),
        });
    });

    it("is reduced to the context that is said", () => {
        const reduced = onlyContext(stringify(two), "admin@bank", origin);
        assert.deepEqual(JSON.parse(reduced), {
            ...two,
            "current-context": "admin@bank",
            clusters: two.clusters.slice(1),
            contexts: two.contexts.slice(1),
            users: two.users.slice(1),
        });
        assert.doesNotMatch(reduced, /paris/);
    });

    it("says which contexts there are when the one that is said is not among them", () => {
        refuses(
            () => onlyContext(stringify(two), "admin@rome", origin),
            'paris-cluster: ./paris.kubeconfig has no context "admin@rome"; ' +
                "write one that it has as cluster.context: admin@paris, admin@bank",
        );
    });

    it("asks for a context where none is the current one", () => {
        refuses(
            () => onlyContext(stringify({ ...two, "current-context": undefined }), undefined, origin),
            "paris-cluster: ./paris.kubeconfig names no current-context; " +
                "write one that it has as cluster.context: admin@paris, admin@bank",
        );
    });

    it("is refused when it is empty, as kubectl leaves it behind", () => {
        const empty =
            "apiVersion: v1\nkind: Config\nclusters: null\ncontexts: null\nusers: null\ncurrent-context: ''\n";
        refuses(
            () => onlyContext(empty, undefined, origin),
            "paris-cluster: ./paris.kubeconfig has no contexts, so it leads to no cluster; " +
                "write it anew with kubectl config view --raw --flatten, where kubectl reaches the cluster",
        );
    });

    it("is refused where its context names a cluster or a user that it does not have", () => {
        const anew = "write it anew with kubectl config view --raw --flatten, where kubectl reaches the cluster";
        refuses(
            () => onlyContext(stringify({ ...two, clusters: [] }), undefined, origin),
            'paris-cluster: context admin@paris of ./paris.kubeconfig is of cluster "paris", ' +
                `which the file does not have; ${anew}`,
        );
        refuses(
            () => onlyContext(stringify({ ...two, users: [] }), undefined, origin),
            'paris-cluster: context admin@paris of ./paris.kubeconfig is for user "admin", ' +
                `which the file does not have; ${anew}`,
        );
    });

    it("is refused when it is something else, without a word of its contents", () => {
        const others = ["a: [b: canary", "canary", "- canary\n", "clusters: canary", "clusters: [{ canary: 1 }]"];
        const sentences = others.map((text) => sentence(() => onlyContext(text, undefined, origin)));
        assert.deepEqual(
            sentences.map((one) => one.split(";")[0]),
            [
                "paris-cluster: ./paris.kubeconfig is not YAML, so it is no kubeconfig",
                "paris-cluster: ./paris.kubeconfig is not a kubeconfig (it is no mapping)",
                "paris-cluster: ./paris.kubeconfig is not a kubeconfig (it is no mapping)",
                "paris-cluster: ./paris.kubeconfig is not a kubeconfig (at clusters)",
                "paris-cluster: ./paris.kubeconfig is not a kubeconfig (at clusters.0.name)",
            ],
        );
        assert.doesNotMatch(sentences.join(), /canary/);
    });

    it("is refused when its client certificate has expired, with the day and the way to a new one", () => {
        const until = new Date("2026-03-01T12:00:00Z");
        const text = stringify(withCertificate(selfSigned("admin", until).certificate));
        assert.doesNotThrow(() => onlyContext(text, undefined, origin, new Date("2026-03-01T11:59:59Z")));
        refuses(
            () => onlyContext(text, undefined, origin, new Date("2026-03-01T12:00:01Z")),
            "paris-cluster: the client certificate of user admin in ./paris.kubeconfig expired on " +
                "2026-03-01T12:00:00.000Z; take a new kubeconfig from the cluster (kubeadm: kubeadm certs renew " +
                "admin.conf, then copy /etc/kubernetes/admin.conf; k3s and RKE2 renew theirs when the server restarts)",
        );
    });

    it("is refused when its client certificate is something else", () => {
        refuses(
            () => onlyContext(stringify(withCertificate("canary")), undefined, origin),
            "paris-cluster: the client certificate of user admin in ./paris.kubeconfig is not a certificate; " +
                "write it anew with kubectl config view --raw --flatten, where kubectl reaches the cluster",
        );
    });

    it("may not name files where it is a secret, for it has no folder to find them in", () => {
        const files = { ...two, users: [{ name: "admin", user: { tokenFile: "token" } }] };
        refuses(
            () =>
                onlyContext(stringify(files), undefined, {
                    cluster: "paris-cluster",
                    file: "the secret samestack:paris",
                }),
            "paris-cluster: the secret samestack:paris takes its tokenFile from a file, which a secret cannot; " +
                "set it anew from kubectl config view --raw --flatten",
        );
    });
});

describe("a kubeconfig's file", () => {
    let folder = "";
    before(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "kubeconfig-"));
    });
    after(() => {
        fs.rmSync(folder, { recursive: true });
    });

    it("has the files that it names written into it, found from its own folder", () => {
        const { certificate, key } = selfSigned("admin", new Date("2999-01-01T00:00:00Z"));
        const files = { "ca.crt": "authority", "admin.crt": certificate, "admin.key": key };
        for (const [file, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, file), content);
        write(folder, {
            ...two,
            clusters: [{ name: "paris", cluster: { server: "https://192.0.2.1", "certificate-authority": "ca.crt" } }],
            users: [{ name: "admin", user: { "client-certificate": "admin.crt", "client-key": "./admin.key" } }],
        });
        assert.deepEqual(JSON.parse(readKubeconfig("paris-cluster", path.join(folder, "config"))), {
            ...two,
            contexts: two.contexts.slice(0, 1),
            clusters: [
                {
                    name: "paris",
                    cluster: { server: "https://192.0.2.1", "certificate-authority-data": base64("authority") },
                },
            ],
            users: [
                {
                    name: "admin",
                    user: { "client-certificate-data": base64(certificate), "client-key-data": base64(key) },
                },
            ],
        });
    });

    it("has its token read from a file, and its plugin found from its own folder", () => {
        fs.writeFileSync(path.join(folder, "token"), "from-the-file\n");
        const user = { tokenFile: "token", token: "older", exec: { command: "./bin/login", apiVersion: "v1" } };
        write(folder, { ...two, users: [{ name: "admin", user }] });
        assert.deepEqual(JSON.parse(readKubeconfig("paris-cluster", path.join(folder, "config"))), {
            ...two,
            clusters: two.clusters.slice(0, 1),
            contexts: two.contexts.slice(0, 1),
            users: [
                {
                    name: "admin",
                    user: {
                        token: "from-the-file",
                        exec: { command: path.join(folder, "bin/login"), apiVersion: "v1" },
                    },
                },
            ],
        });
    });

    it("is refused when a file that it names is missing", () => {
        write(folder, { ...two, users: [{ name: "admin", user: { "client-certificate": "gone.crt" } }] });
        const file = path.join(folder, "config");
        refuses(
            () => readKubeconfig("paris-cluster", file),
            `paris-cluster: ${file} takes its client-certificate from ${folder}/gone.crt, which cannot be read; ` +
                "put that file back, or let kubectl config view --raw --flatten write it into the kubeconfig",
        );
    });

    it("is refused when it is missing, with where it was looked for", () => {
        refuses(
            () => readKubeconfig("paris-cluster", "./gone.kubeconfig"),
            `paris-cluster: there is no kubeconfig at ./gone.kubeconfig (that is ${path.resolve("gone.kubeconfig")}); ` +
                "put it there, or write where it is as cluster.kubeconfig",
        );
    });

    it("is refused when it cannot be read", () => {
        refuses(
            () => readKubeconfig("paris-cluster", folder),
            `paris-cluster: the kubeconfig ${folder} cannot be read (EISDIR); let the user who runs this read it`,
        );
    });
});

function withCertificate(certificate: string) {
    return { ...two, users: [{ name: "admin", user: { "client-certificate-data": base64(certificate) } }] };
}

function write(folder: string, kubeconfig: unknown): void {
    fs.writeFileSync(path.join(folder, "config"), stringify(kubeconfig));
}

function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}

function sentence(run: () => unknown): string {
    try {
        run();
    } catch (error) {
        // Any other error would be shown with its stack.
        assert.ok(pulumi.RunError.isInstance(error), String(error));
        return error.message;
    }
    assert.fail("it was not refused");
}

function refuses(run: () => unknown, expected: string): void {
    assert.equal(sentence(run), expected);
}
