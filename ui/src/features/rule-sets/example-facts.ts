/**
 * Facts to try a rule set on: every fact that its conditions ask for, with the first value that it is compared with.
 * A fact that is read by a simple path (`$.name`) becomes an object with that name in it.
 */
export function exampleFacts(document: unknown): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  collect(document, facts);
  return facts;
}

function collect(node: unknown, facts: Record<string, unknown>): void {
  if (Array.isArray(node)) {
    for (const item of node) collect(item, facts);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { fact, path, value, operator } = node as Record<string, unknown>;
  if (typeof fact === 'string' && typeof operator === 'string') {
    const example = Array.isArray(value) ? (value[0] ?? '') : typeof value === 'object' ? '' : (value ?? '');
    const inner = typeof path === 'string' ? /^\$\.([A-Za-z_]\w*)$/.exec(path)?.[1] : undefined;
    const known = facts[fact];
    if (inner === undefined) facts[fact] ??= example;
    else if (known === undefined || (typeof known === 'object' && known !== null)) facts[fact] = { [inner]: example, ...known };
  }
  for (const child of Object.values(node)) collect(child, facts);
}
