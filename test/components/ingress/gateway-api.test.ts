import assert from "node:assert/strict";

import { GatewayApi, gatewayApi } from "../../../components/ingress";
import { deploy } from "../../deploy";
import { paris } from "../../place";

const put = (charts: string) => deploy(() => new GatewayApi("paris-gateway-api", { place: { ...paris(), charts } }));

describe("the Gateway API", () => {
    it("is the standard bundle, of one version throughout", async () => {
        const resources = await put("upstream");
        assert.deepEqual(resources.map(({ type, name }) => `${type} ${name}`).sort(), [
            "kubernetes:yaml/v2:ConfigFile paris-gateway-api",
            "pulumi:providers:kubernetes paris-cluster",
            "samestack:ingress:GatewayApi paris-gateway-api",
        ]);
        const file = resources.find(({ type }) => type === "kubernetes:yaml/v2:ConfigFile");
        assert.equal(
            file?.inputs.file,
            `https://github.com/kubernetes-sigs/gateway-api/releases/download/${gatewayApi.version}/standard-install.yaml`,
        );
    });

    it("comes from the directory that charts come from", async () => {
        const file = (await put("./charts")).find(({ type }) => type === "kubernetes:yaml/v2:ConfigFile");
        assert.equal(file?.inputs.file, "./charts/gateway-api-v1.5.1.yaml");
    });
});
