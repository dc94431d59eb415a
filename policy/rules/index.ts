import type { Rule } from "../rule";
import { dataProtected, encryption } from "./data";
import { budget, drainable } from "./disruptions";
import { privateEndpoints, publicServices } from "./endpoints";
import { closed, owner, podSecurity, tagged } from "./namespaces";
import { imageVersion, readiness, requests, watchedContainers } from "./pods";
import { wildcardIam, wildcardRights } from "./rights";
import { tls } from "./routes";

/** All that must hold, of whatever an environment brings into a cluster or an account. */
export const rules: readonly Rule[] = [
    podSecurity,
    closed,
    owner,
    tagged,
    imageVersion,
    requests,
    watchedContainers,
    readiness,
    budget,
    drainable,
    tls,
    publicServices,
    privateEndpoints,
    wildcardRights,
    wildcardIam,
    encryption,
    dataProtected,
];
