/**
 * What the chart of Rook's operator leaves behind when it goes, unless every Ceph may be lost. The definitions of
 * `csi.ceph.io`, which it brings as well, go with it in any case.
 */
export const definitions = [
    ...[
        "cephblockpoolradosnamespaces",
        "cephblockpools",
        "cephbucketnotifications",
        "cephbuckettopics",
        "cephclients",
        "cephclusters",
        "cephcosidrivers",
        "cephfilesystemmirrors",
        "cephfilesystems",
        "cephfilesystemsubvolumegroups",
        "cephnfses",
        "cephnvmeofgateways",
        "cephobjectrealms",
        "cephobjectstoreaccounts",
        "cephobjectstores",
        "cephobjectstoreusers",
        "cephobjectzonegroups",
        "cephobjectzones",
        "cephrbdmirrors",
    ].map((kind) => `${kind}.ceph.rook.io`),
    ...["objectbucketclaims", "objectbuckets"].map((kind) => `${kind}.objectbucket.io`),
];
