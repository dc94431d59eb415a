import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

/** Absolute paths of the programs that the sandbox runs. */
export interface Tools {
    pulumi: string;
    helm: string;
    kubectl: string;
    kwok: string;
    kwokctl: string;
    etcd: string;
    kubeApiserver: string;
    kubeControllerManager: string;
    kubeScheduler: string;
}

export type ToolName = keyof Tools;

/** What is built together from one folder of `sandbox/`, whose go.mod says the version. */
export interface Pin {
    name: "etcd" | "helm" | "kwok" | "pulumi" | "kubernetes";
    /** The module whose version is the tool's version. */
    module: string;
    /** Seconds that a first build took on two cores. */
    estimate: number;
    /** The variables the linker sets, to say a version that the source leaves to the build. */
    linked: (version: string) => Record<string, string>;
}

export const pins: readonly Pin[] = [
    { name: "etcd", module: "go.etcd.io/etcd/server/v3", estimate: 41, linked: () => ({}) },
    {
        name: "helm",
        module: "helm.sh/helm/v3",
        estimate: 72,
        linked: (version) => ({ "helm.sh/helm/v3/internal/version.version": `v${version}` }),
    },
    { name: "kwok", module: "sigs.k8s.io/kwok", estimate: 83, linked: () => ({}) },
    {
        name: "pulumi",
        module: "github.com/pulumi/pulumi/pkg/v3",
        estimate: 170,
        linked: (version) => ({ "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": version }),
    },
    { name: "kubernetes", module: "k8s.io/kubernetes", estimate: 480, linked: kubernetesVersion },
];

function kubernetesVersion(version: string): Record<string, string> {
    const [major = "", minor = ""] = version.split(".");
    const said = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
    return Object.fromEntries(
        ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((where) =>
            Object.entries(said).map(([name, value]) => [`${where}.${name}`, value]),
        ),
    );
}

/**
 * Which versions on PATH serve as well as the pinned one. `minor`: the same minor version. `skew`: one minor version
 * older to one newer. `newer`: the pinned version or a newer one of the same major version.
 */
type Fit = "minor" | "skew" | "newer";

export interface Tool {
    name: ToolName;
    /** The name of its file. */
    command: string;
    pin: Pin["name"];
    /** What makes it say its version. */
    asks: readonly string[];
    fit: Fit;
    /** Why others do not serve. */
    why: string;
}

const sameKubernetes = "the parts of one control plane are to be of one minor version";
const sameKwok = "Stages change between minor versions of KWOK";

export const tools: readonly Tool[] = [
    {
        name: "pulumi",
        command: "pulumi",
        pin: "pulumi",
        asks: ["version"],
        fit: "newer",
        why: "older ones were not tested, and another major version may keep state differently",
    },
    {
        name: "helm",
        command: "helm",
        pin: "helm",
        asks: ["version", "--short"],
        fit: "newer",
        why: "older ones were not tested, and Helm 4 installs in another order",
    },
    {
        name: "kubectl",
        command: "kubectl",
        pin: "kubernetes",
        asks: ["version", "--client"],
        fit: "skew",
        why: "kubectl supports one minor version of difference to its cluster",
    },
    { name: "kwok", command: "kwok", pin: "kwok", asks: ["--version"], fit: "minor", why: sameKwok },
    { name: "kwokctl", command: "kwokctl", pin: "kwok", asks: ["--version"], fit: "minor", why: sameKwok },
    {
        name: "etcd",
        command: "etcd",
        pin: "etcd",
        asks: ["--version"],
        fit: "minor",
        why: "Kubernetes is tested with this minor version of etcd",
    },
    {
        name: "kubeApiserver",
        command: "kube-apiserver",
        pin: "kubernetes",
        asks: ["--version"],
        fit: "minor",
        why: sameKubernetes,
    },
    {
        name: "kubeControllerManager",
        command: "kube-controller-manager",
        pin: "kubernetes",
        asks: ["--version"],
        fit: "minor",
        why: sameKubernetes,
    },
    {
        name: "kubeScheduler",
        command: "kube-scheduler",
        pin: "kubernetes",
        asks: ["--version"],
        fit: "minor",
        why: sameKubernetes,
    },
];

/** Whether a version serves in place of the pinned one. Versions as "1.36.3". */
export function fits(fit: Fit, version: string, pinned: string): boolean {
    const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
    const [pinnedMajor = 0, pinnedMinor = 0, pinnedPatch = 0] = pinned.split(".").map(Number);
    if (major !== pinnedMajor) return false;
    switch (fit) {
        case "minor":
            return minor === pinnedMinor;
        case "skew":
            return Math.abs(minor - pinnedMinor) <= 1;
        case "newer":
            return minor > pinnedMinor || (minor === pinnedMinor && patch >= pinnedPatch);
    }
}

/** The versions that fit, in words. */
export function range(fit: Fit, pinned: string): string {
    const [major = 0, minor = 0] = pinned.split(".").map(Number);
    switch (fit) {
        case "minor":
            return `${major}.${minor}.x`;
        case "skew":
            return `${major}.${minor - 1}.x to ${major}.${minor + 1}.x`;
        case "newer":
            return `${pinned} or newer below ${major + 1}`;
    }
}

/** The checkout's folder of pins. */
export const pinsFolder = path.join(__dirname, "..", "..", "sandbox");

/** The version that a pin's go.mod requires, without the "v". */
export function pinnedVersion(pin: Pin): string {
    const required = new RegExp(`^\\s*(?:require )?${pin.module.replaceAll(".", "\\.")} v(\\d+\\.\\d+\\.\\d+)`, "m");
    const file = path.join(pinsFolder, pin.name, "go.mod");
    const version = required.exec(fs.readFileSync(file, "utf8"))?.[1];
    if (version === undefined) throw new Error(`${file} requires no released version of ${pin.module}`);
    return version;
}

/** What `go build` passes to the linker: our versions, and no tables that only debuggers read. */
export function linkerFlags(pin: Pin): string {
    const variables = Object.entries(pin.linked(pinnedVersion(pin))).map(([name, value]) => `-X ${name}=${value}`);
    return ["-s", "-w", ...variables].join(" ");
}

/**
 * The name of a pin's folder in the cache: its name, and a hash of all that its programs are made of. The Go version is
 * left out, so that what was built keeps serving when Go is updated or gone.
 */
export function cacheName(pin: Pin): string {
    const hash = createHash("sha256");
    for (const file of ["go.mod", "go.sum"]) hash.update(fs.readFileSync(path.join(pinsFolder, pin.name, file)));
    hash.update(linkerFlags(pin)).update(`${process.platform}/${process.arch}`);
    return `${pin.name}-${hash.digest("hex").slice(0, 16)}`;
}
