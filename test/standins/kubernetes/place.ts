import type { Cluster } from "./cluster";
import type { Configuration } from "./configuration";
import type { Access } from "./kubeconfig";
import type { Host, Provider } from "../provider";

/** The cluster a provider speaks to, and how. */
export interface Place {
    configuration: Configuration;
    /** Undefined when it cannot be reached; `why` then says so. */
    cluster: Cluster | undefined;
    why: string;
    /** How to reach it, also for Helm; undefined when the kubeconfig does not say. */
    access: Access | undefined;
    /** Where objects go that name no namespace. */
    namespace: string;
    host: Host;
    /** Ends when the engine wants to stop. */
    signal: AbortSignal;
}

/** What the engine gives with one of its questions. */
export type Given<Verb extends "check" | "diff" | "create" | "read" | "update" | "delete"> = Parameters<
    Provider[Verb]
>[0];
