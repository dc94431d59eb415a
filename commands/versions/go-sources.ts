import * as fs from "node:fs";
import * as path from "node:path";

import type { Removal } from "./removals";
import { Refusal } from "../terminal";

/** What a Go module of Kubernetes says of its kinds. */
export interface Sources {
    /** `k8s.io/api v0.36.3` */
    called: string;
    /** The minor of Kubernetes that it is of. */
    minor: string;
    kinds: Removal[];
}

const LIFECYCLE = "zz_generated.prerelease-lifecycle.go";
const method = /^func \(in \*(\w+)\) APILifecycle(\w+)\(\) .*\{\n\treturn (.*)\n\}/gm;

/** Reads a module as Go keeps it, `…/k8s.io/api@v0.36.3`. Throws a Refusal for a folder that is none. */
export function sources(folder: string): Sources {
    const [, name = "", version = "", minor = ""] = /([\w-]+)@(v0\.(\d+)\.\d+)\/?$/.exec(folder) ?? [];
    const files =
        minor !== "" && fs.existsSync(folder)
            ? fs
                  .readdirSync(folder, { recursive: true, encoding: "utf8" })
                  .filter((file) => path.basename(file) === LIFECYCLE)
            : [];
    if (minor === "" || files.length === 0) {
        throw new Refusal(
            `${folder} is no module of Kubernetes as Go keeps it: go mod download k8s.io/api@v0.36.3, ` +
                "then $(go env GOMODCACHE)/k8s.io/api@v0.36.3",
            2,
        );
    }
    return {
        called: `k8s.io/${name} ${version}`,
        minor: `1.${minor}`,
        kinds: files.flatMap((file) => kindsIn(path.join(folder, path.dirname(file)))),
    };
}

function kindsIn(folder: string): Removal[] {
    const group = groupOf(folder);
    const version = path.basename(folder);
    const apiVersion = group === "" ? version : `${group}/${version}`;
    const said = new Map<string, Map<string, string>>();
    for (const [, kind = "", what = "", value = ""] of fs
        .readFileSync(path.join(folder, LIFECYCLE), "utf8")
        .matchAll(method)) {
        said.set(kind, (said.get(kind) ?? new Map<string, string>()).set(what, value));
    }
    return [...said].flatMap(([kind, all]) => {
        const [deprecated, removed] = [minorIn(all.get("Deprecated")), minorIn(all.get("Removed"))];
        if (removed === undefined || deprecated === undefined || /(List|Options|Review)$/.test(kind)) return [];
        const instead = replacementIn(all.get("Replacement"));
        return [{ apiVersion, kind, deprecated, removed, ...(instead !== undefined && { instead }) }];
    });
}

// Of kube-aggregator and the like it stands one folder above.
function groupOf(folder: string): string {
    for (const file of [path.join(folder, "register.go"), path.join(folder, "..", "register.go")]) {
        const found = fs.existsSync(file) ? /GroupName = "([^"]*)"/.exec(fs.readFileSync(file, "utf8")) : undefined;
        if (found?.[1] !== undefined) return found[1];
    }
    throw new Refusal(`${folder} does not say of which API group it is`);
}

function minorIn(value: string | undefined): string | undefined {
    const [, major, minor] = /^(\d+), (\d+)$/.exec(value ?? "") ?? [];
    return major === undefined || minor === undefined ? undefined : `${major}.${minor}`;
}

function replacementIn(value: string | undefined): string | undefined {
    const [, group, version, kind] = /Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"/.exec(value ?? "") ?? [];
    if (version === undefined || kind === undefined) return undefined;
    return `${group === undefined || group === "" ? "" : `${group}/`}${version} ${kind}`;
}
