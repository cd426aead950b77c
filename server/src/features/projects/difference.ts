import type { DocumentDifference } from '@arbiter/contracts';

const mostDifferences = 1_000;
const escape = (key: string | number): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1');
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What tells the elements of a list apart, where they have such a thing: nodes by id, fields by name, edges by where they leave. */
function keyOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (typeof value.id === 'string') return `id:${value.id}`;
  if (typeof value.from === 'string' && typeof value.port === 'string') return `edge:${value.from}:${value.port}`;
  if (typeof value.name === 'string') return `name:${value.name}`;
  return undefined;
}

function keysOf(list: readonly unknown[]): string[] | undefined {
  const keys = list.map(keyOf);
  return keys.every((key) => key !== undefined) && new Set(keys).size === keys.length ? (keys as string[]) : undefined;
}

/**
 * Where two JSON documents differ, as JSON pointers into the second one (into the first for what was removed). Elements of lists are
 * matched by their id or name where all have one, else by position. At most 1,000 places.
 */
export function differenceOf(before: unknown, after: unknown): DocumentDifference[] {
  const found: DocumentDifference[] = [];
  const add = (path: string, change: DocumentDifference['change'], node: string | undefined, values: { before?: unknown; after?: unknown }) => {
    if (found.length < mostDifferences) found.push({ path, ...(node === undefined ? {} : { node }), change, ...values });
  };
  const compare = (left: unknown, right: unknown, path: string, node: string | undefined): void => {
    if (found.length >= mostDifferences || left === right) return;
    if (Array.isArray(left) && Array.isArray(right)) return compareLists(left, right, path, node);
    if (!isObject(left) || !isObject(right)) {
      if (!(Number.isNaN(left) && Number.isNaN(right))) add(path, 'changed', node, { before: left, after: right });
      return;
    }
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const place = `${path}/${escape(key)}`;
      if (!Object.hasOwn(right, key)) add(place, 'removed', node, { before: left[key] });
      else if (!Object.hasOwn(left, key)) add(place, 'added', node, { after: right[key] });
      else compare(left[key], right[key], place, node);
    }
  };
  const compareLists = (left: unknown[], right: unknown[], path: string, node: string | undefined): void => {
    const [leftKeys, rightKeys] = [keysOf(left), keysOf(right)];
    const nodeOf = (element: unknown): string | undefined => (path.endsWith('/nodes') && isObject(element) && typeof element.id === 'string' ? element.id : node);
    if (leftKeys && rightKeys && left.length > 0 && right.length > 0) {
      const positions = new Map(leftKeys.map((key, index) => [key, index]));
      right.forEach((element, index) => {
        const at = positions.get(rightKeys[index]!);
        if (at === undefined) add(`${path}/${index}`, 'added', nodeOf(element), { after: element });
        else compare(left[at], element, `${path}/${index}`, nodeOf(element));
      });
      const kept = new Set(rightKeys);
      leftKeys.forEach((key, index) => {
        if (!kept.has(key)) add(`${path}/${index}`, 'removed', nodeOf(left[index]), { before: left[index] });
      });
      return;
    }
    for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
      const place = `${path}/${index}`;
      if (index >= right.length) add(place, 'removed', nodeOf(left[index]), { before: left[index] });
      else if (index >= left.length) add(place, 'added', nodeOf(right[index]), { after: right[index] });
      else compare(left[index], right[index], place, nodeOf(right[index]));
    }
  };
  compare(before, after, '', undefined);
  return found;
}
