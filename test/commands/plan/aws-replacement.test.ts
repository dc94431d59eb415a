import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { z } from "zod";

import { awsDepends, awsReplacement } from "../../../commands/plan/aws-replacement";
import { isUndecided } from "../../../commands/plan/replacement";

const root = path.join(__dirname, "..", "..", "..");
const read = (...words: string[]) => fs.readFileSync(path.join(root, ...words), "utf8");

describe("what AWS replaces", () => {
    it("is known of every type that an environment registers, and of no other", () => {
        const registered = fs
            .readdirSync(path.join(root, "test/golden"))
            .flatMap((file) => read("test/golden", file).match(/^aws:[^ ]+/gm) ?? []);
        assert.ok(registered.length > 100, "the golden files name no AWS resources");
        assert.deepEqual(Object.keys(awsReplacement).sort(), [...new Set(registered)].sort());
    });

    it("is said in names that the SDK has", () => {
        const nested = read("node_modules/@pulumi/aws/types/input.d.ts");
        const unknown = [awsReplacement, awsDepends].flatMap((table) =>
            Object.entries(table).flatMap(([type, paths]) =>
                paths.filter((each) => !isInput(type, each.split("."), nested)).map((each) => `${type} ${each}`),
            ),
        );
        assert.deepEqual(unknown, []);
        assert.ok(!isInput("aws:eks/cluster:Cluster", ["vpcConfig", "subnetId"], nested));
        assert.ok(isInput("aws:eks/cluster:Cluster", ["vpcConfig", "subnetIds"], nested));
    });

    it("is either known or not", () => {
        const both = Object.entries(awsDepends).flatMap(([type, paths]) =>
            paths.filter((each) => awsReplacement[type]?.includes(each) ?? true),
        );
        assert.deepEqual(both, []);
    });

    it("is left to the provider where only it can tell, and of types that the program does not use", () => {
        const changed = (...paths: string[]) => paths.map((each) => ({ path: each, before: "a", after: "b" }));
        assert.ok(isUndecided("aws:ec2/vpc:Vpc", changed("tags.Name", "instanceTenancy")));
        assert.ok(isUndecided("aws:eks/cluster:Cluster", changed("encryptionConfig.provider.keyArn")));
        assert.ok(isUndecided("aws:ec2/vpc:Vpc", changed("region")));
        assert.ok(isUndecided("aws:rds/instance:Instance", changed("engine")));
        assert.ok(!isUndecided("aws:ec2/vpc:Vpc", changed("tags.Name", "enableDnsSupport")));
        assert.ok(!isUndecided("kubernetes:core/v1:Service", changed("spec.type")));
    });

    it("is what the provider's schema says", function () {
        const { PULUMI_AWS_SCHEMA: file } = process.env;
        if (file === undefined) {
            console.log(
                "      NOT RUN: PULUMI_AWS_SCHEMA names no file that `pulumi package get-schema aws` has written",
            );
            return this.skip();
        }
        const schema = Schema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
        for (const [type, paths] of Object.entries(awsReplacement)) {
            const { inputProperties } = schema.resources[type] ?? assert.fail(`the schema has no ${type}`);
            assert.deepEqual(forcedIn(inputProperties, schema).sort(), [...paths].sort(), type);
        }
    });
});

/** Whether the SDK's type declarations have an input at a path. */
function isInput(type: string, [key, ...deeper]: string[], nested: string): boolean {
    const [, file = "", kind = ""] = type.split(":");
    let body = bodyOf(read(`node_modules/@pulumi/aws/${file}.d.ts`), `interface ${kind}Args {`, "");
    for (const step of [key, ...deeper]) {
        const said = new RegExp(`^ +${step ?? ""}\\??: (.*)$`, "m").exec(body);
        if (!said) return false;
        const [, module = "", name = ""] = /inputs\.([a-z0-9]+)\.([A-Za-z0-9]+)/.exec(said[1] ?? "") ?? [];
        body = name === "" ? "" : bodyOf(bodyOf(nested, `namespace ${module} {`, ""), `interface ${name} {`, "    ");
    }
    return true;
}

/** What stands in a declaration, whose end is as far to the right as its beginning. */
function bodyOf(text: string, begins: string, indent: string): string {
    const start = text.indexOf(begins);
    return start < 0 ? "" : text.slice(start + begins.length, text.indexOf(`\n${indent}}`, start));
}

interface Property {
    willReplaceOnChanges?: boolean;
    replaceOnChanges?: boolean;
    $ref?: string;
    items?: Property;
}
const Property: z.ZodType<Property> = z.object({
    willReplaceOnChanges: z.boolean().optional(),
    replaceOnChanges: z.boolean().optional(),
    $ref: z.string().optional(),
    get items() {
        return Property.optional();
    },
});
const Properties = z.record(z.string(), Property);
const Schema = z.object({
    resources: z.record(z.string(), z.object({ inputProperties: Properties.default({}) })),
    types: z.record(z.string(), z.object({ properties: Properties.default({}) })),
});

/** The outermost paths that the schema marks. */
function forcedIn(properties: Record<string, Property>, schema: z.infer<typeof Schema>, above = ""): string[] {
    return Object.entries(properties).flatMap(([key, property]) => {
        const here = `${above}${key}`;
        if (property.willReplaceOnChanges === true || property.replaceOnChanges === true) return [here];
        const inner = property.$ref ?? property.items?.$ref;
        const below = inner === undefined ? undefined : schema.types[inner.replace("#/types/", "")];
        const list = property.$ref === undefined ? "[*]" : "";
        return below ? forcedIn(below.properties, schema, `${here}${list}.`) : [];
    });
}
