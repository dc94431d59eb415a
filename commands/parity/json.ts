import { isSecret } from "../plan/words";
import { liveJson } from "./live/words";
import type { Found } from "./pair";
import { excusesOf } from "./words";
import type { Report } from "./make";
import type { PlaceRendered } from "./objects";

/** The comparison as JSON, for a script: pair by pair, with everything that differs. Secrets are `[secret]`. */
export function jsonOf({ pairs, notes, live }: Report): string {
    const told = pairs.map(({ here, there, rows, objects, fields, declared, undeclared, stale, said, byValues }) => ({
        here: placeOf(here),
        there: placeOf(there),
        same: undeclared.length + stale.length === 0,
        objects,
        fields,
        roles: rows,
        excused: excusesOf({ declared }),
        undeclared: undeclared.map(foundOf),
        stale,
        declared: declared.map(foundOf),
        said: said.map(({ word, here, there, spoken }) => ({ word, here, there, spoken })),
        byValues,
    }));
    return `${JSON.stringify({ pairs: told, notes, ...(live && { live: liveJson(live) }) }, undefined, 2)}\n`;
}

function placeOf({ environment, name, kubernetes }: PlaceRendered) {
    return { environment, place: name, kubernetes };
}

function foundOf({ here, there, ...found }: Found) {
    const shown = (value: unknown) => (isSecret(value) ? "[secret]" : value);
    return { ...found, here: shown(here), there: shown(there) };
}
