import assert from "node:assert/strict";

import { type Output, paint, Progress, Refusal, table } from "../../commands/terminal";

class Written implements Output {
    text = "";
    isTTY: boolean;
    columns = 40;
    constructor(isTTY: boolean) {
        this.isTTY = isTTY;
    }
    write(text: string): void {
        this.text += text;
    }
}

describe("terminal output", () => {
    const noColor = process.env.NO_COLOR;
    beforeEach(() => {
        delete process.env.NO_COLOR;
    });
    after(() => {
        if (noColor !== undefined) process.env.NO_COLOR = noColor;
    });

    it("aligns a table by its widest cells and shows what is missing", () => {
        const rows = [{ role: "load balancing", system: "MetalLB" }, { role: "dns" }];
        const text = table(rows, { columns: ["role", "system"], output: new Written(false) });
        assert.equal(text, ["ROLE            SYSTEM", "load balancing  MetalLB", "dns             -"].join("\n"));
    });

    it("aligns painted cells by what is seen of them", () => {
        const terminal = new Written(true);
        const rows = [
            { state: paint("green", "up", terminal), name: "a" },
            { state: "down", name: "b" },
        ];
        const [, first, second] = table(rows, { columns: ["state", "name"], output: terminal }).split("\n");
        assert.equal(first, "\x1b[32mup\x1b[0m     a");
        assert.equal(second, "down   b");
    });

    it("colours only a terminal, and not under NO_COLOR", () => {
        assert.equal(paint("red", "x", new Written(true)), "\x1b[31mx\x1b[0m");
        assert.equal(paint("red", "x", new Written(false)), "x");
        process.env.NO_COLOR = "1";
        assert.equal(paint("red", "x", new Written(true)), "x");
    });

    it("says in a log when a step begins and ends, and its details at most every 10 s", () => {
        const log = new Written(false);
        let now = 0;
        const step = new Progress(log, () => now).step("building etcd", { estimate: 41 });
        now = 2_000;
        step.update("10 packages");
        now = 11_000;
        step.update("50 packages");
        now = 12_000;
        step.update("60 packages");
        now = 42_500;
        step.done();
        assert.deepEqual(log.text.trimEnd().split("\n"), [
            "… building etcd (0.0 s of about 41 s)",
            "… building etcd (11 s of about 41 s): 50 packages",
            "✓ building etcd (42 s)",
        ]);
    });

    it("redraws running steps in place on a terminal, within its width", () => {
        process.env.NO_COLOR = "1";
        const terminal = new Written(true);
        const progress = new Progress(terminal, () => 0);
        const first = progress.step("first");
        const second = progress.step("second, with a name that is longer than the line");
        assert.ok(terminal.text.endsWith("… first (0.0 s)\n… second, with a name that is longer th\n"), terminal.text);
        terminal.text = "";
        first.done();
        assert.equal(terminal.text, "\x1b[2A\x1b[0J✓ first (0.0 s)\n… second, with a name that is longer th\n");
        terminal.text = "";
        second.failed("no luck");
        assert.ok(terminal.text.startsWith("\x1b[1A\x1b[0J✗ second"), terminal.text);
        assert.ok(terminal.text.includes(": no luck"), terminal.text);
    });

    it("ends a step once", () => {
        const log = new Written(false);
        const step = new Progress(log, () => 0).step("x");
        step.done();
        step.failed();
        assert.equal(log.text, "… x (0.0 s)\n✓ x (0.0 s)\n");
    });

    it("keeps the sentence of a refusal as it is", () => {
        assert.equal(new Refusal("no Go").message, "no Go");
        assert.ok(new Refusal("no Go") instanceof Error);
    });
});
