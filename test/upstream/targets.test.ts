import assert from "node:assert/strict";

import { z } from "zod";

import { type Facts, readFacts, withoutFacts } from "./facts";
import { type Installed, installations } from "./installed";
import { type Stack, stacks } from "../stacks";
import { isMapping } from "../../stacks/mapping";

const Ingress = z.looseObject({
    metadata: z.looseObject({ namespace: z.string() }),
    spec: z.looseObject({
        rules: z.array(
            z.looseObject({
                http: z.looseObject({
                    paths: z.array(
                        z.looseObject({
                            backend: z.looseObject({
                                service: z.looseObject({
                                    name: z.string(),
                                    port: z.looseObject({ number: z.number() }),
                                }),
                            }),
                        }),
                    ),
                }),
            }),
        ),
    }),
});
const Service = z.looseObject({
    metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
    spec: z.looseObject({ ports: z.array(z.looseObject({ port: z.number() })) }),
});
const Named = z.looseObject({ metadata: z.looseObject({ name: z.string(), namespace: z.string() }) });
const OfDatabase = Named.extend({ spec: z.looseObject({ serviceAccountName: z.string().optional() }) });
const Identity = z.looseObject({ namespace: z.string(), serviceAccount: z.string() });
const ServicePorts = z.array(z.looseObject({ port: z.number() }));

/** Services that a chart has only when its values ask for them, with their ports: facts are of a chart without values. */
const askedFor: Partial<Record<string, string[]>> = { cilium: ["hubble-ui:80"] };

/** Kinds of objects for which an operator makes a ServiceAccount. */
const databases = [
    "kubernetes:postgresql.cnpg.io/v1:Cluster",
    "kubernetes:k8s.mariadb.com/v1alpha1:MariaDB",
    "kubernetes:k8s.mariadb.com/v1alpha1:PhysicalBackup",
];

describe("what is pointed at in a chart", () => {
    let facts: Facts;
    let all: Stack[];
    let installed: Installed[];

    before(async function () {
        this.timeout(120_000);
        facts = readFacts();
        all = await stacks();
        installed = await installations();
    });

    /** Names of a chart's objects as this environment's values make them, each with its namespace. */
    function* objectsOf(environment: string, kind: string) {
        for (const one of installed.filter((other) => other.environment === environment)) {
            for (const object of facts.charts.get(one.chart)?.objects ?? []) {
                if (object.kind === kind) yield { ...object, name: `${one.namespace}/${named(object.name, one)}` };
            }
        }
    }

    it("is a Service with that port, where an Ingress leads", () => {
        let examined = 0;
        const missing: string[] = [];
        const unchecked = new Set<string>();
        for (const { environment, resources } of all) {
            const unknown = installed
                .filter((one) => one.environment === environment && withoutFacts.has(one.chart))
                .map(({ namespace }) => namespace);
            const ours = resources
                .filter(({ type }) => type === "kubernetes:core/v1:Service")
                .map(({ inputs }) => Service.parse(inputs))
                .flatMap(({ metadata, spec }) =>
                    spec.ports.map(({ port }) => `${metadata.namespace}/${metadata.name}:${port}`),
                );
            const theirs = [...objectsOf(environment, "Service")].flatMap(({ name, ports }) =>
                ServicePorts.parse(ports).map(({ port }) => `${name}:${port}`),
            );
            const asked = installed
                .filter((one) => one.environment === environment)
                .flatMap(({ chart, namespace }) => (askedFor[chart] ?? []).map((service) => `${namespace}/${service}`));
            // ECK makes it for each Kibana; the name is documented.
            const operators = resources
                .filter(({ type }) => type === "kubernetes:kibana.k8s.elastic.co/v1:Kibana")
                .map(({ inputs }) => Named.parse(inputs).metadata)
                .map(({ namespace, name }) => `${namespace}/${name}-kb-http:5601`);
            for (const { type, inputs } of resources) {
                if (type !== "kubernetes:networking.k8s.io/v1:Ingress") continue;
                const { metadata, spec } = Ingress.parse(inputs);
                for (const { backend } of spec.rules.flatMap(({ http }) => http.paths)) {
                    const target = `${metadata.namespace}/${backend.service.name}:${backend.service.port.number}`;
                    if (unknown.includes(metadata.namespace)) unchecked.add(target);
                    else if (![...ours, ...theirs, ...asked, ...operators].includes(target))
                        missing.push(`${environment}: ${target}`);
                    examined += 1;
                }
            }
        }
        assert.deepEqual(missing, []);
        assert.ok(examined > 0);
        console.log(`      ${examined} backends`);
        for (const target of unchecked) console.log(`      NOT CHECKED: ${target}: there are no facts of its chart`);
    });

    it("is a ServiceAccount, where the cloud gives rights to one", () => {
        let examined = 0;
        const missing: string[] = [];
        for (const { environment, resources } of all) {
            // Operators make one for each database, of its name, and mariadb-operator the one for copies that is said.
            const operators = resources
                .filter(({ type }) => databases.includes(type))
                .map(({ inputs }) => OfDatabase.parse(inputs))
                .map(({ metadata, spec }) => `${metadata.namespace}/${spec.serviceAccountName ?? metadata.name}`);
            const accounts = [...[...objectsOf(environment, "ServiceAccount")].map(({ name }) => name), ...operators];
            for (const { type, inputs } of resources) {
                if (type !== "aws:eks/podIdentityAssociation:PodIdentityAssociation") continue;
                const { namespace, serviceAccount } = Identity.parse(inputs);
                // EKS's own add-ons are no charts.
                if (namespace === "kube-system") continue;
                const target = `${namespace}/${serviceAccount}`;
                if (!accounts.includes(target)) missing.push(`${environment}: ${target}`);
                examined += 1;
            }
        }
        assert.deepEqual(missing, []);
        assert.ok(examined > 0);
        console.log(`      ${examined} ServiceAccounts`);
    });
});

/**
 * The name that an object of a chart has under these values. Facts are of a release without values, whose objects begin
 * with the release's name; `fullnameOverride`, of the chart or of a subchart, stands in place of that.
 */
function named(name: string, { release, values }: Pick<Installed, "release" | "values">): string {
    for (const [subchart, inner] of Object.entries(values)) {
        const prefix = `${release}-${subchart}`;
        if (isMapping(inner) && typeof inner.fullnameOverride === "string" && startsWith(name, prefix)) {
            return inner.fullnameOverride + name.slice(prefix.length);
        }
    }
    if (typeof values.fullnameOverride === "string" && startsWith(name, release)) {
        return values.fullnameOverride + name.slice(release.length);
    }
    return name;
}

function startsWith(name: string, prefix: string): boolean {
    return name === prefix || name.startsWith(`${prefix}-`);
}
