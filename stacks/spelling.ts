/**
 * The word among those allowed that was probably meant: written with another case or other separators, cut short, or
 * with about one wrong, missing, doubled or swapped letter in three; undefined where nothing is near.
 */
export function meant(said: string, allowed: readonly string[]): string | undefined {
    const plain = letters(said);
    if (plain === "") return undefined;
    const near = allowed
        .map((word) => ({ word, mistakes: mistakes(plain, letters(word)) }))
        .filter(({ word, mistakes }) => mistakes <= Math.max(1, Math.floor(Math.min(plain.length, word.length) / 3)))
        .sort((a, b) => a.mistakes - b.mistakes);
    const [nearest] = near;
    if (nearest) return nearest.word;
    return plain.length >= 3 ? allowed.find((word) => letters(word).startsWith(plain)) : undefined;
}

function letters(word: string): string {
    return word.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/**
 * How many letters to insert, drop, replace or swap with their neighbour to make one word the other.
 *
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance (optimal string alignment)
 */
export function mistakes(one: string, other: string): number {
    const rows = [Array.from({ length: other.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= one.length; i++) {
        const row = [i];
        for (let j = 1; j <= other.length; j++) {
            const same = one[i - 1] === other[j - 1] ? 0 : 1;
            const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
            row[j] = Math.min(
                at(rows, i - 1, j) + 1,
                (row[j - 1] ?? 0) + 1,
                at(rows, i - 1, j - 1) + same,
                swapped ? at(rows, i - 2, j - 2) + 1 : Infinity,
            );
        }
        rows.push(row);
    }
    return at(rows, one.length, other.length);
}

function at(rows: number[][], i: number, j: number): number {
    return rows[i]?.[j] ?? Infinity;
}
