import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { cacheFolder } from "../../../commands/sandbox/build";
import { pinnedVersion, pins } from "../../../commands/sandbox/pins";
import { findTools, tools } from "../../../commands/sandbox/tools";
import { Progress, Refusal } from "../../../commands/terminal";

const kubernetes = pinnedVersion(pins.filter(({ name }) => name === "kubernetes")[0] ?? assert.fail());
const minor = Number(kubernetes.split(".")[1]);

/** Plays Go: says a version, and "builds" what go.mod's folder is for; or says and ends as told. */
const go = (options: { version?: string; says?: string; code?: number } = {}) => `#!/bin/sh
if [ "$1" = version ]; then ${options.version ?? 'echo "go version go1.26.8 linux/amd64"'}; exit; fi
echo "$(basename "$PWD")" >> "$LOG"
echo "$GOFLAGS|$GOWORK|$1 $2|$HOME" >> "$LOG.env"
${options.says === undefined ? "" : `echo '${options.says}' >&2`}
for word in "$@"; do if [ "$previous" = -o ]; then out="$word"; fi; previous="$word"; done
case "$(basename "$PWD")" in
    etcd) names=server ;; helm) names=helm ;; pulumi) names=pulumi ;; kwok) names="kwok kwokctl" ;;
    kubernetes) names="kube-apiserver kube-controller-manager kube-scheduler kubectl" ;;
esac
for name in $names; do echo '#!/bin/sh' > "$out$name"; done
exit ${options.code ?? 0}
`;

describe("finding and building the tools of the sandbox", () => {
    let folder: string;
    let env: NodeJS.ProcessEnv;
    const progress = () => new Progress({ write: () => undefined });

    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "tools-"));
        fs.mkdirSync(path.join(folder, "bin"));
        env = {
            // What the scripts themselves need is found without PATH being searched for tools: it has none of them.
            PATH: [path.join(folder, "bin"), path.join(folder, "system")].join(path.delimiter),
            SAMESTACK_CACHE: path.join(folder, "cache"),
            HOME: folder,
            LOG: path.join(folder, "built"),
        };
        fs.mkdirSync(path.join(folder, "system"));
        for (const name of ["sh", "basename", "echo"]) {
            const at = ["/bin", "/usr/bin"].map((bin) => path.join(bin, name)).find((file) => fs.existsSync(file));
            fs.symlinkSync(at ?? assert.fail(`this machine has no ${name}`), path.join(folder, "system", name));
        }
    });
    afterEach(() => {
        fs.rmSync(folder, { recursive: true, force: true });
    });

    function program(name: string, text: string): string {
        const file = path.join(folder, "bin", name);
        fs.writeFileSync(file, text, { mode: 0o755 });
        return file;
    }
    const built = () =>
        fs.existsSync(path.join(folder, "built"))
            ? fs.readFileSync(path.join(folder, "built"), "utf8").trim().split("\n")
            : [];
    const refusal = async (): Promise<string> => {
        try {
            await tools(progress(), env);
        } catch (error) {
            assert.ok(error instanceof Refusal, String(error));
            return error.message;
        }
        return assert.fail("nothing was refused");
    };

    it("takes what fits from PATH", () => {
        const file = program("kubectl", `#!/bin/sh\necho "Client Version: v1.${minor - 1}.7"\n`);
        const found = findTools(env).find(({ name }) => name === "kubectl");
        assert.deepEqual(found, {
            name: "kubectl",
            command: "kubectl",
            path: file,
            where: "PATH",
            version: `1.${minor - 1}.7`,
            ignored: [],
        });
    });

    it("ignores what does not fit, and says why", () => {
        const file = program("kubectl", '#!/bin/sh\necho "Client Version: v1.20.0"\n');
        const found = findTools(env).find(({ name }) => name === "kubectl");
        assert.equal(found?.where, "missing");
        assert.deepEqual(found.ignored, [
            `${file} is 1.20.0; 1.${minor - 1}.x to 1.${minor + 1}.x serves: ` +
                "kubectl supports one minor version of difference to its cluster",
        ]);
    });

    it("ignores a program that does not say a version", () => {
        program("helm", "#!/bin/sh\nexit 3\n");
        const found = findTools(env).find(({ name }) => name === "helm");
        assert.match(found?.ignored[0] ?? "", /helm is of no known version; /);
    });

    it("asks a program once that PATH leads to twice", () => {
        program("helm", `#!/bin/sh\necho asked >> ${path.join(folder, "asked")}; echo v1.0.0\n`);
        fs.symlinkSync(path.join(folder, "bin"), path.join(folder, "again"));
        env.PATH = `${path.join(folder, "again")}${path.delimiter}${env.PATH ?? ""}`;
        assert.equal(findTools(env).find(({ name }) => name === "helm")?.ignored.length, 1);
        assert.equal(fs.readFileSync(path.join(folder, "asked"), "utf8"), "asked\n");
    });

    it("builds what is missing, once, and finds it again without Go", async () => {
        program("go", go());
        const paths = await tools(progress(), env);
        assert.deepEqual(built(), ["etcd", "helm", "kwok", "pulumi", "kubernetes"]);
        const files = Object.values(paths).map(String);
        assert.equal(files.length, 9);
        for (const file of files) assert.ok(fs.existsSync(file), file);
        assert.equal(path.basename(paths.etcd), "etcd");
        fs.rmSync(path.join(folder, "bin", "go"));
        assert.deepEqual(await tools(progress(), env), paths);
        assert.equal(built().length, 5);
        assert.deepEqual(
            findTools(env).map(({ where }) => where),
            files.map(() => "cache"),
        );
    });

    it("builds only the pins of what PATH lacks", async () => {
        for (const name of ["helm", "pulumi", "etcd"]) {
            const version = pinnedVersion(pins.find((pin) => pin.name === name) ?? assert.fail());
            program(name, `#!/bin/sh\necho v${version}\n`);
        }
        program("go", go());
        const paths = await tools(progress(), env);
        assert.deepEqual(built(), ["kwok", "kubernetes"]);
        assert.equal(paths.helm, path.join(folder, "bin", "helm"));
    });

    it("builds what the pins say, whatever flags and workspace the user has set", async () => {
        program("go", go());
        await tools(progress(), { ...env, GOFLAGS: "-mod=mod -race", GOWORK: "/somewhere/go.work" });
        const seen = fs.readFileSync(path.join(folder, "built.env"), "utf8").trim().split("\n");
        assert.equal(seen.length, 5);
        for (const line of seen) assert.equal(line, `-mod=readonly|off|build -mod=readonly|${folder}`);
    });

    it("builds once when two starts need the same", async () => {
        program("go", go());
        await Promise.all([tools(progress(), env), tools(progress(), env)]);
        assert.deepEqual([...built()].sort(), ["etcd", "helm", "kubernetes", "kwok", "pulumi"]);
    });

    it("leaves nothing under the final name when a build is cut off, and begins anew", async () => {
        program("go", go({ says: "signal: killed", code: 1 }));
        assert.match(await refusal(), /^building etcd was killed, most likely for want of memory/);
        const left = fs.readdirSync(cacheFolder(env));
        assert.deepEqual(
            left.filter((name) => !name.endsWith(".log")),
            [],
        );
        program("go", go());
        await tools(progress(), env);
    });

    it("says what to install when there is no Go", async () => {
        assert.equal(
            await refusal(),
            "pulumi, helm, kubectl, kwok, kwokctl, etcd, kube-apiserver, kube-controller-manager, kube-scheduler: not found, and " +
                "Go, which builds them, is not on PATH; install Go 1.26 or newer from https://go.dev/dl, or put them on PATH",
        );
    });

    it("says when Go is too old, whether Go notices itself or not", async () => {
        const needs =
            /^Go 1\.2[05]\S* is too old to build pulumi, .*: install Go 1\.26 or newer from https:\/\/go\.dev\/dl/;
        program("go", go({ version: 'echo "go version go1.20.3 linux/amd64"' }));
        assert.match(await refusal(), needs);
        const said = "go: go.mod requires go >= 1.26.0 (running go 1.25.1; GOTOOLCHAIN=local)";
        program("go", go({ version: `echo "${said}" >&2; exit 1` }));
        assert.match(await refusal(), needs);
    });

    it("says when modules cannot be fetched", async () => {
        const says = "go: x@v1: Get https://proxy.golang.org/x: dial tcp: lookup proxy.golang.org: no such host";
        program("go", go({ says, code: 1 }));
        const message = await refusal();
        assert.ok(message.startsWith("building etcd needs modules that are not on this machine"), message);
        assert.ok(message.includes("no such host"), message);
        const log = /all Go said is in (\S+)$/.exec(message)?.[1] ?? assert.fail(message);
        assert.equal(fs.readFileSync(log, "utf8"), `${says}\n`);
    });

    it("says when the disk is full, where, and how much is needed", async () => {
        program("go", go({ says: "link: write /x/go-build/y: no space left on device", code: 1 }));
        const message = await refusal();
        assert.match(message, /^the disk is full: building needs about 6 GB in /);
        assert.ok(message.includes(cacheFolder(env)), message);
    });

    it("says when pins and what was fetched do not agree", async () => {
        program("go", go({ says: "verifying x@v1: checksum mismatch", code: 1 }));
        assert.match(await refusal(), /^the pins of etcd in \S+ do not agree with what was fetched/);
    });

    it("gives Go's last words and its log for any other failure", async () => {
        program("go", go({ says: "x.go:1:2: undefined: y", code: 1 }));
        assert.match(await refusal(), /^building etcd failed: x\.go:1:2: undefined: y; all Go said is in \S+\.log$/);
    });

    it("keeps what it builds where it was told, else in the user's cache", () => {
        const below = path.join("samestack", "tools");
        assert.equal(cacheFolder({ SAMESTACK_CACHE: "/a", XDG_CACHE_HOME: "/b", HOME: "/c" }), path.join("/a", below));
        assert.equal(cacheFolder({ SAMESTACK_CACHE: "", XDG_CACHE_HOME: "/b", HOME: "/c" }), path.join("/b", below));
        assert.equal(cacheFolder({ XDG_CACHE_HOME: "", HOME: "/c" }), path.join("/c/.cache", below));
        assert.equal(cacheFolder({}), path.join(os.userInfo().homedir, ".cache", below));
    });
});
