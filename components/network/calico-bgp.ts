import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Namespace } from "../namespace";
import type { Secrets } from "../secrets";

/** Numbers that name a network in BGP, of two and four bytes; 0 and the last are reserved. @see RFC 7607, RFC 7300 */
const AsNumber = z.int().min(1).max(4294967294);

/** A router that every node tells its pods' addresses to. */
const Peer = z.strictObject({
    /** The router's IPv4 address. */
    address: z.ipv4(),
    asNumber: AsNumber,
    /** The environment's secret that holds the session's MD5 password, by its config key. Without it, no password. */
    passwordSecret: z.string().min(1).optional(),
});

/** What an environment may say of BGP between Calico and the network around it. */
export const BgpArgs = z
    .strictObject({
        /** The nodes' own number. 64512 by default, Calico's too: the first of those that belong to nobody. */
        asNumber: AsNumber.default(64512),
        /** Routers of the network, such as a rack's switch; each node holds a session with each of them. */
        peers: z.array(Peer).default([]),
        /**
         * Whether each node also holds a session with each other node. Off by default, as the routers pass routes on;
         * without routers it must be on. Sessions grow with the square of the nodes: up to about a hundred.
         */
        nodeMesh: z.boolean().default(false),
    })
    .refine((said) => said.nodeMesh || said.peers.length > 0, {
        path: ["peers"],
        error: "names no router, and without nodeMesh no node would learn a route to another's pods",
        params: {
            allowed: "at least one peer, or nodeMesh: true",
            fix: "add a peer, for example { address: 192.0.2.1, asNumber: 64513 }, or write nodeMesh: true",
        },
    })
    .refine((said) => new Set(said.peers.map(({ address }) => address)).size === said.peers.length, {
        path: ["peers"],
        error: "names a router twice",
        params: { allowed: "each address once", fix: "remove the peer that is there already" },
    });
export type BgpArgs = z.infer<typeof BgpArgs>;

const PASSWORDS = "samestack-bgp-passwords";

/**
 * Calico's sessions with the network's routers. They are there before Calico starts: without encapsulation nothing but
 * a route brings a packet to another node's pod.
 *
 * @see https://docs.tigera.io/calico/latest/networking/configuring/bgp
 */
export class Bgp extends pulumi.ComponentResource {
    constructor(
        name: string,
        {
            said,
            secrets,
            namespace,
            kinds,
        }: { said: BgpArgs; secrets: Secrets; namespace: Namespace; kinds: pulumi.Resource },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:network:Bgp", name, said, opts);

        const passwords = said.peers.flatMap(({ address, passwordSecret }) =>
            passwordSecret === undefined ? [] : [{ address, password: secrets(passwordSecret) }],
        );
        const secret =
            passwords.length === 0
                ? []
                : [
                      new k8s.core.v1.Secret(
                          `${name}-passwords`,
                          {
                              metadata: { name: PASSWORDS, namespace: namespace.name },
                              stringData: Object.fromEntries(
                                  passwords.map(({ address, password }) => [address, password]),
                              ),
                          },
                          { parent: this },
                      ),
                      ...letNodesRead(`${name}-passwords`, namespace, this),
                  ];

        new k8s.apiextensions.CustomResource(
            name,
            {
                apiVersion: "crd.projectcalico.org/v1",
                kind: "BGPConfiguration",
                metadata: { name: "default" },
                spec: { asNumber: said.asNumber, nodeToNodeMeshEnabled: said.nodeMesh, logSeverityScreen: "Info" },
            },
            { parent: this, dependsOn: kinds },
        );
        for (const { address, asNumber, passwordSecret } of said.peers) {
            new k8s.apiextensions.CustomResource(
                `${name}-peer-${address}`,
                {
                    apiVersion: "crd.projectcalico.org/v1",
                    kind: "BGPPeer",
                    metadata: { name: `peer-${address.replaceAll(".", "-")}` },
                    spec: {
                        peerIP: address,
                        asNumber,
                        ...(passwordSecret !== undefined && {
                            password: { secretKeyRef: { name: PASSWORDS, key: address } },
                        }),
                    },
                },
                { parent: this, dependsOn: [kinds, ...secret] },
            );
        }

        this.registerOutputs({});
    }
}

// The operator lets its DaemonSet read no Secret.
function letNodesRead(name: string, namespace: Namespace, parent: pulumi.Resource): pulumi.Resource[] {
    const metadata = { name: PASSWORDS, namespace: namespace.name };
    return [
        new k8s.rbac.v1.Role(
            name,
            {
                metadata,
                rules: [
                    {
                        apiGroups: [""],
                        resources: ["secrets"],
                        resourceNames: [PASSWORDS],
                        verbs: ["get", "list", "watch"],
                    },
                ],
            },
            { parent },
        ),
        new k8s.rbac.v1.RoleBinding(
            name,
            {
                metadata,
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: PASSWORDS },
                subjects: [{ kind: "ServiceAccount", name: "calico-node", namespace: namespace.name }],
            },
            { parent },
        ),
    ];
}
