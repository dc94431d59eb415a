/** A text as it stands in a page. */
export function escape(text: string): string {
    const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
    return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
