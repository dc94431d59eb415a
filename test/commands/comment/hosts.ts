import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What a stand-in keeps of a comment. */
export interface Kept {
    id: number;
    body: string;
    by: string;
}

/** An answer in place of the stand-in's own; `reset` breaks the connection, before or after it did what was asked. */
export type Instead = { status: number; headers?: Record<string, string> } | "reset before" | "reset after";

/** The part of a host's API that comments take, on loopback, with what was asked of it. */
export interface StandIn {
    address: string;
    comments: Kept[];
    asked: string[];
    /** Every token that it was given. */
    tokens: Set<string>;
    /** What it answers next instead, by the question's method and the end of its path. */
    instead: { method: string; path: RegExp; answer: Instead }[];
    /** Open pull requests, as GitHub lists them. */
    pulls: { number: number; head: string; base: string; sha: string }[];
    close: () => Promise<void>;
}

/** Comments on a page, few enough that a test has several. */
const PAGE = 2;

/** Who the token's owner is: GitHub's login, GitLab's number. */
export const US = { github: "github-actions[bot]", gitlab: "7" };

export async function standIn(kind: "github" | "gitlab"): Promise<StandIn> {
    const it: StandIn = {
        address: "",
        comments: [],
        asked: [],
        tokens: new Set(),
        instead: [],
        pulls: [],
        close: () =>
            new Promise((closed) => {
                server.close(() => {
                    closed();
                });
            }),
    };
    const server = http.createServer((request, response) => {
        void answer(it, kind, request, response);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    server.keepAliveTimeout = 1;
    it.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return it;
}

async function answer(
    it: StandIn,
    kind: "github" | "gitlab",
    request: http.IncomingMessage,
    response: http.ServerResponse,
): Promise<void> {
    const { method = "", url = "" } = request;
    const body = await text(request);
    const { pathname, searchParams } = new URL(url, it.address);
    it.asked.push(`${method} ${pathname}`);
    it.tokens.add(String(request.headers.authorization ?? request.headers["private-token"]));
    const at = it.instead.findIndex((one) => one.method === method && one.path.test(pathname));
    const instead = at < 0 ? undefined : it.instead.splice(at, 1)[0]?.answer;
    if (instead === "reset before") return void request.socket.resetAndDestroy();
    if (typeof instead === "object") return void response.writeHead(instead.status, instead.headers).end("{}");
    const [status, said, more] = kind === "github" ? ofGitHub() : ofGitLab();
    if (instead === "reset after") return void request.socket.resetAndDestroy();
    response.writeHead(status, more ? { link: `<${it.address}/next>; rel="next"` } : {}).end(JSON.stringify(said));

    function ofGitHub(): [number, unknown, boolean?] {
        // As the token of a workflow: it may not ask who it is.
        if (pathname === "/user") return [403, {}];
        const shown = ({ id, body, by }: Kept) => ({ id, body, user: { login: by } });
        if (pathname === "/repos/acme/stack/pulls") {
            const wanted = it.pulls.filter(
                ({ head, base }) => head === searchParams.get("head") && base === searchParams.get("base"),
            );
            return [200, wanted.map(({ number, sha }) => ({ number, head: { sha } }))];
        }
        return ofThread("/repos/acme/stack/issues/12/comments", "/repos/acme/stack/issues/comments/", "PATCH", shown);
    }

    function ofGitLab(): [number, unknown, boolean?] {
        if (pathname === "/user") return [200, { id: Number(US.gitlab) }];
        const shown = ({ id, body, by }: Kept) => ({ id, body, author: { id: Number(by) } });
        const notes = "/projects/3/merge_requests/12/notes";
        return ofThread(notes, `${notes}/`, "PUT", shown);
    }

    function ofThread(
        list: string,
        one: string,
        change: string,
        shown: (kept: Kept) => unknown,
    ): [number, unknown, boolean?] {
        const page = Number(searchParams.get("page")) * PAGE;
        if (pathname === list && method === "GET") {
            return [200, it.comments.slice(page - PAGE, page).map(shown), page < it.comments.length];
        }
        const said = body === "" ? "" : (JSON.parse(body) as { body: string }).body;
        if (pathname === list && method === "POST") {
            const kept = { id: 100 + it.comments.length, body: said, by: US[kind] };
            it.comments.push(kept);
            return [201, shown(kept)];
        }
        const kept = it.comments.find(({ id }) => pathname === `${one}${id}`);
        if (!kept || method !== change) return [404, {}];
        kept.body = said;
        return [200, shown(kept)];
    }
}
