import * as fs from "node:fs";
import * as path from "node:path";

import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { parse, stringify } from "yaml";

import { samestack } from "../stacks/samestack";

export interface EngineArgs {
    /** The environment's name: its stack's name, and the `Pulumi.<name>.yaml` it comes from. */
    environment: string;
    /** Where this engine keeps all it writes: state, plugins, configuration. Nothing goes to the user's own `~/.pulumi`. */
    directory: string;
    /** The environment as its file says it, changed for where it is to run now. */
    said: unknown;
    /** Secrets by config key; encrypted in the configuration as `pulumi config set --secret` would. */
    secrets: Record<string, string>;
    /** Environment variables for the engine and its plugins, beside those of this process. */
    variables?: Record<string, string>;
    /** What is run; the stack as it is unless said. */
    program?: () => Promise<Record<string, unknown>>;
}

/**
 * Pulumi's own engine on a local file backend, with our program inline: needs the CLI and the provider plugins on PATH,
 * and neither a login nor a language host. The configuration is a copy, so the checkout's files stay as they are.
 *
 * @see https://www.pulumi.com/docs/iac/automation-api/
 */
export async function openStack(args: EngineArgs): Promise<Stack> {
    const state = path.join(args.directory, "state");
    const workDir = path.join(args.directory, "work", args.environment);
    fs.mkdirSync(state, { recursive: true });
    fs.mkdirSync(workDir, { recursive: true });

    fs.writeFileSync(path.join(workDir, "Pulumi.yaml"), "name: samestack\nruntime: nodejs\n");
    const file = path.join(workDir, `Pulumi.${args.environment}.yaml`);
    writeConfig(file, args.said);

    const stack = await LocalWorkspace.createOrSelectStack(
        {
            stackName: args.environment,
            projectName: "samestack",
            program: args.program ?? (async () => ({ places: await samestack() })),
        },
        {
            workDir,
            pulumiHome: path.join(args.directory, "home"),
            envVars: {
                // Without attributes beside its files, which a run that is killed may leave half written.
                PULUMI_BACKEND_URL: `file://${state}?metadata=skip`,
                // The state of a throw-away cluster holds throw-away secrets.
                PULUMI_CONFIG_PASSPHRASE: "",
                PULUMI_SKIP_UPDATE_CHECK: "true",
                // One backup of the state for each step is for backends that somebody restores from.
                PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
                ...args.variables,
            },
        },
    );
    for (const [key, value] of Object.entries(args.secrets)) {
        await stack.setConfig(`samestack:${key}`, { value, secret: true });
    }
    return stack;
}

// The salt that encrypts the secrets is kept; all else is written anew.
function writeConfig(file: string, said: unknown): void {
    const before: unknown = fs.existsSync(file) ? parse(fs.readFileSync(file, "utf8")) : {};
    const salt = typeof before === "object" && before !== null && "encryptionsalt" in before ? before : {};
    fs.writeFileSync(
        file,
        stringify({
            ...("encryptionsalt" in salt && { encryptionsalt: salt.encryptionsalt }),
            config: { "samestack:environment": said },
        }),
    );
}
