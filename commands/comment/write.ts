import * as fs from "node:fs";
import * as path from "node:path";

import { Refusal } from "../terminal";
import { type Thread, Unanswered } from "./host";

/** How long a host is waited for that says when it answers again. */
const PATIENCE = 10 * 60_000;

/**
 * Writes a text on a thread: over the comment that carries its mark and is by us, or as the first one. Asked again, it
 * looks again, so that a comment whose answer was lost is found and not written twice.
 */
export async function write(
    open: () => Promise<Thread | undefined>,
    { mark, text, short, pause = 1000 }: { mark: string; text: string; short?: string; pause?: number },
): Promise<string> {
    return patiently(pause, async () => {
        const thread = await open();
        if (!thread) return "no open pull request ends at this commit any more: nothing was written";
        const body = fitting(thread, text, short);
        const there = await thread.find(mark);
        if (there) await thread.update(there, body);
        else await thread.create(body);
        return `${thread.called}: the comment is ${there ? "updated" : "written"}`;
    });
}

/** The text, or the short one where it is too long: never a part of either. */
function fitting({ limit, run }: Thread, text: string, short: string | undefined): string {
    const where = run.url === "" ? "the run" : `[the run](${run.url})`;
    const commit = run.commit === "" ? "" : ` of ${run.commit.slice(0, 10)}`;
    const below = (words: string) => `\n---\n\n<sub>${words}</sub>\n`;
    const whole = text + below(`Told by ${where}${commit}.`);
    if (whole.length <= limit) return whole;
    if (short !== undefined) {
        const summed = short + below(`Told by ${where}${commit}; the whole is kept there as an artifact.`);
        if (summed.length <= limit) return summed;
    }
    throw new Refusal(
        `the comment has ${whole.length} characters, and ${limit} are the most: give a shorter one, --short summary.md`,
    );
}

/** The text of a file, or of all `.md` of a folder, one after another; it must carry the mark and be what it seems. */
export function textIn(file: string, mark: string): string {
    const files = fs.lstatSync(file, { throwIfNoEntry: false })?.isDirectory()
        ? fs
              .readdirSync(file)
              .filter((name) => name.endsWith(".md"))
              .sort()
              .map((name) => path.join(file, name))
        : [file];
    const texts = files.map((one) => {
        // Whoever made it may have linked it to something of this machine that is nobody's business.
        if (!fs.lstatSync(one, { throwIfNoEntry: false })?.isFile()) throw new Refusal(`${one} is no file`);
        const text = fs.readFileSync(one, "utf8");
        if (!text.startsWith(`${mark}\n`)) throw new Refusal(`${one} does not begin with ${mark}: it is another's`);
        return text.slice(mark.length + 1).trimEnd();
    });
    if (texts.length === 0) throw new Refusal(`there is no .md in ${file}`);
    return `${mark}\n${texts.join("\n\n")}\n`;
}

async function patiently(pause: number, work: () => Promise<string>): Promise<string> {
    const { default: retry } = await import("p-retry");
    try {
        return await retry(work, {
            retries: 4,
            minTimeout: pause,
            shouldRetry: ({ error }) => error instanceof Unanswered && error.again && waitOf(error) <= PATIENCE,
            onFailedAttempt: async ({ error, retriesLeft }) => {
                const wait = error instanceof Unanswered && retriesLeft > 0 ? waitOf(error) : 0;
                if (wait > 0 && wait <= PATIENCE) await new Promise((over) => setTimeout(over, wait));
            },
        });
    } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        const until = waitOf(error) > 0 ? ` until ${new Date(error.after ?? 0).toISOString()}` : "";
        throw new Refusal(`${error.message}${until}${error.again ? "; no comment was written, run it again" : ""}`);
    }
}

function waitOf({ after }: Unanswered): number {
    return after === undefined || Number.isNaN(after) ? 0 : Math.max(0, after - Date.now());
}
