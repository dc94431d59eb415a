import type { Dashboard } from "../monitoring/dashboard";

export const dashboard: Dashboard = {
    title: "Velero",
    panels: [
        {
            title: "Age of the last backup that succeeded",
            query: 'time() - (max by (schedule) (velero_backup_last_successful_timestamp{schedule!=""}) > 0)',
            legend: "{{schedule}}",
            unit: "s",
        },
        {
            title: "Backups that failed, whole or in part",
            query:
                "sum by (schedule) (increase(velero_backup_failure_total[1d])" +
                " + increase(velero_backup_partial_failure_total[1d]))",
            legend: "{{schedule}}",
        },
        {
            title: "Volumes whose data could not be copied",
            query: "sum by (node) (increase(podVolume_data_upload_failure_total[1d]))",
            legend: "{{node}}",
        },
        {
            title: "Snapshots that failed",
            query: "sum by (schedule) (increase(velero_csi_snapshot_failure_total[1d]))",
            legend: "{{schedule}}",
        },
        {
            title: "Backups that are kept",
            query: "max(velero_backup_total)",
        },
        {
            title: "Size of the objects in a backup, without volumes",
            query: "max by (schedule) (velero_backup_tarball_size_bytes)",
            legend: "{{schedule}}",
            unit: "bytes",
        },
    ],
    alerts: [
        {
            name: "VeleroBackupFailed",
            query:
                "sum by (schedule) (increase(velero_backup_failure_total[1d])" +
                " + increase(velero_backup_partial_failure_total[1d])) > 0",
            for: "10m",
            severity: "warning",
            summary: "A backup of schedule {{ $labels.schedule }} failed, whole or in part, within the last day.",
        },
        {
            name: "VeleroBackupOverdue",
            // Longer than a night and a day, for a schedule that runs once a day; one that runs less often is not meant.
            query:
                'time() - (max by (schedule) (velero_backup_last_successful_timestamp{schedule=~"(velero-)?nightly"}) > 0)' +
                " > 36 * 3600",
            for: "1h",
            severity: "warning",
            summary: "Schedule {{ $labels.schedule }} has had no good backup for a day and a half.",
        },
    ],
};
