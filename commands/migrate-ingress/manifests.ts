import { parseDocument, type Document } from "yaml";
import { z } from "zod";

import { Refusal } from "../terminal";
import type { ConfigMaps } from "./migration";

/** Where manifests were read from: a file's path, or `-`. */
export interface Source {
    path: string;
    text: string;
}

/** One document of a file, with the line that parts it from the one before. */
export interface Part {
    text: string;
    document: Document;
}

/** An object of a part: the whole document, or an item of a List. */
export interface Found {
    /** Where in its document it stands. */
    at: (string | number)[];
    object: unknown;
}

const Kind = z.looseObject({ kind: z.string() });
const List = z.looseObject({ kind: z.string().regex(/List$/), items: z.array(z.unknown()) });
const ConfigMap = z.looseObject({
    kind: z.literal("ConfigMap"),
    metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
    data: z.record(z.string(), z.string()),
});

/** Parts a file into its documents. Joined again, their texts are the file. Throws a Refusal for what is no YAML. */
export function partsOf({ path, text }: Source): Part[] {
    // At the beginning of a line `---` parts documents, whatever is around it: YAML allows it nowhere else.
    return text.split(/^(?=---(?:\s|$))/m).map((part) => {
        const document = parseDocument(part);
        const [error] = document.errors;
        if (error) throw new Refusal(`${path} is no YAML: ${error.message.split("\n")[0] ?? ""}`);
        return { text: part, document };
    });
}

/** The objects of a part, those of Lists among them. */
export function objectsOf({ document }: Part): Found[] {
    const object: unknown = document.toJS();
    const list = List.safeParse(object);
    if (list.success) return list.data.items.map((item, index) => ({ at: ["items", index], object: item }));
    return Kind.safeParse(object).success ? [{ at: [], object }] : [];
}

/** Every ConfigMap among the manifests, for annotations that name one. */
export function configMapsOf(parts: readonly Part[], namespace: string | undefined): ConfigMaps {
    return new Map(
        parts.flatMap(objectsOf).flatMap(({ object }) => {
            const read = ConfigMap.safeParse(object);
            if (!read.success) return [];
            const { name, namespace: own = namespace ?? "" } = read.data.metadata;
            return [[`${own}/${name}`, read.data.data] as const];
        }),
    );
}

/** A changed part as text: comments and the way it is written are kept. */
export function textOf({ text, document }: Part): string {
    const { contents } = document;
    if (contents === null) return text;
    const written = document.toString({
        lineWidth: 0,
        indentSeq: !/^( *)[\w.-]+:[^\S\n]*\n\1- /m.test(text),
        flowCollectionPadding: !/[[{](?=[^\s\]}])/.test(text),
    });
    // It writes a document's first line only where it must.
    return text.startsWith("---") && !written.startsWith("---") ? `---\n${written}` : written;
}
