import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { derived, deriveFrom } from "../../components/secrets";

const seed = "0123456789abcdef0123456789abcdef";
const paris = { name: "paris" };

function valueOf(output: pulumi.Output<string>): Promise<{ value: string; secret: boolean }> {
    return new Promise((resolve) => {
        output.apply(
            (value) =>
                void pulumi.isSecret(output).then((secret) => {
                    resolve({ value, secret });
                }),
        );
    });
}

const made = (said: string, place = paris, purpose = "cookies") =>
    valueOf(derived(() => pulumi.secret(said), place, purpose));

describe("a derived secret", () => {
    it("is the same in every run, secret, and as long as a key", async () => {
        const { value, secret } = await made(seed);
        // Written out: to derive otherwise would change the passwords of everybody.
        assert.equal(value, "e5b337595caa0932d5abd9050958ab8a7945201964695e58ebda2bcd2d7703b6");
        assert.equal(secret, true);
    });

    it("is another one for another place, purpose or seed", async () => {
        const all = await Promise.all([
            made(seed),
            made(seed, { name: "ireland" }),
            made(seed, paris, "passwords"),
            made(seed.replace("0", "1")),
        ]);
        assert.equal(new Set(all.map(({ value }) => value)).size, all.length);
    });

    it("is refused of a seed that is short, with the command that makes one", () => {
        assert.throws(() => deriveFrom("hunter2", "paris cookies"), {
            message:
                "the secret samestack:seed has 7 characters, and needs 32 that nobody can guess: " +
                "openssl rand -hex 32 | pulumi config set --secret seed",
        });
    });
});
