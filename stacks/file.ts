import * as fs from "node:fs";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { z } from "zod";

const StackFile = z.looseObject({ config: z.looseObject({ "samestack:environment": z.unknown() }) });

/** The project's folder, where the `Pulumi.*.yaml` are. */
const root = path.join(__dirname, "..");

/** Names of all environments of the repository, by their files. */
export function environmentNames(): string[] {
    return fs
        .readdirSync(root)
        .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
        .filter((name) => name !== undefined)
        .sort();
}

/** What `Pulumi.<name>.yaml` says of its environment, unchecked. */
export function environmentFile(name: string): unknown {
    const file = path.join(root, `Pulumi.${name}.yaml`);
    if (!fs.existsSync(file)) {
        throw new pulumi.RunError(`there is no environment ${name}; there are ${environmentNames().join(", ")}`);
    }
    return StackFile.parse(parse(fs.readFileSync(file, "utf8"))).config["samestack:environment"];
}
