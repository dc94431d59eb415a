import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Chart } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import { CertManager, certManager, CertManagerArgs } from "./cert-manager";

/** What an environment may say of a place's certificates. */
export const CertificatesArgs = z.discriminatedUnion("kind", [CertManagerArgs]);
export type CertificatesArgs = z.infer<typeof CertificatesArgs>;

/** How an issuer is named: its kind, and the annotation by which an Ingress asks it for its certificate. */
export const ISSUER = { kind: "ClusterIssuer", annotation: "cert-manager.io/cluster-issuer" };

/** An Ingress or a Certificate that names the issuer gets a certificate, which is renewed in time. */
export interface Certificates {
    /** The name of the ClusterIssuer, the same in every place. Known when it can sign. */
    readonly issuer: pulumi.Output<string>;
    /** Whether it signs for `*.<domain>`, or for single host names only. */
    readonly wildcards: boolean;
    /**
     * Where it proves a host name by answering under it: the pods that answer, which come up in the namespace of the
     * Certificate, and their port. The ingress must reach them.
     */
    readonly solver?: { readonly labels: Readonly<Record<string, string>>; readonly port: number };
    /** What makes certificates of its own, of whatever issuer, depends on this: from then on they are accepted. */
    readonly ready: pulumi.Resource;
    readonly dashboard: Dashboard;
}

/** Puts the chosen certificate manager in a place. The Gateway API must be there already. */
export function certificates(
    place: Place,
    said: CertificatesArgs,
    { secrets }: { secrets: Secrets },
    opts?: pulumi.ComponentResourceOptions,
): Certificates {
    return new CertManager(`${place.name}-cert-manager`, { place, said, secrets }, opts);
}

/** The charts that the role installs, whatever the environment says. */
export function certificatesCharts(): Chart[] {
    return [certManager];
}
