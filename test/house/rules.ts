import type { Registered } from "../deploy";
import { asks, asMap } from "./logins";

/** The secret that tests give as every secret of an environment. */
export const CANARY = "canary-admin-password";

/** What holds for every resource of some kind, in any environment. */
export interface Rule {
    says: string;
    /** What it is about, in the plural. */
    what: string;
    about: (one: Registered) => boolean;
    /** What it has against a resource, among all of its environment. */
    objects: (one: Registered, stack: Registered[]) => string | undefined;
    /** The resource with the mistake that the rule is there for. */
    broken: (one: Registered, stack: Registered[]) => Registered;
}

/** Hosts, by their first label, that nobody is asked about before they are reached, and why. */
const open: Record<string, string> = {
    auth: "where the login sends people back to: oauth2-proxy has nothing behind it",
    dex: "where people log in",
    gitlab: "logs people in by itself, with the login of the place",
    grafana: "logs people in by itself, with the login of the place",
    kas: "lets in agents alone, each with a token that GitLab gave it",
    registry: "lets in programs alone, each with a token that GitLab gave it",
};

const everyOne = () => true;
const isKubernetes = ({ type }: Registered) => type.startsWith("kubernetes:");
const isRoute = ({ type }: Registered) =>
    /^kubernetes:(networking\.k8s\.io\/v1:Ingress|gateway\.networking\.k8s\.io\/.*:\w+Route|traefik\.io\/.*:IngressRoute)$/.test(
        type,
    );
const isStack = ({ type }: Registered) => type === "samestack:stacks:Production";

export const rules: Rule[] = [
    {
        says: "has a name that starts with its parent's",
        what: "children",
        about: ({ parent }) => parent !== undefined,
        objects: ({ name, parent = "" }) =>
            name === parent || name.startsWith(`${parent}-`) ? undefined : `is a child of ${parent}`,
        broken: (one) => ({ ...one, name: `other-${one.name}` }),
    },
    {
        says: "has a parent, but for a place's cluster and its stack",
        what: "resources",
        about: everyOne,
        objects: (one, stack) => {
            if (one.parent !== undefined || isStack(one)) return undefined;
            const place = one.name.replace(/-cluster$/, "");
            const isCluster = one.type.startsWith("samestack:cluster:") && place !== one.name;
            return isCluster && stack.some((other) => isStack(other) && other.name === place) ? undefined : "has none";
        },
        broken: (one) => ({ ...one, type: "samestack:ingress:Traefik", parent: undefined }),
    },
    {
        says: "has a name of its own, among all of its kind",
        what: "resources",
        about: everyOne,
        objects: ({ type, name }, stack) =>
            stack.filter((one) => one.type === type && one.name === name).length === 1 ? undefined : "is there twice",
        broken: (one, stack) => {
            const { type, name } = stack.find((other) => other !== one) ?? one;
            return { ...one, type, name };
        },
    },
    {
        says: "is put into the cluster of its own place, by an explicit provider",
        what: "objects",
        about: isKubernetes,
        objects: ({ name, provider }) => {
            if (provider === undefined) return "has no provider";
            const place = provider.replace(/-cluster$/, "");
            return place !== provider && name.startsWith(`${place}-`) ? undefined : `goes by ${provider}`;
        },
        broken: (one) => ({ ...one, provider: undefined }),
    },
    {
        says: "is known by a cluster's identity, where it is a cluster's provider",
        what: "providers",
        about: ({ type }) => type === "pulumi:providers:kubernetes",
        objects: ({ inputs }) => (inputs.clusterIdentifier === undefined ? "has no clusterIdentifier" : undefined),
        broken: (one) => ({ ...one, inputs: { ...one.inputs, clusterIdentifier: undefined } }),
    },
    {
        says: "is of an exact version, where it is a chart",
        what: "charts",
        about: ({ type }) => /^kubernetes:helm\.sh\/v\d:(Release|Chart)$/.test(type),
        objects: ({ inputs: { version } }) =>
            typeof version === "string" && /^v?\d+\.\d+\.\d+$/.test(version) ? undefined : "has no exact version",
        broken: (one) => ({ ...one, inputs: { ...one.inputs, version: "^1.2" } }),
    },
    {
        says: "names the version of every field it refers to, or a run that takes it over would meet the API server's own",
        what: "objects with pods",
        about: (one) => isKubernetes(one) && typeof asMap(one.inputs.spec).template === "object",
        objects: ({ inputs }) =>
            /"fieldRef":\{(?!"apiVersion")/.test(JSON.stringify(inputs))
                ? "refers to a field of no version"
                : undefined,
        broken: (one) => ({
            ...one,
            inputs: { ...one.inputs, env: [{ valueFrom: { fieldRef: { fieldPath: "x" } } }] },
        }),
    },
    {
        says: "is not a chart by the engine that runs uninstall hooks at install",
        what: "objects",
        about: isKubernetes,
        objects: ({ type }) => (type === "kubernetes:helm.sh/v3:Chart" ? "is one" : undefined),
        broken: (one) => ({ ...one, type: "kubernetes:helm.sh/v3:Chart" }),
    },
    {
        says: "shows no secret, least of all in a chart's values or a ConfigMap",
        what: "resources",
        about: everyOne,
        objects: ({ inputs }) => (JSON.stringify(inputs).includes(CANARY) ? "shows a secret" : undefined),
        broken: (one) => ({ ...one, inputs: { ...one.inputs, values: { password: `p=${CANARY}` } } }),
    },
    {
        says: "keeps what is in a Secret secret",
        what: "Secrets",
        about: ({ type }) => type === "kubernetes:core/v1:Secret",
        objects: ({ inputs: { data, stringData } }) => {
            const given = [data, stringData].filter((one) => one !== undefined);
            return given.length > 0 && given.every((one) => one === "[secret]") ? undefined : "holds clear text";
        },
        broken: (one) => ({ ...one, inputs: { ...one.inputs, stringData: { user: "admin" } } }),
    },
    {
        // Weave Net leaves out a policy with a named port, and Cilium's block of all addresses holds no pod and no node.
        says: "has policies that mean the same to every network: ports by number, and any address by naming none",
        what: "policies",
        about: ({ type }) => type === "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        objects: ({ inputs }) => {
            const spec = JSON.stringify(inputs.spec);
            if (spec.includes('"port":"')) return "names a port";
            return /"cidr":"(0\.0\.0\.0\/0|[^"]*:)/.test(spec) ? "has a block of all addresses, or of IPv6" : undefined;
        },
        broken: (one) => ({ ...one, inputs: { ...one.inputs, spec: { ingress: [{ ports: [{ port: "web" }] }] } } }),
    },
    {
        // A port's number keeps pods that declare it. Those that do not are told it by relabelling, or nothing is scraped.
        says: "finds its targets by a port's name, or by what no pod has to declare",
        what: "monitors of pods",
        about: ({ type }) => type === "kubernetes:monitoring.coreos.com/v1:PodMonitor",
        objects: ({ inputs }) =>
            asList(asMap(inputs.spec).podMetricsEndpoints)
                .map(asMap)
                .every(({ port, portNumber, relabelings }) => portNumber === undefined && (port ?? relabelings))
                ? undefined
                : "finds none",
        broken: (one) => ({ ...one, inputs: { spec: { podMetricsEndpoints: [{ portNumber: 8050 }] } } }),
    },
    {
        says: "asks for a login before it leads anywhere, or is listed as open with a reason",
        what: "routes",
        about: isRoute,
        objects: (one, stack) => {
            if (asks(one, stack)) return undefined;
            const hosts = hostsOf(one);
            if (hosts.length === 0) return "leads from every host";
            const unlisted = hosts.filter((host) => !(host.replace(/\..*$/, "") in open));
            return unlisted.length > 0 ? `is open at ${unlisted.join(", ")}` : undefined;
        },
        broken: (one) => ({ ...one, inputs: { spec: { rules: [{ host: "longhorn.example.org" }] } } }),
    },
    {
        says: "is served at hosts of its own",
        what: "routes",
        about: isRoute,
        objects: (one, stack) => {
            const hosts = hostsOf(one);
            const others = stack.filter((other) => other !== one && isRoute(other)).flatMap(hostsOf);
            const shared = hosts.filter((host) => others.includes(host));
            return shared.length > 0 ? `shares ${shared.join(", ")}` : undefined;
        },
        broken: (one, stack) => {
            const other = stack.find((other) => other !== one && isRoute(other)) ?? one;
            return { ...one, inputs: { ...one.inputs, spec: other.inputs.spec } };
        },
    },
];

/** Where a route is served, by whichever kind. */
function hostsOf({ inputs }: Registered): string[] {
    const { rules, hostnames } = asMap(inputs.spec);
    const named = [...asList(hostnames), ...asList(rules).map((rule) => asMap(rule).host)];
    return named.filter((host) => typeof host === "string");
}

function asList(value: unknown): unknown[] {
    return Array.isArray(value) ? value : [];
}
