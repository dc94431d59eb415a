import assert from "node:assert/strict";

import { register } from "../environments";

const published = async (access?: object) => {
    const cluster = { kind: "existing", kubeconfig: "./paris.kubeconfig" };
    const loadBalancing = { addresses: ["192.0.2.10-192.0.2.30"] };
    const resources = await register({
        domain: "example.org",
        places: { paris: { cluster, loadBalancing, ...(access && { access }) } },
    });
    const routes = resources.filter(({ type }) => type === "kubernetes:networking.k8s.io/v1:Ingress");
    return { hosts: routes.map(({ name }) => name.replace("paris-traefik-", "")).sort(), resources };
};

describe("what a place shows to people", () => {
    it("is the login, and the consoles behind it", async () => {
        const { hosts } = await published();
        const consoles = ["alertmanager", "grafana", "kibana", "longhorn", "prometheus", "start-page", "traefik"];
        assert.deepEqual(hosts, [...consoles, "auth", "dex"].sort());
    });

    it("is nothing without a login, not even what has one of its own", async () => {
        const { hosts, resources } = await published({ kind: "none" });
        assert.deepEqual(hosts, []);
        // Nor does Grafana look for one.
        const grafana = resources.find(({ name }) => name === "paris-kube-prometheus-stack-login");
        assert.equal(grafana, undefined);
        assert.ok(resources.some(({ name }) => name === "paris-kube-prometheus-stack"));
    });

    it("is watched where it is there, and else has no alert and no graph", async () => {
        const watched = ({ resources }: Awaited<ReturnType<typeof published>>) =>
            resources
                .map(({ name }) => name)
                .filter((name) => /-(rules|dashboards)-(start-page|valkey|dex|oauth2-proxy)$/.test(name))
                .map((name) => name.replace("paris-kube-prometheus-stack-", ""))
                .sort();
        const systems = ["dex", "oauth2-proxy", "start-page", "valkey"];
        assert.deepEqual(
            watched(await published()),
            ["dashboards", "rules"].flatMap((what) => systems.map((system) => `${what}-${system}`)),
        );
        assert.deepEqual(watched(await published({ kind: "none" })), []);
    });
});
