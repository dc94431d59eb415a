import type * as pulumi from "@pulumi/pulumi";

import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { DeployerSaid } from "./args";
import { Deployer } from "./deployer";
import { type AgentNeeds, GitLabAgent } from "./gitlab-agent";
import type { AgentArgs, RunnerArgs } from "./gitlab-args";
import { GitLabRunner, type RunnerNeeds } from "./gitlab-runner";

interface Given {
    place: Place;
    said: { runner?: RunnerArgs; agent?: AgentArgs; deployer?: DeployerSaid };
    /** Where GitLab answers, for its runner. */
    gitlab: RunnerNeeds["gitlab"];
    /** Where its agent server answers. */
    server: AgentNeeds["server"];
    secrets: Secrets;
}

/**
 * What of a GitLab stands in the place, wherever GitLab itself is: a runner for its pipelines, an agent by which they
 * reach the cluster, a deployer that pulls from it; each if the environment says so.
 *
 * @returns what they want seen of themselves.
 */
export function gitlabParts(
    name: string,
    { place, said: { runner, agent, deployer }, gitlab, server, secrets }: Given,
    opts: pulumi.ComponentResourceOptions,
): Dashboard[] {
    return [
        ...(runner
            ? [new GitLabRunner(`${name}-runner`, { place, said: runner, gitlab, secrets }, opts).dashboard]
            : []),
        ...(agent ? [new GitLabAgent(`${name}-agent`, { place, said: agent, server, secrets }, opts).dashboard] : []),
        ...(deployer ? new Deployer(`${name}-deployer`, { place, said: deployer, secrets }, opts).dashboards : []),
    ];
}
