import type { Declared } from "../../components/difference";
import type { Renderer } from "../plan/compare";
import type { Difference } from "../plan/differences";
import { saidBy } from "./causes";
import { type ChartObjects, chartObjects } from "./charts";
import { Declarations } from "./declared";
import { countFields, fieldDifferences } from "./fields";
import { type Canonical, type PlaceRendered, withoutOwn } from "./objects";
import { type Figure, type Found, nothing, type Pair, type RoleRow, total } from "./pair";
import { roles } from "./roles";
import { type SaidDifference, saidDifferences } from "./said";

/** Compares two places, object by object and field by field. Without a renderer charts are compared by their values. */
export async function comparePlaces(
    here: PlaceRendered,
    there: PlaceRendered,
    declarations: readonly Declared[],
    renderer: Renderer | undefined,
): Promise<Pair> {
    const comparison = new Comparison(here, there, declarations);
    const twins = new Map(there.objects.map((one) => [sameness(one), one]));
    for (const one of here.objects) {
        const other = twins.get(sameness(one));
        twins.delete(sameness(one));
        if (!other) comparison.alone(one, "here");
        else await comparison.both(one, other, renderer);
    }
    for (const other of twins.values()) comparison.alone(other, "there");
    return comparison.pair();
}

/** What of another role has the same name is something else: a database's namespace, and one that is delivered to. */
function sameness({ role, id }: Canonical): string {
    return `${role} ${id}`;
}

class Comparison {
    readonly #declarations: Declarations;
    readonly #said: SaidDifference[];
    readonly #found: Found[] = [];
    readonly #figures = new Map<string, { objects: Figure; fields: Figure }>();
    readonly #aside = new Map<string, Found>();
    readonly #byValues: string[] = [];

    constructor(
        readonly here: PlaceRendered,
        readonly there: PlaceRendered,
        declared: readonly Declared[],
    ) {
        this.#declarations = new Declarations(declared, here, there);
        this.#said = saidDifferences(here, there);
    }

    /** An object that only one place has: of a system that is only there, which is one difference, or by itself. */
    alone({ id, role, systems }: Canonical, only: "here" | "there"): void {
        const other = only === "here" ? this.there : this.here;
        const missing = systems.find((name) => !other.systems.some((one) => one.role === role && one.system === name));
        // By what it is called: what is in it may be of any word.
        const [mine, theirs] = only === "here" ? [id, undefined] : [undefined, id];
        const whole = missing === undefined ? undefined : this.#wholeSystem(missing, role, only);
        const declared = whole ? undefined : this.#declarations.of({ object: id });
        const said = whole && whole.reasons.length > 0 ? [] : this.#environmentSays({ role, path: id }, mine, theirs);
        const reasons = whole && said.length === 0 ? whole.reasons : declared ? [declared.reason] : said;
        this.#count(role, "objects", reasons.length === 0 ? "undeclared" : "declared");
        if (whole && said.length === 0) {
            whole.objects += 1;
            this.#aside.set(`${only} ${role} ${whole.system}`, whole);
            return;
        }
        const system = declared?.by ?? systems.at(-1) ?? "";
        this.#found.push({ role, system, object: id, only, reasons, objects: 1 });
    }

    /** An object that both have, and with it what it makes, where it is a chart. */
    async both(one: Canonical, other: Canonical, renderer: Renderer | undefined): Promise<void> {
        const differing = fieldDifferences(one.fields, other.fields);
        const found = this.#fields(one, differing);
        this.#record(one.role, one.fields, found);
        if (!one.chart || !other.chart || one.id.startsWith("Manifests ")) return;
        const open = found.flatMap(({ path, reasons }) => (reasons.length === 0 && path !== undefined ? [path] : []));
        const charts = renderer
            ? await chartObjects(
                  { chart: one.chart, kubernetes: this.here.kubernetes },
                  { chart: other.chart, kubernetes: this.there.kubernetes },
                  { alike: differing.length === 0, undeclared: open },
                  renderer,
              )
            : undefined;
        if (!charts) {
            this.#byValues.push(one.id.replace("Release ", ""));
            return;
        }
        const reasons = [...new Set(found.flatMap((field) => field.reasons))];
        this.#made(one, charts, reasons.length > 0 ? reasons : this.#otherwiseMade());
    }

    /** What a chart makes: an object is otherwise for the reasons for which the chart's values are, or for none. */
    #made({ role, systems }: Canonical, { here, there, undeclared }: ChartObjects, reasons: string[]): void {
        const titles = new Set([...here.keys(), ...(there ?? here).keys(), ...undeclared.keys()]);
        for (const object of [...titles].sort()) {
            const mine = withoutOwn(here.get(object), this.here);
            const theirs = there ? withoutOwn(there.get(object), this.there) : mine;
            const about = { role, system: systems.at(-1) ?? "", object, objects: 1 };
            if (mine === undefined || theirs === undefined) {
                const isOpen = here.has(object) !== undeclared.has(object);
                const only = theirs === undefined ? "here" : "there";
                this.#found.push({ ...about, only, reasons: isOpen ? [] : reasons });
                this.#count(role, "objects", isOpen ? "undeclared" : "declared");
                continue;
            }
            const open = fieldDifferences(here.get(object), undeclared.get(object)).map(({ path }) => path);
            const inside = fieldDifferences(mine, theirs).map(({ path, before, after }): Found => {
                const isOpen = open.some((at) => at.startsWith(path) || path.startsWith(at));
                return { ...about, path, here: before, there: after, reasons: isOpen ? [] : reasons };
            });
            this.#record(role, mine, inside);
        }
    }

    // The values are the same but for the place's own, so what a chart makes of them is too, at the same version.
    #otherwiseMade(): string[] {
        if (this.here.kubernetes !== this.there.kubernetes) return [environmentSays(["cluster.version"])];
        return ["it is made of the place's own name and domain"];
    }

    pair(): Pair {
        const present = new Set([...this.here.systems, ...this.there.systems].map(({ role }) => role));
        const order = Object.keys(roles).filter((role) => present.has(role));
        const rows = order.map((role): RoleRow => {
            const { objects, fields } = this.#figure(role);
            return { role, here: systemsIn(this.here, role), there: systemsIn(this.there, role), objects, fields };
        });
        const found = [...this.#aside.values(), ...this.#found].sort(
            (one, other) => order.indexOf(one.role) - order.indexOf(other.role),
        );
        return {
            here: this.here,
            there: this.there,
            rows,
            objects: total(rows.map(({ objects }) => objects)),
            fields: total(rows.map(({ fields }) => fields)),
            declared: found.filter(({ reasons }) => reasons.length > 0),
            undeclared: found.filter(({ reasons }) => reasons.length === 0),
            stale: this.#declarations.stale(),
            occurred: this.#declarations.occurred(),
            said: this.#said,
            byValues: this.#byValues,
        };
    }

    /** A system that only one place has: declared, or chosen by an environment. */
    #wholeSystem(system: string, role: string, only: "here" | "there"): Found {
        const known = this.#aside.get(`${only} ${role} ${system}`);
        if (known) return known;
        const declared = this.#declarations.of({ system });
        const chosen = this.#said
            .filter((word) => word.spoken && word.role === role && /(^|\.)(kind|collector)$/.test(word.word))
            .map(({ word }) => word);
        const reasons = declared ? [declared.reason] : chosen.length > 0 ? [environmentSays(chosen)] : [];
        return { role, system, only, reasons, objects: 0 };
    }

    #fields({ id, role, systems }: Canonical, differing: Difference[]): Found[] {
        return differing.map(({ path, before, after }) => {
            const declared = this.#declarations.of({ object: id, path });
            const reasons = declared ? [declared.reason] : this.#environmentSays({ role, path }, before, after);
            const system = declared?.by ?? systems.at(-1) ?? "";
            return { role, system, object: id, path, here: before, there: after, reasons, objects: 1 };
        });
    }

    #environmentSays(at: { role: string; path: string }, before: unknown, after: unknown): string[] {
        const words = saidBy(this.#said, at, before, after);
        return words ? [environmentSays(words)] : [];
    }

    #record(role: string, object: unknown, found: Found[]): void {
        this.#found.push(...found);
        const open = found.filter(({ reasons }) => reasons.length === 0).length;
        this.#count(role, "objects", open > 0 ? "undeclared" : found.length > 0 ? "declared" : "identical");
        const differing = found.reduce((all, { here }) => all + countFields(here), 0);
        this.#count(role, "fields", "identical", countFields(object) - differing);
        this.#count(role, "fields", "declared", found.length - open);
        this.#count(role, "fields", "undeclared", open);
    }

    #count(role: string, what: "objects" | "fields", how: keyof Figure, by = 1): void {
        this.#figure(role)[what][how] += by;
    }

    #figure(role: string): { objects: Figure; fields: Figure } {
        const figure = this.#figures.get(role) ?? { objects: nothing(), fields: nothing() };
        this.#figures.set(role, figure);
        return figure;
    }
}

function environmentSays(words: readonly string[]): string {
    return `the environment says ${words.join(", ")}`;
}

function systemsIn({ systems }: PlaceRendered, role: string): string[] {
    return systems.filter((one) => one.role === role && one.outermost).map(({ system }) => system);
}
