import type { ChartSource } from "./chart";
import type { Cluster } from "./cluster";

/** What every system is told of the place it goes to. */
export interface Place {
    /** The place's name in the environment; it starts the name of every resource of the place. */
    readonly name: string;
    /** The DNS name under which this place's hosts stand: `grafana.<domain>`. */
    readonly domain: string;
    readonly cluster: Cluster;
    /** Where charts come from. */
    readonly charts: ChartSource;
}
