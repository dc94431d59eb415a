import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How often the holder shows that it lives, and after how long without that it counts as gone, in milliseconds. */
const heartbeat = 5_000;
const forgotten = 60_000;

/**
 * Does `work` while no other process of this machine does work under the same lock. The lock is a file with the
 * holder's process id; a holder that was killed leaves it behind, so the next one takes it over: when that process is
 * gone, or when the file was not touched for a minute (process ids come back after a restart of the machine).
 *
 * `waiting` is called once, with the holder's process id, if there is something to wait for.
 */
export async function withLock<T>(file: string, waiting: (holder: number) => void, work: () => Promise<T>): Promise<T> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    let said = false;
    while (!take(file)) {
        const holder = holderOf(file);
        if (holder === undefined) continue;
        if (!said) waiting(holder);
        said = true;
        await sleep(200);
    }
    const alive = setInterval(() => {
        // Its folder may have been removed under it.
        if (fs.existsSync(file)) fs.utimesSync(file, new Date(), new Date());
    }, heartbeat);
    alive.unref();
    try {
        return await work();
    } finally {
        clearInterval(alive);
        fs.rmSync(file, { force: true });
    }
}

function take(file: string): boolean {
    try {
        fs.writeFileSync(file, String(process.pid), { flag: "wx" });
        return true;
    } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
        throw error;
    }
}

/** The process that holds the lock; a lock without a living holder is removed. */
function holderOf(file: string): number | undefined {
    let holder: number;
    let touched: number;
    try {
        holder = Number(fs.readFileSync(file, "utf8"));
        touched = fs.statSync(file).mtimeMs;
    } catch {
        return undefined;
    }
    const age = Date.now() - touched;
    // A file without a process id is one that is being written just now.
    if (holder === 0 ? age < heartbeat : age < forgotten && isAlive(holder)) return holder;
    const aside = `${file}.${process.pid}.dead`;
    try {
        fs.renameSync(file, aside);
        // Another process may have seen the same dead holder, and be the holder by now: then it gets its lock back.
        if (Number(fs.readFileSync(aside, "utf8")) !== holder) fs.linkSync(aside, file);
        fs.rmSync(aside, { force: true });
    } catch {
        return undefined;
    }
    return undefined;
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        // EPERM: it lives, and belongs to somebody else.
        return error instanceof Error && "code" in error && error.code === "EPERM";
    }
}
