export interface SideLine { number: number; text: string }
export type SideRow =
  | { kind: 'same'; left: SideLine; right: SideLine }
  | { kind: 'changed'; left: SideLine | null; right: SideLine | null }
  | { kind: 'folded'; lines: number };

const around = 3;
const shortest = 4;

/** Two documents as JSON, line against line; long stretches of equal lines are folded to what is around a change. */
export async function sideBySide(before: unknown, after: unknown): Promise<SideRow[]> {
  const { diffLines } = await import('diff');
  const printed = (value: unknown): string => `${JSON.stringify(value ?? null, null, 2)}\n`;
  const rows: SideRow[] = [];
  let [left, right] = [1, 1];
  const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');
  const parts = diffLines(printed(before), printed(after));
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index]!;
    if (!part.added && !part.removed) {
      for (const text of linesOf(part.value)) rows.push({ kind: 'same', left: { number: left++, text }, right: { number: right++, text } });
      continue;
    }
    const next = parts[index + 1];
    const [gone, come] = part.removed ? [linesOf(part.value), next?.added ? linesOf(next.value) : []] : [[], linesOf(part.value)];
    if (part.removed && next?.added) index += 1;
    for (let row = 0; row < Math.max(gone.length, come.length); row += 1) rows.push({ kind: 'changed', left: row < gone.length ? { number: left++, text: gone[row]! } : null, right: row < come.length ? { number: right++, text: come[row]! } : null });
  }
  return folded(rows);
}

function folded(rows: readonly SideRow[]): SideRow[] {
  const isNear = rows.map(() => false);
  rows.forEach((row, index) => {
    if (row.kind === 'changed') for (let near = Math.max(0, index - around); near <= Math.min(rows.length - 1, index + around); near += 1) isNear[near] = true;
  });
  const out: SideRow[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    if (isNear[index]) out.push(rows[index]!);
    else {
      let end = index;
      while (end < rows.length && !isNear[end]) end += 1;
      // A fold takes a line itself: a few lines are shown as they are.
      if (end - index <= shortest) out.push(...rows.slice(index, end));
      else out.push({ kind: 'folded', lines: end - index });
      index = end - 1;
    }
  }
  return out;
}
