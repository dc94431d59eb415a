import assert from "node:assert/strict";

import { parse } from "yaml";

import { gitlabPipeline } from "../../../commands/environments/gitlab";
import { listed } from "../../../commands/environments/order";
import { environments, root } from "../../environments";
import { temporaryFolder } from "../../folder";

const existing = "{ kind: existing, kubeconfig: ./paris.kubeconfig }";
const file = (cluster: string, more = "") =>
    `config:\n  samestack:environment:\n    domain: example.org\n    places: { paris: { cluster: ${cluster} } }\n${more}`;

describe("the environments that a pipeline brings up", () => {
    const folder = temporaryFolder();
    const names = () => listed(folder.path).map(({ environment }) => environment);

    it("are those with a file, but for the sandbox's", () => {
        const found = listed(root).map(({ environment }) => environment);
        assert.deepEqual(
            found,
            environments.filter((name) => name !== "dev"),
        );
        assert.ok(found.length > 0);
        console.log(`      ${found.length} environments`);
    });

    it("say what their places are", () => {
        folder.write({
            "Pulumi.a.yaml": file("{ kind: eks }"),
            "Pulumi.b.yaml": file(`${existing} }, lyon: { cluster: { kind: eks }`),
            "Pulumi.c.yaml": file("{ kind: existing, kubeconfig: .samestack/c.kubeconfig }"),
            "Pulumi.d.yaml": "config: {}\n",
        });
        assert.deepEqual(listed(folder.path), [
            { environment: "a", kinds: ["eks"], after: [] },
            { environment: "b", kinds: ["eks", "existing"], after: [] },
        ]);
    });

    it("come behind those that they name, and otherwise by name", () => {
        folder.write({
            "Pulumi.a.yaml": file(existing, "  samestack:after: [c, d]\n"),
            "Pulumi.b.yaml": file(existing),
            "Pulumi.c.yaml": file(existing, "  samestack:after: d\n"),
            "Pulumi.d.yaml": file(existing),
        });
        assert.deepEqual(names(), ["b", "d", "c", "a"]);
    });

    const refused: [string, Record<string, string>, RegExp][] = [
        [
            "one that is not there",
            { "Pulumi.a.yaml": file(existing, "  samestack:after: staging\n") },
            /^a says samestack:after: staging, which no pipeline brings up; there are a$/,
        ],
        [
            "a circle",
            {
                "Pulumi.a.yaml": file(existing, "  samestack:after: b\n"),
                "Pulumi.b.yaml": file(existing, "  samestack:after: [a]\n"),
            },
            /^a, b wait for each other by samestack:after: take one of these words out$/,
        ],
        [
            "what is no name",
            { "Pulumi.a.yaml": file(existing, "  samestack:after: { b: true }\n") },
            /^samestack:after in Pulumi.a.yaml is no name of an environment and no list of such: /,
        ],
        [
            "an environment without places",
            { "Pulumi.a.yaml": "config: { samestack:environment: { domain: x.org } }\n" },
            /^Pulumi.a.yaml names no places with clusters/,
        ],
    ];
    for (const [what, files, message] of refused) {
        it(`refuse ${what}`, () => {
            folder.write(files);
            assert.throws(() => listed(folder.path), { name: "Refusal", message });
        });
    }

    it("are a pipeline for GitLab: previews side by side, up one after another", () => {
        const all = ["b", "a"].map((environment) => ({ environment, kinds: ["eks"], after: [] }));
        const include = [{ local: ".gitlab/environments.yml" }];
        assert.deepEqual(parse(gitlabPipeline("up", all)), {
            include,
            "up b": { extends: ".up", variables: { ENVIRONMENT: "b" }, needs: [] },
            "up a": { extends: ".up", variables: { ENVIRONMENT: "a" }, needs: ["up b"] },
        });
        assert.deepEqual(parse(gitlabPipeline("preview", all)), {
            include,
            "preview b": { extends: ".preview", variables: { ENVIRONMENT: "b" }, needs: [] },
            "preview a": { extends: ".preview", variables: { ENVIRONMENT: "a" }, needs: [] },
        });
        assert.deepEqual(parse(gitlabPipeline("up", [])), { include, nothing: { extends: ".nothing" } });
    });
});
