import type {
    PolicyResource,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationPolicy,
} from "@pulumi/policy";

import { type Exception, excepts } from "./exceptions";
import { known } from "./known";
import type { Rule, Subject } from "./rule";
import { subjectOf } from "./subject";
import { isMapping } from "../stacks/mapping";

/** The part of a resource that both kinds of policies are told. */
type Told = Pick<PolicyResource, "type" | "name" | "props" | "opts" | "provider">;

/**
 * Rules as policies of the engine: where a rule is about one object alone it refuses that before it is made; where it
 * needs to see what is around it, it looks at all of them in the end.
 */
export function policiesOf(
    rules: readonly Rule[],
    exceptions: readonly Exception[],
): (ResourceValidationPolicy | StackValidationPolicy)[] {
    // In the end the engine tells what components put out, and no longer what they were told.
    const consenting = new Set<string>();
    const remember = ({ urn, props: { allowDestroy, deletionProtection } }: ResourceValidationArgs) => {
        if (allowDestroy === true || deletionProtection === false) consenting.add(urn);
    };
    const consents = ({ parent }: PolicyResource): boolean =>
        parent !== undefined && (consenting.has(parent.urn) || consents(parent));

    return rules.map((rule) => {
        const common = { name: rule.name, description: `${rule.holds}: ${rule.why}`, url: rule.see };
        const objectionsTo = (one: Subject, place: readonly Subject[]): string[] => {
            if (!rule.about(one)) return [];
            return rule
                .objections(one, place)
                .filter(
                    ({ part }) => !exceptions.some((it) => excepts(it, { rule: rule.name, title: one.title, part })),
                )
                .map(({ says }) => `${one.title} ${says}`);
        };
        if (!rule.pairs) {
            return {
                ...common,
                enforcementLevel: "mandatory",
                validateResource: (args, report) => {
                    remember(args);
                    for (const says of objectionsTo(subjectIn(args, false), [])) report(says);
                },
            };
        }
        return {
            ...common,
            enforcementLevel: "mandatory",
            validateStack: ({ resources }, report) => {
                const all = resources.map((one) => ({
                    urn: one.urn,
                    place: placeOf(one),
                    subject: subjectIn(one, consents(one)),
                }));
                for (const { urn, place, subject } of all) {
                    const there = all.filter((other) => other.place === place).map((other) => other.subject);
                    for (const says of objectionsTo(subject, there)) report(says, urn);
                }
            },
        };
    });
}

function subjectIn(told: Told, consented: boolean): Subject {
    const inputs = known(told.props);
    return subjectOf({
        type: told.type,
        name: told.name,
        place: placeOf(told),
        // What is secret is no rule's business, and no report may tell it.
        inputs: told.type === "kubernetes:core/v1:Secret" || !isMapping(inputs) ? {} : inputs,
        system: "",
        kept: told.opts.protect,
        consented,
    });
}

// Providers are named by their place: paris-cluster, ireland-cluster-aws.
function placeOf({ name, type, provider }: Told): string {
    const said = type.startsWith("pulumi:providers:") ? name : (provider?.name ?? "");
    return said.replace(/-cluster(-aws)?$/, "");
}
