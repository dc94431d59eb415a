import type { Dashboard } from "../monitoring/dashboard";

export const dashboard: Dashboard = {
    title: "ExternalDNS",
    panels: [
        {
            title: "Time since the last successful sync",
            query: "time() - external_dns_controller_last_sync_timestamp_seconds",
            legend: "{{pod}}",
            unit: "s",
        },
        {
            title: "Records wanted, and there",
            query:
                'label_replace(sum by (record_type) (external_dns_source_records), "state", "wanted", "", "")' +
                ' or label_replace(sum by (record_type) (external_dns_controller_verified_records), "state", "there", "", "")',
            legend: "{{record_type}} {{state}}",
        },
        {
            title: "Errors",
            query:
                'label_replace(rate(external_dns_source_errors_total[5m]), "of", "cluster", "", "")' +
                ' or label_replace(rate(external_dns_registry_errors_total[5m]), "of", "zone", "", "")',
            legend: "{{pod}} {{of}}",
            unit: "ops",
        },
        {
            title: "Records left alone, for they belong to another owner",
            query: "sum by (foreign_owner, domain) (external_dns_registry_skipped_records_owner_mismatch_per_sync)",
            legend: "{{domain}} {{foreign_owner}}",
        },
    ],
    alerts: [
        {
            name: "ExternalDnsNotSyncing",
            query: "time() - max(external_dns_controller_last_sync_timestamp_seconds) > 900",
            for: "15m",
            severity: "warning",
            summary: "ExternalDNS has not brought the zone up to date for {{ $value | humanizeDuration }}.",
        },
        {
            name: "ExternalDnsErrors",
            query: "sum(rate(external_dns_source_errors_total[15m])) + sum(rate(external_dns_registry_errors_total[15m])) > 0",
            for: "30m",
            severity: "warning",
            summary: "ExternalDNS meets errors at each turn: host names may be missing or wrong.",
        },
        {
            name: "ExternalDnsRecordsOfOthers",
            query: "sum by (domain, foreign_owner) (external_dns_registry_skipped_records_owner_mismatch_per_sync) > 0",
            for: "1h",
            severity: "warning",
            summary: "Records of {{ $labels.domain }} are {{ $labels.foreign_owner }}'s, and are left alone.",
        },
    ],
};
