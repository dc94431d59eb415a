import { z } from "zod";

import { Block, isPrivate, prefixOf } from "../cidr";
import { Minor } from "../minor";
import type { Upgrades } from "../../chart";

/** How EKS' Kubernetes goes up. */
export const kubernetesUpgrades: Upgrades = {
    through: "every minor",
    down: "never",
    manual: "https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html",
};

/** An IAM role or user, as EKS knows who asks: never the session of a role that was assumed. */
const Principal = z
    .string()
    .refine((said) => /^arn:aws:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(said), {
        error: "is not the ARN of an IAM role or user",
        params: {
            allowed: "arn:aws:iam::<account>:role/<name> or arn:aws:iam::<account>:user/<name>, with its path",
            fix: "take it from aws iam get-role; the role itself, where aws sts get-caller-identity says assumed-role",
        },
    })
    .meta({ examples: ["arn:aws:iam::111122223333:role/platform"] });

/** A block of public addresses from which the API server may be called. */
const Caller = Block.superRefine((said, context) => {
    const [message, fix] =
        prefixOf(said) < 8
            ? [
                  "opens the API server to the internet",
                  "name the addresses that deployers come from, such as 203.0.113.7/32",
              ]
            : isPrivate(said)
              ? ["is private, and the public endpoint sees public addresses only", "remove it, or name the public one"]
              : [];
    if (message === undefined) return;
    context.addIssue({ code: "custom", message, params: { allowed: "public blocks of /8 or smaller", fix } });
});

const InstanceType = z.string().refine((said) => /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(said), {
    error: "is not an EC2 instance type",
    params: { allowed: "a family and a size", fix: "write for example instanceType: m7i.xlarge" },
});

const Nodes = z.strictObject({
    /**
     * EC2 instance type, Intel, AMD or Graviton. m7i.xlarge unless said: 4 vCPU and 16 GiB, so that three nodes carry
     * the whole stack and keep carrying it while one is replaced.
     */
    instanceType: InstanceType.default("m7i.xlarge"),
    /** Nodes in all zones together, shared out evenly; no fewer than zones. 3 unless said. Nothing scales them. */
    count: z.int().min(1).max(450).default(3),
    /** GiB of each node's system disk, for images and logs. 50 unless said; 20 is the least EKS's image needs. */
    systemDisk: z.int().min(20).max(16384).default(50),
    /**
     * GiB of each node's second disk, on which Longhorn keeps its volumes. 200 unless said; 0 for none, where storage
     * is EBS. It is lost with its node: Longhorn copies the volumes anew from the others.
     */
    storageDisk: z.int().min(0).max(16384).default(200),
});

/** A machine beside the private endpoint, for people. */
const Bastion = z.strictObject({
    /**
     * What it may do in the cluster, and with it everybody who may start a session on it: `view`, the default, is
     * everything in namespaces but Secrets, `admin` everything. Who has rights of their own needs neither: a tunnel
     * through it leads their own kubectl to the endpoint.
     */
    access: z.enum(["view", "admin"]).default("view"),
    /** EC2 instance type. The smallest that starts in reasonable time; about 6 USD a month. */
    instanceType: InstanceType.default("t4g.micro"),
});

/** What CloudWatch offers. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const Days = z.literal([
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

/**
 * A cluster of Amazon EKS, with a VPC of its own.
 *
 * The API server is private unless `publicAccess` names addresses: then whatever runs `pulumi up` must stand inside the
 * VPC or on a network joined to it. The first run makes that VPC, so it comes from outside: name its address under
 * `publicAccess`, and remove it once a runner stands inside.
 */
export const EksArgs = z
    .strictObject({
        kind: z.literal("eks"),
        /** AWS region, of the partition `aws`: the others have other ARNs and have not been tried. */
        region: z
            .string()
            .refine((said) => /^(?!cn-|us-gov-|us-iso|eusc-)[a-z]{2}(-[a-z]+)+-\d$/.test(said), {
                error: "is not a commercial AWS region",
                params: { allowed: "a region of the partition aws", fix: "write for example region: eu-west-1" },
            })
            .meta({ examples: ["eu-west-1"] }),
        /** The account the cluster belongs in. Said, a run with another account's credentials is refused by AWS's provider. */
        account: z
            .string()
            .refine((said) => /^\d{12}$/.test(said), {
                error: "is not an AWS account",
                params: { allowed: "twelve digits, in quotes", fix: 'write for example account: "111122223333"' },
            })
            .optional(),
        /**
         * The VPC's addresses, private, /16 to /20: nodes, pods and load balancers live in them. A quarter goes to each
         * zone. It cannot be changed later.
         */
        cidr: Block.superRefine((said, context) => {
            const prefix = prefixOf(said);
            if (prefix >= 16 && prefix <= 20 && isPrivate(said)) return;
            context.addIssue({
                code: "custom",
                message: isPrivate(said) ? `is a /${prefix}, which does not fit a cluster's VPC` : "is not private",
                params: {
                    allowed: "a /16 to /20 of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
                    fix: "write for example cidr: 10.20.0.0/16",
                },
            });
        }),
        /**
         * The region's zones to use, by letter, two or three; a, b and c unless said. To say them otherwise where one is
         * full or missing. A third may be added at the end later; the order of those in use cannot change.
         */
        zones: z
            .array(
                z.string().refine((said) => /^[a-z]$/.test(said), {
                    error: "is not the letter of a zone",
                    params: { allowed: "one letter, a to z", fix: "write for example zones: [a, b, c]" },
                }),
            )
            .min(2)
            .max(3)
            .refine((said) => new Set(said).size === said.length, {
                error: "names a zone twice",
                params: { allowed: "different letters", fix: "write for example zones: [a, b, c]" },
            })
            .default(["a", "b", "c"]),
        /** The Kubernetes minor. 1.36 unless said. It goes up by one at a time and never down. */
        version: Minor.default("1.36"),
        /** Addresses of Services, known inside the cluster only. EKS's own default unless said. */
        serviceCidr: Block.default("172.20.0.0/16"),
        /** Addresses of pods where the network is an overlay. Otherwise pods have addresses of the VPC, and this is not used. */
        podCidr: Block.default("172.16.0.0/16"),
        /** Public addresses from which the API server can be called. None unless said: it is then private. */
        publicAccess: z.array(Caller).default([]),
        /** People who may do everything in the cluster, besides its deployers. */
        administrators: z.array(Principal).default([]),
        /** What runs `pulumi up` for this environment: its CI. It may do everything too; its creator is nobody special. */
        deployers: z.array(Principal).default([]),
        /**
         * People who may look at everything in namespaces but Secrets: Kubernetes' own role `view`. Not EKS's
         * `AmazonEKSAdminViewPolicy`, which shows Secrets.
         */
        viewers: z.array(Principal).default([]),
        nodes: Nodes.prefault({}),
        /** A bastion, reached through AWS Session Manager. None unless said: `bastion: {}` makes one. */
        bastion: Bastion.optional(),
        /**
         * `perZone`, the default: each zone reaches the internet by itself. `one`: all through the first zone, which
         * saves about 33 USD a month for each other zone, pays for traffic between zones, and cuts all of them off when
         * the first fails.
         *
         * @see https://aws.amazon.com/vpc/pricing/
         */
        natGateways: z.enum(["perZone", "one"]).default("perZone"),
        /** Days to keep the control plane's logs, among them who did what. 90 unless said, for an incident is seen late. */
        logRetentionDays: Days.default(90),
        /**
         * Versions of EKS's add-ons, by name, as `aws eks describe-addon-versions` lists them. The one that EKS holds
         * best for the Kubernetes minor, when the add-on is created, unless said; say them to move them.
         */
        addOnVersions: z
            .partialRecord(z.enum(["vpc-cni", "kube-proxy", "coredns", "eks-pod-identity-agent"]), z.string().min(1))
            .default({}),
        /**
         * Refuse to delete the cluster, in Pulumi and in EKS. True unless said: its Secrets and its nodes' volumes go
         * with it. To delete it, write false, run `pulumi up`, then `pulumi destroy`.
         */
        deletionProtection: z.boolean().default(true),
    })
    .superRefine((said, context) => {
        const { count } = said.nodes;
        if (count < said.zones.length) {
            context.addIssue({
                code: "custom",
                path: ["nodes", "count"],
                message: `is fewer than one node in each of ${said.zones.length} zones`,
                params: {
                    allowed: `${said.zones.length} or more`,
                    fix: `write count: ${said.zones.length}, or name fewer zones`,
                },
            });
        }
        if (said.administrators.length + said.deployers.length === 0) {
            context.addIssue({
                code: "custom",
                path: ["deployers"],
                message: "leave nobody who may enter the cluster, not even this run, for its creator is not let in",
                params: {
                    allowed: "the ARN of at least one deployer or administrator",
                    fix: "name the role that runs pulumi up: deployers: [arn:aws:iam::111122223333:role/ci]",
                },
            });
        }
        const lists = { administrators: said.administrators, deployers: said.deployers, viewers: said.viewers };
        const seen = new Map<string, string>();
        for (const [list, principals] of Object.entries(lists)) {
            for (const [index, principal] of principals.entries()) {
                const before = seen.get(principal);
                if (before === undefined) seen.set(principal, list);
                else {
                    context.addIssue({
                        code: "custom",
                        path: [list, index],
                        message: `is among the ${before} already`,
                        params: { allowed: "each role or user once", fix: "remove it from one of the two" },
                    });
                }
            }
        }
    });
export type EksArgs = z.infer<typeof EksArgs>;
