const factors: Record<string, number> = {
    n: 1e-9,
    u: 1e-6,
    m: 1e-3,
    "": 1,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    P: 1e15,
    E: 1e18,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
    Pi: 2 ** 50,
    Ei: 2 ** 60,
};

/**
 * A Kubernetes quantity (`500m`, `0.5`, `1Gi`, `1e3`) as a number, so that two spellings of one can be compared; the
 * server answers with its own spelling. Undefined for what is none.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(value: unknown): number | undefined {
    if (typeof value === "number") return value;
    if (typeof value !== "string") return undefined;
    const [, digits, exponent, suffix = ""] =
        /^([+-]?\d*\.?\d+|[+-]?\d+\.)(?:[eE]([+-]?\d+)|([A-Za-z]*))$/.exec(value) ?? [];
    const factor = exponent === undefined ? factors[suffix] : 10 ** Number(exponent);
    if (digits === undefined || factor === undefined) return undefined;
    // Twelve digits are enough for any amount a person writes, and forgive the rounding of 0.1 × 1000.
    return Number((Number(digits) * factor).toPrecision(12));
}
