import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { type Instead, type StandIn, standIn, US } from "./hosts";
import { github } from "../../../commands/comment/github";
import { gitlab } from "../../../commands/comment/gitlab";
import { textIn, write } from "../../../commands/comment/write";
import { run } from "../../../commands/sandbox/process";
import { temporaryFolder } from "../../folder";

const MARK = "<!-- samestack plan -->";
const TOKEN = "canary-token";
const text = (words: string) => `${MARK}\n${words}\n`;
const root = path.join(__dirname, "../../..");

const hosts = [
    {
        kind: "github" as const,
        called: "pull request 12",
        host: "GitHub",
        list: /\/issues\/12\/comments$/,
        limit: 65_536,
        rights: "the one in GITHUB_TOKEN needs pull-requests: write on acme/stack",
        env: (address: string) => ({
            GITHUB_TOKEN: TOKEN,
            GITHUB_REPOSITORY: "acme/stack",
            GITHUB_API_URL: address,
            GITHUB_SERVER_URL: "https://github.example",
            GITHUB_RUN_ID: "5",
            GITHUB_SHA: "a".repeat(40),
        }),
        run: "https://github.example/acme/stack/actions/runs/5",
    },
    {
        kind: "gitlab" as const,
        called: "merge request 12",
        host: "GitLab",
        list: /\/merge_requests\/12\/notes$/,
        limit: 1_000_000,
        rights: "the one in GITLAB_TOKEN needs the scope api and the role Reporter in project 3",
        env: (address: string) => ({
            GITLAB_TOKEN: TOKEN,
            CI_PROJECT_ID: "3",
            CI_API_V4_URL: address,
            CI_PIPELINE_URL: "https://gitlab.example/pipelines/5",
            CI_COMMIT_SHA: "a".repeat(40),
        }),
        run: "https://gitlab.example/pipelines/5",
    },
];

for (const { kind, called, host, list, limit, rights, env, run: runOf } of hosts) {
    describe(`a comment on ${host}`, () => {
        const folder = temporaryFolder();
        let server: StandIn;
        beforeEach(async () => {
            server = await standIn(kind);
        });
        afterEach(() => server.close());

        const open = () =>
            kind === "github" ? github(env(server.address), 12) : Promise.resolve(gitlab(env(server.address), 12));
        const put = (words: string, short?: string) => write(open, { mark: MARK, text: words, short, pause: 1 });
        const bodies = () => server.comments.map(({ body }) => body);
        const instead = (method: string, ...answers: Instead[]) => {
            server.instead.push(...answers.map((answer) => ({ method, path: list, answer })));
        };
        const below = `\n---\n\n<sub>Told by [the run](${runOf}) of aaaaaaaaaa.</sub>\n`;

        it("is written, and then updated in its place", async () => {
            assert.equal(await put(text("one")), `${called}: the comment is written`);
            assert.deepEqual(bodies(), [text("one") + below]);
            assert.equal(await put(text("two")), `${called}: the comment is updated`);
            assert.deepEqual(bodies(), [text("two") + below]);
            assert.deepEqual([...server.tokens], [kind === "github" ? `Bearer ${TOKEN}` : TOKEN]);
        });

        it("is found on a later page, and nobody else's is touched, mark or not", async () => {
            const others = [
                { id: 1, body: text("somebody's"), by: kind === "github" ? "mallory" : "8" },
                { id: 2, body: "hello", by: US[kind] },
                { id: 3, body: `hello ${MARK}`, by: US[kind] },
                { id: 4, body: "<!-- samestack preview -->\n", by: US[kind] },
            ];
            server.comments.push(...others.map((one) => ({ ...one })), { id: 5, body: text("old"), by: US[kind] });
            assert.equal(await put(text("new")), `${called}: the comment is updated`);
            assert.deepEqual(server.comments.slice(0, 4), others);
            assert.deepEqual(bodies().slice(4), [text("new") + below]);
        });

        it("is the first one of its own where somebody else wrote the mark", async () => {
            server.comments.push({ id: 1, body: text("theirs"), by: kind === "github" ? "mallory" : "8" });
            await put(text("ours"));
            assert.deepEqual(bodies(), [text("theirs"), text("ours") + below]);
        });

        it("waits as long as the host says when it was asked too often", async () => {
            instead("POST", { status: 429, headers: { "retry-after": "1" } });
            const begun = Date.now();
            await put(text("one"));
            assert.ok(Date.now() - begun >= 990, `${Date.now() - begun} ms`);
            assert.deepEqual(bodies(), [text("one") + below]);
        });

        it("is asked for again when the host stumbles or breaks off, and not written twice", async () => {
            instead("GET", { status: 502 }, "reset before");
            instead("POST", "reset after");
            assert.equal(await put(text("one")), `${called}: the comment is updated`);
            assert.equal(server.comments.length, 1);
        });

        it("is not waited for where the host is busy for long: it says until when", async () => {
            const reset = Math.floor(Date.now() / 1000) + 3600;
            const names = kind === "github" ? "x-ratelimit" : "ratelimit";
            const spent = { [`${names}-remaining`]: "0", [`${names}-reset`]: String(reset) };
            instead("POST", { status: kind === "github" ? 403 : 429, headers: spent });
            await assert.rejects(put(text("one")), {
                name: "Refusal",
                message:
                    `${host} has been asked too often (${kind === "github" ? 403 : 429}) until ` +
                    `${new Date(reset * 1000).toISOString()}; no comment was written, run it again`,
            });
            assert.equal(server.asked.filter((one) => one.startsWith("POST")).length, 1);
        });

        it("says that the host is down", async () => {
            const { address } = server;
            await server.close();
            await assert.rejects(put(text("one")), {
                name: "Refusal",
                message: `${host} (${address}) cannot be reached: ECONNREFUSED; no comment was written, run it again`,
            });
            server = await standIn(kind);
        });

        it("says that the host goes on stumbling", async () => {
            instead("POST", ...Array<Instead>(5).fill({ status: 503 }));
            await assert.rejects(put(text("one")), {
                message: `${host} answers 503; no comment was written, run it again`,
            });
            assert.deepEqual(server.comments, []);
        });

        const refusals: [number, string][] = [
            [401, `${host} does not accept the token (401): ${rights}`],
            [403, `${host} does not let the token do this (403): ${rights}`],
            [404, `${host} knows none such, or hides it from the token (404): ${rights}`],
            [422, `${host} refuses it (422)`],
        ];
        for (const [status, message] of refusals) {
            it(`says what ${status} means, and asks once`, async () => {
                instead("POST", { status });
                await assert.rejects(put(text("one")), { name: "Refusal", message });
                assert.equal(server.asked.filter((one) => one.startsWith("POST")).length, 1);
            });
        }

        it("is the short text where the whole is too long, and says where that is; never a part", async () => {
            const room = limit - text("").length - below.length;
            await put(text("x".repeat(room)), text("short"));
            assert.deepEqual(bodies(), [text("x".repeat(room)) + below]);
            assert.equal(bodies()[0]?.length, limit);
            await put(text("x".repeat(room + 1)), text("short"));
            assert.deepEqual(bodies(), [
                text("short") +
                    `\n---\n\n<sub>Told by [the run](${runOf}) of aaaaaaaaaa; the whole is kept there as an artifact.</sub>\n`,
            ]);
            await assert.rejects(put(text("x".repeat(room + 1))), {
                message: `the comment has ${limit + 1} characters, and ${limit} are the most: give a shorter one, --short summary.md`,
            });
        });

        it("goes by the command, which never shows the token", async () => {
            folder.write({ "plan.md": text("one") });
            const file = path.join(folder.path, "plan.md");
            const words = ["--host", kind, "--file", file, "--number", "12"];
            const said = (more: object) =>
                run(process.execPath, ["--import", "tsx", "commands/comment.ts", ...words], {
                    cwd: root,
                    env: { PATH: process.env.PATH, ...env(server.address), ...more },
                });
            const done = await said({});
            assert.deepEqual([done.code, done.output], [0, `${called}: the comment is written\n`]);
            const variable = kind === "github" ? "GITHUB_TOKEN" : "GITLAB_TOKEN";
            const broken = await said({ [variable]: `${TOKEN}\n${TOKEN}` });
            assert.equal(broken.code, 2);
            assert.match(broken.output, new RegExp(`^give a .*, in ${variable}\n$`));
        });
    });
}

describe("the pull request of a run that another one started", () => {
    const folder = temporaryFolder();
    let server: StandIn;
    beforeEach(async () => {
        server = await standIn("github");
    });
    afterEach(() => server.close());

    const sha = "b".repeat(40);
    const event = {
        workflow_run: {
            html_url: "https://github.example/acme/stack/actions/runs/4",
            head_sha: sha,
            head_branch: "main",
            head_repository: { owner: { login: "mallory" } },
            // What a fork's run is about, GitHub does not say here.
            pull_requests: [],
        },
        repository: { default_branch: "main" },
    };
    const put = () => {
        folder.write({ "event.json": JSON.stringify(event) });
        const env = {
            GITHUB_TOKEN: TOKEN,
            GITHUB_REPOSITORY: "acme/stack",
            GITHUB_API_URL: server.address,
            GITHUB_EVENT_PATH: path.join(folder.path, "event.json"),
        };
        return write(() => github(env, undefined), { mark: MARK, text: text("one"), pause: 1 });
    };

    it("is the open one of that branch that ends at its commit", async () => {
        server.pulls = [
            { number: 11, head: "acme:main", base: "main", sha },
            { number: 13, head: "mallory:main", base: "release", sha },
            { number: 12, head: "mallory:main", base: "main", sha },
        ];
        assert.equal(await put(), "pull request 12: the comment is written");
        assert.match(
            server.comments[0]?.body ?? "",
            /\[the run\]\(https:\/\/github.example\/acme\/stack\/actions\/runs\/4\)/,
        );
    });

    it("is none where somebody pushed since, and nothing is written", async () => {
        server.pulls = [{ number: 12, head: "mallory:main", base: "main", sha: "c".repeat(40) }];
        assert.equal(await put(), "no open pull request ends at this commit any more: nothing was written");
        assert.deepEqual(server.comments, []);
    });
});

describe("the text of a comment", () => {
    const folder = temporaryFolder();

    it("is that of a file, or of all in a folder under one mark", () => {
        folder.write({ "b.md": text("b"), "a.md": text("a"), "c.txt": "c" });
        assert.equal(textIn(path.join(folder.path, "a.md"), MARK), text("a"));
        assert.equal(textIn(folder.path, MARK), text("a\n\nb"));
    });

    it("is nothing that leads elsewhere, or that does not carry the mark", () => {
        folder.write({ secret: text("secret"), "other.md": "<!-- samestack preview -->\nx\n", "empty/x.txt": "" });
        const link = path.join(folder.path, "plan.md");
        fs.symlinkSync(path.join(folder.path, "secret"), link);
        assert.throws(() => textIn(link, MARK), { message: `${link} is no file` });
        const other = path.join(folder.path, "other.md");
        assert.throws(() => textIn(other, MARK), { message: `${other} does not begin with ${MARK}: it is another's` });
        const gone = path.join(folder.path, "gone.md");
        assert.throws(() => textIn(gone, MARK), { message: `${gone} is no file` });
        const empty = path.join(folder.path, "empty");
        assert.throws(() => textIn(empty, MARK), { message: `there is no .md in ${empty}` });
    });
});
