import { setMaxListeners } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { measure } from "./bench/measure";
import { report, written } from "./bench/report";
import { door } from "./door";
import { Progress, Refusal } from "./terminal";
import { environmentFile } from "../stacks/file";

const help = `npm run bench [-- --places <n>] [--runs <n>] [--charts <source>] [--json]

Measures how fast the stack is, on sandbox clusters of its own in a temporary folder, and prints ratios and figures with
the goals they have. Nothing but a failure makes the exit code 1. About a minute for each run and place on two cores.

What is measured, as the median of all runs, after one that does not count:
  program start   from the start of Node until dev is registered against a pretend engine, and the peak of its memory
  preview         from the start of Node until the real engine has found that a stack that is up needs no change
  up              from the start of Node until the real engine has brought dev up on a fresh cluster
  at once         the objects that this came down to, applied to a fresh cluster side by side until all are accepted,
                  and waited for until every workload is ready
  chart by chart  helm upgrade --install --wait for each chart in its turn, kubectl apply for the objects between
All but the last two with dev in 1, 2, 4 … places, up to --places.

  --places <n>       up to how many places, 1 to 8; 4 unless said
  --runs <n>         how often everything is measured, 1 to 20; 3 unless said
  --charts <source>  upstream, a mirror (https://…, oci://…) or a directory; stand-ins of this repository unless said
  --json             everything as JSON, each run's values among it

Examples
  npm run bench
  npm run bench -- --places 1 --runs 5
  SAMESTACK_PROVIDER=stand-in npm run bench -- --json > bench.json`;

door(help, async () => {
    const { values } = parseArgs({
        options: {
            places: { type: "string", default: "4" },
            runs: { type: "string", default: "3" },
            charts: { type: "string" },
            json: { type: "boolean", default: false },
        },
    });
    const places = count("places", values.places, 8);
    const runs = count("runs", values.runs, 20);
    const sizes = [1, 2, 4, 8].filter((size) => size < places).concat(places);

    const interrupted = new AbortController();
    // Every request under way listens.
    setMaxListeners(0, interrupted.signal);
    const stop = () => {
        interrupted.abort(new Refusal("interrupted: the clusters are ended and nothing is left of them"));
    };
    // Once: who presses Ctrl-C again does not want to wait for that.
    process.once("SIGINT", stop).once("SIGTERM", stop);

    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-bench-"));
    try {
        const measured = await measure({
            environment: "dev",
            said: environmentFile("dev"),
            sizes,
            runs,
            charts: values.charts,
            folder,
            progress: new Progress(),
            signal: interrupted.signal,
        });
        const result = report(measured);
        console.log(values.json ? JSON.stringify(result, undefined, 2) : written(result));
    } catch (error) {
        // Whatever else failed because of it.
        interrupted.signal.throwIfAborted();
        throw error;
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
        process.off("SIGINT", stop).off("SIGTERM", stop);
    }
});

function count(name: string, said: string, most: number): number {
    const number = Number(said);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new Refusal(`--${name} is ${said}; it takes a whole number from 1 to ${most}`);
}
