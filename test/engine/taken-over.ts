import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { type KubernetesObject, objectOf, resourcesOf, titleOf } from "../../commands/sandbox/objects";
import type { Sandbox } from "../../commands/sandbox/open";
import { isMapping } from "../../stacks/mapping";

/**
 * What a run that was killed leaves to the next one: objects that are there and not in the state. The next run applies
 * them under a name of its own, so what the program says must be what is there to the letter; a field that the API
 * server writes otherwise, as an empty map that it drops, is a conflict. Every object the program itself applies in one
 * place is tried, without doing it.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
 */
export async function takenOver(sandbox: Sandbox, place: string): Promise<{ tried: number; refused: string[] }> {
    const cluster = sandbox.clusters.get(place);
    if (!cluster) throw new Error(`${sandbox.environment} has no cluster for ${place}`);
    const objects = (await resourcesOf(sandbox, place))
        // A patch is of an object that is somebody else's; what holds a secret is masked in the state.
        .filter(({ type }) => !type.endsWith("Patch"))
        .map(objectOf)
        .filter((object): object is KubernetesObject => object !== undefined && !holdsSecret(object));
    const apply = (items: KubernetesObject[]): Promise<string> =>
        complaintsAbout(items, sandbox.tools.kubectl, cluster.kubeconfig);
    if ((await apply(objects)) === "") return { tried: objects.length, refused: [] };
    // kubectl says what conflicts, but not of which object.
    const refused: string[] = [];
    for (const object of objects) {
        const complaint = await apply([object]);
        if (complaint !== "") refused.push(`${titleOf(object)}: ${complaint.split("\n")[0] ?? ""}`);
    }
    return { tried: objects.length, refused };
}

async function complaintsAbout(items: KubernetesObject[], kubectl: string, kubeconfig: string): Promise<string> {
    const words = ["apply", "--server-side", "--dry-run=server", "--field-manager=the-next-run", "-f", "-"];
    const process = spawn(kubectl, ["--kubeconfig", kubeconfig, ...words], { stdio: ["pipe", "ignore", "pipe"] });
    process.stdin.end(JSON.stringify({ apiVersion: "v1", kind: "List", items }));
    const [complaints] = await Promise.all([text(process.stderr), once(process, "close")]);
    return process.exitCode === 0 ? "" : complaints || `kubectl ended with ${String(process.exitCode)}`;
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";

function holdsSecret(value: unknown): boolean {
    if (Array.isArray(value)) return value.some(holdsSecret);
    return isMapping(value) && (SIGNATURE in value || Object.values(value).some(holdsSecret));
}
