import { hostOf } from "../ingress";
import type { Console } from "../ingress/console";

/** The pages of one role, as the start page groups them. */
export interface Group {
    role: string;
    consoles: Console[];
}

/** The page's style, which stands in it whole: nothing is fetched. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f4f6f9; --card: #ffffff; --line: #dfe4ec; --text: #17202e; --quiet: #55617a; --link: #1f56c2;
  --shade: 0 1px 2px rgb(23 32 46 / 6%), 0 4px 16px rgb(23 32 46 / 6%);
  --tone: 92%; --ink: 32%;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e131a; --card: #161d27; --line: #273142; --text: #e8edf5; --quiet: #a2aec2; --link: #8fb5ff;
    --shade: none;
    --tone: 20%; --ink: 80%;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  min-height: 100vh; padding: clamp(1.25rem, 4vw, 4rem) clamp(1rem, 5vw, 4rem);
  background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%;
}
header, main, footer { max-width: 68rem; margin-inline: auto; }
header { display: flex; align-items: center; gap: 1rem; }
header svg { flex: none; width: 3rem; height: 3rem; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.25rem); line-height: 1.15; letter-spacing: -0.02em; overflow-wrap: anywhere; }
header p, footer, .purpose, .facts { color: var(--quiet); }
main { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 2.25rem 1rem; margin-top: 2.5rem; }
section { display: grid; grid-template-columns: subgrid; align-content: start; }
section.two { grid-column: span 2; }
section.many { grid-column: 1 / -1; }
h2 { grid-column: 1 / -1; margin-bottom: 0.75rem; font-size: 0.8125rem; font-weight: 600; letter-spacing: 0.08em; text-transform: uppercase; color: var(--quiet); }
ul { grid-column: 1 / -1; display: grid; grid-template-columns: subgrid; gap: 1rem; padding: 0; list-style: none; }
li {
  position: relative; display: grid; grid-template: auto 1fr auto / auto 1fr; gap: 0 0.875rem; padding: 1.125rem;
  border: 1px solid var(--line); border-radius: 0.875rem; background: var(--card); box-shadow: var(--shade);
  transition: border-color 120ms, transform 120ms;
}
li:hover { border-color: var(--link); transform: translateY(-2px); }
.mark {
  grid-row: span 3; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; border-radius: 0.75rem;
  background: hsl(var(--hue) 70% var(--tone)); color: hsl(var(--hue) 65% var(--ink)); font-size: 1.25rem; font-weight: 650;
}
section:nth-of-type(5n + 1) { --hue: 216; }
section:nth-of-type(5n + 2) { --hue: 152; }
section:nth-of-type(5n + 3) { --hue: 28; }
section:nth-of-type(5n + 4) { --hue: 268; }
section:nth-of-type(5n + 5) { --hue: 340; }
h3 { font-size: 1.0625rem; line-height: 1.3; }
a { color: inherit; text-decoration: none; }
a::after { content: ""; position: absolute; inset: 0; border-radius: inherit; }
li:hover a { color: var(--link); }
a:focus-visible { outline: none; }
a:focus-visible::after { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 0.875rem; }
.purpose::first-letter { text-transform: uppercase; }
.facts { margin-top: 0.75rem; padding: 0; font-size: 0.875rem; }
.facts dt { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.facts .host { color: var(--link); }
footer { margin-top: 3rem; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: 0.875rem; }
@media (max-width: 62rem) { main { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
@media (max-width: 42rem) {
  main { grid-template-columns: minmax(0, 1fr); }
  section.two { grid-column: auto; }
}
@media (prefers-reduced-motion: reduce) { li { transition: none; } li:hover { transform: none; } }
`;

/**
 * The page itself: every console of the place with what it is for, its address and who may open it. What comes from
 * elsewhere is escaped; there is no script.
 */
export function renderPage({ name, domain }: { name: string; domain: string }, groups: Group[]): string {
    const shown = groups.filter(({ consoles }) => consoles.length > 0);
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(domain)}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(layers('xmlns="http://www.w3.org/2000/svg"'))}">
<style>${style}</style>
</head>
<body>
<header>
${layers('aria-hidden="true"')}
<div>
<h1>${escape(domain)}</h1>
<p>Place ${escape(name)}: what runs here for the people who run it</p>
</div>
</header>
<main>
${shown.map((group) => section(group, domain)).join("\n")}
</main>
<footer>
<p>Made from the stack&#39;s own routes whenever it is brought up. Applications are not listed.</p>
</footer>
</body>
</html>
`;
}

function section({ role, consoles }: Group, domain: string): string {
    const id = role.replaceAll(/[^a-z]+/g, "-");
    const width = consoles.length === 1 ? "one" : consoles.length === 2 ? "two" : "many";
    return `<section class="${width}" aria-labelledby="${id}">
<h2 id="${id}">${escape(role)}</h2>
<ul>
${consoles.map((console) => item(console, domain)).join("\n")}
</ul>
</section>`;
}

function item(console: Console, domain: string): string {
    const host = hostOf(console, domain);
    return `<li>
<span class="mark" aria-hidden="true">${escape(console.title.slice(0, 1))}</span>
<h3><a href="https://${escape(host)}/">${escape(console.title)}</a></h3>
<p class="purpose">${escape(console.purpose)}</p>
<dl class="facts">
<dt>Address</dt><dd class="host">${escape(host)}</dd>
<dt>Who may open it</dt><dd>${escape(whoMayOpen(console))}</dd>
</dl>
</li>`;
}

/** Who gets in. What logs people in by itself and says no more may let in whom it likes. */
export function whoMayOpen({ login, audience }: Pick<Console, "login" | "audience">): string {
    if (audience === "everyone") return "For everybody who can log in";
    return login === "own" && audience === undefined ? "Has a login of its own" : "For administrators";
}

/** The mark of the stack: three layers, one on the other. */
function layers(attributes: string): string {
    const layer = (y: number, opacity: number) =>
        `<path d="M24 ${y}l18 9-18 9-18-9z" fill="#2f6fed" fill-opacity="${opacity}"/>`;
    return `<svg ${attributes} viewBox="0 0 48 48">${layer(23, 0.35)}${layer(15, 0.6)}${layer(7, 1)}</svg>`;
}

function escape(text: string): string {
    const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
    return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
