import assert from "node:assert/strict";

import { loadBalancingCharts, LoadBalancingArgs } from "../../../components/load-balancing";

describe("load balancing", () => {
    it("installs the chart of the system that was chosen, and none where there is one already", () => {
        const charts = [{ kind: "metallb", addresses: ["192.0.2.0/27"] }, { kind: "aws" }, { kind: "existing" }].map(
            (said) => loadBalancingCharts(LoadBalancingArgs.parse(said)).map(({ name }) => name),
        );
        assert.deepEqual(charts, [["metallb"], ["aws-load-balancer-controller"], []]);
    });

    it("knows no other system", () => {
        assert.equal(LoadBalancingArgs.safeParse({ kind: "kube-vip" }).success, false);
    });
});
