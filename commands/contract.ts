import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { makeContract } from "./contract/make";
import { fileOf, textOf } from "./contract/text";
import { door } from "./door";
import { Progress, Refusal } from "./terminal";

const help = `npm run contract -- [environment…] [--json] [--check | --write]

What an application may rely on in the places of the environments, or of all where none is named: names that are the same
in every place, names that a place may not offer, and what the environment decides. A place says the same of itself in the
ConfigMap kube-public/samestack-contract. Needs neither cluster nor credential.

  --json   for a script
  --write  writes contract.yaml, of all environments
  --check  whether contract.yaml says what it would say then

0: done; 1: a word is not as far the same as it promises, or contract.yaml says something else; 2: called wrongly.

Examples
  npm run contract
  npm run contract -- mixed
  npm run contract -- --check`;

const root = path.join(__dirname, "..");

door(help, async () => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            json: { type: "boolean", default: false },
            check: { type: "boolean", default: false },
            write: { type: "boolean", default: false },
        },
    });
    if ((values.check || values.write) && positionals.length > 0) {
        throw new Refusal("contract.yaml is of all environments: name none with --check or --write", 2);
    }
    const contract = await makeContract(root, [...new Set(positionals)], new Progress());
    process.stdout.write(
        values.json ? `${JSON.stringify(contract, undefined, 2)}\n` : textOf(contract, process.stdout),
    );
    if (contract.broken.length > 0) process.exitCode = 1;
    const file = path.join(root, "contract.yaml");
    if (values.write) fs.writeFileSync(file, fileOf(contract));
    if (values.check && (!fs.existsSync(file) || fs.readFileSync(file, "utf8") !== fileOf(contract))) {
        throw new Refusal("contract.yaml says something else: npm run contract -- --write, and read its diff");
    }
});
