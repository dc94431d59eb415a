import type * as wire from "@pulumi/pulumi/proto/provider_pb";

import type { Properties } from "./values";

/** Which resource a question of the engine is about. */
export interface Subject {
    urn: string;
    /** Its type token, for example `kubernetes:apps/v1:Deployment`. */
    type: string;
    /** The last part of the URN. */
    name: string;
}

export interface Failure {
    property?: string;
    reason: string;
}

/** One property that differs, by its path, for example `spec.ports[0].port`. */
export interface PropertyChange {
    path: string;
    kind: "add" | "delete" | "update";
    /** Whether this property cannot be changed in place. */
    replace: boolean;
}

export interface Difference {
    changes: PropertyChange[];
    deleteBeforeReplace?: boolean;
    /** The inputs that differ, where the official plugin names them beside the single changes. */
    inputs?: string[];
}

export interface State {
    id: string;
    outputs: Properties;
}

/** How the provider speaks to the user, through the engine. */
export interface Host {
    log(severity: "info" | "warning" | "error", message: string, urn?: string): void;
    /** Replaces the text shown beside a resource while it is worked on; the empty string clears it. */
    status(message: string, urn: string): void;
}

/** What a stand-in answers to the engine. The shared server takes care of the wire. */
export interface Provider {
    version: string;
    checkConfig(news: Properties, subject: Subject): Failure[];
    diffConfig(olds: Properties, news: Properties): Difference;
    configure(inputs: Properties, host: Host): Promise<void>;
    check(given: Subject & { olds: Properties; news: Properties; proposedName?: string }): Promise<{
        inputs: Properties;
        failures: Failure[];
    }>;
    diff(
        given: Subject & {
            id: string;
            olds: Properties;
            /** The inputs that the old state was made from. */
            oldInputs: Properties;
            news: Properties;
            ignoreChanges: string[];
        },
    ): Difference;
    create(given: Subject & { news: Properties; preview: boolean; timeoutSeconds: number }): Promise<State>;
    /** Undefined when the resource no longer exists. */
    read(
        given: Subject & { id: string; olds: Properties; inputs: Properties },
    ): Promise<(State & { inputs: Properties }) | undefined>;
    update(
        given: Subject & {
            id: string;
            olds: Properties;
            news: Properties;
            ignoreChanges: string[];
            preview: boolean;
            timeoutSeconds: number;
        },
    ): Promise<Properties>;
    delete(given: Subject & { id: string; olds: Properties; timeoutSeconds: number }): Promise<void>;
    invoke(token: string, args: Properties): Promise<Properties>;
    construct?(request: wire.ConstructRequest): Promise<wire.ConstructResponse>;
    /** The engine wants to stop: whatever waits, should not. */
    cancel(): void;
}

/** The resource exists, but did not become what it should: the engine keeps its state, and shows why. */
export class NotReady extends Error {
    readonly state: State & { inputs?: Properties };

    constructor(message: string, state: State & { inputs?: Properties }) {
        super(message);
        this.state = state;
    }
}
