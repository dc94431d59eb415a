import { run } from "../sandbox/process";
import { Refusal } from "../terminal";
import { type Preview, previewIn } from "./steps";

/** What the engine would do to a stack. Refuses with its own complaints where it fails; what is in the state is not told. */
export async function askEngine(
    pulumi: string,
    stack: string,
    { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Preview> {
    const words = ["preview", "--json", "--non-interactive", "--stack", stack];
    const { code, stdout, output } = await run(pulumi, words, { cwd, env });
    if (code === 0) return previewIn(stdout);
    throw new Refusal(`pulumi preview of ${stack} fails:\n${complaints(stdout, output)}`);
}

function complaints(stdout: string, output: string): string {
    let said: string[];
    try {
        said = (previewIn(stdout).diagnostics ?? []).flatMap(({ message, severity }) =>
            severity === "error" && message !== undefined ? [message.trim()] : [],
        );
    } catch (error) {
        if (error instanceof Refusal) return output.trim();
        throw error;
    }
    return said.length > 0 ? said.join("\n") : "it names no reason; run it yourself";
}
