import { accessDifferences } from "../components/access/differences";
import { admissionDifferences } from "../components/admission/differences";
import { backupDifferences } from "../components/backup/differences";
import { certificatesDifferences } from "../components/certificates/differences";
import { clusterDifferences } from "../components/cluster/differences";
import { contractDifferences } from "../components/contract/differences";
import { deliveryDifferences } from "../components/delivery/differences";
import type { Declared } from "../components/difference";
import { databasesDifferences } from "../components/databases/differences";
import { dnsDifferences } from "../components/dns/differences";
import { ingressDifferences } from "../components/ingress/differences";
import { loadBalancingDifferences } from "../components/load-balancing/differences";
import { loggingDifferences } from "../components/logging/differences";
import { monitoringDifferences } from "../components/monitoring/differences";
import { networkDifferences } from "../components/network/differences";
import { objectStorageDifferences } from "../components/object-storage/differences";
import { startPageDifferences } from "../components/start-page/differences";
import { storageDifferences } from "../components/storage/differences";

/** Everything that may differ between two places, as the systems that cause it declare it, in the order of the roles. */
export const declaredDifferences: Declared[] = [
    ...clusterDifferences,
    ...networkDifferences,
    ...admissionDifferences,
    ...storageDifferences,
    ...objectStorageDifferences,
    ...certificatesDifferences,
    ...loadBalancingDifferences,
    ...ingressDifferences,
    ...accessDifferences,
    ...dnsDifferences,
    ...loggingDifferences,
    ...databasesDifferences,
    ...backupDifferences,
    ...deliveryDifferences,
    ...monitoringDifferences,
    ...startPageDifferences,
    ...contractDifferences,
];
