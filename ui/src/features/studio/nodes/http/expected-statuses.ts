/** Statuses as text: `200, 404`, `2`. */
export const statusesText = (expect: unknown): string => (Array.isArray(expect) ? expect.join(', ') : '');

/** What was typed as statuses: 2 to 5 stand for a hundred of them, 200 to 599 for themselves. Null while it is none; undefined where it is empty. */
export function readStatuses(text: string): number[] | undefined | null {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  if (parts.length === 0) return undefined;
  const numbers = parts.map((part) => (/^[2-5]xx$/i.test(part) ? Number(part[0]) : Number(part)));
  return numbers.every((one) => Number.isInteger(one) && ((one >= 2 && one <= 5) || (one >= 200 && one <= 599))) ? [...new Set(numbers)] : null;
}
