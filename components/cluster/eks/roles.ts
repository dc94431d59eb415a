import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import type { Statement } from "..";

/** Who may take a role on, and under which conditions. */
interface Trust {
    service: string;
    actions?: string[];
    condition?: Statement["Condition"];
}

/** A role with its permissions: what needs them in force depends on `policies`. */
export interface ServiceRole {
    arn: pulumi.Output<string>;
    name: pulumi.Output<string>;
    policies: pulumi.Resource[];
}

/** A role that an AWS service takes on, with AWS's own policies (their ARNs) and statements of ours. */
export function serviceRole(
    name: string,
    {
        trust,
        managed = [],
        statements = [],
    }: { trust: Trust; managed?: string[]; statements?: Statement[] | pulumi.Output<Statement[]> },
    opts: pulumi.CustomResourceOptions,
): ServiceRole {
    const role = new iam.Role(
        name,
        {
            // IAM allows 64 characters, 38 before what AWS appends; a place's and a system's name may be longer.
            namePrefix: `${name.slice(0, 37)}-`,
            assumeRolePolicy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: trust.service },
                        Action: trust.actions ?? ["sts:AssumeRole"],
                        ...(trust.condition && { Condition: trust.condition }),
                    },
                ],
            }),
        },
        opts,
    );
    const attached: pulumi.Resource[] = managed.map((policyArn) => {
        const policy = policyArn.split("/").at(-1) ?? policyArn;
        return new iam.RolePolicyAttachment(`${name}-${policy}`, { role: role.name, policyArn }, opts);
    });
    if (pulumi.Output.isInstance(statements) || statements.length > 0) {
        const policy = pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
        attached.push(new iam.RolePolicy(name, { role: role.name, policy }, opts));
    }
    return { arn: role.arn, name: role.name, policies: attached };
}
