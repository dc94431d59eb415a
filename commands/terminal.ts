/**
 * What a command cannot do, said in one sentence. Commands print the sentence without a stack and exit with 1, or with 2
 * where the command was called wrongly.
 */
export class Refusal extends Error {
    override name = "Refusal";
    readonly exitCode: 1 | 2;

    constructor(sentence: string, exitCode: 1 | 2 = 1) {
        super(sentence);
        this.exitCode = exitCode;
    }
}

/** The part of a stream that output helpers need: `process.stdout` and `process.stderr` are such. */
export interface Output {
    write(text: string): unknown;
    isTTY?: boolean;
    columns?: number;
}

type Paint = "bold" | "dim" | "green" | "red" | "yellow";

const codes: Record<Paint, number> = { bold: 1, dim: 2, green: 32, red: 31, yellow: 33 };
const colours = /\x1b\[\d+m/g;

/** Colours text for a terminal; on anything else, and under `NO_COLOR`, text stays as it is. @see https://no-color.org */
export function paint(how: Paint, text: string, output: Output = process.stdout): string {
    const noColour = process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== "";
    return output.isTTY === true && !noColour ? `\x1b[${codes[how]}m${text}\x1b[0m` : text;
}

/**
 * Rows as aligned text: a title line, then a line for each row, columns two spaces apart. Column names are the keys of
 * the rows; a missing value is shown as "-". Cells may be painted.
 */
export function table<Column extends string>(
    rows: readonly Partial<Record<Column, string>>[],
    options: { columns: readonly Column[]; output?: Output },
): string {
    const { columns, output } = options;
    const cells = rows.map((row) => columns.map((column) => row[column] ?? "-"));
    const widths = columns.map((column, index) =>
        Math.max(column.length, ...cells.map((row) => visible(row[index] ?? "").length)),
    );
    const line = (row: readonly string[]) =>
        row
            .map((cell, index) => cell + " ".repeat((widths[index] ?? 0) - visible(cell).length))
            .join("  ")
            .trimEnd();
    const title = paint("bold", line(columns.map((column) => column.toUpperCase())), output);
    return [title, ...cells.map(line)].join("\n");
}

function visible(text: string): string {
    return text.replace(colours, "");
}

/** One step of a longer work. End it once, by `done` or `failed`. */
export interface Step {
    /** What the step is at, in a few words. */
    update(detail: string): void;
    done(detail?: string): void;
    failed(detail?: string): void;
}

interface Running {
    name: string;
    /** Expected duration in seconds. */
    estimate: number | undefined;
    started: number;
    detail: string;
    /** When the last line about it was printed, where lines stay. */
    printed: number;
}

/**
 * Says how far a work is: a line for each step with the time it took and, while it runs, about how long it takes. On a
 * terminal running steps are redrawn in place every 200 ms; elsewhere (a log) a line is printed when a step begins and
 * ends, and in between when its detail changes, but not more often than every 10 s.
 */
export class Progress {
    readonly #output: Output;
    readonly #now: () => number;
    readonly #running = new Set<Running>();
    #drawn = 0;
    #timer: NodeJS.Timeout | undefined;

    constructor(output: Output = process.stderr, now: () => number = Date.now) {
        this.#output = output;
        this.#now = now;
    }

    step(name: string, options: { estimate?: number } = {}): Step {
        const now = this.#now();
        const step: Running = { name, estimate: options.estimate, started: now, detail: "", printed: now };
        this.#running.add(step);
        if (this.#output.isTTY === true) {
            this.#timer ??= setInterval(() => {
                this.#draw();
            }, 200);
            // A timer for drawing must not keep a process alive whose work is over.
            this.#timer.unref();
            this.#draw();
        } else {
            this.#output.write(`${this.#line(step)}\n`);
        }
        const end = (mark: string, detail = "") => {
            if (!this.#running.delete(step)) return;
            const text = `${mark} ${name}${detail === "" ? "" : `: ${detail}`} (${seconds(this.#now() - step.started)})`;
            this.#draw(text);
            if (this.#running.size > 0) return;
            clearInterval(this.#timer);
            this.#timer = undefined;
        };
        return {
            update: (detail) => {
                if (detail === step.detail) return;
                step.detail = detail;
                if (this.#output.isTTY === true || this.#now() - step.printed < 10_000) return;
                step.printed = this.#now();
                this.#output.write(`${this.#line(step)}\n`);
            },
            done: (detail) => {
                end(paint("green", "✓", this.#output), detail);
            },
            failed: (detail) => {
                end(paint("red", "✗", this.#output), detail);
            },
        };
    }

    /** A line of its own among the steps. */
    say(text: string): void {
        this.#draw(text);
    }

    #line(step: Running): string {
        const estimate = step.estimate === undefined ? "" : ` of about ${seconds(step.estimate * 1000)}`;
        const detail = step.detail === "" ? "" : `: ${step.detail}`;
        return `… ${step.name} (${seconds(this.#now() - step.started)}${estimate})${detail}`;
    }

    #draw(finished?: string): void {
        if (this.#output.isTTY !== true) {
            if (finished !== undefined) this.#output.write(`${finished}\n`);
            return;
        }
        const columns = this.#output.columns ?? 80;
        const back = this.#drawn === 0 ? "" : `\x1b[${this.#drawn}A\x1b[0J`;
        // A line that wraps would make the next redraw begin too low.
        const lines = [...this.#running].map((step) => this.#line(step).slice(0, columns - 1));
        this.#drawn = lines.length;
        const text = [...(finished === undefined ? [] : [finished]), ...lines].map((line) => `${line}\n`).join("");
        this.#output.write(back + text);
    }
}

function seconds(milliseconds: number): string {
    const whole = Math.floor(milliseconds / 1000);
    if (whole < 1) return `${(milliseconds / 1000).toFixed(1)} s`;
    return whole < 100 ? `${whole} s` : `${Math.round(whole / 60)} min`;
}
