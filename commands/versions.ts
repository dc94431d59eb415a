import * as path from "node:path";
import { parseArgs } from "node:util";

import { door } from "./door";
import { helmRenderer } from "./plan/compare";
import { chosenOf, environmentsIn } from "./render/environments";
import { findTools } from "./sandbox/tools";
import { Progress } from "./terminal";
import { helmReader } from "./versions/collect";
import { renewRemovals } from "./versions/removals";
import { exitCodeOf, jsonOf, textOf } from "./versions/report";
import { makeVersions } from "./versions/make";

const help = `npm run versions -- [environment…] [--live] [--json]

What is pinned, with the Kubernetes it is known to run on; whether the Kubernetes of each place is one of those; and which
objects are of an API that a later Kubernetes drops. Without cluster, account or passphrase, unless you say --live.

  --live             asks the cluster of each place what it runs, by Helm's records and labels: the same as is pinned,
                     behind or ahead. By the kubeconfig of the environment; of EKS and of a kubeconfig that is a secret,
                     by what the stack's state holds, for which Pulumi must be logged in
  --json             for a script
  --renew <folder>   writes the list of what Kubernetes drops anew, from its sources as Go keeps them; say it for each:
                     k8s.io/api of now and of v0.24, k8s.io/apiextensions-apiserver, k8s.io/kube-aggregator

0: all is well; 1: a place is refused, its Kubernetes is not supported or does not serve an object, or its cluster does not
answer; 2: called wrongly; 3: a place runs other versions than are pinned.

Examples
  npm run versions
  npm run versions -- on-premise --live
  npm run versions -- --renew ~/go/pkg/mod/k8s.io/api@v0.36.3`;

const root = path.join(__dirname, "..");

door(help, async () => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            live: { type: "boolean", default: false },
            json: { type: "boolean", default: false },
            renew: { type: "string", multiple: true },
        },
    });
    if (values.renew !== undefined) {
        const { removals, known } = renewRemovals(values.renew);
        console.log(`commands/versions/removals.yaml: ${removals.length} kinds, as Kubernetes ${known} plans it`);
        return;
    }
    const all = environmentsIn(root);
    const names = chosenOf(
        all.map(({ name }) => name),
        positionals,
    );
    const helm = findTools().find(({ name }) => name === "helm")?.path;
    const wanted = all.filter(({ name }) => names.includes(name));
    const report = await makeVersions(root, wanted, {
        reader: helm === undefined ? undefined : helmReader(helm, helmRenderer(helm)),
        live: values.live,
        progress: new Progress(),
    });
    process.stdout.write(values.json ? jsonOf(report) : textOf(report, process.stdout));
    process.exitCode = exitCodeOf(report);
});
