import { tools } from "../../commands/sandbox/tools";
import { Progress } from "../../commands/terminal";

/**
 * Builds what the machine lacks before any test begins, however long that takes: about a quarter of an hour on a new
 * machine, which no test's own time limit allows for.
 *
 * @see https://mochajs.org/features/global-fixtures/
 */
export async function mochaGlobalSetup(): Promise<void> {
    await tools(new Progress());
}
