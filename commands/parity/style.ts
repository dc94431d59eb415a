/** The page's style, which stands in it whole: nothing is fetched. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f4f6f9; --card: #ffffff; --line: #dfe4ec; --text: #17202e; --quiet: #55617a; --link: #1f56c2;
  --right: #1a7f4b; --right-ground: #dff3e7; --otherwise: #1f56c2; --otherwise-ground: #e1eafb;
  --wrong: #b3261e; --wrong-ground: #fbe3e1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e131a; --card: #161d27; --line: #273142; --text: #e8edf5; --quiet: #a2aec2; --link: #8fb5ff;
    --right: #6fd39c; --right-ground: #15301f; --otherwise: #8fb5ff; --otherwise-ground: #182a4a;
    --wrong: #ff9b93; --wrong-ground: #451a17;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  padding: clamp(1rem, 4vw, 3.5rem); background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%;
}
header, main, footer { max-width: 60rem; margin-inline: auto; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.25rem); line-height: 1.15; letter-spacing: -0.02em; margin-bottom: 0.5rem; }
h2 { font-size: 1.375rem; line-height: 1.25; }
h2 span { color: var(--quiet); font-weight: 400; }
h3 { margin: 2rem 0 0.75rem; font-size: 1.0625rem; }
h4 { font-size: 0.8125rem; letter-spacing: 0.08em; text-transform: uppercase; color: var(--quiet); }
a { color: var(--link); }
header p, footer, .quiet, .note, figcaption { color: var(--quiet); }
.quiet, .note, figcaption, footer { font-size: 0.875rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin-top: 1rem; padding: 0; list-style: none; }
article { margin-top: 2.5rem; }
.verdict { margin-top: 0.75rem; padding: 0.625rem 0.875rem; border-radius: 0.5rem; font-weight: 600; }
.verdict.right { background: var(--right-ground); color: var(--right); }
.verdict.wrong { background: var(--wrong-ground); color: var(--wrong); }
.figures { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 0.75rem; margin: 1rem 0; }
.figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: 0.875rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card); }
.figures dd { margin: 0; font-size: 1.625rem; font-weight: 650; line-height: 1.2; }
.figures dt { color: var(--quiet); font-size: 0.8125rem; }
figure { padding: 0.75rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card); }
figcaption { margin-top: 0.5rem; }
.stack { display: block; width: 100%; max-width: 38rem; margin-inline: auto; }
.stack text { text-anchor: middle; fill: var(--text); font: 11px system-ui, sans-serif; }
.stack .place { font-weight: 650; font-size: 13px; }
.stack .role { fill: var(--quiet); font-size: 8.5px; letter-spacing: 0.06em; text-transform: uppercase; }
.stack rect { stroke-width: 1; }
.stack .right { fill: var(--right-ground); stroke: var(--right); }
.stack .otherwise { fill: var(--otherwise-ground); stroke: var(--otherwise); }
.stack .wrong { fill: var(--wrong-ground); stroke: var(--wrong); }
section { margin-bottom: 0.75rem; padding: 0.875rem 1rem; border: 1px solid var(--line); border-left-width: 4px; border-radius: 0.75rem; background: var(--card); }
section.right { border-left-color: var(--right); }
section.otherwise { border-left-color: var(--otherwise); }
section.wrong { border-left-color: var(--wrong); }
section.wrong h3 { margin-top: 0; color: var(--wrong); }
.open { color: var(--wrong); font-weight: 600; }
details { margin-top: 0.5rem; }
summary { cursor: pointer; }
summary small { padding: 0 0.4rem; border-radius: 1rem; background: var(--otherwise-ground); color: var(--otherwise); }
summary:focus-visible, a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
section ul { padding: 0.25rem 0 0 1rem; font-size: 0.875rem; }
section li { margin-top: 0.5rem; }
code { font: 0.8125rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.values span { display: block; color: var(--quiet); }
.verdict + section { margin-top: 0.75rem; }
.note { margin-top: 2rem; }
article .note { margin-top: 0.75rem; }
footer { margin-top: 3rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
@media (max-width: 42rem) { .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
@media print { details > ul { display: block; } }
`;
