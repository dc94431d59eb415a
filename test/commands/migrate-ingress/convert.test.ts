import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import fc from "fast-check";
import { parse } from "yaml";
import { z } from "zod";

import { convert, type Target } from "../../../commands/migrate-ingress/convert";
import { Refusal } from "../../../commands/terminal";
import { migrated } from "./ingress";

const known = z.array(z.string()).parse(parse(fs.readFileSync(path.join(__dirname, "annotations.yaml"), "utf8")));
const targets: Target[] = ["traefik", "nginx"];

const shop = `# The shop, as it was.
apiVersion: v1
kind: Service
metadata: {name: web,   labels: {a: b}}   # odd spacing
spec:
    ports:
    - port: 80
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    # Photographs are large.
    nginx.ingress.kubernetes.io/proxy-body-size: 8m
    example.org/kept: "yes"   # and this
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.org
    http:
      paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]
---
apiVersion: v1
kind: Secret
metadata: { name: last }
`;

const said = (text: string, to: Target = "nginx", namespace?: string) => {
    const { files, ingresses } = convert([{ path: "shop.yaml", text }], to, namespace);
    return { text: files[0]?.text ?? "", changed: files[0]?.changed, ingresses };
};

describe("manifests that pass through migrate-ingress", () => {
    it("change in what the Ingress says, and in nothing else", () => {
        assert.equal(
            said(shop).text,
            shop
                .replace(
                    '    nginx.ingress.kubernetes.io/proxy-body-size: 8m\n    example.org/kept: "yes"   # and this\n',
                    '    example.org/kept: "yes" # and this\n' +
                        "    nginx.org/client-max-body-size: 8m\n    nginx.org/websocket-services: web\n",
                )
                .replace("ingressClassName: nginx", "ingressClassName: public"),
        );
    });

    it("are byte for byte what they were where no Ingress is of ingress-nginx", () => {
        const other = shop
            .replace("ingressClassName: nginx", "ingressClassName: internal")
            .replace(/ *nginx\.ing.*\n/, "");
        assert.deepEqual(said(other), { text: other, changed: false, ingresses: [] });
    });

    it("have objects beside an Ingress as documents after it, and in a List as items of it", () => {
        assert.match(
            said(shop, "traefik", "shop").text,
            /kind: Middleware\nmetadata:\n {2}name: shop-body-size\n {2}namespace: shop/,
        );
        const [, ingress = ""] = shop.split("---\n");
        const list = `kind: List\napiVersion: v1\nitems:\n${ingress.replace(/^/gm, "  ").replace("  apiVersion", "- apiVersion").trimEnd()}\n`;
        const { items } = z
            .object({ items: z.array(z.looseObject({ kind: z.string() })) })
            .parse(parse(said(list, "traefik", "shop").text));
        assert.deepEqual(
            items.map(({ kind }) => kind),
            ["Ingress", "Middleware"],
        );
    });

    it("lose the class's old annotation, and gain the class", () => {
        const old = shop
            .replace("  ingressClassName: nginx\n", "")
            .replace('example.org/kept: "yes"   # and this', "kubernetes.io/ingress.class: nginx");
        const { text } = said(old);
        assert.ok(!text.includes("kubernetes.io/ingress.class"));
        assert.match(text, /ingressClassName: public/);
    });

    it("change class without an annotation as well, and where the line for annotations is empty", () => {
        for (const annotations of ["", "  annotations:\n", "  annotations: {}\n"]) {
            const plain = shop.replace(/ {2}annotations:\n(?: {4}.*\n)+/, annotations);
            assert.match(said(plain, "traefik").text, /name: shop\nspec:\n {2}ingressClassName: public/);
        }
    });

    it("are refused where they are no YAML, with the file's name", () => {
        assert.throws(
            () => said("a: [b\n"),
            (error) => error instanceof Refusal && /^shop\.yaml is no YAML/.test(error.message),
        );
    });

    it("are left, and said to be, where Kubernetes has no longer such Ingresses", () => {
        const beta = shop.replace("networking.k8s.io/v1", "extensions/v1beta1");
        const { changed, ingresses } = said(beta);
        assert.equal(changed, false);
        assert.deepEqual(
            ingresses[0]?.outcomes.map(({ annotation, result }) => [annotation, result]),
            [
                ["(manifest)", "left"],
                ["proxy-body-size", "left"],
            ],
        );
    });

    it("can be converted twice: the second time changes nothing more", () => {
        for (const to of targets) {
            const once = said(shop, to, "shop").text;
            assert.deepEqual([said(once, to, "shop").text, said(once, to, "shop").ingresses], [once, []]);
        }
    });
});

describe("annotations of ingress-nginx", () => {
    const value = fc.constantFrom(
        "true",
        "false",
        "on",
        "off",
        "cookie",
        "10",
        "8m",
        "/$1",
        "/x",
        "https://a.example.org",
        "basic",
        "a/b",
        "",
    );

    for (const to of targets) {
        it(`are all known, and each is spoken for once: ${to}`, () => {
            for (const name of known) {
                const { outcomes } = migrated(to, { annotations: { [name]: "true" } });
                const about = outcomes.filter(({ annotation }) => annotation === name);
                assert.equal(about.length, 1, name);
                assert.ok(!/is not known to this command/.test(about[0]?.what ?? ""), name);
            }
            assert.ok(known.length > 120);
            console.log(`      ${known.length} annotations`);
        });

        it(`are none of them dropped in silence, in any company: ${to}`, () => {
            let examined = 0;
            fc.assert(
                fc.property(
                    fc.dictionary(fc.constantFrom(...known, "unheard-of"), value),
                    fc.boolean(),
                    (annotations, tls) => {
                        const { outcomes, text } = migrated(to, {
                            annotations: { "use-regex": "true", ...annotations },
                            tls,
                        });
                        const spoken = outcomes
                            .map(({ annotation }) => annotation)
                            .filter((name) => !name.startsWith("("));
                        assert.deepEqual(spoken.sort(), Object.keys({ "use-regex": "", ...annotations }).sort());
                        for (const { annotation, result, todo } of outcomes) {
                            if (result === "left") assert.ok(todo !== undefined && todo !== "");
                            if (result === "left" && !annotation.startsWith("(")) {
                                assert.ok(text.includes(`nginx.ingress.kubernetes.io/${annotation}:`), annotation);
                            }
                            examined += 1;
                        }
                    },
                ),
                { numRuns: 200 },
            );
            console.log(`      ${examined} outcomes`);
        });
    }
});
