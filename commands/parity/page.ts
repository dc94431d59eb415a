import type { Report } from "./make";
import type { Found, Pair } from "./pair";
import { liveSection } from "./live/words";
import { escape } from "./markup";
import { picture } from "./picture";
import { playing } from "./roles";
import { style } from "./style";
import {
    byReason,
    excusesOf,
    excuseWords,
    figureWords,
    onlyWords,
    placeWords,
    roleWords,
    valuesWords,
    verdict,
    whatWords,
} from "./words";

/** The comparison as one page: whole in one file, without scripts, for a phone and a wide screen, in light and dark. */
export function pageOf({ pairs, notes, live = [] }: Report): string {
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parity: ${escape(pairs.map(titleOf).join("; "))}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>The same stack in every place</h1>
<p>What two places have in common, what differs, and why it may. Both are rendered to the objects that their clusters would hold; a place&#39;s own name and domain are taken out before they are compared.</p>
${pairs.length > 1 ? contents(pairs) : ""}</header>
<main>
${liveSection(live)}
${pairs.map(article).join("\n")}
${notes.map((note) => `<p class="note">${escape(note)}.</p>`).join("\n")}
</main>
<footer><p>Made by npm run parity, which fails at anything that nobody declared and at every declaration that no longer occurs.</p></footer>
</body>
</html>
`;
}

function titleOf({ here, there }: Pair): string {
    return `${placeWords(here)} and ${placeWords(there)}`;
}

function contents(pairs: Pair[]): string {
    const links = pairs.map((pair, index) => `<li><a href="#pair-${index}">${escape(titleOf(pair))}</a></li>`);
    return `<nav aria-label="Pairs"><ul>${links.join("")}</ul></nav>\n`;
}

function article(pair: Pair, index: number): string {
    const { objects, fields, undeclared, stale } = pair;
    const wrong = undeclared.length + stale.length > 0;
    const share = Math.floor(
        (100 * fields.identical) / Math.max(1, fields.identical + fields.declared + fields.undeclared),
    );
    return `<article id="pair-${index}">
<h2>${escape(placeWords(pair.here))} <span>and</span> ${escape(placeWords(pair.there))}</h2>
<p class="verdict ${wrong ? "wrong" : "right"}">${escape(verdict(pair))}</p>
<dl class="figures">
<div><dt>of the fields of objects in both are identical</dt><dd>${share} %</dd></div>
<div><dt>${objects.identical === 1 ? "object is" : "objects are"} identical</dt><dd>${objects.identical}</dd></div>
<div><dt>are otherwise, with a reason</dt><dd>${objects.declared}</dd></div>
<div><dt>are otherwise, and nobody said why</dt><dd>${objects.undeclared}</dd></div>
</dl>
<figure>${picture(pair, index)}
<figcaption>${escape(figureWords(objects, "objects"))}; ${escape(figureWords(fields, "fields in objects of both"))}. Green is identical, blue differs for reasons said below.</figcaption></figure>
${undeclared.length > 0 ? `<section class="wrong"><h3>Undeclared</h3><ul>${undeclared.map((one) => item(one, pair)).join("")}</ul></section>` : ""}
${stale.length > 0 ? `<section class="wrong"><h3>Declared, and no longer so</h3><ul>${stale.map(({ by, what, reason }) => `<li><code>${escape(what)}</code><p>${escape(`${by}: ${reason}`)}</p></li>`).join("")}</ul></section>` : ""}
<h3>Role by role</h3>
${pair.rows.map((row) => role(row, pair)).join("\n")}
</article>`;
}

function role({ role, here, there, objects }: Pair["rows"][number], pair: Pair): string {
    const reasons = byReason(pair.declared.filter((one) => one.role === role));
    const open = pair.undeclared.filter((one) => one.role === role).length;
    const alike = JSON.stringify(here) === JSON.stringify(there);
    const systems = alike
        ? `<p><b>${escape(playing(here))}</b> in both</p>`
        : `<p><b>${escape(playing(here))}</b> in ${escape(pair.here.name)}, <b>${escape(playing(there))}</b> in ${escape(pair.there.name)}</p>`;
    const state = open > 0 ? "wrong" : reasons.length > 0 ? "otherwise" : "right";
    const why = reasons
        .map(
            ({ reason, found }) =>
                `<details><summary>${escape(reason)} <small>${found.length}</small></summary><ul>${found.map((one) => item(one, pair)).join("")}</ul></details>`,
        )
        .join("\n");
    return `<section class="role ${state}">
<h4>${escape(roleWords(role))}</h4>
${systems}
${excusesOf(pair)
    .filter((excuse) => excuse.role === role)
    .map((excuse) => `<p class="quiet">${escape(excuseWords(excuse))}</p>`)
    .join("")}
<p class="quiet">${escape(figureWords(objects, "objects"))}</p>
${open > 0 ? `<p class="open">${open} undeclared, listed above</p>` : ""}
${why}
</section>`;
}

function item(found: Found, pair: Pair): string {
    const where = onlyWords(found, pair);
    const values =
        found.only === undefined ? valuesWords(found, pair).map((line) => `<span>${escape(line)}</span>`) : [];
    return `<li><code>${escape(whatWords(found))}</code>${where === "" ? "" : `<p>${escape(where)}</p>`}${
        values.length > 0 ? `<p class="values">${values.join("")}</p>` : ""
    }</li>`;
}
