import { z } from "zod";

import { invoke } from "./invokes";
import { addedBy, digits, type Echo, echoOf, type Making, outputsOf } from "./resources";
import { differences } from "../difference";
import type { Provider } from "../provider";
import { serve } from "../server";
import { hasUnknowns, keepSecrets, plainProperties, type Properties, toProperties, unknown } from "../values";

/**
 * Plays the AWS provider without any cloud: accepts every resource, and echoes its inputs with ids, ARNs and the few
 * outputs that the program reads. It keeps nothing itself; the engine's state is all there is.
 */
const Configuration = z.looseObject({ region: z.string().optional(), defaultTags: z.string().optional() });
const DefaultTags = z.looseObject({ tags: z.record(z.string(), z.string()).optional() });

let region = "us-east-1";
let defaultTags: Properties = {};

function making(urn: string, type: string, inputs: Properties): Making {
    const echo = echoOf(type);
    const said = plainProperties(inputs);
    const hex = digits(urn, said, echo.fixed);
    const given = { inputs: { ...nameOf(echo, said, hex), ...said }, region, hex };
    return { ...given, id: echo.id(given) };
}

// AWS makes a name that begins with `namePrefix` when the resource is made, not before.
function nameOf({ named }: Echo, { namePrefix }: Properties, hex: Making["hex"]): Properties {
    return named !== undefined && typeof namePrefix === "string" ? { [named]: `${namePrefix}${hex(26)}` } : {};
}

const provider: Provider = {
    version: "7.48.0+stand-in",
    checkConfig: () => [],
    diffConfig: (olds, news) => ({ changes: differences(olds, news, ["region"]) }),
    configure: (inputs, host) => {
        const said = Configuration.parse(plainProperties(inputs));
        region = said.region ?? process.env.AWS_REGION ?? region;
        defaultTags = toProperties(DefaultTags.parse(JSON.parse(said.defaultTags ?? "{}")).tags);
        host.log("info", "The AWS provider is samestack's stand-in: no cloud is called.");
        return Promise.resolve();
    },
    check: ({ urn, type, name, olds, news }) => {
        const { named } = echoOf(type);
        const absent = named !== undefined && news[named] === undefined && news.namePrefix === undefined;
        const chosen = named === undefined ? undefined : (olds[named] ?? `${name}-${digits(urn)(7)}`);
        const inputs = absent && chosen !== undefined ? { ...news, [named]: chosen } : news;
        return Promise.resolve({ inputs, failures: [] });
    },
    diff: ({ urn, type, olds, oldInputs, news, ignoreChanges }) => {
        const echo = echoOf(type);
        const changes = differences(plainProperties(oldInputs), plainProperties(news), echo.fixed, ignoreChanges);
        const { tagsAll } = outputsOf(echo, making(urn, type, news), defaultTags);
        const before = { tagsAll: plainProperties(olds).tagsAll ?? {} };
        return { changes: [...changes, ...differences(before, { tagsAll: tagsAll ?? {} })] };
    },
    create: ({ urn, type, news, preview }) => {
        const echo = echoOf(type);
        const made = making(urn, type, news);
        if (preview) {
            const names = [...addedBy(echo, made), ...Object.keys(nameOf(echo, news, made.hex))];
            const later = Object.fromEntries(names.map((name) => [name, unknown]));
            return Promise.resolve({ id: "", outputs: { ...news, ...later } });
        }
        return Promise.resolve({ id: made.id, outputs: keepSecrets(outputsOf(echo, made, defaultTags), news) });
    },
    read: ({ id, olds, inputs }) => Promise.resolve({ id, inputs, outputs: { ...olds, id } }),
    update: ({ urn, type, id, olds, news, preview }) => {
        const { moving = [], ...echo } = echoOf(type);
        const before = plainProperties(olds);
        const next = (name: string): [string, string | number] => [name, preview ? unknown : Number(before[name]) + 1];
        const outputs = {
            ...(hasUnknowns(news) ? news : outputsOf(echo, { ...making(urn, type, news), id }, defaultTags)),
            ...Object.fromEntries(moving.map(next)),
        };
        return Promise.resolve(keepSecrets(outputs, news));
    },
    delete: () => Promise.resolve(),
    invoke: (token, args) => Promise.resolve().then(() => invoke(token, plainProperties(args), region)),
    cancel: () => undefined,
};

void serve(provider);
