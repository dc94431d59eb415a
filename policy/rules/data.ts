import { mapping, mappings, words } from "../fields";
import type { Objection, Rule, Subject } from "../rule";

/** Kinds that hold data: who deletes one deletes what people wrote. */
const holding = [
    "CephBlockPool",
    "CephFilesystem",
    "CephObjectStore",
    "Cluster",
    "Elasticsearch",
    "KadaluStorage",
    "MariaDB",
    "ObjectBucketClaim",
    "PersistentVolumeClaim",
    "aws:eks:Cluster",
    "aws:kms:Key",
    "aws:s3:Bucket",
];

export const dataProtected: Rule = {
    name: "data-protected",
    holds: "what holds data refuses to be deleted, unless the environment says allowDestroy",
    why: "one mistaken word would otherwise lose what nobody can make again",
    see: "https://www.pulumi.com/docs/iac/concepts/options/protect/",
    pairs: true,
    // What is in a chart the engine cannot protect one by one: the namespace that it is in is.
    about: ({ kind, ofChart }) => ofChart !== true && holding.includes(kind),
    objections: ({ kept, consented }) =>
        kept === true || consented === true
            ? []
            : [{ says: "would go with a run that no longer names it; protect it" }],
};

export const encryption: Rule = {
    name: "encryption",
    holds: "what is stored in AWS is encrypted, with keys that are renewed; what Elasticsearch says goes by TLS",
    why: "who gets a disk, a copy or a wire would otherwise read it",
    see: "https://docs.aws.amazon.com/eks/latest/best-practices/data-encryption-and-secrets-management.html",
    pairs: true,
    about: ({ kind, fields }) => kind in asked && (kind !== "StorageClass" || fields.provisioner === "ebs.csi.aws.com"),
    objections: (one, place) => asked[one.kind]?.(one, place) ?? [],
};

const asked: Record<string, (one: Subject, place: readonly Subject[]) => Objection[]> = {
    "aws:eks:Cluster": ({ fields }) =>
        words(mapping(fields, "encryptionConfig").resources).includes("secrets")
            ? []
            : [{ says: "keeps Secrets in clear; name a key in encryptionConfig" }],
    "aws:kms:Key": ({ fields }) =>
        fields.enableKeyRotation === true ? [] : [{ says: "is never renewed; set enableKeyRotation" }],
    "aws:ec2:LaunchTemplate": ({ fields }) => [
        ...mappings(fields.blockDeviceMappings)
            .filter(({ ebs }) => String(mapping(ebs).encrypted) !== "true")
            .map(({ deviceName }) => ({
                part: String(deviceName),
                says: `has a disk ${String(deviceName)} in clear; set ebs.encrypted`,
            })),
        ...(mapping(fields, "metadataOptions").httpTokens === "required"
            ? []
            : [{ says: "gives the node's credentials to whoever asks without a token; set httpTokens to required" }]),
    ],
    "aws:s3:Bucket": ({ fields }, place) => {
        const of = (kind: string) =>
            place.filter((other) => other.kind === kind && other.fields.bucket === fields.bucket);
        const tlsOnly = of("aws:s3:BucketPolicy").some(({ fields }) =>
            /aws:SecureTransport/.test(String(fields.policy)),
        );
        return [
            ...(of("aws:s3:BucketServerSideEncryptionConfiguration").length > 0
                ? []
                : [{ says: "is stored in clear; add a BucketServerSideEncryptionConfiguration" }]),
            ...(tlsOnly ? [] : [{ says: "may be read without TLS; add a BucketPolicy with aws:SecureTransport" }]),
            ...(of("aws:s3:BucketPublicAccessBlock").length > 0
                ? []
                : [{ says: "may be made public; add a BucketPublicAccessBlock" }]),
        ];
    },
    StorageClass: ({ fields }) =>
        mapping(fields, "parameters").encrypted === "true"
            ? []
            : [{ says: "makes volumes in clear; set the parameter encrypted" }],
    Elasticsearch: ({ fields }) =>
        mapping(fields, "spec", "http", "tls", "selfSignedCertificate").disabled === true
            ? [{ says: "speaks without TLS; leave selfSignedCertificate.disabled out" }]
            : [],
};
