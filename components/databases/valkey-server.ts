/** Ports of the server, and of the exporter beside it. */
export const valkeyPorts = { valkey: 6379, metrics: 9121 };

/**
 * What the chart is told of every server: who may log in, and that it is one and is watched. What it keeps, and how
 * much, is said beside it.
 *
 * @param login the Secret with the password, and the key there.
 */
export function valkeyServer(login: { secret: string; key: string }) {
    return {
        auth: {
            enabled: true,
            usersExistingSecret: login.secret,
            aclUsers: { default: { permissions: "~* &* +@all", passwordKey: login.key } },
        },
        // A second server beside the first would have none of its data, nor its volume.
        deploymentStrategy: "Recreate",
        readinessProbe: { enabled: true },
        initResources: { requests: { cpu: "10m", memory: "16Mi" } },
        metrics: {
            enabled: true,
            exporter: {
                resources: { requests: { cpu: "5m", memory: "24Mi" } },
                // Of a container beside the server's the chart says nothing.
                securityContext: {
                    runAsNonRoot: true,
                    runAsUser: 59000,
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"] },
                },
            },
            serviceMonitor: { enabled: true },
        },
    };
}
