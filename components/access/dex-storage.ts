import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

const GROUP = "dex.coreos.com";

/** The kinds in which Dex keeps what it must not forget, with the plurals that it gives them. */
const kinds: Record<string, string> = {
    AuthCode: "authcodes",
    AuthRequest: "authrequests",
    Connector: "connectors",
    DeviceRequest: "devicerequests",
    DeviceToken: "devicetokens",
    OAuth2Client: "oauth2clients",
    OfflineSessions: "offlinesessionses",
    Password: "passwords",
    RefreshToken: "refreshtokens",
    SigningKey: "signingkeies",
};

/**
 * The definitions of Dex's storage, as Dex makes them where they are not there: for that it needs a right over the
 * definitions of the whole cluster, and it would leave them behind.
 *
 * @see https://dexidp.io/docs/storage/#kubernetes-custom-resource-definitions-crds
 */
export function dexStorage(name: string, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
    return Object.entries(kinds).map(([kind, plural]) => {
        const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
        return new k8s.apiextensions.v1.CustomResourceDefinition(
            `${name}-${plural}`,
            {
                metadata: { name: `${plural}.${GROUP}` },
                spec: {
                    group: GROUP,
                    scope: "Namespaced",
                    names: { kind, plural, singular: kind.toLowerCase() },
                    versions: [{ name: "v1", served: true, storage: true, schema }],
                },
            },
            opts,
        );
    });
}
