/**
 * Facts to try a rule set on: every fact that its conditions ask for, with the first value that it is compared with.
 * A fact that is read by a simple path (`$.name`) becomes an object with that name in it.
 */
export function exampleFacts(document: unknown): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  collect(document, facts, 0);
  return facts;
}

function collect(node: unknown, facts: Record<string, unknown>, depth: number): void {
  if (depth > 200) return;
  if (Array.isArray(node)) {
    for (const item of node) collect(item, facts, depth + 1);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { fact, path, value, operator } = node as Record<string, unknown>;
  if (typeof fact === 'string' && typeof operator === 'string') {
    if (fact === '' || fact === '__proto__') return;
    if (typeof value === 'object' && value !== null && 'fact' in value && typeof value.fact === 'string' && value.fact !== '') facts[value.fact] ??= /^(?:less|greater)/.test(operator) ? 0 : '';
    const first: unknown = Array.isArray(value) ? (value[0] ?? '') : typeof value === 'object' ? (/^(?:less|greater)/.test(operator) ? 0 : '') : (value ?? '');
    const lists = operator.includes('Fact:') || /ontain/.test(operator);
    const example = lists ? [first] : first;
    const inner = typeof path === 'string' ? /^\$\.([\p{L}_][\p{L}\p{N}_]*)$/u.exec(path)?.[1] : undefined;
    const known = facts[fact];
    if (inner === undefined || inner === '__proto__') facts[fact] ??= example;
    else if (known === undefined || (typeof known === 'object' && known !== null && !Array.isArray(known))) facts[fact] = { [inner]: example, ...known };
    return;
  }
  for (const [key, child] of Object.entries(node)) if (key !== 'event') collect(child, facts, depth + 1);
}
