import assert from "node:assert/strict";

import { changesOf } from "../../commands/plan/changes";
import { registered } from "../../commands/render/program";
import type { Registered } from "../../commands/render/registration";
import { root } from "../environments";

/** What `npm run plan` says that a run would do to the resources of an environment: `update paris-traefik` and so on. */
export async function planned(environment: string, before: unknown, after: unknown): Promise<string[]> {
    const [there, then] = await Promise.all([before, after].map((said) => resourcesOf(environment, said)));
    assert.ok(there && then);
    return changesOf(there, then)
        .filter(({ what }) => what !== "keep")
        .map(({ what, name }) => `${what} ${name}`)
        .sort();
}

async function resourcesOf(name: string, said: unknown): Promise<Registered[]> {
    const outcome = (await registered(root, [{ name, said, secrets: {} }])).get(name);
    assert.ok(outcome && "resources" in outcome, `${name} is refused`);
    return outcome.resources;
}
