import { definition } from "../definitions";

const kinds = [
    ...["CephBlockPool", "CephBlockPoolRadosNamespace", "CephBucketNotification", "CephBucketTopic", "CephClient"],
    ...["CephCluster", "CephCOSIDriver", "CephFilesystem", "CephFilesystemMirror", "CephFilesystemSubVolumeGroup"],
    ...["CephNFS", "CephNVMeOFGateway", "CephObjectRealm", "CephObjectStore", "CephObjectStoreAccount"],
    ...["CephObjectStoreUser", "CephObjectZone", "CephObjectZoneGroup", "CephRBDMirror"],
];

/**
 * What the chart of Rook's operator leaves behind when it goes, unless every Ceph may be lost. The definitions of
 * `csi.ceph.io`, which it brings as well, go with it in any case.
 */
export const definitions = [
    ...kinds.map((kind) => definition("ceph.rook.io", kind)),
    definition("objectbucket.io", "ObjectBucketClaim"),
    definition("objectbucket.io", "ObjectBucket", "Cluster"),
];
