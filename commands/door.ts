import { Refusal } from "./terminal";

/**
 * The door of a command: prints its help for `--help`, runs it, and turns what goes wrong into one sentence. Exit codes:
 * 0 done, 1 it could not be done, 2 the command was called wrongly.
 */
export function door(help: string, main: () => Promise<void> | void): void {
    if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
        console.log(help);
        return;
    }
    const run = async () => main();
    run().catch(async (error: unknown) => {
        const code = codeOf(error);
        if (code.startsWith("ERR_PARSE_ARGS")) {
            console.error(`${messageOf(error)}\n\n${help}`);
            process.exitCode = 2;
            return;
        }
        process.exitCode = error instanceof Refusal ? error.exitCode : 1;
        if (code === "ENOSPC") console.error(`the disk is full: ${messageOf(error)}; free some space and run it again`);
        else if (error instanceof Refusal || (await isOfProgram(error))) console.error(messageOf(error));
        else console.error(error);
    });
}

// What the program itself refuses, an environment for one, is a sentence too.
async function isOfProgram(error: unknown): Promise<boolean> {
    const { RunError } = await import("@pulumi/pulumi");
    return RunError.isInstance(error);
}

function codeOf(error: unknown): string {
    return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
