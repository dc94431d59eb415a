import type { Report } from "./make";
export function pageOf(_: Report): string {
    return "";
}
