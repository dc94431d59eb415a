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
};
