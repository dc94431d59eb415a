import * as path from "node:path";
import { parseArgs } from "node:util";

import { door } from "./door";
import { openSandbox } from "./sandbox/open";
import { look, type Seen, summarize } from "./sandbox/summary";
import { bringUp } from "./sandbox/up";
import { Progress, table } from "./terminal";
import { roles } from "../stacks/environment";
import { environmentFile } from "../stacks/file";

const help = `npm start [-- --environment <name>] [--charts <source>] [--json]

Brings an environment up on this machine: a real Pulumi engine, a real Kubernetes API server, simulated nodes. Needs Node
and Go, and builds what else it needs once (about a quarter of an hour on two cores). Safe to stop with Ctrl-C and to run
again.

  --environment <name>  which Pulumi.<name>.yaml; dev unless said
  --charts <source>     upstream, a mirror (https://…, oci://…) or a directory; stand-ins of this repository unless said
  --json                the table as JSON

Examples
  npm start
  npm start -- --environment mixed
  npm start -- --charts upstream`;

door(help, async () => {
    const { values } = parseArgs({
        options: {
            environment: { type: "string", default: "dev" },
            charts: { type: "string" },
            json: { type: "boolean", default: false },
        },
    });
    const { environment } = values;
    // The engine runs in a folder of its own.
    const charts = values.charts?.startsWith(".") ? path.resolve(values.charts) : values.charts;
    const said = environmentFile(environment);
    const progress = new Progress();
    // The engine is in this terminal too, hears Ctrl-C itself, and ends its run in order.
    process.on("SIGINT", () => {
        progress.say("stopping: the run ends with what it has begun; run npm start again to go on");
    });

    const sandbox = await openSandbox({ environment, said, directory: path.resolve(".samestack"), charts, progress });
    await bringUp(sandbox, progress);

    const seen = new Map<string, Seen>();
    for (const [place, cluster] of sandbox.clusters) seen.set(place, await look(cluster.kubeconfig));
    const rows = summarize((await sandbox.stack.exportStack()).deployment, seen, {
        pins: sandbox.pins,
        roles: [...roles, "contract"],
    });
    if (values.json) {
        console.log(JSON.stringify({ environment, standins: sandbox.standins, systems: rows }, undefined, 2));
        return;
    }
    const columns = ["place", "role", "system", "version", "state", "address"] as const;
    // A line for each further address, so that none is too long for a terminal.
    const lines = rows.flatMap(({ addresses: [first = "", ...others], ...row }) => [
        { ...row, address: first },
        ...others.map((address) => ({ place: "", role: "", system: "", version: "", state: "", address })),
    ]);
    console.log(table(lines, { columns: sandbox.clusters.size === 1 ? columns.slice(1) : columns }));
    for (const sentence of sandbox.standins) console.log(`Note: ${sentence}.`);
    const kubeconfig = [...sandbox.clusters.values()].map((cluster) =>
        path.relative(process.cwd(), cluster.kubeconfig),
    );
    console.log(`Look around: kubectl --kubeconfig ${kubeconfig.join(":")} get pods -A`);
    console.log("Take it down: npm run sandbox -- down");
});
