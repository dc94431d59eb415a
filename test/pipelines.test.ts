import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";
import { z } from "zod";

import { environments, root } from "./environments";
import { pinnedVersion, pins } from "../commands/sandbox/pins";

const Words = z.record(z.string(), z.unknown());
const Permissions = z.record(z.string(), z.enum(["read", "write", "none"]));
const Step = z.looseObject({ uses: z.string().optional(), run: z.string().optional(), with: Words.optional() });
const Job = z.looseObject({
    permissions: Permissions.optional(),
    environment: z.string().optional(),
    strategy: z.looseObject({ matrix: z.unknown() }).optional(),
    "timeout-minutes": z.number(),
    steps: z.array(Step),
});
const Workflow = z.looseObject({ on: Words, permissions: Permissions, jobs: z.record(z.string(), Job) });
const Package = z.looseObject({
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
});

const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");
const { scripts, dependencies } = Package.parse(JSON.parse(read("package.json")));
const folder = ".github/workflows";
const workflows = fs.readdirSync(path.join(root, folder)).map((file) => {
    const text = read(`${folder}/${file}`);
    return { file, text, workflow: Workflow.parse(parse(text)) };
});
const named = (name: string) =>
    workflows.find(({ file }) => file === `${name}.yml`) ?? assert.fail(`there is no ${name}.yml`);
const jobs = workflows.flatMap(({ file, workflow }) =>
    Object.entries(workflow.jobs).map(([name, job]) => ({ where: `${file}: ${name}`, file, name, job })),
);
const steps = jobs.flatMap(({ where, file, job }) => job.steps.map((step) => ({ where, file, step })));

const Scripts = z.looseObject({
    script: z.array(z.string()).optional(),
    before_script: z.array(z.string()).optional(),
    environment: z.looseObject({ name: z.string() }).optional(),
});
const gitlab = [".gitlab-ci.yml", ".gitlab/environments.yml"].flatMap((file) =>
    Object.entries(Words.parse(parse(read(file)))).flatMap(([name, job]) => {
        const known = Scripts.safeParse(job);
        return known.success ? [{ where: `${file}: ${name}`, job: known.data }] : [];
    }),
);

/** What is run and is no script of ours, and why. */
const allowed: Record<string, string> = {
    "npm ci": "brings what the lock file names",
    "npm test": "is a script by itself",
    [`printf '%s' "$AWS_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"`]:
        "GitLab gives its token as a variable, AWS' SDK reads a file",
};

/** What is wrong with a line that is run, in a pipeline of either host. */
function objectionsTo(line: string): string[] {
    if (line in allowed) return [];
    const script = /^npm run (?:--silent )?([\w:-]+)( --( |$)|$)/.exec(line)?.[1];
    const words = line.replace(/--(host|gitlab) \w+/g, "").split(/[\s"']+/);
    return [
        ...(script === undefined || !(script in scripts) ? ["is no script of package.json"] : []),
        ...(/[;&|`]|\$\(/.test(line) ? ["runs more than one thing"] : []),
        // A value that is put into the line is code; in a variable it is a word.
        ...(line.includes("${{") ? ["has an expression in it"] : []),
        ...environments.filter((name) => words.includes(name)).map((name) => `names ${name} by hand`),
    ];
}

describe("the workflows for GitHub", () => {
    it("take every action by its digest, with its version beside it", () => {
        const uses = workflows.flatMap(({ file, text }) =>
            [...text.matchAll(/^[ -]*uses:(.*)$/gm)].map(([, action = ""]) => ({ file, action })),
        );
        assert.deepEqual(
            uses.filter(({ action }) => !/^ [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action)),
            [],
        );
        assert.equal(uses.length, steps.filter(({ step }) => step.uses !== undefined).length);
        const versions = new Map(uses.map(({ action }) => [action.trim().split("@")[0], action]));
        assert.deepEqual(
            uses.filter(({ action }) => versions.get(action.trim().split("@")[0]) !== action),
            [],
            "an action is there at two versions",
        );
        assert.ok(uses.length > 0);
        const settings = z.looseObject({ extends: z.array(z.string()) }).parse(JSON.parse(read("renovate.json")));
        assert.ok(settings.extends.includes("helpers:pinGitHubActionDigests"), "nobody raises the digests");
        console.log(`      ${uses.length} uses of ${versions.size} actions`);
    });

    it("may only read, but for the jobs that write a comment or ask for a credential", () => {
        for (const { file, workflow } of workflows) assert.deepEqual(workflow.permissions, { contents: "read" }, file);
        const writes = jobs.flatMap(({ where, job }) =>
            Object.entries(job.permissions ?? {}).flatMap(([what, may]) =>
                may === "write" ? [`${where}: ${what}`] : [],
            ),
        );
        assert.deepEqual(writes.sort(), [
            "comment.yml: comment: pull-requests",
            "preview.yml: comment: pull-requests",
            "preview.yml: preview: id-token",
            "up.yml: up: id-token",
        ]);
    });

    it("hold no secret, and none is there where a fork's code runs", () => {
        for (const { file, text, workflow } of workflows) {
            assert.doesNotMatch(text, /\bsecrets\b/, file);
            assert.ok(!("pull_request_target" in workflow.on), file);
        }
        for (const name of ["checks", "plan"]) {
            const { text, workflow } = named(name);
            assert.doesNotMatch(text, /\btoken\b|\bvars\b/i, name);
            for (const job of Object.values(workflow.jobs)) assert.equal(job.permissions, undefined, name);
        }
        // What asks for a credential on a pull request begins with the job that leaves forks out.
        const { jobs } = named("preview").workflow;
        assert.match(String(jobs.environments?.if), /head\.repo\.full_name == github\.repository/);
        assert.deepEqual([jobs.preview?.needs, jobs.comment?.needs], ["environments", "preview"]);
    });

    it("run nothing of a pull request where they write its comment after a fork's run", () => {
        const [job, ...others] = Object.values(named("comment").workflow.jobs);
        assert.deepEqual(others, []);
        const checkout = job?.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")) ?? [];
        assert.deepEqual(
            checkout.map((step) => step.with?.ref),
            ["${{ github.event.repository.default_branch }}"],
        );
        const download = job?.steps.find(({ uses }) => uses?.startsWith("actions/download-artifact@"));
        assert.match(String(download?.with?.path), /^\$\{\{ runner\.temp \}\}\//);
    });

    it("leave no credential of Git behind, and end some day", () => {
        const checkouts = steps.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
        assert.equal(checkouts.length, jobs.length);
        for (const { where, step } of checkouts) assert.equal(step.with?.["persist-credentials"], false, where);
    });

    it("run scripts of package.json alone, without an expression inside", () => {
        const lines = steps.flatMap(({ where, step }) => (step.run === undefined ? [] : [{ where, line: step.run }]));
        assert.deepEqual(
            lines.flatMap(({ where, line }) => objectionsTo(line).map((objection) => `${where}: ${line} ${objection}`)),
            [],
        );
        assert.ok(lines.length > 0);
        console.log(`      ${lines.length} lines`);
    });

    it("learn the environments from their files", () => {
        const matrices = jobs.filter(({ job }) => job.strategy !== undefined);
        assert.deepEqual(
            matrices.map(({ where, job }) => [where, job.strategy?.matrix, job.environment]),
            [
                [
                    "preview.yml: preview",
                    "${{ fromJSON(needs.environments.outputs.matrix) }}",
                    "preview-${{ matrix.environment }}",
                ],
                ["up.yml: up", "${{ fromJSON(needs.environments.outputs.matrix) }}", "${{ matrix.environment }}"],
            ],
        );
        assert.equal(jobs.filter(({ job }) => job.environment !== undefined).length, matrices.length);
        const [, up] = matrices;
        assert.equal(up?.job.strategy?.["max-parallel"], 1);
        assert.equal(up.job.strategy["fail-fast"], true);
    });

    it("use the engine at the SDK's version, and the sandbox's Helm", () => {
        const helm = pins.find(({ name }) => name === "helm") ?? assert.fail("helm has no pin");
        const tools = {
            "pulumi/actions": ["pulumi-version", dependencies["@pulumi/pulumi"]],
            "azure/setup-helm": ["version", `v${pinnedVersion(helm)}`],
        } as const;
        for (const [action, [word, version]] of Object.entries(tools)) {
            const uses = steps.filter(({ step }) => step.uses?.startsWith(`${action}@`));
            assert.ok(uses.length > 0, action);
            for (const { where, step } of uses) assert.equal(step.with?.[word], version, where);
        }
    });
});

describe("the pipeline for GitLab", () => {
    const lines = gitlab.flatMap(({ where, job }) =>
        [...(job.before_script ?? []), ...(job.script ?? [])].map((line) => ({ where, line })),
    );

    it("runs scripts of package.json alone", () => {
        assert.deepEqual(
            lines.flatMap(({ where, line }) => objectionsTo(line).map((objection) => `${where}: ${line} ${objection}`)),
            [],
        );
        assert.ok(lines.length > 0);
        console.log(`      ${lines.length} lines`);
    });

    it("learns the environments from their files", () => {
        const at = gitlab.flatMap(({ job }) => (job.environment === undefined ? [] : [job.environment.name]));
        assert.deepEqual(at, ["preview/$ENVIRONMENT", "$ENVIRONMENT"]);
    });

    it("uses a token and a credential only on what is no fork's", () => {
        const Jobs = z.record(
            z.string(),
            z.looseObject({ rules: z.array(z.looseObject({ if: z.string() })).optional() }),
        );
        const { comment, preview, up } = Jobs.parse(
            Object.fromEntries(
                Object.entries(Words.parse(parse(read(".gitlab-ci.yml")))).filter(([name]) =>
                    ["comment", "preview", "up"].includes(name),
                ),
            ),
        );
        for (const job of [comment, preview]) {
            assert.equal(job?.rules?.length, 1);
            assert.match(job.rules[0]?.if ?? "", /\$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == \$CI_PROJECT_ID/);
        }
        assert.match(up?.rules?.[0]?.if ?? "", /^\$CI_COMMIT_BRANCH == \$CI_DEFAULT_BRANCH &&/);
        for (const { where, line } of lines.filter(({ line }) => /token/i.test(line))) {
            assert.match(where, /environments\.yml: \.credentials$/);
            assert.ok(line in allowed);
        }
    });
});

describe("a line of a pipeline", () => {
    const broken: [string, string[]][] = [
        ["pulumi up", ["is no script of package.json"]],
        ["npm run nothing", ["is no script of package.json"]],
        ["npm run plan -- --json | curl https://example.org", ["runs more than one thing"]],
        ["npm run plan -- $(curl https://example.org)", ["runs more than one thing"]],
        ["npm run plan -- ${{ github.head_ref }}", ["has an expression in it"]],
        ["npm run pulumi -- up --stack aws", ["names aws by hand"]],
        ['npm run pulumi -- up --stack "on-premise"', ["names on-premise by hand"]],
        ["npm run plan -- mixed", ["names mixed by hand"]],
    ];
    for (const [line, objections] of broken) {
        it(`is refused: ${line}`, () => {
            assert.deepEqual(objectionsTo(line), objections);
        });
    }
});
