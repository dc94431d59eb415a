import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { lookAtAll, type LivePlace } from "../../../../commands/parity/live/all";
import type { Drift } from "../../../../commands/parity/live/drift";
import type { Looked } from "../../../../commands/parity/live/look";
import { kubeconfigsIn } from "../../../../commands/parity/live/reach";
import { exitCodeOf } from "../../../../commands/parity/make";
import { jsonOf } from "../../../../commands/parity/json";
import type { PlaceRendered } from "../../../../commands/parity/objects";
import { pageOf } from "../../../../commands/parity/page";
import { textOf } from "../../../../commands/parity/text";
import { Progress } from "../../../../commands/terminal";
import { root } from "../../../environments";
import { temporaryFolder } from "../../../folder";

const place = (name: string, cluster: object = {}): PlaceRendered => ({
    environment: "mixed",
    name,
    domain: `${name}.example.org`,
    said: { cluster },
    spoken: {},
    kubernetes: "1.36",
    systems: [],
    objects: [],
});
const about = { role: "ingress", system: "Traefik" };
const drift: Drift[] = [
    {
        ...about,
        what: "changed",
        object: "apps Deployment traefik/traefik",
        path: "spec.replicas",
        expected: 2,
        found: 5,
    },
    { ...about, what: "changed", object: "Secret traefik/key", path: 'data["a"]', by: "kubectl-edit" },
    { ...about, what: "missing", object: "Service traefik/<traefik>" },
    { ...about, what: "extra", object: "ConfigMap traefik/left-over", by: "kubectl-create" },
];
const looked = (found: Drift[], untold: string[] = []): Looked => ({
    drift: found,
    live: place("paris"),
    compared: 12,
    byControllers: ["longhorn.io Volume longhorn-system/one"],
    untold,
});
const report = (...live: LivePlace[]) => ({ pairs: [], notes: [], live });
const paris = { place: place("paris"), looked: looked(drift) };
const oslo = { place: place("oslo"), unreached: "oslo: https://192.0.2.1 refuses the connection" };

describe("what parity says of clusters as they are", () => {
    it("names on a terminal everything that is otherwise, and the place that cannot be reached", () => {
        assert.equal(
            textOf(report(paris, oslo), { write: () => undefined }),
            `Live: mixed, paris
Otherwise than the program says, in 4 things: 12 objects compared.
  ingress · Traefik: apps Deployment traefik/traefik spec.replicas
      expected: 2
      found: 5
  ingress · Traefik: Secret traefik/key data["a"]: kubectl-edit wrote it
  ingress · Traefik: Service traefik/<traefik> is missing
  ingress · Traefik: ConfigMap traefik/left-over is there, and nobody asked for it: kubectl-create made it
  1 object more in the stack's namespaces, which controllers made.

Live: mixed, oslo
Not looked at: oslo: https://192.0.2.1 refuses the connection.
`,
        );
    });

    it("says the same in the page, escaped, and in JSON", () => {
        const page = pageOf(report(paris, oslo));
        assert.match(page, /<code>Service traefik\/&lt;traefik&gt; is missing<\/code>/);
        assert.match(page, /<span>expected: 2<\/span><span>found: 5<\/span>/);
        assert.match(page, /Not looked at: oslo: https:\/\/192\.0\.2\.1 refuses the connection\./);
        const { live } = JSON.parse(jsonOf(report(paris, oslo))) as { live: { place: string; drift?: unknown }[] };
        assert.deepEqual(
            live.map(({ place, drift }) => [place, drift]),
            [
                ["paris", drift],
                ["oslo", undefined],
            ],
        );
        assert.equal("live" in (JSON.parse(jsonOf({ pairs: [], notes: [] })) as object), false);
    });

    it("ends with 1 where something is otherwise, and with 3 where nothing is but not all was looked at", () => {
        const right = { place: place("paris"), looked: looked([]) };
        const partly = { place: place("paris"), looked: looked([], ["objects of kind Secret cannot be listed"]) };
        assert.equal(exitCodeOf(report(right)), 0);
        assert.equal(exitCodeOf(report(right, partly)), 3);
        assert.equal(exitCodeOf(report(right, oslo)), 3);
        assert.equal(exitCodeOf(report(paris, oslo)), 1);
    });
});

describe("how parity reaches a cluster", () => {
    const folder = temporaryFolder();
    const before = process.env.PATH;
    afterEach(() => {
        process.env.PATH = before;
    });
    const fixture = fs.readFileSync(path.join(root, "test", "fixtures", "kubeconfig.yaml"), "utf8");

    /** Puts a program on PATH that notes how it was called and does the rest. */
    function program(name: string, rest: string): string {
        folder.write({ [`bin/${name}`]: `#!/bin/sh\necho "$@" > "${folder.path}/called"\n${rest}\n` });
        fs.chmodSync(path.join(folder.path, "bin", name), 0o755);
        process.env.PATH = `${path.join(folder.path, "bin")}:${before ?? ""}`;
        return path.join(folder.path, "called");
    }

    it("takes the environment's own file, from the project's folder, and its context", async () => {
        folder.write({ "paris.kubeconfig": fixture });
        const said = { kind: "existing", kubeconfig: "./paris.kubeconfig", context: "test" };
        const text = await kubeconfigsIn(folder.path)(place("paris", said));
        assert.match(text, /127\.0\.0\.1:1/);
        const other = kubeconfigsIn(folder.path)(place("paris", { ...said, context: "atlantis" }));
        await assert.rejects(other, /^Error: paris: .* has no context "atlantis"/);
    });

    it("asks the engine for a kubeconfig that is a secret", async () => {
        folder.write({ kubeconfig: fixture });
        const called = program("pulumi", `cat "${folder.path}/kubeconfig"`);
        const said = { kind: "existing", kubeconfig: { secret: "paris" } };
        assert.match(await kubeconfigsIn(folder.path)(place("paris", said)), /127\.0\.0\.1:1/);
        const words = `config get samestack:paris --stack mixed --cwd ${folder.path}\n`;
        assert.equal(fs.readFileSync(called, "utf8"), words);
    });

    it("has the aws command write that of EKS, and says in one sentence what it refuses", async () => {
        folder.write({ kubeconfig: fixture });
        const said = { kind: "eks", region: "eu-west-1" };
        const called = program("aws", `for file; do :; done; cp "${folder.path}/kubeconfig" "$file"`);
        assert.match(await kubeconfigsIn(folder.path)(place("ireland", said)), /127\.0\.0\.1:1/);
        assert.match(
            fs.readFileSync(called, "utf8"),
            /^eks update-kubeconfig --name \S*ireland\S* --region eu-west-1 --kubeconfig /,
        );
        program("aws", "echo 'Unable to locate credentials' >&2; exit 253");
        await assert.rejects(kubeconfigsIn(folder.path)(place("ireland", said)), {
            name: "Refusal",
            message: /is asked for by the aws command, and aws refuses: Unable to locate credentials$/,
        });
    });

    it("goes on with the others where one does not answer", async () => {
        folder.write({ "paris.kubeconfig": fixture });
        const said = { kind: "existing", kubeconfig: "./paris.kubeconfig" };
        const places = [place("paris", said), place("oslo", { ...said, kubeconfig: "./oslo.kubeconfig" })];
        const found = await lookAtAll(places, {
            renderer: undefined,
            kubeconfigs: kubeconfigsIn(folder.path),
            progress: new Progress({ write: () => undefined }),
        });
        const [here, there] = found.map(({ unreached }) => unreached ?? "");
        assert.match(here ?? "", /^paris: https:\/\/127\.0\.0\.1:1 \(context test\) refuses the connection/);
        assert.match(there ?? "", /^oslo: .*oslo\.kubeconfig/);
    });
});
