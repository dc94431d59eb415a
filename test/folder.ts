import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** A folder for each test of a suite, gone after it. */
export interface Folder {
    /** Its path, inside a test. */
    readonly path: string;
    /** Writes files by their paths in it, with the folders they need. */
    write(files: Record<string, string>): void;
}

/** Called in a `describe`. */
export function temporaryFolder(): Folder {
    let folder: string | undefined;
    const here = () => {
        if (folder === undefined) throw new Error("the folder is there only while a test runs");
        return folder;
    };
    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-test-"));
    });
    afterEach(() => {
        fs.rmSync(here(), { recursive: true, force: true });
        folder = undefined;
    });
    return {
        get path() {
            return here();
        },
        write: (files) => {
            for (const [name, text] of Object.entries(files)) {
                const file = path.join(here(), name);
                fs.mkdirSync(path.dirname(file), { recursive: true });
                fs.writeFileSync(file, text);
            }
        },
    };
}
