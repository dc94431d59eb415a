import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { settingsOf } from "../../../components/delivery/gitlab";
import {
    connection,
    type GitLabBuckets,
    gitlabBuckets,
    type Opened,
    registryStorage,
    s3cmd,
} from "../../../components/delivery/gitlab-buckets";
import { provider } from "../../../components/delivery/gitlab-login";
import type { ObjectStore } from "../../../components/object-storage";
import { deploy, the } from "../../deploy";
import { existingStore, ownStore } from "../object-storage/stores";
import { valueOf } from "../object-storage/put";
import { dexLogin } from "./needs";

type There = Pick<ObjectStore, "endpoint" | "region" | "pathStyle">;

const inside = { endpoint: "http://seaweedfs-s3.seaweedfs.svc:8333", region: "us-east-1", pathStyle: true };
const amazon = { endpoint: "https://s3.eu-west-1.amazonaws.com", region: "eu-west-1", pathStyle: false };
const opened = (): Opened => ({
    bucket: { name: "samestack-paris-gitlab-lfs", ready: [] },
    key: { accessKeyId: pulumi.output("id"), secretAccessKey: pulumi.secret('se"cret') },
});
const store = (there: There): ObjectStore => ({ ...there, flow: { to: "here" }, bucket: () => assert.fail("asked") });

class System extends pulumi.ComponentResource {
    constructor() {
        super("test:index:System", "paris-gitlab");
    }
}

describe("GitLab's buckets", () => {
    it("are one for each kind of object, one for images and one for backups, and each is opened by its own key", async () => {
        const asked: string[] = [];
        const made: GitLabBuckets[] = [];
        const resources = await deploy(() => {
            const real = existingStore();
            if (!real) return;
            const watched: ObjectStore = {
                ...store(real),
                bucket: (purpose, user, opts) => {
                    asked.push(`${purpose} for ${user.namespace}/${user.serviceAccount}`);
                    return real.bucket(purpose, user, opts);
                },
            };
            const there = { store: watched, namespace: "gitlab", serviceAccount: "gitlab" };
            made.push(gitlabBuckets("paris-gitlab-objects", there, { parent: new System() }));
        });
        const [buckets] = made;
        assert.deepEqual(
            asked,
            [
                ...["lfs", "artifacts", "uploads", "packages", "diffs", "states", "files", "proxy"],
                ...["registry", "backups"],
            ].map((what) => `gitlab-${what} for gitlab/gitlab`),
        );
        assert.deepEqual(buckets?.objects[0], { kind: "lfs", bucket: "samestack-paris-gitlab-lfs" });
        assert.equal(buckets.registry, "samestack-paris-gitlab-registry");
        assert.equal(buckets.backups, "samestack-paris-gitlab-backups");
        const secret = the(resources, "kubernetes:core/v1:Secret", "paris-gitlab-objects");
        assert.deepEqual(secret.inputs.metadata, { name: "gitlab-object-storage", namespace: "gitlab" });
        assert.equal(secret.inputs.stringData, "[secret]");
    });

    it("are refused of a store that gives no key", async () => {
        await assert.rejects(
            deploy(() => {
                const there = { store: ownStore(), namespace: "gitlab", serviceAccount: "gitlab" };
                gitlabBuckets("paris-gitlab-objects", there, { parent: new System() });
            }),
            /bucket gitlab-lfs-for-gitlab-gitlab is opened without an access key, which GitLab needs/,
        );
    });

    it("are reached by Rails as fog is told", async () => {
        assert.deepEqual(JSON.parse(await valueOf(connection(store(inside), opened()))), {
            provider: "AWS",
            region: "us-east-1",
            endpoint: "http://seaweedfs-s3.seaweedfs.svc:8333",
            path_style: true,
            aws_signature_version: 4,
            aws_access_key_id: "id",
            aws_secret_access_key: 'se"cret',
        });
    });

    it("are reached by the registry in its own words, without checksums where the store is not AWS'", async () => {
        const lines = [
            "s3_v2:",
            '  bucket: "samestack-paris-gitlab-lfs"',
            '  accesskey: "id"',
            '  secretkey: "se\\"cret"',
        ];
        const redirect = ["redirect:", "  disable: true", ""];
        assert.equal(
            await valueOf(registryStorage(store(inside), opened())),
            [
                ...lines,
                '  region: "us-east-1"',
                '  regionendpoint: "http://seaweedfs-s3.seaweedfs.svc:8333"',
                "  pathstyle: true",
                "  checksum_disabled: true",
                ...redirect,
            ].join("\n"),
        );
        assert.equal(
            await valueOf(registryStorage(store(amazon), opened())),
            [
                ...lines,
                '  region: "eu-west-1"',
                '  regionendpoint: "https://s3.eu-west-1.amazonaws.com"',
                "  pathstyle: false",
                ...redirect,
            ].join("\n"),
        );
    });

    it("are reached by s3cmd, with the bucket where the store looks for it, and TLS where it speaks that", async () => {
        const written = async (there: There) => (await valueOf(s3cmd(store(there), opened()))).split("\n");
        assert.deepEqual(await written(inside), [
            "[default]",
            "access_key = id",
            'secret_key = se"cret',
            "bucket_location = us-east-1",
            "host_base = seaweedfs-s3.seaweedfs.svc:8333",
            "host_bucket = seaweedfs-s3.seaweedfs.svc:8333",
            "use_https = False",
            "",
        ]);
        assert.deepEqual((await written(amazon)).slice(4), [
            "host_base = s3.eu-west-1.amazonaws.com",
            "host_bucket = %(bucket)s.s3.eu-west-1.amazonaws.com",
            "use_https = True",
            "",
        ]);
    });
});

describe("what GitLab alone is told", () => {
    it("is the provider of the login: browsers by its public name, GitLab itself inside the cluster", async () => {
        assert.deepEqual(JSON.parse(await valueOf(provider(dexLogin(), "paris.example.org"))), {
            name: "openid_connect",
            label: "Login",
            args: {
                name: "openid_connect",
                scope: ["openid", "profile", "email"],
                response_type: "code",
                issuer: "https://dex.paris.example.org",
                discovery: false,
                uid_field: "sub",
                pkce: true,
                client_options: {
                    identifier: "gitlab",
                    secret: "canary-client",
                    redirect_uri: "https://gitlab.paris.example.org/users/auth/openid_connect/callback",
                    authorization_endpoint: "https://dex.paris.example.org/auth",
                    token_endpoint: "http://dex.dex.svc:5556/token",
                    userinfo_endpoint: "http://dex.dex.svc:5556/userinfo",
                    jwks_uri: "http://dex.dex.svc:5556/keys",
                },
            },
        });
    });

    it("is the password of root, and what the environment says of a login and of mail", async () => {
        const secrets = (key: string) => pulumi.secret(key);
        const place = { domain: "paris.example.org" };
        const mail = { from: "a@example.org", smarthost: "smtp.example.org:25", user: "a", passwordSecret: "smtp" };
        const all = settingsOf({ place, said: { mail }, login: dexLogin(), secrets });
        assert.deepEqual(Object.keys(all), ["root", "login", "mail"]);
        assert.equal(await valueOf(all.root ?? assert.fail()), "adminPassword");
        assert.equal(await valueOf(all.mail ?? assert.fail()), "smtp");
        assert.deepEqual(Object.keys(settingsOf({ place, said: {}, login: undefined, secrets })), ["root"]);
    });
});
