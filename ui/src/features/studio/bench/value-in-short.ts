/** A value in a few signs: texts in quotation marks, lists and objects by their size where they are long. */
export function valueInShort(value: unknown, most = 28): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'string') return `"${cut(value, most)}"`;
  if (typeof value === 'number') return String(Math.abs(value) < 1e15 ? Math.round(value * 1e4) / 1e4 : value);
  const text = JSON.stringify(value) ?? String(value);
  if (text.length <= most) return text;
  if (Array.isArray(value)) return `[${value.length}…]`;
  return typeof value === 'object' ? `{${Object.keys(value).slice(0, 3).join(', ')}…}` : cut(text, most);
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text);

/** Names with their values: `rate = 12, term = 24`. */
export function namesInShort(values: Readonly<Record<string, unknown>>, most = 2): string {
  const names = Object.keys(values);
  const shown = names.slice(0, most).map((name) => `${name} = ${valueInShort(values[name], 18)}`);
  return names.length > most ? `${shown.join(', ')} +${names.length - most}` : shown.join(', ');
}

/** All of the names, one in each line. */
export const namesInFull = (values: Readonly<Record<string, unknown>>, most = 60): string =>
  Object.entries(values).slice(0, most).map(([name, value]) => `${name} = ${valueInShort(value, 60)}`).join('\n');
