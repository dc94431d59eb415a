import type { Dashboard } from "../monitoring/dashboard";

/** The pods of every Valkey of the stack, whoever asked for it; an application's own may be called otherwise. */
const ours = 'pod=~"valkey-.+"';
/** Sessions of the login go when they are old or when there are too many, and are on no volume. */
const kept = `${ours}, namespace!="oauth2-proxy"`;

export const dashboard: Dashboard = {
    title: "Valkey",
    panels: [
        {
            title: "Answers",
            query: `max by (namespace) (redis_up{${ours}})`,
            legend: "{{namespace}}",
            unit: "bool",
        },
        {
            title: "Memory for data in use",
            query: `redis_memory_used_bytes{${ours}} / (redis_memory_max_bytes{${ours}} > 0)`,
            legend: "{{namespace}}",
            unit: "percentunit",
        },
        {
            title: "Keys",
            query: `sum by (namespace) (redis_db_keys{${ours}})`,
            legend: "{{namespace}}",
        },
        {
            title: "Commands",
            query: `sum by (namespace) (rate(redis_commands_processed_total{${ours}}[5m]))`,
            legend: "{{namespace}}",
            unit: "ops",
        },
    ],
    alerts: [
        {
            name: "ValkeyDown",
            query:
                `max by (namespace) (redis_up{${ours}}) == 0 or max by (namespace)` +
                ' (kube_deployment_status_replicas_available{deployment="valkey"}) == 0',
            // Longer than its volume takes to be attached to another node.
            for: "10m",
            severity: "critical",
            summary: "Valkey of {{ $labels.namespace }} does not answer.",
        },
        {
            name: "ValkeyMemoryFull",
            query: `redis_memory_used_bytes{${kept}} / (redis_memory_max_bytes{${kept}} > 0) > 0.9`,
            for: "15m",
            severity: "warning",
            summary:
                "Valkey of {{ $labels.namespace }} has used {{ $value | humanizePercentage }} of its memory for data.",
        },
        {
            name: "ValkeyWritesNotKept",
            query: `max by (namespace) (redis_aof_last_write_status{${kept}}) == 0`,
            for: "5m",
            severity: "critical",
            summary: "Valkey of {{ $labels.namespace }} cannot write to its volume, and so refuses every write.",
        },
    ],
};
