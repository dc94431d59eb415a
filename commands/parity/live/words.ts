import { type Output, paint } from "../../terminal";
import { valueWords } from "../../plan/words";
import { escape } from "../markup";
import { spelling } from "../roles";
import { placeWords, roleWords } from "../words";
import type { LivePlace } from "./all";
import type { Drift } from "./drift";

/** How a place's cluster is, in one sentence. */
export function liveVerdict({ looked, unreached }: LivePlace): string {
    if (!looked) return `Not looked at: ${unreached ?? "nobody knows why"}.`;
    const { drift, compared } = looked;
    if (drift.length === 0) return `As the program says: ${compared} objects compared.`;
    return `Otherwise than the program says, in ${drift.length} ${drift.length === 1 ? "thing" : "things"}: ${compared} objects compared.`;
}

/** What is otherwise, without the values. */
export function driftWords({ what, object, path, by }: Drift): string {
    switch (what) {
        case "missing":
            return `${object} is missing`;
        case "extra":
            return `${object} is there, and nobody asked for it${by === undefined || by === "" ? "" : `: ${by} made it`}`;
        case "changed":
        case "release":
            if (path === undefined) return `${object} is missing`;
            return by === undefined ? `${object} ${path}` : `${object} ${path}: ${by} wrote it`;
    }
}

/** Both values of a field, where there are such. */
export function driftValues({ what, path, by, expected, found }: Drift): string[] {
    if (what === "missing" || what === "extra" || path === undefined || by !== undefined) return [];
    const value = (said: unknown) => (said === undefined ? "nothing" : valueWords(said));
    return [`expected: ${value(expected)}`, `found: ${value(found)}`];
}

/** Every place for a terminal. */
export function liveLines(places: readonly LivePlace[], output: Output): string[] {
    return places.flatMap((one) => {
        const { looked } = one;
        const right = looked !== undefined && looked.drift.length === 0;
        return [
            paint("bold", `Live: ${placeWords(one.place)}`, output),
            paint(right ? "green" : "red", liveVerdict(one), output),
            ...(looked?.drift ?? []).flatMap((drift) => [
                `  ${roleWords(drift.role)} · ${spelling(drift.system)}: ${driftWords(drift)}`,
                ...driftValues(drift).map((line) => `      ${line}`),
            ]),
            ...asideOf(one).map((sentence) => paint("dim", `  ${sentence}`, output)),
            "",
        ];
    });
}

/** Every place for the page. */
export function liveSection(places: readonly LivePlace[]): string {
    return places
        .map((one) => {
            const right = one.looked !== undefined && one.looked.drift.length === 0;
            const items = (one.looked?.drift ?? []).map((drift) => {
                const values = driftValues(drift).map((line) => `<span>${escape(line)}</span>`);
                const where = `${roleWords(drift.role)} · ${spelling(drift.system)}`;
                return `<li><code>${escape(driftWords(drift))}</code><p>${escape(where)}</p>${
                    values.length > 0 ? `<p class="values">${values.join("")}</p>` : ""
                }</li>`;
            });
            return `<article>
<h2>${escape(placeWords(one.place))} <span>as its cluster is</span></h2>
<p class="verdict ${right ? "right" : "wrong"}">${escape(liveVerdict(one))}</p>
${items.length > 0 ? `<section class="wrong"><ul>${items.join("")}</ul></section>` : ""}
${asideOf(one)
    .map((sentence) => `<p class="note">${escape(sentence)}</p>`)
    .join("\n")}
</article>`;
        })
        .join("\n");
}

/** What was left aside, or could not be looked at. */
function asideOf({ looked }: LivePlace): string[] {
    if (!looked) return [];
    const { byControllers, untold } = looked;
    const many = byControllers.length;
    return [
        ...(many > 0
            ? [`${many} ${many === 1 ? "object" : "objects"} more in the stack's namespaces, which controllers made.`]
            : []),
        ...untold.map((sentence) => `Not looked at: ${sentence}.`),
    ];
}

/** Every place as JSON. */
export function liveJson(places: readonly LivePlace[]) {
    return places.map(({ place: { environment, name }, looked, unreached }) => ({
        environment,
        place: name,
        unreached,
        ...(looked && {
            compared: looked.compared,
            drift: looked.drift,
            byControllers: looked.byControllers,
            untold: looked.untold,
        }),
    }));
}
