import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";

/** One resource as the program registered it. */
export interface Registered {
    type: string;
    name: string;
    /** What it was given, with secrets replaced by `[secret]` and unknowns by `[unknown]`. */
    inputs: Record<string, unknown>;
    /** Logical name of the parent, if it has one. */
    parent?: string;
    /** Logical names of all it waits for, whether said or taken from its inputs. */
    dependsOn: string[];
    provider?: string;
    protect: boolean;
    retainOnDelete: boolean;
    custom: boolean;
}

/** Answers to the functions a program may call, by token; a call without an answer fails the test. */
export type Calls = Record<string, (args: Record<string, unknown>) => Record<string, unknown>>;

/** Computed outputs that tests need to be there, by resource type. */
const outputs: Record<string, (name: string, inputs: Record<string, unknown>) => Record<string, unknown>> = {
    "kubernetes:core/v1:Service": () => ({ status: { loadBalancer: { ingress: [{ ip: "192.0.2.10" }] } } }),
    // What ECK's authority is known by.
    "kubernetes:core/v1:Secret": (name) => (name.endsWith("-authority") ? { data: { "ca.crt": "Q0E=" } } : {}),
    "aws:eks/cluster:Cluster": (name) => ({
        endpoint: `https://${name}.eks.test`,
        certificateAuthority: { data: "Y2E=" },
        arn: `arn:aws:eks:test:000000000000:cluster/${name}`,
    }),
    "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
    "aws:iam/role:Role": (name) => ({ arn: `arn:aws:iam::000000000000:role/${name}`, name }),
    "aws:iam/instanceProfile:InstanceProfile": (name) => ({
        arn: `arn:aws:iam::000000000000:instance-profile/${name}`,
    }),
    "aws:kms/key:Key": (name) => ({ arn: `arn:aws:kms:test:000000000000:key/${name}` }),
    "aws:cloudwatch/logGroup:LogGroup": (name) => ({ arn: `arn:aws:logs:test:000000000000:log-group:${name}` }),
};

/**
 * Runs code against a pretend engine and returns what it registered, in order. Needs no engine, cluster or cloud, and
 * renders no chart: that values are right is proven elsewhere (test/upstream).
 */
export async function deploy(build: () => unknown, calls: Calls = {}): Promise<Registered[]> {
    const found: Registered[] = [];
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs, id }) => {
                const given = inputs as Record<string, unknown>;
                const state = { ...given, ...outputs[type]?.(name, given) };
                return { id: id === undefined || id === "" ? `${name}-id` : id, state };
            },
            call: ({ token, inputs }) => {
                const answer = calls[token];
                if (!answer) throw new Error(`the program called ${token}, for which this test has no answer`);
                return answer(inputs as Record<string, unknown>);
            },
        },
        "samestack",
        "test",
        false,
    );
    watch(found);
    await build();
    await pulumi.runtime.disconnect();
    return found;
}

/** The one resource of a type (and name, if said) among many; otherwise fails, and says what there was. */
export function the(resources: Registered[], type: string, name?: string): Registered {
    const matching = resources.filter((one) => one.type === type && (name === undefined || one.name === name));
    const [first] = matching;
    if (matching.length === 1 && first) return first;
    const there = resources.map((one) => `${one.type} ${one.name}`).join("\n  ");
    assert.fail(`expected one ${type} ${name ?? ""}, found ${matching.length}, among:\n  ${there}`);
}

// Mocks do not see parents, dependencies and options; the request to the engine has them all. Not a documented door, so
// it is opened here only, and fails loudly when it is gone.
function watch(found: Registered[]): void {
    const monitor: unknown = getMonitor();
    assert.ok(isMonitor(monitor), "this version of @pulumi/pulumi has no registerResource on its mock monitor");
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
        found.push({
            type: request.getType(),
            name: request.getName(),
            inputs: masked(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
            parent: nameOf(request.getParent()),
            dependsOn: request.getDependenciesList().map((urn) => nameOf(urn) ?? urn),
            provider: nameOf(request.getProvider().split("::").slice(0, -1).join("::")),
            protect: request.getProtect() ?? false,
            retainOnDelete: request.getRetainondelete() ?? false,
            custom: request.getCustom(),
        });
        register(request, callback);
    };
}

interface Request {
    getType(): string;
    getName(): string;
    getParent(): string;
    getCustom(): boolean;
    getProvider(): string;
    getProtect(): boolean | undefined;
    getRetainondelete(): boolean | undefined;
    getDependenciesList(): string[];
    getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}

interface Monitor {
    registerResource(request: Request, callback: unknown): void;
}

function isMonitor(candidate: unknown): candidate is Monitor {
    return typeof candidate === "object" && candidate !== null && "registerResource" in candidate;
}

function nameOf(urn: string): string | undefined {
    return urn === "" ? undefined : urn.split("::").at(-1);
}

const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function masked(value: unknown): unknown {
    if (value === UNKNOWN) return "[unknown]";
    if (Array.isArray(value)) return value.map(masked);
    if (typeof value !== "object" || value === null) return value;
    if (SIGNATURE in value) {
        if (value[SIGNATURE] === SECRET) return "[secret]";
        return "value" in value ? masked(value.value) : "[resource]";
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}
