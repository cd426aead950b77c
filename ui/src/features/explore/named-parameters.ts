/** The parameters that a statement names as ClickHouse has them: `{from:Date}`. Each once, in their order; those in texts and comments do not count. */
export function namedParameters(statement: string): { name: string; type: string }[] {
  const plain = statement.replace(/'(?:[^'\\]|\\.|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  const found = new Map<string, string>();
  for (const [, name = '', type = ''] of plain.matchAll(/\{\s*([A-Za-z_]\w{0,63})\s*:\s*([A-Za-z][A-Za-z0-9_(), ']{0,80}?)\s*\}/g)) if (!found.has(name)) found.set(name, type);
  return [...found].map(([name, type]) => ({ name, type }));
}
