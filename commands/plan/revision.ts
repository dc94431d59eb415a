import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

import { cacheFolder } from "../sandbox/build";
import { run } from "../sandbox/process";
import { Refusal } from "../terminal";

const exec = promisify(execFile);

/** A state of the repository, in a folder. */
export interface Revision {
    folder: string;
    /** As people say it: `the working tree`, or the first digits of a commit. */
    called: string;
    /** When it was committed, as git writes times; of a working tree its last commit. */
    committed: string;
    /** What is not quite as it was at that commit. */
    note?: string;
}

/** The names under which a main branch is looked for, in this order. */
const mains = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/** The working tree as it is, with what is not committed. */
export async function workingTree(root: string): Promise<Revision> {
    return { folder: root, called: "the working tree", committed: await git(root, "log", "-1", "--format=%cI") };
}

/**
 * A commit, in a folder of the user's cache that is made once, with the packages that its lock file names. Where these are
 * those of the working tree, they are its own; otherwise npm brings them; and where it cannot, those of the working tree
 * serve, and a note says so.
 */
export async function revision(root: string, name: string, env: NodeJS.ProcessEnv): Promise<Revision> {
    const commit = await git(root, "rev-parse", "--verify", "--quiet", `${name}^{commit}`).catch(() => {
        throw new Refusal(`there is no commit ${name}; say a branch, a tag or a commit, for example --base main`, 2);
    });
    // Its packages may be a link into this working tree; another one makes its own.
    const here = createHash("sha256").update(root).digest("hex").slice(0, 8);
    const folder = path.join(cacheFolder(env, "revisions"), `${commit}-${here}`);
    if (!fs.existsSync(folder)) await checkOut(root, commit, folder);
    const note = await packages(root, folder, env);
    const committed = await git(root, "log", "-1", "--format=%cI", commit);
    return { folder, called: commit.slice(0, 10), committed, note };
}

/** Where the working tree left the main branch. */
export async function mergeBase(root: string): Promise<string> {
    for (const main of mains) {
        const base = await git(root, "merge-base", "HEAD", main).catch(() => undefined);
        if (base !== undefined) return base;
    }
    throw new Refusal(`there is no main branch to compare with (${mains.join(", ")}); say one: --base <revision>`, 2);
}

async function checkOut(root: string, commit: string, folder: string): Promise<void> {
    fs.mkdirSync(path.dirname(folder), { recursive: true });
    const half = fs.mkdtempSync(path.join(path.dirname(folder), ".taking-"));
    try {
        const archive = path.join(half, "archive.tar");
        await git(root, "archive", "--format=tar", `--output=${archive}`, commit);
        await exec("tar", ["-xf", archive, "-C", half]);
        fs.rmSync(archive);
        fs.renameSync(half, folder);
    } catch (error) {
        fs.rmSync(half, { recursive: true, force: true });
        // Another run was faster.
        if (!fs.existsSync(folder)) throw error;
    }
}

async function packages(root: string, folder: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
    const there = path.join(folder, "node_modules");
    const same = lock(root) === lock(folder);
    if (!fs.existsSync(there)) {
        // A link is there all the same where the working tree that it led to is gone.
        fs.rmSync(there, { force: true });
        const own = !same && (await install(folder, env));
        if (!own) fs.symlinkSync(path.join(root, "node_modules"), there);
    }
    if (same || !fs.lstatSync(there).isSymbolicLink()) return undefined;
    return "its packages could not be had, so those of the working tree serve: what other packages change is not seen";
}

async function install(folder: string, env: NodeJS.ProcessEnv): Promise<boolean> {
    const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    const { code } = await run("npm", words, { cwd: folder, env });
    if (code !== 0) fs.rmSync(path.join(folder, "node_modules"), { recursive: true, force: true });
    return code === 0;
}

function lock(folder: string): string {
    const file = path.join(folder, "package-lock.json");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}

async function git(root: string, ...words: string[]): Promise<string> {
    const { stdout } = await exec("git", ["-C", root, ...words], { maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
}
