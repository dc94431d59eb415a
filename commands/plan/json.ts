import type { Planned } from "./compare";
import type { Report } from "./report";
import { isSecret } from "./words";

/** The plan as JSON, for a script: environment by environment, with nothing brought together. Secrets are `[secret]`. */
export function jsonOf({ base, head, notes, environments, dangers }: Report): string {
    const told = environments.map(({ name, is, refused, changes }) => ({
        environment: name,
        is,
        refused,
        changes: changes.map(changeOf),
    }));
    return `${JSON.stringify({ base, head, notes, dangers, environments: told }, undefined, 2)}\n`;
}

function changeOf({
    what,
    type,
    name,
    place,
    role,
    system,
    fields,
    because,
    takes,
    inside,
    notRendered,
    unknown,
    dropped,
}: Planned) {
    const shown = fields.map(({ path, before, after }) =>
        isSecret(before) || isSecret(after) ? { path, before: "[secret]", after: "[secret]" } : { path, before, after },
    );
    const rest = { unknown, inside, dropped, notRendered };
    return { what, type, name, place, role, system, because, takes, fields: shown, ...rest };
}
