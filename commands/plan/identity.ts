import type { Alias, Registered } from "../render/registration";

/**
 * All that a program registers, each by what the engine knows it by: the types of its parents and its own, and its name.
 * Where one of them changes, the engine sees another resource, unless an alias says what it was before.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/resources/names/
 */
export class Identities {
    readonly #byName: Map<string, Registered>;

    /** @param former what was registered before, where an alias may name a parent that is gone. */
    constructor(resources: readonly Registered[], former: readonly Registered[] = []) {
        this.#byName = new Map([...former, ...resources].map((one) => [`${one.type}::${one.name}`, one]));
    }

    /** By what it is known at present. */
    of(resource: Registered): string {
        const { chain, name } = this.#all(resource)[0];
        return `${chain}::${name}`;
    }

    /** By what else it may have been known: its aliases, and those that it has from its parents. */
    formerly(resource: Registered): string[] {
        return this.#all(resource)
            .slice(1)
            .map(({ chain, name }) => `${chain}::${name}`);
    }

    /** The resource's parents, the nearest first. */
    parents(resource: Registered): Registered[] {
        const parent = this.#parent(resource);
        return parent ? [parent, ...this.parents(parent)] : [];
    }

    #parent({ parent, parentType }: Pick<Registered, "parent" | "parentType">): Registered | undefined {
        return parent === undefined ? undefined : this.#byName.get(`${parentType ?? ""}::${parent}`);
    }

    #all(resource: Registered): [Identity, ...Identity[]] {
        const parent = this.#parent(resource);
        const parents: [Identity | undefined, ...(Identity | undefined)[]] = parent ? this.#all(parent) : [undefined];
        const named = (alias: Alias, above: Identity | undefined): Identity => {
            const type = alias.type ?? resource.type;
            const name = alias.name ?? inherited(resource.name, parent?.name, above?.name);
            return { chain: above ? `${above.chain}$${type}` : type, name };
        };
        const [present, ...before] = parents;
        const aliased = (alias: Alias): Identity => {
            const other = this.#parent(alias);
            const above = alias.noParent ? undefined : other ? this.#all(other)[0] : present;
            return named({ name: resource.name, ...alias }, above);
        };
        return [
            named({ name: resource.name }, present),
            ...resource.aliases.map(aliased),
            ...before.flatMap((above) => [{}, ...resource.aliases].map((alias) => named(alias, above))),
        ];
    }
}

interface Identity {
    chain: string;
    name: string;
}

// A child whose name begins with its parent's is renamed with it.
function inherited(name: string, parent: string | undefined, formerly: string | undefined): string {
    if (parent === undefined || formerly === undefined || !name.startsWith(parent)) return name;
    return formerly + name.slice(parent.length);
}
