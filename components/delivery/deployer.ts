import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Image } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace, type Opens } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { DeployerSaid } from "./args";
import { DeliveredNamespace } from "./delivered-namespace";
import { deployerDashboard } from "./deployer-watch";
import { credentialsOf, deployerPod, NAME } from "./deployer-pod";
import type { Delivery } from "./index";

/** git, an ssh client and a shell; on Alpine, rebuilt for each release of git. */
export const git: Image = {
    repository: "docker.io/alpine",
    name: "git",
    // renovate: datasource=docker depName=docker.io/alpine/git
    version: "v2.54.0",
};

/**
 * kubectl and a shell: upstream's own image of kubectl has no shell to loop in. Of the middle one of the Kubernetes
 * minors that samestack runs on, for kubectl keeps to one minor above and below its own.
 *
 * @see https://kubernetes.io/releases/version-skew-policy/#kubectl
 */
export const kubectl: Image = {
    repository: "docker.io/alpine",
    name: "k8s",
    // renovate: datasource=docker depName=docker.io/alpine/k8s
    version: "1.35.6",
};

/** What both containers run: `deployer.sh`, beside this file. */
const script = fs.readFileSync(path.join(__dirname, "deployer.sh"), "utf8");

/**
 * The deployer, which is the course's bastion: git pull, kubectl apply. It looks at a branch, and gives each of its
 * namespaces its folder of the newest commit; what the commit no longer holds it deletes (an ApplySet knows what came
 * from it), and what somebody changed by hand it changes back. Its ServiceAccount has rights in these namespaces only.
 *
 * One pod, replaced and never doubled: two would delete each other's objects. While it is away nothing is delivered, and
 * all that was delivered runs on. It is ready while everything the branch says is applied, so a pod that is not ready is
 * the sign of a failure, and an alert.
 *
 * @see https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#alternative-kubectl-apply-f-directory-prune
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-cli/3659-kubectl-apply-prune
 */
export class Deployer extends pulumi.ComponentResource implements Delivery {
    readonly consoles = [];
    readonly dashboards: Dashboard[] = [deployerDashboard];

    constructor(
        name: string,
        { place, said, secrets }: { place: Place; said: DeployerSaid; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:delivery:Deployer", name, { place: place.name, ...said }, opts);
        const here = { parent: this };

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAME,
                role: "delivery",
                podSecurity: "restricted",
                opens: [{ to: "apiServer" }, ...flowTo(said.repository)],
            },
            here,
        );
        const metadata = { name: NAME, namespace: namespace.name };
        const account = new k8s.core.v1.ServiceAccount(
            `${name}-account`,
            // Only one of the containers has its token.
            { metadata, automountServiceAccountToken: false },
            here,
        );
        const given = Object.entries(said.namespaces).flatMap(
            ([called, words]) =>
                new DeliveredNamespace(
                    `${name}-${called}`,
                    { called, said: words, deployer: { name: NAME, namespace: NAME } },
                    { parent: this, protect: !said.allowDestroy },
                ).ready,
        );
        const commands = new k8s.core.v1.ConfigMap(
            `${name}-script`,
            { metadata, data: { "deployer.sh": script } },
            here,
        );
        const kept = credentialsOf(said, secrets);
        const credentials = kept && new k8s.core.v1.Secret(`${name}-credentials`, { metadata, stringData: kept }, here);

        new k8s.apps.v1.Deployment(
            name,
            {
                metadata: {
                    ...metadata,
                    // Ready says that the repository was applied, for which nothing of the stack waits.
                    annotations: { "pulumi.com/skipAwait": "true" },
                },
                spec: {
                    replicas: 1,
                    strategy: { type: "Recreate" },
                    selector: { matchLabels: { app: NAME } },
                    template: {
                        metadata: {
                            labels: { app: NAME },
                            // Another script is another pod; of itself a shell reads on in the file it has begun.
                            annotations: {
                                "samestack.dev/script": createHash("sha256").update(script).digest("hex").slice(0, 16),
                            },
                        },
                        spec: deployerPod(said, { pull: git, apply: kubectl }),
                    },
                },
            },
            {
                parent: this,
                dependsOn: [namespace, account, commands, ...(credentials ? [credentials] : []), ...given],
            },
        );

        this.registerOutputs({});
    }
}

/** The flow to the server of a repository: by ssh at 22 unless the address says a port, by https at 443, which is open. */
function flowTo(repository: string): Opens[] {
    const url = /^(https|ssh):\/\//.test(repository) ? new URL(repository) : undefined;
    const port =
        url?.port === undefined || url.port === "" ? (url?.protocol === "https:" ? 443 : 22) : Number(url.port);
    return port === 443 ? [] : [{ to: "internet", ports: [port] }];
}
