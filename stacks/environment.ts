import { z } from "zod";

import { AccessArgs, accessCharts } from "../components/access";
import { AdmissionArgs } from "../components/admission";
import { BackupArgs, backupCharts } from "../components/backup";
import { CertificatesArgs, certificatesCharts } from "../components/certificates";
import { type Chart, ChartSource } from "../components/chart";
import { ClusterArgs } from "../components/cluster";
import { DatabasesArgs, databasesCharts } from "../components/databases";
import { DeliveryArgs, deliveryCharts } from "../components/delivery";
import { DnsArgs, dnsCharts } from "../components/dns";
import { IngressArgs, ingressCharts } from "../components/ingress";
import { LoadBalancingArgs, loadBalancingCharts } from "../components/load-balancing";
import { LoggingArgs, loggingCharts } from "../components/logging";
import { MonitoringArgs, monitoringCharts } from "../components/monitoring";
import { NetworkArgs, networkCharts } from "../components/network";
import { ObjectStorageArgs, objectStorageCharts } from "../components/object-storage";
import { StartPageArgs } from "../components/start-page";
import { StorageArgs, storageCharts } from "../components/storage";
import { objectionsTo } from "./issues";
import { EnvironmentRefused, type Objection, refuse } from "./refusals";
import { rules } from "./rules";
import { salvage, within } from "./salvage";
import { Size } from "./sizes";
import { usual } from "./usual";
import { flow, sample, schemaAt } from "./words";

/** The name under which hosts stand. Console host names, `alertmanager.<domain>`, must fit in DNS' 253 characters. */
const Domain = z
    .string()
    .refine(
        (said) =>
            said.length <= 200 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(said),
        {
            error: "is not a DNS name",
            params: {
                allowed: "labels of lower case letters, digits and hyphens, joined by dots",
                fix: "write for example domain: example.org",
            },
        },
    )
    .meta({ examples: ["example.org"] });

/** A place's name starts the names of its resources, and may be a label of its domain. */
const PlaceName = z.string().refine((said) => /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/.test(said), {
    error: "cannot be the name of a place",
    params: {
        allowed: "up to 32 lower case letters, digits and hyphens; first a letter, last no hyphen",
        fix: "name the place for example paris",
    },
});

/**
 * A place: its cluster, and what plays each role in it. Roles are all here once `usual` has added those that nobody
 * spoke of.
 */
const Said = z.strictObject({
    /** The environment's own where there is one place, `<place>.<domain>` where there are more, unless said. */
    domain: Domain.optional(),
    /** The environment's own unless said. */
    size: Size.optional(),
    cluster: ClusterArgs,
    network: NetworkArgs,
    storage: StorageArgs,
    objectStorage: ObjectStorageArgs,
    loadBalancing: LoadBalancingArgs,
    ingress: IngressArgs,
    certificates: CertificatesArgs,
    dns: DnsArgs,
    access: AccessArgs,
    monitoring: MonitoringArgs,
    logging: LoggingArgs,
    databases: DatabasesArgs,
    backup: BackupArgs,
    delivery: DeliveryArgs,
    startPage: StartPageArgs,
    admission: AdmissionArgs,
});

/** The roles as an environment names them, in the order in which it is read. */
export const roles = Object.keys(Said.shape).filter((word) => !["domain", "size"].includes(word));

/** What an environment says of a place, with all that it left unsaid. */
export type PlaceArgs = z.infer<typeof Said> & { domain: string };

const onePlace = {
    paris: {
        cluster: { kind: "existing", kubeconfig: "./paris.kubeconfig" },
        loadBalancing: { addresses: ["192.0.2.10-192.0.2.30"] },
    },
};

/** What an environment may say. An unknown word anywhere is an error. */
export const EnvironmentArgs = z.strictObject({
    /** The domain of the environment's hosts. */
    domain: Domain,
    /** How large every place is that does not say so itself. */
    size: Size.default("standard"),
    charts: ChartSource,
    places: z
        .record(PlaceName, Said)
        .refine((places) => Object.keys(places).length > 0, {
            error: "name no place",
            params: { allowed: "at least one", fix: `write for example places: ${flow(onePlace)}` },
        })
        .meta({ examples: [onePlace] }),
});

/** An environment, whole: nothing is left to be decided. */
export interface Environment {
    domain: string;
    size: Size;
    charts: ChartSource;
    places: Record<string, PlaceArgs>;
}

/** What is left of an environment when its parts that are refused are taken out, for rules to look at. */
export interface Draft {
    domain?: string;
    charts: ChartSource;
    places: Record<string, Partial<PlaceArgs>>;
}

const Remaining = z.strictObject({
    domain: Domain.optional(),
    size: Size.optional(),
    charts: ChartSource,
    places: z.record(PlaceName, Said.partial()).default({}),
});

/**
 * Reads what `samestack:environment` says. Throws one `EnvironmentRefused` with everything that is wrong: in the words,
 * and, with whatever words are right, in how they go together.
 */
export function readEnvironment(raw: unknown): Environment {
    const said = usual(raw);
    const parsed = EnvironmentArgs.safeParse(said);
    if (parsed.success) {
        const environment = { ...parsed.data, places: placed(parsed.data.domain, parsed.data.places) };
        const objections = broken(environment);
        if (objections.length === 0) return environment;
        throw new EnvironmentRefused(refuse(objections, raw, environment));
    }
    const { rest, issues, lost, originally } = salvage(said, parsed.error.issues, Remaining, (whole, at) =>
        sample(schemaAt(words, whole, at)),
    );
    const misspoken = objectionsTo(issues, { said, raw }, words);
    const unclear = [...lost, ...misspoken.flatMap(({ meant }) => (meant ? [meant] : []))];

    const draft = rest && { ...rest, places: placed(rest.domain, rest.places) };
    const objections = (draft ? broken(draft) : [])
        .map((objection) => ({ ...objection, at: originally(objection.at) }))
        .filter(({ at, because = [] }) => ![at, ...because].some((path) => unclear.some((gone) => within(path, gone))));
    throw new EnvironmentRefused([...refuse(misspoken, raw), ...refuse(objections, raw, draft)]);
}

/** Every chart that a place installs, in the order of the roles. */
export function chartsOf(place: Partial<PlaceArgs>): Chart[] {
    const { network, storage, objectStorage, loadBalancing, ingress, certificates, dns } = place;
    const { access, monitoring, logging, databases, backup, delivery } = place;
    const copied = objectStorage !== undefined && objectStorage.kind !== "none";
    return [
        ...(network ? networkCharts(network) : []),
        ...(storage ? storageCharts(storage) : []),
        ...(objectStorage ? objectStorageCharts(objectStorage) : []),
        ...(loadBalancing ? loadBalancingCharts(loadBalancing) : []),
        ...(certificates ? certificatesCharts() : []),
        ...(ingress ? ingressCharts(ingress) : []),
        ...(dns ? dnsCharts(dns) : []),
        ...(access ? accessCharts(access) : []),
        ...(monitoring ? monitoringCharts(monitoring) : []),
        ...(logging ? loggingCharts(logging) : []),
        ...(databases ? databasesCharts(databases, { copied }) : []),
        ...(backup ? backupCharts(backup) : []),
        ...(delivery ? deliveryCharts(delivery) : []),
    ];
}

/** What an environment may say, as data. */
const words = z.toJSONSchema(EnvironmentArgs, { io: "input", unrepresentable: "any" });

function broken(draft: Draft): Objection[] {
    return rules.flatMap((rule) => rule(draft));
}

/** Gives each place its domain, where that is known. */
function placed<D extends string | undefined, T extends { domain?: string }>(
    domain: D,
    places: Record<string, T>,
): Record<string, T & { domain: string | D }> {
    const alone = Object.keys(places).length === 1;
    const usual = (name: string): string | D => (alone || domain === undefined ? domain : `${name}.${domain}`);
    const entries = Object.entries(places).map(
        ([name, place]) => [name, { ...place, domain: place.domain ?? usual(name) }] as const,
    );
    return Object.fromEntries(entries);
}
