import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { pluginPath } from "./plugins";

describe("the plugins that an engine of ours finds", () => {
    let folder: string;
    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-plugins-"));
    });
    afterEach(() => {
        fs.rmSync(folder, { recursive: true });
    });

    const kubernetes = path.join(__dirname, "bin", "kubernetes");
    const aws = path.join(__dirname, "bin", "aws");
    const official = (...at: string[]) => {
        const into = path.join(folder, ...at);
        fs.mkdirSync(into, { recursive: true });
        fs.writeFileSync(path.join(into, "pulumi-resource-kubernetes"), "#!/bin/sh\n", { mode: 0o755 });
        return into;
    };
    const environment = (rest: NodeJS.ProcessEnv = {}) => ({ PATH: "/nowhere", PULUMI_HOME: folder, ...rest });

    it("are our stand-ins where nothing else is at hand", () => {
        assert.deepEqual(pluginPath(environment()), {
            path: [kubernetes, aws],
            kubernetes: "stand-in",
            aws: "stand-in",
        });
    });

    it("are the official one from PATH, but never our own taken for it", () => {
        const found = official("somewhere");
        const PATH = [kubernetes, aws, found].join(path.delimiter);
        assert.deepEqual(pluginPath(environment({ PATH })), {
            path: [aws, found],
            kubernetes: "official",
            aws: "stand-in",
        });
        assert.equal(pluginPath(environment({ PATH: kubernetes })).kubernetes, "stand-in");
    });

    it("are the newest official one of the plugin cache", () => {
        official("plugins", "resource-kubernetes-v4.9.0");
        const newest = official("plugins", "resource-kubernetes-v4.34.2");
        official("plugins", "resource-kubernetes-v3.30.0");
        assert.deepEqual(pluginPath(environment()).path, [aws, newest]);
    });

    it("are not what cannot be run", () => {
        fs.chmodSync(
            path.join(official("plugins", "resource-kubernetes-v4.34.2"), "pulumi-resource-kubernetes"),
            0o644,
        );
        assert.equal(pluginPath(environment()).kubernetes, "stand-in");
    });

    it("are what SAMESTACK_PROVIDER says, and AWS never but a stand-in", () => {
        const PATH = official("somewhere");
        assert.equal(pluginPath(environment({ PATH, SAMESTACK_PROVIDER: "stand-in" })).kubernetes, "stand-in");
        const forced = pluginPath(environment({ SAMESTACK_PROVIDER: "official" }));
        assert.deepEqual(forced, { path: [aws], kubernetes: "official", aws: "stand-in" });
        assert.throws(
            () => pluginPath(environment({ SAMESTACK_PROVIDER: "mine" })),
            /is "mine"; it may be official or stand-in/,
        );
    });
});
