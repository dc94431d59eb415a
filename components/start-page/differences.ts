import type { Declared } from "../difference";

export const startPageDifferences: Declared[] = [
    ["storage.kind", "longhorn", "ebs"] as const,
    ["ingress.kind", "traefik", "nginx"] as const,
].map(([word, one, other]) => ({
    by: "Nginx",
    word,
    between: [one, other],
    what: ['ConfigMap start-page/start-page data["index.html"]'],
    reason: "the page lists the consoles that are there",
}));
