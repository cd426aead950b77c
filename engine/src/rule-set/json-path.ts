/** One step of a path into a fact: an own property, or every child. */
export type PathStep = { kind: 'property'; name: string } | { kind: 'every' };

const dotName = /^[\p{L}_][\p{L}\p{N}_-]*$/u;
const quotedName = /^[^'"\][~^;#()?@`,:*$%]+$/u;
const token = /\.(\*|[\p{L}\p{N}_][\p{L}\p{N}_-]*)|\[(\*|\d{1,9})\]|\['([^']*)'\]|\["([^"]*)"\]/uy;

/**
 * Reads the part of JSONPath that rules need: `$.a.b`, `$['a b']`, `$.list[0]`, `$.list[*].c`, `$.*`; the leading `$.` may be left out.
 * Filters, scripts, slices, unions, descent and parents are not read: undefined.
 */
export function parseJsonPath(path: string): PathStep[] | undefined {
  if (path.length > 500) return undefined;
  let rest = path;
  if (rest.startsWith('$')) rest = rest.slice(1);
  else if (!rest.startsWith('[')) rest = `.${rest}`;
  if (rest.startsWith('..')) return undefined;
  const steps: PathStep[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < rest.length) {
    const match = token.exec(rest);
    if (!match) return undefined;
    const name = match[1] ?? match[2] ?? match[3] ?? match[4] ?? '';
    const quoted = match[3] !== undefined || match[4] !== undefined;
    if (!quoted && name === '*') {
      steps.push({ kind: 'every' });
      continue;
    }
    if (quoted ? !quotedName.test(name) : !(dotName.test(name) || /^\d+$/.test(name))) return undefined;
    if (name === '__proto__') return undefined;
    steps.push({ kind: 'property', name });
  }
  return steps;
}

/**
 * The value at a path of a fact, as json-rules-engine resolves it: a fact that is no object is returned whole,
 * a path with `*` gives an array of every match, a miss is undefined.
 */
export function valueAtPath(fact: unknown, steps: readonly PathStep[]): unknown {
  if (fact === null || typeof fact !== 'object') return fact;
  if (steps.every((step) => step.kind === 'property')) {
    let value: unknown = fact;
    for (const step of steps) {
      if (!value || !Object.hasOwn(value as object, (step as { name: string }).name)) return undefined;
      value = (value as Record<string, unknown>)[(step as { name: string }).name];
    }
    return value;
  }
  const found: unknown[] = [];
  const literalOnly = collect(fact, steps, 0, found);
  if (found.length === 0) return undefined;
  return found.length === 1 && literalOnly ? found[0] : found;
}

/** Gathers the matches; true when no `*` was used as a wildcard on the way to any of them. */
function collect(value: unknown, steps: readonly PathStep[], at: number, found: unknown[]): boolean {
  const step = steps[at];
  if (!step) {
    found.push(value);
    return true;
  }
  if (step.kind === 'property') {
    if (!value || !Object.hasOwn(value as object, step.name)) return true;
    return collect((value as Record<string, unknown>)[step.name], steps, at + 1, found);
  }
  // After the first step the reference prefers a property that is really named "*".
  if (at > 0 && value && Object.hasOwn(value as object, '*')) return collect((value as Record<string, unknown>)['*'], steps, at + 1, found);
  if (Array.isArray(value)) for (const child of value) collect(child, steps, at + 1, found);
  else if (value !== null && typeof value === 'object') for (const child of Object.values(value)) collect(child, steps, at + 1, found);
  return false;
}
