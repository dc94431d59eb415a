import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Chart, install } from "../chart";
import type { Claim, Kept } from "../claim";
import { type Accepts, flows } from "../namespace";
import type { Place } from "../place";
import { derived, type Secrets } from "../secrets";
import type { Storage } from "../storage";
import { valkeyPorts, valkeyServer } from "./valkey-server";

export const valkey: Chart = {
    repository: "https://valkey.io/valkey-helm",
    name: "valkey",
    // renovate: datasource=helm registryUrl=https://valkey.io/valkey-helm depName=valkey
    version: "0.11.0",
    kubernetes: { from: "1.25", to: "1.36" },
};

/** What there is to say of a Valkey, whoever asks for it. */
export const ValkeyArgs = z.strictObject({
    /** MiB of memory for data. When they are full a write is refused, and nothing is forgotten in silence. */
    memory: z.int().min(16).max(65536).default(256),
    /** GiB of its volume, where every write is added to a file. At least twice the memory: the file is rewritten. */
    size: z.int().min(1).default(1),
    /**
     * Consent to delete it and its volume; without it Pulumi refuses to. To delete: set it, run `pulumi up`, then
     * remove it.
     */
    allowDestroy: z.boolean().default(false),
});
export type ValkeyArgs = z.infer<typeof ValkeyArgs>;

/** What an environment may say of a Valkey that it asks for. */
export const AskedValkeyArgs = ValkeyArgs.extend({
    /** Further namespaces whose pods may connect. Those of its own, named as it is, always may. */
    clients: z.array(z.string().min(1)).default([]),
    /** Why it may be lost, where nothing copies volumes; needed there, and stands in the report. */
    disposable: z.string().min(1).optional(),
});
export type AskedValkeyArgs = z.infer<typeof AskedValkeyArgs>;

/** A Valkey, for whoever needs one. */
export interface ValkeyNeeds {
    place: Place;
    storage: Pick<Storage, "block">;
    secrets: Secrets;
    said: ValkeyArgs;
    /** Where it goes; one in a namespace, as the chart's names are. Known when a change is previewed. */
    namespace: string;
    /** Further pods that may connect, beside those of the namespace. */
    clients?: Accepts["from"][];
}

const NAME = "valkey";
const { valkey: PORT, metrics: METRICS_PORT } = valkeyPorts;
const PASSWORD_KEY = "password";
const LOGIN = "valkey-login";
const CLAIM_LABEL = "samestack.dev/valkey";

/**
 * Valkey: keys and values in memory, each write on a volume too. Clients find it at `valkey`, with the password that
 * Secret `valkey-login` holds.
 *
 * One server, on purpose: the chart's replicas do not take over by themselves. While its node is replaced it is away for
 * as long as its volume takes to be attached elsewhere.
 *
 * @see https://valkey.io/valkey-helm/
 */
export class Valkey extends pulumi.ComponentResource {
    /** Host name, for pods of any namespace. */
    readonly host: string;
    /** Secret with `password`, `host`, `port` and `uri`. */
    readonly secret: pulumi.Output<string>;
    /** What uses it depends on this: it answers then. */
    readonly ready: pulumi.Resource;

    constructor(
        name: string,
        { place, storage, secrets, said, namespace, clients = [] }: ValkeyNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:databases:Valkey", name, said, opts);
        this.host = `${NAME}.${namespace}.svc`;

        const password = derived(secrets, place, `valkey ${namespace}`);
        const login = new k8s.core.v1.Secret(
            `${name}-login`,
            {
                metadata: { name: LOGIN, namespace },
                stringData: {
                    [PASSWORD_KEY]: password,
                    host: this.host,
                    port: String(PORT),
                    uri: pulumi.interpolate`redis://:${password}@${this.host}:${PORT}`,
                },
            },
            { parent: this },
        );
        const policy = new k8s.networking.v1.NetworkPolicy(
            `${name}-flows`,
            {
                metadata: { name: NAME, namespace },
                spec: flows(
                    { "app.kubernetes.io/name": NAME },
                    {
                        accepts: [
                            { from: "here", ports: [PORT] },
                            ...clients.map((from) => ({ from, ports: [PORT] })),
                            { from: { role: "monitoring" }, ports: [METRICS_PORT] },
                        ],
                    },
                ),
            },
            { parent: this },
        );
        this.ready = install(
            name,
            valkey,
            { source: place.charts, namespace, values: valkeyValues(said, namespace) },
            {
                parent: this,
                // Its claim is of this release, and goes with it.
                protect: !said.allowDestroy,
                dependsOn: storage.block.apply(() => [login, policy]),
            },
        );

        this.secret = login.metadata.name;
        this.registerOutputs({ secret: this.secret });
    }
}

/** The volume of a Valkey, which whatever copies volumes copies; unless it may be lost. */
export function valkeyClaim(said: ValkeyArgs, { namespace, kept }: { namespace: string; kept?: Kept }): Claim {
    return {
        what: `Valkey ${namespace}`,
        namespace,
        from: { chart: valkey.name, values: "dataStorage" },
        storageClass: "block",
        count: 1,
        gibibytes: said.size,
        labels: { [CLAIM_LABEL]: namespace },
        kept: kept ?? { by: "volume" },
    };
}

export function valkeyValues(said: ValkeyArgs, namespace: string): Record<string, unknown> {
    return {
        ...valkeyServer({ secret: LOGIN, key: PASSWORD_KEY }),
        dataStorage: {
            enabled: true,
            // The contract's class; its name is written out because a chart's values must be known at preview.
            className: "block",
            requestedSize: `${said.size}Gi`,
            labels: { [CLAIM_LABEL]: namespace },
        },
        valkeyConfig: ["appendonly yes", `maxmemory ${said.memory}mb`, "maxmemory-policy noeviction"].join("\n"),
        // Rewriting the file takes as much again at worst.
        resources: {
            requests: { cpu: "20m", memory: `${said.memory + 64}Mi` },
            limits: { memory: `${2 * said.memory + 64}Mi` },
        },
    };
}
