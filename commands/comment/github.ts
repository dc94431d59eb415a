import * as fs from "node:fs";

import { z } from "zod";

import { type Api, ask, findIn, type Thread, tokenIn, Unanswered } from "./host";
import { Refusal } from "../terminal";

const User = z.object({ login: z.string() });
const Comments = z.array(z.object({ id: z.number(), body: z.string().nullish(), user: User.nullish() }));
const Pulls = z.array(z.object({ number: z.number(), head: z.object({ sha: z.string() }) }));
const Sha = z.string().regex(/^[0-9a-f]{40,64}$/);

/** What happened, as GitHub writes it to a file for a workflow's run. */
const Event = z.looseObject({
    pull_request: z.object({ number: z.int().positive(), head: z.object({ sha: Sha }) }).optional(),
    workflow_run: z
        .object({
            html_url: z.url(),
            head_sha: Sha,
            head_branch: z.string(),
            head_repository: z.object({ owner: User }),
        })
        .optional(),
    repository: z.looseObject({ default_branch: z.string().optional() }).optional(),
});

/**
 * The pull request that a run is about. A run that was started by another one (`workflow_run`) learns it from GitHub
 * alone, by the commit that the other one ran on: undefined where no open pull request ends there any more.
 *
 * @see https://docs.github.com/en/rest/issues/comments
 */
export async function github(env: NodeJS.ProcessEnv, number: number | undefined): Promise<Thread | undefined> {
    const { GITHUB_REPOSITORY: repository = "" } = env;
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
        throw new Refusal("say the repository: GITHUB_REPOSITORY=owner/name", 2);
    const token = tokenIn(env, "GITHUB_TOKEN", "a token that may write on pull requests");
    const api: Api = {
        host: "GitHub",
        address: env.GITHUB_API_URL ?? "https://api.github.com",
        headers: {
            authorization: `Bearer ${token}`,
            accept: "application/vnd.github+json",
            "x-github-api-version": "2022-11-28",
            "user-agent": "samestack",
        },
        rights: `the one in GITHUB_TOKEN needs pull-requests: write on ${repository}`,
    };
    const event = eventOf(env);
    const at = number ?? event.pull_request?.number ?? (await pullOf(api, repository, event));
    if (at === undefined) return undefined;
    const issue = `/repos/${repository}/issues`;
    return {
        called: `pull request ${at}`,
        limit: 65_536,
        run: {
            url: event.workflow_run?.html_url ?? runOf(env, repository),
            commit: event.workflow_run?.head_sha ?? event.pull_request?.head.sha ?? env.GITHUB_SHA ?? "",
        },
        find: async (mark) => {
            const us = await loginOf(api);
            return findIn(
                api,
                `${issue}/${at}/comments?`,
                Comments,
                ({ body, user }) => user?.login === us && (body ?? "").startsWith(mark),
            );
        },
        create: async (body) => {
            await ask(api, { path: `${issue}/${at}/comments`, method: "POST", body: { body } }, z.unknown());
        },
        update: async ({ id }, body) => {
            await ask(api, { path: `${issue}/comments/${id}`, method: "PATCH", body: { body } }, z.unknown());
        },
    };
}

function eventOf({ GITHUB_EVENT_PATH: file }: NodeJS.ProcessEnv): z.infer<typeof Event> {
    return file === undefined || file === "" ? {} : Event.parse(JSON.parse(fs.readFileSync(file, "utf8")));
}

// The run's own list of pull requests is empty for forks, and what the run left behind is anybody's word.
async function pullOf(
    api: Api,
    repository: string,
    { workflow_run: run, repository: about }: z.infer<typeof Event>,
): Promise<number | undefined> {
    if (!run) throw new Refusal("say which pull request: --number 12", 2);
    const head = encodeURIComponent(`${run.head_repository.owner.login}:${run.head_branch}`);
    const base = encodeURIComponent(about?.default_branch ?? "main");
    const pull = await findIn(
        api,
        `/repos/${repository}/pulls?state=open&head=${head}&base=${base}&`,
        Pulls,
        ({ head: { sha } }) => sha === run.head_sha,
    );
    return pull?.number;
}

/** Who we are. The token of a workflow may not ask, and is always that of one and the same. */
async function loginOf(api: Api): Promise<string> {
    try {
        return (await ask(api, { path: "/user" }, User)).answer.login;
    } catch (error) {
        if (error instanceof Unanswered && error.status === 403 && !error.again) return "github-actions[bot]";
        throw error;
    }
}

function runOf({ GITHUB_SERVER_URL: server, GITHUB_RUN_ID: run }: NodeJS.ProcessEnv, repository: string): string {
    return server === undefined || run === undefined ? "" : `${server}/${repository}/actions/runs/${run}`;
}
