import { consoles } from "../consoles";
import type { Declared } from "../difference";

export const startPageDifferences: Declared[] = [
    ...Object.entries(consoles).flatMap(([word, kinds]) =>
        kinds.map((between): Declared => ({
            by: "Nginx",
            word,
            between,
            what: ['ConfigMap start-page/start-page data["index.html"]'],
            reason: "the page lists the consoles that are there",
        })),
    ),
    {
        by: "Nginx",
        word: "startPage.kind",
        between: ["nginx", "none"],
        what: [
            "Ingress start-page/start-page",
            "ConfigMap monitoring/dashboard-start-page",
            "PrometheusRule monitoring/samestack-start-page",
        ],
        reason: "the page is published, and watched, where it is",
    },
];
