import assert from "node:assert/strict";

import type { Console } from "../../../components/ingress/console";
import { renderPage, style, whoMayOpen } from "../../../components/start-page/page";

const console: Console = {
    host: "grafana",
    title: "Grafana",
    purpose: "graphs of every system",
    namespace: "monitoring",
    service: "grafana",
    port: 80,
    login: "own",
};
const paris = { name: "paris", domain: "paris.example.org" };
const render = (...consoles: Console[]) => renderPage(paris, [{ role: "monitoring", consoles }]);

describe("the start page", () => {
    it("says of each console what it is, where it is, what it is for and who may open it", () => {
        const page = render(console);
        assert.match(page, /<h3><a href="https:\/\/grafana\.paris\.example\.org\/">Grafana<\/a><\/h3>/);
        assert.match(page, /<p class="purpose">graphs of every system<\/p>/);
        assert.match(page, /<dt>Address<\/dt><dd class="host">grafana\.paris\.example\.org<\/dd>/);
        assert.match(page, /<dt>Who may open it<\/dt><dd>Has a login of its own<\/dd>/);
    });

    it("leads to the domain itself where a console has no host of its own", () => {
        assert.match(render({ ...console, host: "" }), /href="https:\/\/paris\.example\.org\/"/);
    });

    it("is grouped by roles, and leaves out a role that shows nothing", () => {
        const page = renderPage(paris, [
            { role: "monitoring", consoles: [console, { ...console, host: "prometheus" }] },
            { role: "load balancing", consoles: [{ ...console, host: "balancer" }] },
            { role: "network", consoles: [] },
        ]);
        assert.deepEqual(
            [...page.matchAll(/<section class="(\w+)" aria-labelledby="([\w-]+)">\n<h2 id="([\w-]+)">(.*)<\/h2>/g)].map(
                ([, width, by, id, role]) => [width, by, id, role],
            ),
            [
                ["two", "monitoring", "monitoring", "monitoring"],
                ["one", "load-balancing", "load-balancing", "load balancing"],
            ],
        );
    });

    it("shows as text whatever it is told", () => {
        const evil = `"><script>alert('&')</script>`;
        const page = renderPage({ name: evil, domain: evil }, [
            { role: evil, consoles: [{ ...console, host: evil, title: evil, purpose: evil }] },
        ]);
        assert.doesNotMatch(page, /<script/);
        assert.equal(page.split("&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;").length, 11);
    });

    it("is one file: it loads nothing, runs nothing and sends nothing", () => {
        const page = render(console);
        const loading =
            /<(script|img|iframe|object|embed|video|audio|source|form|base|meta http-equiv)\b|\bsrc=|\bon\w+=|@import|url\(/i;
        assert.doesNotMatch(page, loading);
        assert.match(page.replace("<svg", "<img"), loading);
        const links = [...page.matchAll(/<link ([^>]*)>/g)].map(([, attributes]) => attributes ?? "");
        assert.equal(links.length, 1);
        assert.match(links[0] ?? "", /^rel="icon" href="data:image\/svg\+xml,%3Csvg/);
        // What is left of addresses are links to consoles, and the name of a kind of drawing.
        const addresses = [...page.matchAll(/(?:https?:)?\/\/[\w.-]+/g)].map(([address]) => address);
        assert.deepEqual(addresses, ["https://grafana.paris.example.org"]);
        assert.ok(page.includes(`<style>${style}</style>`));
        assert.doesNotMatch(page, /\bstyle="/);
    });

    it("can be read by everybody: language, zoom, headings in order, one link for each console", () => {
        const page = render(console, { ...console, host: "prometheus", title: "Prometheus" });
        assert.match(page, /^<!doctype html>\n<html lang="en">/);
        assert.match(page, /<meta name="viewport" content="width=device-width, initial-scale=1">/);
        assert.deepEqual(
            [...page.matchAll(/<h(\d)/g)].map(([, level]) => level),
            ["1", "2", "3", "3"],
        );
        assert.equal(page.split("<a ").length, 3);
        for (const needed of ["prefers-color-scheme: dark", "prefers-reduced-motion", "a:focus-visible::after"]) {
            assert.ok(style.includes(needed), needed);
        }
    });

    for (const [scheme, colours] of [
        ["light", style.slice(0, style.indexOf("@media"))],
        ["dark", style.slice(style.indexOf("@media"))],
    ] as const) {
        it(`has text that stands out from its ground, ${scheme}`, () => {
            const colour = (name: string) => new RegExp(`--${name}: #([0-9a-f]{6})`).exec(colours)?.[1] ?? "";
            for (const text of ["text", "quiet", "link"]) {
                for (const ground of ["ground", "card"]) {
                    const ratio = contrast(colour(text), colour(ground));
                    assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
                }
            }
        });
    }
});

describe("who may open a console", () => {
    const shared = { login: "shared" } as const;
    for (const [console, who] of [
        [{ login: "own" }, "Has a login of its own"],
        [shared, "For administrators"],
        [{ ...shared, audience: "administrators" }, "For administrators"],
        [{ ...shared, audience: "everyone" }, "For everybody who can log in"],
        [{ login: "own", audience: "everyone" }, "For everybody who can log in"],
    ] as const) {
        it(`is said for ${JSON.stringify(console)}`, () => {
            assert.equal(whoMayOpen(console), who);
        });
    }
});

/** How far two colours stand apart, 1 to 21. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
    const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
        const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
