import * as pulumi from "@pulumi/pulumi";

import { access } from "../components/access";
import { admission } from "../components/admission";
import { backup } from "../components/backup";
import { certificates } from "../components/certificates";
import { Contract } from "../components/contract";
import { databases, valkey, valkeyDashboard } from "../components/databases";
import { delivery, deliveryClients } from "../components/delivery";
import { dns } from "../components/dns";
import { GatewayApi, hostOf, ingress } from "../components/ingress";
import { isOfTheNetwork, loadBalancing } from "../components/load-balancing";
import { logging } from "../components/logging";
import { MetricsServer, monitoring, monitoringClients, PrometheusCrds } from "../components/monitoring";
import { network } from "../components/network";
import { objectStorage } from "../components/object-storage";
import type { Place } from "../components/place";
import type { Secrets } from "../components/secrets";
import { startPage, startPageDashboards } from "../components/start-page";
import { snapshotsOutliveTheCluster, storage } from "../components/storage";
import { claimsOf } from "./claims";
import { dataGroups } from "./data-groups";
import { chartsOf, type PlaceArgs } from "./environment";

/** Where the place's people go: its console host names, and the address they resolve to. */
export interface Addresses {
    address: pulumi.Output<string>;
    consoles: string[];
}

/** The production stack, in the order in which it comes up. The same in every place. */
export class Production extends pulumi.ComponentResource {
    readonly addresses: Addresses;

    constructor(
        name: string,
        { place, said, secrets }: { place: Place; said: PlaceArgs; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:stacks:Production", name, said, opts);
        const at = (...dependsOn: pulumi.Resource[]) => ({ parent: this, dependsOn });

        const monitors = new PrometheusCrds(`${name}-prometheus-crds`, { place }, at());
        const gateways = new GatewayApi(`${name}-gateway-api`, { place }, at());

        const pods = network(
            place,
            said.network,
            { secrets, balances: isOfTheNetwork(said.loadBalancing) },
            at(monitors),
        );
        const running = [...place.cluster.workers, pods.ready, monitors];

        admission(place, said.admission, { dataGroups: dataGroups(said) }, at());
        const metrics = new MetricsServer(`${name}-metrics-server`, { place }, at(...running));
        const volumes = storage(place, said.storage, { secrets }, at(...running));
        const store = objectStorage(place, said.objectStorage, { secrets, storage: volumes }, at(...running));
        const issuer = certificates(place, said.certificates, { secrets }, at(...running, gateways));
        const balancer = loadBalancing(place, said.loadBalancing, { certificates: issuer, secrets }, at(...running));

        const entry = ingress(
            place,
            said.ingress,
            { certificates: issuer, loadBalancing: balancer },
            at(...running, gateways),
        );
        const login = access(
            place,
            said.access,
            {
                ingress: entry,
                clients: [...monitoringClients(said.monitoring), ...deliveryClients(said.delivery)],
                secrets,
            },
            at(...running),
        );
        const names = dns(place, said.dns, { secrets }, at(...running, gateways));
        const logs = logging(place, said.logging, { storage: volumes, secrets }, at(...running));
        const stored = databases(
            place,
            said.databases,
            { certificates: issuer, storage: volumes, store, secrets },
            at(...running),
        );
        const copies = backup(
            place,
            said.backup,
            {
                store,
                storage: volumes,
                moveData: !snapshotsOutliveTheCluster(said.storage),
                claims: claimsOf(said),
                secrets,
            },
            at(...running),
        );
        const delivered = delivery(
            place,
            said.delivery,
            { databases: stored.postgres, storage: volumes, store, login, ingress: entry, secrets },
            at(...running),
        );
        const observed = monitoring(
            place,
            said.monitoring,
            {
                storage: volumes,
                certificates: issuer,
                access: login,
                dashboards: [
                    ...volumes.dashboards,
                    ...[pods, metrics, store, balancer, issuer, entry, names].flatMap(
                        (system) => system?.dashboard ?? [],
                    ),
                    ...stored.dashboards,
                    ...(copies ? [copies.dashboard] : []),
                    ...(login?.dashboards ?? []),
                    ...(logs ? [logs.dashboard] : []),
                    ...(delivered?.dashboards ?? []),
                    // Several roles put one; what is seen of all of them is one dashboard.
                    ...(chartsOf(said).includes(valkey) ? [valkeyDashboard] : []),
                    ...(login ? startPageDashboards(said.startPage) : []),
                ],
                charts: chartsOf(said),
                secrets,
            },
            at(...running),
        );

        const groups = [
            { role: "monitoring", consoles: observed?.consoles ?? [] },
            { role: "logging", consoles: logs?.consoles ?? [] },
            { role: "storage", consoles: volumes.consoles },
            { role: "delivery", consoles: delivered?.consoles ?? [] },
            { role: "ingress", consoles: entry.consoles },
            { role: "network", consoles: pods.consoles },
        ];
        // Without a login nothing is published, not even what has one of its own.
        const page = login && startPage(place, said.startPage, { groups }, at(...running));
        const all = [...(page ? [page.console] : []), ...groups.flatMap((group) => group.consoles)];
        const consoles = login ? all : [];
        for (const console of consoles) entry.publish(console, login);

        // Last, for it says what all the others gave.
        new Contract(
            `${name}-contract`,
            {
                place,
                storage: volumes,
                certificates: issuer,
                ingress: entry,
                access: login,
                dns: names,
                monitoring: observed,
                logging: logs,
                databases: stored,
                backup: copies,
            },
            at(...running),
        );

        this.addresses = {
            address: entry.address,
            consoles: consoles.map((console) => `https://${hostOf(console, place.domain)}`),
        };
        this.registerOutputs(this.addresses);
    }
}
