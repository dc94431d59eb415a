/** An image as registries know it, with nothing left to be guessed but a tag that nobody says. */
export interface Reference {
    /** Host and, where it has one, port: `docker.io`, `registry.example.org:5000`. */
    registry: string;
    /** As `library/nginx`. */
    path: string;
    tag?: string;
    /** As `sha256:…`; where there is one, the tag is a word for people. */
    digest?: string;
}

const atom = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const host = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const whole = new RegExp(
    `^(?:(?<host>${host})/)?(?<path>${atom}(?:/${atom})*)(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>[a-z0-9+._-]+:[a-fA-F0-9]{32,}))?$`,
);

/**
 * Reads an image reference as container runtimes do: what names no registry is Docker Hub's, and there what has no owner
 * is in `library`. Undefined for what is none.
 *
 * @see https://github.com/distribution/reference
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export function parseReference(text: string): Reference | undefined {
    const said = whole.exec(text)?.groups;
    if (said?.path === undefined || /^[a-f0-9]{64}$/.test(text)) return undefined;
    const { tag, digest } = said;
    const rest = { ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
    const first = said.host;
    if (first === undefined) return { registry: "docker.io", path: `library/${said.path}`, ...rest };
    if (!isRegistry(first)) {
        // A name of Docker Hub has no upper case, which a host may have.
        return first === first.toLowerCase()
            ? { registry: "docker.io", path: `${first}/${said.path}`, ...rest }
            : undefined;
    }
    const registry = first === "index.docker.io" ? "docker.io" : first;
    const path = registry === "docker.io" && !said.path.includes("/") ? `library/${said.path}` : said.path;
    return { registry, path, ...rest };
}

/** Whether a text can be nothing else than an image, wherever it stands: it has a registry, and a tag or a digest. */
export function isUnmistakable(text: string): boolean {
    const reference = parseReference(text);
    if (!reference || (reference.tag === undefined && reference.digest === undefined)) return false;
    const first = text.split("/")[0] ?? "";
    return text.includes("/") && /(^localhost|\.[a-zA-Z]{2,}|^[0-9.]+:[0-9]+|[^:]:[0-9]+)$/.test(first);
}

/** Registry and path: `docker.io/library/nginx`. */
export function nameOf({ registry, path }: Reference): string {
    return `${registry}/${path}`;
}

/** The whole of it, with the tag that is meant where none is said. */
export function textOf(reference: Reference): string {
    const { digest } = reference;
    const tag = reference.tag ?? (digest === undefined ? "latest" : undefined);
    return [nameOf(reference), tag === undefined ? "" : `:${tag}`, digest === undefined ? "" : `@${digest}`].join("");
}

function isRegistry(first: string): boolean {
    return first === "localhost" || /[.:]/.test(first);
}
