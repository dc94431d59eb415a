import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { z } from "zod";

import type { Revision } from "../../commands/plan/revision";
import { root } from "../environments";

/** One place in a file that a sample changes; `from` must stand there, so that a sample cannot change nothing unseen. */
const Edit = z.strictObject({ file: z.string(), from: z.string(), to: z.string() });

/** A change as somebody might make it, of which the plan must be right. */
export const Sample = z.strictObject({
    /** What it is, in a few words. */
    says: z.string(),
    edits: z.array(Edit).default([]),
    /** What the base says otherwise than all the samples' one. */
    base: z.array(Edit).default([]),
    /** Files that are new, or gone where there is no text. */
    files: z.record(z.string(), z.string().nullable()).default({}),
    /** A chart whose next version is there with these edits; from the present one. */
    charts: z
        .array(z.strictObject({ name: z.string(), version: z.string(), next: z.string(), edits: z.array(Edit) }))
        .default([]),
    /** How the command ends. */
    exit: z.int(),
});
export type Sample = z.infer<typeof Sample>;

/** What of the repository is the program. */
const program = ["Pulumi.yaml", "package.json", "package-lock.json", "tsconfig.json", "components", "stacks"];

/** The environments of samples: own servers, AWS, and a mixed one, with charts from a directory. */
const environments: Record<string, string> = {
    "own-servers": `    places:
      paris:
        cluster: { kind: existing, kubeconfig: ./paris.kubeconfig, context: admin@paris }
        loadBalancing: { addresses: [192.0.2.10-192.0.2.30] }
        databases: { postgres: { shop: {} } }
`,
    cloud: `    places:
      ireland:
        cluster:
          kind: eks
          region: eu-west-1
          cidr: 10.20.0.0/16
          deployers: ["arn:aws:iam::111122223333:role/deployer"]
`,
    both: `    places:
      berlin:
        cluster: { kind: existing, kubeconfig: ./berlin.kubeconfig }
        loadBalancing: { addresses: [192.0.2.40-192.0.2.50] }
      oslo:
        cluster: { kind: existing, kubeconfig: ./oslo.kubeconfig, podCidr: 10.42.0.0/16, serviceCidr: 10.43.0.0/16 }
        loadBalancing: { addresses: [192.0.2.60-192.0.2.70] }
`,
};

/** The program as it is, in a folder of its own, with the samples' environments. */
export function baseRevision(folder: string, charts: string): Revision {
    fs.mkdirSync(folder, { recursive: true });
    for (const one of program) fs.cpSync(path.join(root, one), path.join(folder, one), { recursive: true });
    fs.symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    for (const [name, places] of Object.entries(environments)) {
        const secret = "  samestack:adminPassword: { secure: v1:aaaaaaaaaaaaaaaa:c2FtcGxl }\n";
        const text = `config:\n${secret}  samestack:environment:\n    domain: ${name}.example.org\n    charts: ${charts}\n${places}`;
        fs.writeFileSync(path.join(folder, `Pulumi.${name}.yaml`), text);
    }
    return { folder, called: "base", committed: "2026-11-20T12:00:00+00:00" };
}

/** The base of a sample that has one of its own. */
export function ownBase(base: Revision, { base: edits }: Sample, folder: string): Revision {
    if (edits.length === 0) return base;
    fs.cpSync(base.folder, folder, { recursive: true, verbatimSymlinks: true });
    for (const edit of edits) change(folder, edit);
    return { ...base, folder };
}

/** The same with a sample's change made. */
export function changedRevision(base: Revision, sample: Sample, folder: string): Revision {
    fs.cpSync(base.folder, folder, { recursive: true, verbatimSymlinks: true });
    for (const edit of sample.edits) change(folder, edit);
    for (const [file, text] of Object.entries(sample.files)) {
        const target = path.join(folder, file);
        if (text === null) fs.rmSync(target);
        else fs.writeFileSync(target, text);
    }
    return { folder, called: "the change", committed: "2026-11-25T12:00:00+00:00" };
}

/** Makes the next version of a chart out of the one that is there. */
export function nextChart(
    { name, version, next, edits }: Sample["charts"][number],
    charts: string,
    helm: string,
): void {
    const folder = fs.mkdtempSync(path.join(charts, ".next-"));
    try {
        execFileSync("tar", ["-xzf", path.join(charts, `${name}-${version}.tgz`), "-C", folder]);
        const chart = path.join(folder, name);
        change(chart, { file: "Chart.yaml", from: `version: ${version}`, to: `version: ${next}` });
        for (const edit of edits) change(chart, edit);
        execFileSync(helm, ["package", chart, "--destination", charts], { stdio: "ignore" });
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

function change(folder: string, { file, from, to }: z.infer<typeof Edit>): void {
    const target = path.join(folder, file);
    const text = fs.readFileSync(target, "utf8");
    if (!text.includes(from))
        throw new Error(`${file} does not say ${JSON.stringify(from)}: the sample changes nothing`);
    fs.writeFileSync(target, text.replace(from, to));
}
