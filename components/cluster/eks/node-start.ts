/** The device that the storage disk is attached as; Amazon Linux keeps a link of that name to the NVMe device. */
export const STORAGE_DEVICE = "/dev/xvdb";

/**
 * What a node does before it joins, as EC2 user data: prepares itself for Longhorn, if it has a disk for it, and hears
 * of more pods than its network interfaces have addresses, under an overlay. EKS adds the rest.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html#launch-template-user-data
 * @see https://longhorn.io/docs/1.12.1/deploy/install/#installation-requirements
 */
export function userData({ storage, overlay }: { storage: boolean; overlay: boolean }): string | undefined {
    const parts = [
        ...(storage ? [part('text/x-shellscript; charset="us-ascii"', longhornNode)] : []),
        ...(overlay ? [part("application/node.eks.aws", morePods)] : []),
    ];
    if (parts.length === 0) return undefined;
    const lines = ["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="samestack"', "", ...parts];
    return Buffer.from([...lines, "--samestack--", ""].join("\n")).toString("base64");
}

function part(type: string, content: string): string {
    return `--samestack\nContent-Type: ${type}\n\n${content}`;
}

// A node that went on without its disk would keep volumes on the system disk until that is full. So it switches itself
// off at the first failure, and its group puts another in its place.
const longhornNode = `#!/bin/bash
set -Eeuo pipefail
trap 'poweroff' ERR
dnf install --assumeyes iscsi-initiator-utils nfs-utils
systemctl enable --now iscsid
timeout 120 bash -c 'until test -b ${STORAGE_DEVICE}; do sleep 1; done'
blkid ${STORAGE_DEVICE} || mkfs.ext4 -L longhorn ${STORAGE_DEVICE}
mkdir -p /var/lib/longhorn
echo 'LABEL=longhorn /var/lib/longhorn ext4 defaults,noatime 0 2' >> /etc/fstab
mount /var/lib/longhorn
`;

// Kubernetes' own default; EKS's would be the number of addresses that the interfaces have.
const morePods = `---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      maxPods: 110
`;
