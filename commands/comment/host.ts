import type { z } from "zod";

import { Refusal } from "../terminal";

/** A comment of ours on a pull request. */
export interface Comment {
    id: number;
}

/** What a comment is on, and how it is read and written there. */
export interface Thread {
    /** As people say it: `pull request 12`. */
    called: string;
    /** The host's longest comment, in characters. */
    limit: number;
    /** Where the whole of what is written can be had, and of which commit it is. */
    run: { url: string; commit: string };
    /** The first comment that begins with the mark and is by us; one by anybody else is never ours. */
    find: (mark: string) => Promise<Comment | undefined>;
    create: (text: string) => Promise<void>;
    update: (comment: Comment, text: string) => Promise<void>;
}

/** How a host's API is asked. */
export interface Api {
    /** The host as people call it. */
    host: string;
    address: string;
    headers: Record<string, string>;
    /** What the token must be allowed, and where it is given: said where it is not. */
    rights: string;
}

/** The token of a variable. One that cannot stand in a header would be shown by the error that says so. */
export function tokenIn(env: NodeJS.ProcessEnv, variable: string, what: string): string {
    const token = (env[variable] ?? "").trim();
    if (!/^[\x21-\x7e]+$/.test(token)) throw new Refusal(`give ${what}, in ${variable}`, 2);
    return token;
}

/** An answer that is none: why, and whether and when it is worth asking again. */
export class Unanswered extends Error {
    override name = "Unanswered";
    readonly status: number | undefined;
    readonly again: boolean;
    /** When the host says that it answers again, in milliseconds since 1970. */
    readonly after: number | undefined;

    constructor(sentence: string, said: { status?: number; again: boolean; after?: number }) {
        super(sentence);
        this.status = said.status;
        this.again = said.again;
        this.after = said.after;
    }
}

/** A question: an answer of the form that is expected, or `Unanswered`. Asked once. */
export async function ask<Answer>(
    api: Api,
    question: { path: string; method?: "GET" | "POST" | "PATCH" | "PUT"; body?: object },
    schema: z.ZodType<Answer>,
): Promise<{ answer: Answer; more: boolean }> {
    const { path, method = "GET", body } = question;
    const response = await fetch(`${api.address}${path}`, {
        method,
        headers: { ...api.headers, "content-type": "application/json" },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
        throw new Unanswered(`${api.host} (${api.address}) cannot be reached: ${causeOf(error)}`, { again: true });
    });
    if (!response.ok) {
        await response.body?.cancel();
        throw refusedBy(api, response);
    }
    const text = await response.text().catch((error: unknown) => {
        throw new Unanswered(`${api.host} (${api.address}) breaks off: ${causeOf(error)}`, { again: true });
    });
    const answer = schema.safeParse(json(text));
    if (!answer.success) throw new Refusal(`${api.address} does not answer as ${api.host} does; check the address`);
    return { answer: answer.data, more: /rel="?next"?/.test(response.headers.get("link") ?? "") };
}

/** Pages of a list, one after another, until one is found or there are no more. */
export async function findIn<One>(
    api: Api,
    path: string,
    schema: z.ZodType<One[]>,
    is: (one: One) => boolean,
): Promise<One | undefined> {
    for (let page = 1; ; page += 1) {
        const { answer, more } = await ask(api, { path: `${path}per_page=100&page=${page}` }, schema);
        const found = answer.find(is);
        if (found !== undefined || !more) return found;
    }
}

function refusedBy(api: Api, { status, headers }: Response): Unanswered {
    const { host, rights } = api;
    const after = answersAfter(headers);
    // GitHub says 403 as well where it has been asked too often.
    if (status === 429 || (status === 403 && after !== undefined)) {
        return new Unanswered(`${host} has been asked too often (${status})`, { status, again: true, after });
    }
    if (status >= 500) return new Unanswered(`${host} answers ${status}`, { status, again: true, after });
    const why: Record<number, string> = {
        401: `${host} does not accept the token (401): ${rights}`,
        403: `${host} does not let the token do this (403): ${rights}`,
        404: `${host} knows none such, or hides it from the token (404): ${rights}`,
    };
    return new Unanswered(why[status] ?? `${host} refuses it (${status})`, { status, again: false });
}

function answersAfter(headers: Headers): number | undefined {
    const wait = headers.get("retry-after");
    if (wait !== null) return /^\d+$/.test(wait) ? Date.now() + Number(wait) * 1000 : Date.parse(wait);
    const spent = (headers.get("x-ratelimit-remaining") ?? headers.get("ratelimit-remaining")) === "0";
    const reset = headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset");
    return spent && reset !== null ? Number(reset) * 1000 : undefined;
}

function causeOf(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    const { cause } = error;
    if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
    return error.name === "TimeoutError" ? "no answer within 30 s" : error.message;
}

function json(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
