import assert from "node:assert/strict";

import { isOfTheNetwork, LoadBalancingArgs, loadBalancingCharts } from "../../../components/load-balancing";
import { CiliumLoadBalancer, CiliumLoadBalancerArgs } from "../../../components/load-balancing/cilium";
import { deploy, type Registered, the } from "../../deploy";

let balancer: CiliumLoadBalancer;

const addresses = ["192.0.2.10-192.0.2.30", "198.51.100.0/27"];
const put = (said: object = {}): Promise<Registered[]> =>
    deploy(() => {
        balancer = new CiliumLoadBalancer("paris-balancer", {
            said: CiliumLoadBalancerArgs.parse({ kind: "cilium", addresses, ...said }),
        });
    });

describe("Cilium's load balancer", () => {
    it("is a pool of the addresses, and then an announcement of what Services are given", async () => {
        const resources = await put();
        assert.equal(resources.length, 3);
        const pool = the(resources, "kubernetes:cilium.io/v2:CiliumLoadBalancerIPPool");
        assert.deepEqual(pool.inputs, {
            apiVersion: "cilium.io/v2",
            kind: "CiliumLoadBalancerIPPool",
            metadata: { name: "default" },
            spec: { blocks: [{ start: "192.0.2.10", stop: "192.0.2.30" }, { cidr: "198.51.100.0/27" }] },
        });
        const announcement = the(resources, "kubernetes:cilium.io/v2alpha1:CiliumL2AnnouncementPolicy");
        assert.deepEqual(announcement.inputs.spec, { loadBalancerIPs: true });
        assert.deepEqual(announcement.dependsOn, ["paris-balancer-pool"]);
    });

    it("answers on the interfaces that are said", async () => {
        const resources = await put({ interfaces: ["^eth[0-9]+"] });
        const { spec } = the(resources, "kubernetes:cilium.io/v2alpha1:CiliumL2AnnouncementPolicy").inputs;
        assert.deepEqual(spec, { loadBalancerIPs: true, interfaces: ["^eth[0-9]+"] });
    });

    it("asks nothing of Services but that traffic may come to any node", async () => {
        await put();
        assert.deepEqual(balancer.annotations, {});
        assert.equal(balancer.proxyProtocol, false);
        assert.equal(balancer.onNodesWithPods, false);
    });

    it("is the network's own, and no chart", () => {
        const said = LoadBalancingArgs.parse({ kind: "cilium", addresses });
        assert.deepEqual(loadBalancingCharts(said), []);
        assert.equal(isOfTheNetwork(said), true);
        assert.equal(isOfTheNetwork(LoadBalancingArgs.parse({ kind: "metallb", addresses })), false);
    });

    it("calls for somebody where a Service has no address", async () => {
        await put();
        assert.deepEqual(
            balancer.dashboard.alerts?.map(({ name }) => name),
            ["ServiceWithoutAddress"],
        );
    });
});
