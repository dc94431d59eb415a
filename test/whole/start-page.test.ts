import assert from "node:assert/strict";

import { z } from "zod";

import type { Registered } from "../deploy";
import { stacks } from "../stacks";

const Ingress = z.object({
    metadata: z.object({ namespace: z.string() }),
    spec: z.object({ rules: z.array(z.object({ host: z.string() })) }),
});
const LoginNamespace = z.object({
    metadata: z.object({ name: z.string(), labels: z.object({ "samestack.dev/role": z.literal("access") }) }),
});
const Page = z.object({ data: z.object({ "index.html": z.string() }) });

/** Hosts that nobody opens: programs ask there, each with a token of its own. */
const forPrograms = ["kas", "registry"];

describe("the start page of each place", function () {
    this.timeout(120_000);

    it("has an entry for every route of the stack but its own, the login's and those for programs, and none that leads nowhere", async () => {
        let entries = 0;
        let pages = 0;
        for (const { environment, resources } of await stacks()) {
            for (const { inputs, provider } of resources.filter(isPage)) {
                const here = resources.filter((one) => one.provider === provider);
                const login = here.flatMap(({ inputs }) => {
                    const found = LoginNamespace.safeParse(inputs);
                    return found.success ? [found.data.metadata.name] : [];
                });
                const routes = here
                    .filter(({ type }) => type.endsWith(":Ingress"))
                    .map((one) => Ingress.parse(one.inputs))
                    .filter(({ metadata }) => !login.includes(metadata.namespace));
                const hosts = (own: boolean) =>
                    routes
                        .filter(({ metadata }) => (metadata.namespace === "start-page") === own)
                        .flatMap(({ spec }) => spec.rules.map(({ host }) => host))
                        .filter((host) => !forPrograms.includes(host.replace(/\..*$/, "")));
                const page = Page.parse(inputs).data["index.html"];
                const listed = [...page.matchAll(/<a href="https:\/\/([^/"]+)\/">/g)].map(([, host = ""]) => host);
                assert.deepEqual([...listed].sort(), hosts(false).sort(), `${environment} ${String(provider)}`);

                // Its own address is the domain that all the others stand under.
                const [root, ...others] = hosts(true);
                assert.deepEqual(others, []);
                for (const host of listed) assert.match(host, new RegExp(`^[a-z0-9-]+\\.${String(root)}$`));
                assert.ok(page.includes(`<h1>${String(root)}</h1>`));
                entries += listed.length;
                pages += 1;
            }
        }
        assert.ok(entries > pages && pages > 0);
        console.log(`      ${entries} entries of ${pages} pages`);
    });
});

function isPage({ type, inputs }: Registered): boolean {
    return type === "kubernetes:core/v1:ConfigMap" && Page.safeParse(inputs).success;
}
