import type { Draft } from "../environment";
import type { Objection } from "../refusals";
import { loginHostsAreItsOwn, usersDiffer } from "./access";
import { addressesAreUsable, addressesCanBeRead, blocksHoldTheirCluster, networksAreDisjoint } from "./addresses";
import { backupsHaveAPlace } from "./backup";
import { cephHasDisks, cephKeepsObjects } from "./ceph";
import { authorityCanSign, challengesCanBeAnswered, challengesHaveAHost } from "./certificates";
import { clustersDiffer, configKeysAreNames, kubeconfigsAreFiles } from "./clusters";
import { databasesAreCopied, databasesDoNotMeet, databasesStandApart, instancesHaveNodes } from "./databases";
import {
    credentialsSuitTheRepository,
    gitlabHasWhatItNeeds,
    gitlabIsNotItsOwnLogin,
    gitlabIsUsed,
    namespacesAreTheApplications,
} from "./delivery";
import { auditLogsAreFiles } from "./logging";
import { domainsDiffer, hostsDiffer, ownersDiffer, zonesHoldTheDomain } from "./names";
import {
    announcedAddressesAreForOwnServers,
    awsSystemsRunOnEks,
    ciliumBalancesItsOwn,
    routersHaveOneSession,
} from "./networks";
import { archivesDiffer, copiesCanBeRead, restoredDatabasesAreNamed } from "./restores";
import { calicoSuitsItsCluster, ciliumSuitsItsCluster, networksSuitEks } from "./pod-networks";
import { copiesHaveNodes, disksAreThere, volumesFitTheDisks, webhooksCanBeReached } from "./storage";
import { systemsSupportKubernetes } from "./versions";

/** Something that must hold of an environment, or it could not come up, or not stay up. Judges whatever is there. */
export type Rule = (draft: Draft) => Objection[];

export const rules: readonly Rule[] = [
    addressesCanBeRead,
    addressesAreUsable,
    networksAreDisjoint,
    blocksHoldTheirCluster,
    clustersDiffer,
    kubeconfigsAreFiles,
    configKeysAreNames,
    awsSystemsRunOnEks,
    announcedAddressesAreForOwnServers,
    ciliumBalancesItsOwn,
    calicoSuitsItsCluster,
    ciliumSuitsItsCluster,
    networksSuitEks,
    routersHaveOneSession,
    webhooksCanBeReached,
    disksAreThere,
    copiesHaveNodes,
    volumesFitTheDisks,
    auditLogsAreFiles,
    cephHasDisks,
    cephKeepsObjects,
    instancesHaveNodes,
    databasesAreCopied,
    archivesDiffer,
    copiesCanBeRead,
    restoredDatabasesAreNamed,
    databasesStandApart,
    databasesDoNotMeet,
    backupsHaveAPlace,
    systemsSupportKubernetes,
    domainsDiffer,
    hostsDiffer,
    ownersDiffer,
    zonesHoldTheDomain,
    authorityCanSign,
    challengesCanBeAnswered,
    challengesHaveAHost,
    usersDiffer,
    loginHostsAreItsOwn,
    namespacesAreTheApplications,
    credentialsSuitTheRepository,
    gitlabIsUsed,
    gitlabHasWhatItNeeds,
    gitlabIsNotItsOwnLogin,
];
