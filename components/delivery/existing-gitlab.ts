import * as pulumi from "@pulumi/pulumi";

import type { Dashboard } from "../monitoring/dashboard";
import type { Opens } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { ExistingGitLabArgs } from "./gitlab-args";
import { gitlabParts } from "./gitlab-parts";
import type { Delivery } from "./index";

/** A GitLab that somebody else runs, and what of it stands in the place. */
export class ExistingGitLab extends pulumi.ComponentResource implements Delivery {
    readonly consoles = [];
    readonly dashboards: Dashboard[];

    constructor(
        name: string,
        { place, said, secrets }: { place: Place; said: ExistingGitLabArgs; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:delivery:ExistingGitLab", name, { url: said.url }, opts);
        const { certificateAuthority } = said;
        const url = said.url.replace(/\/$/, "");
        const address = said.agentServer ?? agentServerOf(url);
        this.dashboards = gitlabParts(
            name,
            {
                place,
                said,
                gitlab: { url, flow: flowTo(url), certificateAuthority },
                server: { address, flow: flowTo(address), certificateAuthority },
                secrets,
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}

/** Where a GitLab's agent server answers, as its makers set it up. */
export function agentServerOf(url: string): string {
    const { host } = new URL(url);
    return host === "gitlab.com" ? "wss://kas.gitlab.com" : `wss://${host}/-/kubernetes-agent/`;
}

/** The flow to a server at a port of its own; at 443 none is needed, for that is open to the API server's sake. */
export function flowTo(address: string): Opens | undefined {
    const { port, protocol } = new URL(address);
    const usual = protocol === "http:" ? 80 : 443;
    const number = port === "" ? usual : Number(port);
    return number === 443 ? undefined : { to: "internet", ports: [number] };
}
