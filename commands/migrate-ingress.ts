import * as fs from "node:fs";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";

import { door } from "./door";
import { type Converted, convert, type Target } from "./migrate-ingress/convert";
import { placesBelow, readSources, writeFiles } from "./migrate-ingress/files";
import type { Source } from "./migrate-ingress/manifests";
import { report, unfinished } from "./migrate-ingress/report";
import { Refusal } from "./terminal";

const help = `npm run -s migrate-ingress -- FILE… [--to traefik|nginx] [--output <directory> | --in-place [--yes]] [--json]

Turns Ingresses made for ingress-nginx, which was retired in March 2026, into what the stack's controller understands:
class public, the controller's own annotations, and the objects that they name. Everything else in the files passes
through as it is. Prints the manifests on standard output, and on standard error what became of each annotation: carried
over, to be finished by hand, or left, with the reason and what to do. An annotation that is left stays on its Ingress.

  FILE…                 files, folders (every .yaml, .yml and .json below them), or - for standard input
  --to <controller>     traefik (the default), or nginx for F5's NGINX Ingress Controller
  --namespace <name>    the namespace of Ingresses that name none; Traefik's references must name one
  --output <directory>  write the files there, changed or not, as they lay below the folders named here
  --in-place            write changed files where they are; asks first, on a terminal
  --yes                 do not ask: replace files in place, or in the output directory
  --json                print the report as JSON on standard output, and no manifests

Exit codes: 0 every annotation is carried over; 3 some are left or to be finished by hand; 1 it could not be done;
2 it was called wrongly.

Examples
  npm run -s migrate-ingress -- shop.yaml > shop-public.yaml
  npm run -s migrate-ingress -- deploy/ --to nginx --output deploy-public/
  npm run -s migrate-ingress -- deploy/ --in-place
  kubectl get ingress -A -o yaml | npm run -s migrate-ingress -- - --json`;

const NOT_ALL = 3;

door(help, async () => {
    const { values, positionals: named } = parseArgs({
        allowPositionals: true,
        options: {
            to: { type: "string", default: "traefik" },
            namespace: { type: "string" },
            output: { type: "string" },
            "in-place": { type: "boolean", default: false },
            yes: { type: "boolean", default: false },
            json: { type: "boolean", default: false },
        },
    });
    const { to, output, "in-place": inPlace, yes, json } = values;
    if (named.length === 0) throw new Refusal("say what to read: files, folders, or - for standard input", 2);
    if (!isTarget(to)) throw new Refusal(`--to ${to} is no controller: write traefik or nginx`, 2);
    if (inPlace && output !== undefined) throw new Refusal("say --in-place or --output, not both", 2);
    if (inPlace && named.includes("-")) throw new Refusal("standard input has no place: leave out --in-place", 2);

    const sources = await readSources(named);
    const converted = convert(sources, to, values.namespace);
    namespacesAreKnown(converted);
    if (output !== undefined) await writeBelow(output, { sources, converted, named, yes });
    else if (inPlace) await writeInPlace(converted, yes);
    else if (!json) process.stdout.write(joined(converted));
    if (json)
        console.log(
            JSON.stringify(
                converted.ingresses.map(({ file, namespace, ingress, outcomes }) => ({
                    file,
                    namespace,
                    ingress,
                    outcomes,
                })),
                null,
                2,
            ),
        );
    console.error(report(converted.ingresses, process.stderr));
    if (converted.ingresses.some(({ outcomes }) => unfinished(outcomes).length > 0)) process.exitCode = NOT_ALL;
});

function isTarget(said: string): said is Target {
    return said === "traefik" || said === "nginx";
}

// A reference to an object of no namespace would lead nowhere once it is applied.
function namespacesAreKnown({ ingresses }: Converted): void {
    const without = ingresses.filter(
        ({ namespace, companions }) =>
            namespace === undefined && companions.some(({ apiVersion }) => /^traefik/.test(apiVersion)),
    );
    if (without.length === 0) return;
    const names = without.map(({ file, ingress }) => `${ingress} in ${file}`).join(", ");
    throw new Refusal(
        `Traefik's references name a namespace, and these Ingresses do not: ${names}; say --namespace <name>`,
        2,
    );
}

/** All manifests as one stream. */
function joined({ files }: Converted): string {
    return files
        .map(({ text }, index) => (index === 0 || text.startsWith("---") ? text : `---\n${text}`))
        .map((text) => (text === "" || text.endsWith("\n") ? text : `${text}\n`))
        .join("");
}

async function writeBelow(
    directory: string,
    { sources, converted, named, yes }: { sources: Source[]; converted: Converted; named: string[]; yes: boolean },
): Promise<void> {
    const places = placesBelow(directory, sources, named);
    const files = converted.files.map(({ text }, index) => ({ path: places[index] ?? "", text }));
    const there = files.filter(({ path }) => fs.existsSync(path)).map(({ path }) => path);
    if (there.length > 0) await consent(`replace ${there.join(", ")}`, yes);
    writeFiles(files);
    console.error(`${directory}: ${files.length} ${files.length === 1 ? "file" : "files"}\n`);
}

async function writeInPlace({ files }: Converted, yes: boolean): Promise<void> {
    const changed = files.filter((file) => file.changed);
    if (changed.length > 0) await consent(`change ${changed.map(({ path }) => path).join(", ")}`, yes);
    writeFiles(changed);
    console.error(`${changed.length} of ${files.length} files changed\n`);
}

/** Asks before files are replaced. Where nobody can be asked, `--yes` is the answer, and nothing is written without it. */
async function consent(to: string, yes: boolean): Promise<void> {
    if (yes) return;
    if (!process.stdin.isTTY) throw new Refusal(`nothing was written: to ${to}, say --yes`);
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await terminal.question(`${to}? [y/N] `);
    terminal.close();
    if (!/^y(es)?$/i.test(answer.trim())) throw new Refusal("nothing was written");
}
