/**
 * How far an application may rely on a word of the contract. `everywhere`: every place has it, with the same value.
 * `offered`: the same wherever it is offered, and an empty text where it is not. `environment`: what an environment says
 * decides it, and an application takes it as a parameter.
 */
export type Sameness = "everywhere" | "offered" | "environment";

export interface ContractWord {
    readonly same: Sameness;
    /** What it is, for whoever writes an application. */
    readonly means: string;
}

/** Every word of the contract, in the order in which people read it. Lists are joined by spaces. */
export const words = {
    "place.name": { same: "environment", means: "the place's name in its environment" },
    "place.domain": { same: "environment", means: "the domain below which hosts of the place stand" },
    "hosts.resolve": {
        same: "environment",
        means: "domains: a host of an Ingress, a Service or an HTTPRoute at or below one of them resolves by itself",
    },
    "hosts.taken": { same: "environment", means: "host names that are the stack's own" },
    "storage.block": { same: "everywhere", means: "StorageClass for a volume of one pod, ReadWriteOnce" },
    "storage.shared": { same: "offered", means: "StorageClass for a volume of many pods at once, ReadWriteMany" },
    "storage.snapshots": { same: "offered", means: "VolumeSnapshotClass for volumes of the class for one pod" },
    "storage.default": { same: "environment", means: "StorageClass of a claim that names none; so name one" },
    "ingress.class": { same: "everywhere", means: "IngressClass of the place's one entry" },
    "gateway.namespace": { same: "offered", means: "namespace of the Gateway to which routes of any namespace attach" },
    "gateway.name": { same: "offered", means: "its name" },
    "gateway.listeners": {
        same: "environment",
        means: "its listeners: web for HTTP, which is only sent on; websecure for HTTPS where there is a certificate",
    },
    "certificates.issuer": { same: "everywhere", means: "issuer of certificates" },
    "certificates.kind": { same: "everywhere", means: "the issuer's kind" },
    "certificates.annotation": { same: "everywhere", means: "annotation by which an Ingress names the issuer" },
    "certificates.wildcards": {
        same: "environment",
        means: "what the issuer signs for beside single names; nothing where an authority wants each name proven",
    },
    "login.everyone": {
        same: "environment",
        means: "annotations, as JSON, that put an Ingress behind the place's login, for all who can log in",
    },
    "login.administrators": { same: "environment", means: "the same, for administrators" },
    "network.ingress": {
        same: "everywhere",
        means: "label of the namespace that requests come from, for a NetworkPolicy",
    },
    "network.monitoring": { same: "offered", means: "label of the namespace that Prometheus scrapes from" },
    "network.databases": { same: "offered", means: "label of the namespace from which a database's operator looks" },
    "namespace.level": { same: "everywhere", means: "label of the Pod Security level that is admitted in any place" },
    "monitoring.kinds": { same: "offered", means: "kinds that are read in every namespace, whatever their labels" },
    "monitoring.dashboards": { same: "offered", means: "label of a ConfigMap that is a dashboard in Grafana" },
    "monitoring.folder": { same: "offered", means: "annotation of such a ConfigMap that names its folder" },
    "logging.streams": { same: "offered", means: "what a container writes there can be searched" },
    "databases.postgres": { same: "offered", means: "apiVersion and kind of a PostgreSQL" },
    "databases.mariadb": { same: "offered", means: "apiVersion and kind of a MariaDB" },
    "backup.copies": { same: "offered", means: "what of a namespace is copied without being asked for" },
} as const satisfies Record<string, ContractWord>;
export type Word = keyof typeof words;
export const wordNames = Object.keys(words).filter((one): one is Word => one in words);
