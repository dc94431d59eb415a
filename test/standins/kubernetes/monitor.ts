import * as grpc from "@grpc/grpc-js";
import { ConstructResponse, type ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { specialResourceSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import type { Properties } from "../values";

/** A child to be registered under a component. */
export interface Child {
    type: string;
    name: string;
    inputs: Properties;
    /** URNs of those that must exist before it. */
    after: string[];
    retainOnDelete: boolean;
}

/**
 * Speaks to the engine as a program does, on behalf of one component that a program asked for. Straight over the wire:
 * the SDK's own runtime would take a second to load, and keeps what it is told in variables of the whole process.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/proto/pulumi/resource.proto
 */
export class Monitor {
    private readonly client: ResourceMonitorClient;
    private readonly request: ConstructRequest;

    constructor(request: ConstructRequest) {
        this.request = request;
        this.client = new ResourceMonitorClient(request.getMonitorendpoint(), grpc.credentials.createInsecure(), {
            "grpc.max_receive_message_length": -1,
            "grpc.max_send_message_length": -1,
        });
    }

    /** Registers the component itself, and gives its URN. */
    async registerComponent(): Promise<string> {
        const asked = this.request;
        const request = this.common(asked.getType(), asked.getName())
            .setParent(asked.getParent())
            .setCustom(false)
            .setDependenciesList(asked.getDependenciesList())
            .setAliasesList(asked.getAliasesList())
            .setObject(Struct.fromJavaScript({}));
        for (const [name, reference] of asked.getProvidersMap().entries())
            request.getProvidersMap().set(name, reference);
        return (await this.register(request)).urn;
    }

    async registerChild(parent: string, child: Child): Promise<{ urn: string; id: string }> {
        const request = this.common(child.type, child.name)
            .setParent(parent)
            .setCustom(true)
            .setProvider(this.request.getProvidersMap().get("kubernetes") ?? "")
            .setDependenciesList(child.after)
            .setObject(Struct.fromJavaScript(child.inputs));
        // Said to be empty, for otherwise every property is taken to depend on all that the child waits for.
        const none = new RegisterResourceRequest.PropertyDependencies();
        for (const name of Object.keys(child.inputs)) request.getPropertydependenciesMap().set(name, none);
        if (child.retainOnDelete) request.setRetainondelete(true);
        return this.register(request);
    }

    /** The component is complete: its `resources` are these children. */
    finish(urn: string, children: { urn: string; id: string }[]): ConstructResponse {
        this.client.close();
        const state = Struct.fromJavaScript({ resources: children.map(resourceReference) });
        const response = new ConstructResponse().setUrn(urn).setState(state);
        const dependencies = new ConstructResponse.PropertyDependencies().setUrnsList(
            children.map((child) => child.urn),
        );
        response.getStatedependenciesMap().set("resources", dependencies);
        return response;
    }

    private common(type: string, name: string): RegisterResourceRequest {
        const request = new RegisterResourceRequest()
            .setType(type)
            .setName(name)
            .setAcceptsecrets(true)
            .setAcceptresources(true)
            .setAliasspecs(true)
            .setSupportspartialvalues(true)
            .setSupportsresultreporting(true);
        const asked = this.request;
        const [protect, retain] = [asked.getProtect(), asked.getRetainondelete()];
        if (protect === true) request.setProtect(true);
        if (retain === true) request.setRetainondelete(true);
        return request.setDeletedwith(asked.getDeletedwith());
    }

    private register(request: RegisterResourceRequest): Promise<{ urn: string; id: string }> {
        return new Promise((resolve, reject) => {
            this.client.registerResource(request, (error, response) => {
                if (error === null) resolve({ urn: response.getUrn(), id: response.getId() });
                else reject(error);
            });
        });
    }
}

function resourceReference({ urn, id }: { urn: string; id: string }): Properties {
    return { [specialSigKey]: specialResourceSig, urn, id };
}
