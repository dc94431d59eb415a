import { createHash } from "node:crypto";

import { Enums, Models, Serialize, Spec, SPDX } from "@cyclonedx/cyclonedx-library";

import type { Bom, ImageRow, PackageRow, Use } from "./components";
import { nameOf } from "./reference";

/**
 * The list as CycloneDX 1.6. The same list is the same bytes: it has no time, and its serial number is made of its content.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function cycloneDxOf(bom: Bom): string {
    const document = new Models.Bom();
    const stack = new Models.Component(Enums.ComponentType.Application, "samestack", { bomRef: "samestack" });
    document.metadata.component = stack;
    const components = new Map(bom.images.map((row) => [row.text, imageOf(row)]));
    for (const { text, uses } of bom.images) {
        const component = components.get(text);
        if (!component) continue;
        document.components.add(component);
        if (uses.some(({ from }) => from === undefined)) stack.dependencies.add(component.bomRef);
    }
    for (const row of bom.packages) {
        const component = packageOf(row);
        document.components.add(component);
        stack.dependencies.add(component.bomRef);
        for (const image of row.images) {
            const ref = components.get(image)?.bomRef;
            if (ref) component.dependencies.add(ref);
        }
    }
    for (const { environment, why } of bom.refused)
        say(document.metadata.properties, "refused", `${environment}: ${why}`);
    for (const { text, why, use } of bom.unread) {
        say(document.metadata.properties, "unread", `${text} ${why}: ${placeOf(use)}`);
    }
    const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
    const options = { sortLists: true, space: 2 };
    document.serialNumber = serialNumber(serializer.serialize(document, options));
    return `${serializer.serialize(document, options)}\n`;
}

function imageOf({ text, reference, licence, uses }: ImageRow): Models.Component {
    const { registry, path, tag, digest } = reference;
    const name = path.split("/").at(-1) ?? path;
    const version = digest === undefined ? "" : `@${encodeURIComponent(digest)}`;
    const qualifiers = [`repository_url=${registry}/${path}`, ...(tag === undefined ? [] : [`tag=${tag}`])].join("&");
    const component = new Models.Component(Enums.ComponentType.Container, nameOf(reference), {
        bomRef: text,
        version: tag ?? digest ?? "latest",
        purl: `pkg:oci/${name}${version}?${qualifiers}`,
        licenses: licencesOf(licence),
    });
    const hash = /^sha256:([0-9a-f]{64})$/.exec(digest ?? "")?.[1];
    if (hash !== undefined) component.hashes.set(Enums.HashAlgorithm["SHA-256"], hash);
    for (const use of uses) {
        say(component.properties, "system", use.system);
        say(component.properties, "use", placeOf(use));
    }
    return component;
}

function packageOf(row: PackageRow): Models.Component {
    const { kind, name, version, from, upstream, licence, missing, uses } = row;
    const component = new Models.Component(Enums.ComponentType.Application, name, {
        bomRef: `${kind} ${name} ${version} ${from}`,
        version,
        licenses: licencesOf(licence),
    });
    say(component.properties, "kind", kind);
    say(component.properties, "from", from);
    if (missing !== undefined) say(component.properties, "not-rendered", missing);
    for (const use of uses) {
        say(component.properties, "system", use.system);
        say(component.properties, "use", [use.environment, use.place].filter(Boolean).join("/"));
    }
    if (upstream !== undefined) {
        component.externalReferences.add(
            new Models.ExternalReference(upstream, Enums.ExternalReferenceType.Distribution),
        );
    }
    return component;
}

function placeOf({ environment, place, object, at }: Use): string {
    return `${[environment, place].filter(Boolean).join("/")}: ${object} ${at}`;
}

function licencesOf(licence: string | undefined): Models.LicenseRepository {
    if (licence === undefined) return new Models.LicenseRepository();
    const one = SPDX.isSupportedSpdxId(licence) ? new Models.SpdxLicense(licence) : new Models.NamedLicense(licence);
    return new Models.LicenseRepository([one]);
}

function say(properties: Models.PropertyRepository, word: string, value: string): void {
    const name = `samestack:${word}`;
    if (![...properties].some((one) => one.name === name && one.value === value)) {
        properties.add(new Models.Property(name, value));
    }
}

// A UUID of the form that is everybody's own to fill, RFC 9562's version 8.
function serialNumber(content: string): string {
    const hex = createHash("sha256").update(content).digest("hex");
    const parts = [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `8${hex.slice(13, 16)}`,
        `a${hex.slice(17, 20)}`,
        hex.slice(20, 32),
    ];
    return `urn:uuid:${parts.join("-")}`;
}
