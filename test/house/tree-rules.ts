import { type File, importsOf, roleOf } from "./files";

/** What holds for every file of some kind. */
export interface TreeRule {
    says: string;
    /** What it is about, in the plural. */
    what: string;
    about: (file: File) => boolean;
    /** What it has against a file, among all. */
    objects: (file: File, all: File[]) => string[];
    /** A file with the mistake that the rule is there for. */
    broken: File;
}

/** Files of more than 250 lines, and why they stay whole. */
export const long: Record<string, string> = {
    "commands/sandbox/cluster.ts": "one cluster's life: start, look, simulate, stop",
    "test/policy/cases.ts": "a table, of what each rule lets through and what not",
    "test/requests.ts": "two tables, of all that asks nodes for something",
    "test/standins/aws/resources.ts": "a table, of all kinds that AWS's provider knows",
    "test/standins/charts/table.ts": "a table, of all charts",
    "test/standins/kubernetes/release.ts": "one kind of resource, whose every verb runs helm",
};

/** What is imported from the inside of another role, and why not from its index. */
export const insides: Record<string, string> = {
    "components/ingress/class": "a name that certificates need, and ingress needs certificates",
};

/** Where AWS may be known. */
const awsOwn = /^components\/(cluster\/eks\/[^/]+|storage\/ebs|load-balancing\/aws|object-storage\/s3-bucket)\.ts$/;

/** The one file that reads configuration. */
const reader = "stacks/samestack.ts";

const isCode = ({ name }: File) => name.endsWith(".ts");
const isProgram = (file: File) => isCode(file) && !file.name.startsWith("test/");
const isComponent = (file: File) => isCode(file) && file.name.startsWith("components/");

export const treeRules: TreeRule[] = [
    {
        says: "has names in kebab case, but for releases",
        what: "files",
        about: () => true,
        objects: ({ name }) =>
            name
                .split("/")
                .every((part) => /^([a-z0-9]+(-[a-z0-9]+)*(\.test)?(\.[a-z]+|\.json\.gz)?|v\d+\.\d+\.\d+)$/.test(part))
                ? []
                : ["has another name"],
        broken: { name: "components/ingress/myWeb.ts", text: "" },
    },
    {
        says: "has no file of more than 250 lines without a reason",
        what: "files",
        // A suite is a list of cases, and is read one by one.
        about: (file) => isCode(file) && !file.name.endsWith(".test.ts"),
        objects: ({ name, text }) => {
            const lines = text.split("\n").length - 1;
            if (lines <= 250) return name in long ? ["is listed as long, and is not"] : [];
            return name in long ? [] : [`has ${lines} lines`];
        },
        broken: { name: "components/ingress/web.ts", text: "\n".repeat(251) },
    },
    {
        says: "knows of AWS only where the systems are AWS's own, and takes it by parts",
        what: "files",
        about: isProgram,
        objects: (file) =>
            importsOf(file)
                .filter(({ to }) => to === "@pulumi/aws" || to.startsWith("@pulumi/aws/"))
                .filter(({ to }) => to === "@pulumi/aws" || !awsOwn.test(file.name))
                .map(({ to }) => `imports ${to}`),
        broken: { name: "components/storage/ebs.ts", text: 'import * as aws from "@pulumi/aws";\n' },
    },
    {
        says: "reads configuration in one place",
        what: "files",
        about: (file) => isProgram(file) && file.name !== reader,
        objects: ({ text }) =>
            ["pulumi.Config", "getStack(", "getProject("].filter((word) => text.includes(word)).map((w) => `has ${w}`),
        broken: { name: "components/ingress/web.ts", text: "const name = pulumi.getStack();\n" },
    },
    {
        says: "has components that know neither the stack nor the commands nor the tests",
        what: "files",
        about: isComponent,
        objects: (file) =>
            importsOf(file)
                .filter(({ to, typesOnly }) => !typesOnly && /^((stacks|commands|test)(\/|$)|index$)/.test(to))
                .map(({ to }) => `imports ${to}`),
        broken: { name: "components/ingress/web.ts", text: 'import { rules } from "../../stacks/rules";\n' },
    },
    {
        says: "has roles that reach each other through their index",
        what: "files",
        about: isComponent,
        objects: (file) =>
            importsOf(file)
                .filter(({ to, typesOnly }) => !typesOnly && !(to in insides))
                .filter(({ to }) => {
                    const role = roleOf(to);
                    return role !== undefined && role !== roleOf(file.name) && to !== `components/${role}`;
                })
                .map(({ to }) => `imports ${to}`),
        broken: {
            name: "components/ingress/web.ts",
            text: 'import { type MetalLBArgs, MetalLB } from "../load-balancing/metallb";\n',
        },
    },
    {
        says: "has components and stacks that print nothing",
        what: "files",
        about: (file) => isCode(file) && /^(components|stacks)\//.test(file.name),
        objects: ({ text }) => (/\bconsole\.(log|error|warn|info|debug)\(/.test(text) ? ["prints"] : []),
        broken: { name: "stacks/web.ts", text: 'console.log("here");\n' },
    },
    {
        says: "has no chart by the engine that runs uninstall hooks at install",
        what: "files",
        about: isProgram,
        objects: ({ text }) => (/\bhelm\.v3\.Chart\b/.test(withoutComments(text)) ? ["has a helm.v3.Chart"] : []),
        broken: { name: "components/ingress/web.ts", text: 'new k8s.helm.v3.Chart("web", {});\n' },
    },
    {
        says: "has nothing left for later",
        what: "files",
        about: (file) => isCode(file) && !file.name.startsWith("test/house/"),
        objects: ({ text }) => (/\b(TODO|FIXME|XXX)\b/.test(text) ? ["has something left to do"] : []),
        broken: { name: "components/ingress/web.ts", text: "// TODO: replicas\n" },
    },
    {
        says: "has a test for each system, by its name",
        what: "systems",
        about: (file) =>
            isComponent(file) &&
            /^ *\/\/ renovate: |^export class \w+ extends pulumi\.ComponentResource implements /m.test(file.text),
        objects: ({ name }, all) => {
            const tests = [name.replace(/\.ts$/, ".test.ts"), name.replace(/(\w+)\/index\.ts$/, "$1/$1.test.ts")];
            return all.some((file) => tests.some((test) => file.name === `test/${test}`)) ? [] : ["has no test"];
        },
        broken: { name: "components/ingress/web.ts", text: "    // renovate: datasource=helm depName=web\n" },
    },
    {
        says: "has a page for each role",
        what: "roles",
        about: ({ name }) => /^components\/[^/]+\/index\.ts$/.test(name),
        objects: ({ name }, all) =>
            all.some((file) => file.name === `docs/${roleOf(name) ?? ""}.md`) ? [] : ["has no page in docs"],
        broken: { name: "components/coffee/index.ts", text: "" },
    },
];

function withoutComments(text: string): string {
    return text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
}
