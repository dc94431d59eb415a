import assert from "node:assert/strict";

import { admission, AdmissionArgs } from "../../../components/admission";
import { dataGroups } from "../../../stacks/data-groups";
import { readEnvironment } from "../../../stacks/environment";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const POLICY = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy";
const BINDING = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding";

const put = (said: object = {}, groups = [{ system: "longhorn", group: "longhorn.io" }]) =>
    deploy(() => {
        admission(paris(), AdmissionArgs.parse({ kind: "kubernetes", ...said }), { dataGroups: groups });
    });

describe("ValidatingAdmissionPolicies", () => {
    it("are four, each with its binding, of its own name", async () => {
        const parts = ["data-longhorn", "images", "routes", "services"].map((part) => `paris-admission-${part}`);
        const resources = await put();
        assert.deepEqual(listed(resources), [
            ...parts.map((name) => `${POLICY} ${name}`),
            ...parts.map((name) => `${BINDING} ${name}`),
            "samestack:admission:ValidatingAdmissionPolicies paris-admission",
        ]);
        for (const name of parts) {
            const metadata = { name: name.replace("paris-admission", "samestack") };
            assert.deepEqual(the(resources, POLICY, name).inputs.metadata, metadata);
            const { metadata: bound, spec } = the(resources, BINDING, name).inputs;
            assert.deepEqual([bound, (spec as { policyName: string }).policyName], [metadata, metadata.name]);
        }
    });

    it("refuse, or only warn", async () => {
        const actions = async (said: object) =>
            (await put(said))
                .filter(({ type }) => type === BINDING)
                .map(({ inputs }) => (inputs.spec as { validationActions: string[] }).validationActions);
        assert.deepEqual(await actions({}), Array(4).fill(["Deny"]));
        assert.deepEqual(await actions({ action: "warn" }), Array(4).fill(["Warn", "Audit"]));
    });

    it("count in namespaces of the stack and of applications alone, for images without those that others fill", async () => {
        const resources = await put();
        const where = (part: string) =>
            (the(resources, BINDING, `paris-admission-${part}`).inputs.spec as { matchResources?: unknown })
                .matchResources;
        const usual = { matchPolicy: "Equivalent", objectSelector: {} };
        const ours = { key: "samestack.dev/role", operator: "Exists" };
        for (const part of ["routes", "services"]) {
            assert.deepEqual(where(part), { ...usual, namespaceSelector: { matchExpressions: [ours] } });
        }
        assert.deepEqual(where("images"), {
            ...usual,
            namespaceSelector: {
                matchExpressions: [
                    ours,
                    { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["gitlab-runner", "kadalu"] },
                ],
            },
        });
        assert.equal(where("data-longhorn"), undefined);
    });

    it("say all that the API server would fill in, or a run that takes them over would meet it", async () => {
        const { matchConstraints } = the(await put(), POLICY, "paris-admission-routes").inputs.spec as {
            matchConstraints: unknown;
        };
        assert.deepEqual(matchConstraints, {
            matchPolicy: "Equivalent",
            objectSelector: {},
            namespaceSelector: {},
            resourceRules: [
                {
                    apiGroups: ["networking.k8s.io"],
                    apiVersions: ["v1"],
                    resources: ["ingresses"],
                    operations: ["CREATE", "UPDATE"],
                    scope: "*",
                },
            ],
        });
    });

    it("keep the definitions of the groups that hold data, whatever cannot be evaluated", async () => {
        const spec = the(await put(), POLICY, "paris-admission-data-longhorn").inputs.spec as Record<string, unknown>;
        assert.equal(spec.failurePolicy, "Fail");
        assert.deepEqual(spec.matchConditions, [
            { name: "holds-data", expression: 'oldObject.spec.group == "longhorn.io"' },
        ]);
        for (const part of ["images", "routes", "services"]) {
            const other = the(await put(), POLICY, `paris-admission-${part}`).inputs.spec as Record<string, unknown>;
            assert.equal(other.failurePolicy, "Ignore", part);
        }
    });

    it("keep none where all may go, and are not there at all for none", async () => {
        assert.equal((await put({}, [])).filter(({ type }) => type === POLICY).length, 3);
        const none = await deploy(() => {
            admission(paris(), AdmissionArgs.parse({ kind: "none" }), {
                dataGroups: [{ system: "longhorn", group: "longhorn.io" }],
            });
        });
        assert.deepEqual(listed(none), []);
    });

    it("are asked for by no other action", () => {
        assert.throws(() => AdmissionArgs.parse({ kind: "kubernetes", action: "audit" }), /action/);
    });
});

describe("the groups that hold data", () => {
    const groups = (said: object) => {
        const cluster = { kind: "existing", kubeconfig: "./paris.kubeconfig", nodes: 3 };
        const place = { cluster, loadBalancing: { addresses: ["192.0.2.10-192.0.2.30"] }, ...said };
        return Object.values(readEnvironment({ domain: "example.org", places: { paris: place } }).places).map((one) =>
            dataGroups(one).map(({ group }) => group),
        );
    };
    const consented = { storage: { allowDestroy: true }, logging: { allowDestroy: true } };

    it("are those of the systems that are there", () => {
        assert.deepEqual(groups({}), [["longhorn.io", "elasticsearch.k8s.elastic.co"]]);
    });

    it("are none to whose loss the environment consents", () => {
        assert.deepEqual(groups(consented), [[]]);
    });

    it("are those of databases while one of them may not go", () => {
        const databases = (...allowed: boolean[]) => ({
            ...consented,
            databases: {
                postgres: Object.fromEntries(allowed.map((allowDestroy, one) => [`shop-${one}`, { allowDestroy }])),
            },
        });
        assert.deepEqual(groups(databases(true, true)), [[]]);
        assert.deepEqual(groups(databases(true, false)), [["postgresql.cnpg.io"]]);
        const { databases: said } = databases(true, false);
        assert.deepEqual(groups({ ...consented, databases: { ...said, allowDestroy: true } }), [[]]);
    });
});
