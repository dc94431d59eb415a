import { z } from "zod";

import { type Api, ask, findIn, type Thread, tokenIn } from "./host";
import { Refusal } from "../terminal";

const User = z.object({ id: z.number() });
const Notes = z.array(z.object({ id: z.number(), body: z.string(), author: User }));

/**
 * The merge request of a pipeline. A job's own token may not write notes, so it takes a project's access token.
 *
 * @see https://docs.gitlab.com/api/notes/#merge-requests
 */
export function gitlab(env: NodeJS.ProcessEnv, number: number | undefined): Thread {
    const { CI_PROJECT_ID: project = "", CI_API_V4_URL: address = "https://gitlab.com/api/v4" } = env;
    const { CI_MERGE_REQUEST_IID: own = "" } = env;
    if (!/^\d+$/.test(project)) throw new Refusal("say the project by its number: CI_PROJECT_ID=12", 2);
    const token = tokenIn(env, "GITLAB_TOKEN", "a project's access token with the scope api");
    const at = number ?? (/^\d+$/.test(own) ? Number(own) : undefined);
    if (at === undefined) throw new Refusal("say which merge request: --number 12", 2);
    const api: Api = {
        host: "GitLab",
        address,
        headers: { "private-token": token },
        rights: `the one in GITLAB_TOKEN needs the scope api and the role Reporter in project ${project}`,
    };
    const notes = `/projects/${project}/merge_requests/${at}/notes`;
    return {
        called: `merge request ${at}`,
        limit: 1_000_000,
        run: { url: env.CI_PIPELINE_URL ?? "", commit: env.CI_COMMIT_SHA ?? "" },
        find: async (mark) => {
            const us = (await ask(api, { path: "/user" }, User)).answer.id;
            return findIn(
                api,
                `${notes}?sort=asc&order_by=created_at&`,
                Notes,
                ({ body, author }) => author.id === us && body.startsWith(mark),
            );
        },
        create: async (body) => {
            await ask(api, { path: notes, method: "POST", body: { body } }, z.unknown());
        },
        update: async ({ id }, body) => {
            await ask(api, { path: `${notes}/${id}`, method: "PUT", body: { body } }, z.unknown());
        },
    };
}
