/** Headers that a snippet of NGINX' configuration sets, on requests and on answers. */
export interface Headers {
    request: Record<string, string>;
    response: Record<string, string>;
}

/**
 * Reads a snippet that only sets headers to fixed values: `more_set_headers`, `add_header`, `proxy_set_header`,
 * `more_set_input_headers`. Undefined where it does anything else, for half a snippet is another one.
 */
export function headersOf(snippet: string): Headers | undefined {
    const headers: Headers = { request: {}, response: {} };
    const statements = (snippet.replace(/^\s*#.*$/gm, "").match(/(?:"[^"]*"|'[^']*'|[^;"'])+/g) ?? [])
        .map((statement) => statement.trim())
        .filter((statement) => statement !== "");
    for (const statement of statements) {
        const { directive = "", rest = "" } = /^(?<directive>\w+)\s+(?<rest>\S[^]*)$/.exec(statement)?.groups ?? {};
        const [side, header] = read(directive, rest);
        if (!header || header.value.includes("$") || /[{}\n]/.test(header.value)) return undefined;
        headers[side][header.name] = header.value;
    }
    return statements.length > 0 ? headers : undefined;
}

interface Header {
    name: string;
    value: string;
}

function read(directive: string, rest: string): [keyof Headers, Header | undefined] {
    switch (directive) {
        case "more_set_headers":
            return ["response", withColon(rest)];
        case "more_set_input_headers":
            return ["request", withColon(rest)];
        case "add_header":
            return ["response", withSpace(rest.replace(/\s+always$/, ""))];
        case "proxy_set_header":
            return ["request", withSpace(rest)];
        default:
            return ["response", undefined];
    }
}

// `"X-Frame-Options: DENY"`: one quoted word with both.
function withColon(rest: string): Header | undefined {
    const [, , inner = ""] = /^(["'])([^"']*)\1$/.exec(rest) ?? [];
    const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/.exec(inner) ?? [];
    return name === undefined || value === undefined ? undefined : { name, value };
}

// `X-Frame-Options DENY`: two words, either of which may be quoted.
function withSpace(rest: string): Header | undefined {
    const [, name, quoted, single, bare] = /^"?([\w-]+)"?\s+(?:"([^"]*)"|'([^']*)'|([^\s"']+))$/.exec(rest) ?? [];
    const value = quoted ?? single ?? bare;
    return name === undefined || value === undefined ? undefined : { name, value };
}
