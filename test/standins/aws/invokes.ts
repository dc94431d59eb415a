import { account } from "./resources";
import { isProperties, type Properties, textAt, type Value } from "../values";

type Invoke = (args: Properties, region: string) => Properties;

/** The look-ups that a program may make, answered as if by an empty account. */
const invokes: Record<string, Invoke | undefined> = {
    "aws:ec2/getAmi:getAmi": (_, region) => ({ id: "ami-00000000000000000", architecture: "x86_64", region }),
    "aws:iam/getPolicyDocument:getPolicyDocument": (args) => ({ ...args, id: "0", json: policyDocument(args) }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": (_, region) => ({
        id: region,
        names: ["a", "b", "c"].map((letter) => `${region}${letter}`),
        zoneIds: [1, 2, 3].map((number) => `${region}-az${number}`),
    }),
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({
        id: account,
        accountId: account,
        arn: `arn:aws:iam::${account}:user/stand-in`,
        userId: "AIDASTANDIN",
    }),
    "aws:index/getPartition:getPartition": () => ({
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
    }),
    "aws:index/getRegion:getRegion": (args, region) => {
        const name = textAt(args, "region") || textAt(args, "name") || region;
        return { id: name, name, region: name, endpoint: `ec2.${name}.amazonaws.com`, description: "" };
    },
    "aws:ssm/getParameter:getParameter": (args, region) => ({
        ...args,
        id: textAt(args, "name"),
        arn: `arn:aws:ssm:${region}:${account}:parameter${textAt(args, "name")}`,
        type: "String",
        value: `stand-in:${textAt(args, "name")}`,
        version: 1,
    }),
};

export function invoke(token: string, args: Properties, region: string): Properties {
    const answer = invokes[token];
    if (answer === undefined) {
        const known = Object.keys(invokes).join(", ");
        throw new Error(`The stand-in of the AWS provider does not answer ${token}; it answers ${known}.`);
    }
    return answer(args, region);
}

function policyDocument(args: Properties): string {
    const statements = Array.isArray(args.statements) ? args.statements.filter(isProperties) : [];
    return JSON.stringify({ Version: "2012-10-17", Statement: statements.map(statement) }, null, 2);
}

function statement(given: Properties): Properties {
    const listed = (name: string, as: string): Properties =>
        given[name] === undefined ? {} : { [as]: one(given[name]) };
    const principals = Array.isArray(given.principals) ? given.principals.filter(isProperties) : [];
    const conditions = Array.isArray(given.conditions) ? given.conditions.filter(isProperties) : [];
    return {
        ...(textAt(given, "sid") !== "" && { Sid: textAt(given, "sid") }),
        Effect: textAt(given, "effect") || "Allow",
        ...listed("actions", "Action"),
        ...listed("notActions", "NotAction"),
        ...listed("resources", "Resource"),
        ...(principals.length > 0 && {
            Principal: Object.fromEntries(
                principals.map((each) => [textAt(each, "type"), one(each.identifiers ?? null)] as const),
            ),
        }),
        ...(conditions.length > 0 && {
            Condition: Object.fromEntries(
                conditions.map(
                    (each) => [textAt(each, "test"), { [textAt(each, "variable")]: one(each.values ?? null) }] as const,
                ),
            ),
        }),
    };
}

// As AWS writes it: a single one stands alone.
function one(value: Value): Value {
    return Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : value;
}
