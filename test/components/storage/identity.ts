import * as pulumi from "@pulumi/pulumi";

import type { Identity } from "../../../components/cluster";

class Vouched extends pulumi.CustomResource {}

/** A cloud that vouches for whoever asks; what it was asked is the resource's inputs. */
export const vouching: Identity = (name, to, policy, opts) =>
    new Vouched("test:index:Identity", name, { to, policy }, opts);
