/** Reads `true` and `false` as ingress-nginx does; undefined for anything else. */
export function asBoolean(value: string | undefined): boolean | undefined {
    if (value === undefined) return undefined;
    if (/^(true|t|1)$/i.test(value)) return true;
    return /^(false|f|0)$/i.test(value) ? false : undefined;
}

/** Reads a whole number that is not negative. */
export function asNumber(value: string | undefined): number | undefined {
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** Reads a list of words between commas, or spaces where `between` says so. */
export function asList(value: string | undefined, between: RegExp = /,/): string[] {
    return (value ?? "")
        .split(between)
        .map((word) => word.trim())
        .filter((word) => word !== "");
}

/** Bytes of a size as NGINX spells it: `8m`, `512k`, `1g`, or a number. @see https://nginx.org/en/docs/syntax.html */
export function asBytes(value: string): number | undefined {
    const [, digits, unit = ""] = /^(\d+)([kmg]?)$/i.exec(value) ?? [];
    if (digits === undefined) return undefined;
    return Number(digits) * 1024 ** ["", "k", "m", "g"].indexOf(unit.toLowerCase());
}

/** Whether NGINX would put something else in place of a part of it, such as `$host`. A group, `$1`, is none. */
export function hasVariables(value: string): boolean {
    return /\$\{?[a-z_]/i.test(value);
}

/** Text as a part of a regular expression that means its letters. */
export function literally(text: string): string {
    return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
