import { generateKeyPairSync, sign } from "node:crypto";

/** A certificate and its key, both PEM. */
export interface Certificate {
    certificate: string;
    key: string;
}

/** Makes a certificate for 127.0.0.1 that signs itself, so that the repository holds no key and no certificate ages. */
export function selfSigned(name: string, validUntil: Date): Certificate {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const subject = sequence(tagged(0x31, sequence(oid.commonName, tagged(0x0c, Buffer.from(name)))));
    const alternativeName = sequence(
        oid.subjectAltName,
        tagged(0x04, sequence(tagged(0x87, Buffer.from([127, 0, 0, 1])))),
    );
    const body = sequence(
        tagged(0xa0, integer(2)),
        integer(1),
        sequence(oid.ecdsaWithSha256),
        subject,
        sequence(time(new Date("2001-01-01T00:00:00Z")), time(validUntil)),
        subject,
        publicKey.export({ type: "spki", format: "der" }),
        tagged(0xa3, sequence(alternativeName)),
    );
    const signature = tagged(0x03, Buffer.from([0]), sign("sha256", body, privateKey));
    const der = sequence(body, sequence(oid.ecdsaWithSha256), signature);
    return {
        certificate: `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`,
        key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
}

const oid = {
    commonName: Buffer.from("0603550403", "hex"),
    subjectAltName: Buffer.from("0603551d11", "hex"),
    ecdsaWithSha256: Buffer.from("06082a8648ce3d040302", "hex"),
};

function time(date: Date): Buffer {
    return tagged(0x18, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}Z`));
}

function integer(value: number): Buffer {
    return tagged(0x02, Buffer.from([value]));
}

function sequence(...parts: Buffer[]): Buffer {
    return tagged(0x30, ...parts);
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
    const content = Buffer.concat(parts);
    const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255];
    return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
