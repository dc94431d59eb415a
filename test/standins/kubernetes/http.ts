import * as http from "node:http";
import * as https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import type { Access } from "./kubeconfig";
import { type Value, toValue } from "../values";

export interface Question {
    method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    path: string;
    query?: Record<string, string | boolean | undefined>;
    body?: Value;
    /** Of the body: `application/json` unless said. */
    contentType?: string;
    accept?: string;
    signal?: AbortSignal;
    /** Do not try again where nobody listens: for the first question, which asks whether somebody does. */
    first?: boolean;
}

/** Speaks HTTP to one API server. */
export interface Client {
    ask(question: Question): Promise<Value>;
    /** Answers line by line, for a watch; ends when the server ends it. */
    lines(question: Question): AsyncGenerator<Value, void, void>;
}

/** The API server's own refusal. */
export class Refusal extends Error {
    readonly code: number;
    readonly reason: string;
    /** Whether an earlier try of the same request broke off, so that it may have been obeyed already. */
    readonly afterRetry: boolean;

    constructor(code: number, reason: string, message: string, afterRetry: boolean) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.afterRetry = afterRetry;
    }
}

export function refusedWith(error: unknown, ...reasons: string[]): error is Refusal {
    return error instanceof Refusal && reasons.includes(error.reason);
}

const Status = z.looseObject({ reason: z.string().optional(), message: z.string().optional() });

const passing = new Set([429, 500, 502, 503, 504]);
const tries = 7;

/**
 * A client that tries again, up to seven times over some 12 seconds (the first time after `pause` milliseconds), when the server is busy (429), stumbles (500, 502,
 * 503, 504) or breaks the connection. Any other answer is final.
 */
export function connect(access: Access, pause = 200): Client {
    const secure = access.server.startsWith("https:");
    const agent = secure
        ? new https.Agent({ keepAlive: true, maxSockets: 64, ...access.tls })
        : new http.Agent({ keepAlive: true, maxSockets: 64 });

    const send = async (question: Question): Promise<http.IncomingMessage> => {
        const url = new URL(access.server + question.path);
        for (const [name, value] of Object.entries(question.query ?? {})) {
            if (value !== undefined) url.searchParams.set(name, String(value));
        }
        const body = question.body === undefined ? undefined : JSON.stringify(question.body);
        const authorization = await access.authorization();
        const options: https.RequestOptions = {
            agent,
            method: question.method ?? "GET",
            signal: question.signal,
            headers: {
                Accept: question.accept ?? "application/json",
                "User-Agent": "samestack-stand-in",
                ...(authorization !== undefined && { Authorization: authorization }),
                ...(body !== undefined && {
                    "Content-Type": question.contentType ?? "application/json",
                    "Content-Length": Buffer.byteLength(body),
                }),
            },
        };
        return new Promise((resolve, reject) => {
            const request = secure ? https.request(url, options, resolve) : http.request(url, options, resolve);
            request.on("error", reject);
            request.end(body);
        });
    };

    const persist = async <Answer>(
        question: Question,
        take: (response: http.IncomingMessage) => Answer | Promise<Answer>,
    ): Promise<Answer> => {
        for (let attempt = 1; ; attempt++) {
            let wait = Math.min(pause * 2 ** (attempt - 1), 3_000);
            try {
                const response = await send(question);
                const code = response.statusCode ?? 0;
                if (code >= 200 && code < 300) return await take(response);
                const text = await read(response);
                if (!passing.has(code) || attempt === tries) throw refusal(code, text, attempt > 1);
                const after = Number(response.headers["retry-after"]);
                if (after > 0) wait = Math.min(after * 1_000, 5_000);
            } catch (error) {
                const final = error instanceof Refusal || !broken(error) || question.first === true;
                if (final || attempt === tries) throw error;
            }
            await sleep(wait, undefined, { signal: question.signal });
        }
    };

    return {
        ask: async (question) => {
            const text = await persist(question, read);
            return text === "" ? null : toValue(JSON.parse(text));
        },
        lines: async function* (question) {
            const response = await persist(question, (answered) => answered);
            response.setEncoding("utf8");
            let rest = "";
            for await (const chunk of response) {
                rest += String(chunk);
                const whole = rest.split("\n");
                rest = whole.pop() ?? "";
                for (const line of whole) if (line !== "") yield toValue(JSON.parse(line));
            }
        },
    };
}

async function read(response: http.IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of response) if (chunk instanceof Buffer) chunks.push(chunk);
    return Buffer.concat(chunks).toString("utf8");
}

function refusal(code: number, text: string, afterRetry: boolean): Refusal {
    let status: z.infer<typeof Status> = {};
    try {
        status = Status.parse(JSON.parse(text));
    } catch {
        // Something in between answered, not the API server: its text is all there is.
    }
    const message = status.message ?? `The API server answered ${code}: ${text.trim().slice(0, 300)}`;
    return new Refusal(code, status.reason ?? "", message, afterRetry);
}

function broken(error: unknown): boolean {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return ["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT"].includes(String(code));
}
