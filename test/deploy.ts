import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { type Registered, watch } from "../commands/render/registration";
import { isMapping } from "../stacks/mapping";

export type { Registered } from "../commands/render/registration";

/** Answers to the functions a program may call, by token; a call without an answer fails the test. */
export type Calls = Record<string, (args: Record<string, unknown>) => Record<string, unknown>>;

/** Computed outputs that tests need to be there, by resource type. */
const outputs: Record<string, (name: string, inputs: Record<string, unknown>) => Record<string, unknown>> = {
    "kubernetes:core/v1:Namespace": (name, { metadata }) => ({
        metadata: { ...(isMapping(metadata) ? metadata : {}), uid: `${name}-uid` },
    }),
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
    await withoutStackTraces(async () => {
        await build();
        await pulumi.runtime.disconnect();
    });
    return found;
}

/** Pulumi takes a stack trace for every promise; to find their lines in the sources costs more than all the rest. */
async function withoutStackTraces(work: () => Promise<void>): Promise<void> {
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
        await work();
    } finally {
        Error.stackTraceLimit = before;
    }
}

/** Definitions that go with the namespace of their operator, by their names. */
export function goingWith(resources: Registered[]): string[] {
    return resources
        .filter(({ type }) => type === "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinitionPatch")
        .map(({ inputs }) => (isMapping(inputs.metadata) ? String(inputs.metadata.name) : ""));
}

/** The one resource of a type (and name, if said) among many; otherwise fails, and says what there was. */
export function the(resources: Registered[], type: string, name?: string): Registered {
    const matching = resources.filter((one) => one.type === type && (name === undefined || one.name === name));
    const [first] = matching;
    if (matching.length === 1 && first) return first;
    const there = resources.map((one) => `${one.type} ${one.name}`).join("\n  ");
    assert.fail(`expected one ${type} ${name ?? ""}, found ${matching.length}, among:\n  ${there}`);
}
