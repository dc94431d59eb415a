import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { door } from "./door";
import { clusterNames, clusterStatus, stopCluster } from "./sandbox/cluster";
import { findTools, tools } from "./sandbox/tools";
import { Progress, Refusal, table } from "./terminal";

const help = `npm run sandbox -- status | down [--json]

  status   the clusters of this checkout's sandbox, and the tools they run on
  down     ends the clusters and removes all that the sandbox wrote here; the tools stay in the cache

Examples
  npm run sandbox -- status
  npm run sandbox -- down`;

door(help, async () => {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "boolean" } } });
    const directory = path.resolve(".samestack");
    const [word = "none"] = positionals;
    switch (word) {
        case "status":
            await status(directory, values.json ?? false);
            return;
        case "down":
            await down(directory);
            return;
        default:
            throw new Refusal(`sandbox does status or down, got ${word}\n\n${help}`, 2);
    }
});

async function status(directory: string, json: boolean): Promise<void> {
    const found = findTools();
    const missing = found.filter((tool) => tool.path === undefined);
    const clusters =
        missing.length > 0
            ? []
            : await Promise.all(
                  clusterNames(directory).map(async (name) =>
                      clusterStatus(name, await tools(new Progress()), { directory }),
                  ),
              );
    if (json) {
        console.log(JSON.stringify({ clusters, tools: found }, undefined, 2));
        return;
    }
    console.log(
        table(
            found.map((tool) => ({ tool: tool.name, version: tool.version, where: tool.path ?? "not built yet" })),
            { columns: ["tool", "version", "where"] },
        ),
    );
    console.log("");
    if (clusters.length === 0) console.log("No cluster: npm start brings one up.");
    else {
        console.log(
            table(
                clusters.map((one) => ({
                    cluster: one.name,
                    state: one.reachable ? "up" : one.running ? "not answering" : "down",
                    kubernetes: one.version,
                    nodes: String(one.nodes ?? 0),
                    pods: String(one.pods ?? 0),
                })),
                { columns: ["cluster", "state", "kubernetes", "nodes", "pods"] },
            ),
        );
    }
}

async function down(directory: string): Promise<void> {
    const names = clusterNames(directory);
    const progress = new Progress();
    const found = names.length === 0 ? undefined : await tools(progress);
    for (const name of names) {
        const step = progress.step(`Ending ${name}`, { estimate: 3 });
        if (found) await stopCluster(name, found, { directory });
        step.done();
    }
    fs.rmSync(directory, { recursive: true, force: true });
    console.log(names.length === 0 ? "There was no sandbox." : `The sandbox is gone: ${names.join(", ")}.`);
}
