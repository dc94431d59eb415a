import { stringify } from "yaml";

import type { Listed } from "./order";

/**
 * A pipeline for GitLab with a job for each environment, by the templates of `.gitlab/environments.yml`. Previews run side
 * by side; `up` goes one after another.
 *
 * @see https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#dynamic-child-pipelines
 */
export function gitlabPipeline(what: "preview" | "up", environments: readonly Listed[]): string {
    const names = environments.map(({ environment }) => environment);
    const jobs = names.map((name, index) => {
        const before = what === "up" ? names.slice(Math.max(0, index - 1), index) : [];
        return [
            `${what} ${name}`,
            { extends: `.${what}`, variables: { ENVIRONMENT: name }, needs: before.map((other) => `up ${other}`) },
        ];
    });
    // A pipeline without jobs would be refused.
    const none = names.length === 0 ? [["nothing", { extends: ".nothing" }]] : [];
    return stringify({
        include: [{ local: ".gitlab/environments.yml" }],
        ...(Object.fromEntries([...jobs, ...none]) as Record<string, unknown>),
    });
}
