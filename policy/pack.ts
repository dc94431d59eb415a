import { PolicyPack } from "@pulumi/policy";

import { hasExpired, readExceptions } from "./exceptions";
import { policiesOf } from "./policies";
import { rules } from "./rules";

/**
 * The rules as the engine applies them, with `pulumi preview --policy-pack policy`. It sees what is registered; what
 * Releases make only `npm run policy` sees.
 *
 * @see https://www.pulumi.com/docs/insights/policy/policy-packs/authoring/
 */
const today = new Date().toISOString().slice(0, 10);
const exceptions = readExceptions().filter((one) => !hasExpired(one, today));

new PolicyPack("samestack", { policies: policiesOf(rules, exceptions) });
