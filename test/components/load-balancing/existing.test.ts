import assert from "node:assert/strict";

import { ExistingLoadBalancer, ExistingLoadBalancerArgs } from "../../../components/load-balancing/existing";
import { deploy } from "../../deploy";

let balancer: ExistingLoadBalancer;

const put = (said: object = {}) =>
    deploy(() => {
        balancer = new ExistingLoadBalancer("paris-balancer", {
            said: ExistingLoadBalancerArgs.parse({ kind: "existing", ...said }),
        });
    });

describe("an existing load balancer", () => {
    it("is left alone", async () => {
        const resources = await put();
        assert.deepEqual(
            resources.map(({ type }) => type),
            ["samestack:loadBalancing:ExistingLoadBalancer"],
        );
        assert.equal(balancer.loadBalancerClass, undefined);
        assert.deepEqual(balancer.annotations, {});
        assert.equal(balancer.proxyProtocol, false);
    });

    it("is named by Services as the environment says", async () => {
        await put({ loadBalancerClass: "example.org/balancer", annotations: { "example.org/zone": "a" } });
        assert.equal(balancer.loadBalancerClass, "example.org/balancer");
        assert.deepEqual(balancer.annotations, { "example.org/zone": "a" });
    });
});
