import { mapping, mappings, nameOf, namespaceOf, words } from "../fields";
import type { Objection, Rule, Subject } from "../rule";

const everybody = ["0.0.0.0/0", "::/0"];

export const privateEndpoints: Rule = {
    name: "private-endpoints",
    holds: "nothing listens to the internet but the ingress: API servers answer within, and to named addresses",
    why: "what anybody can reach anybody will try",
    see: "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
    about: ({ kind }) => kind in asked,
    objections: (one) => asked[one.kind]?.(one) ?? [],
};

const asked: Record<string, (one: Subject) => Objection[]> = {
    "aws:eks:Cluster": ({ fields }) => {
        const { endpointPrivateAccess, endpointPublicAccess, publicAccessCidrs } = mapping(fields, "vpcConfig");
        const cidrs = words(publicAccessCidrs);
        const open =
            endpointPublicAccess !== false && (cidrs.length === 0 || cidrs.some((one) => everybody.includes(one)));
        return [
            ...(endpointPrivateAccess === true ? [] : [{ says: "does not answer within; set endpointPrivateAccess" }]),
            ...(open ? [{ says: "answers anybody; name addresses in publicAccessCidrs" }] : []),
        ];
    },
    "aws:ec2:SecurityGroup": ({ fields }) =>
        mappings(fields.ingress).some(({ cidrBlocks, ipv6CidrBlocks }) =>
            [...words(cidrBlocks), ...words(ipv6CidrBlocks)].some((one) => everybody.includes(one)),
        )
            ? [{ says: "lets everybody in; name addresses" }]
            : [],
    "aws:ec2:Subnet": ({ fields }) =>
        fields.mapPublicIpOnLaunch === true
            ? [{ says: "gives everything in it a public address; set mapPublicIpOnLaunch to false" }]
            : [],
    "aws:s3:BucketPublicAccessBlock": ({ fields }) => {
        const words = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
        const open = words.filter((word) => fields[word] !== true);
        return open.length === 0 ? [] : [{ says: `leaves the bucket open; set ${open.join(", ")}` }];
    },
};

export const publicServices: Rule = {
    name: "public-services",
    holds: "no Service but the ingress' is reached from outside the cluster",
    why: "it would bypass the ingress, its TLS and its login",
    see: "https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types",
    pairs: true,
    about: ({ kind }) => kind === "Service",
    objections: (one, place) => {
        const { type = "ClusterIP", externalIPs } = mapping(one.fields, "spec");
        if (words(externalIPs).length > 0)
            return [{ says: "takes addresses by externalIPs; publish it by an Ingress" }];
        if (type === "NodePort") return [{ says: "opens a port on every node; publish it by an Ingress" }];
        const role = place
            .filter((other) => other.kind === "Namespace" && nameOf(other) === namespaceOf(one))
            .map(({ fields }) => mapping(fields, "metadata", "labels")["samestack.dev/role"])[0];
        return type === "LoadBalancer" && role !== "ingress"
            ? [{ says: "asks for an address of its own; publish it by an Ingress" }]
            : [];
    },
};
