import type { FeelNode } from '../feel/parse/feel-node.js';
import { parseDate, parseDateTime, parseTime } from '../feel/values/date-and-time.js';
import { parseDuration } from '../feel/values/durations.js';
import { complement, isListed, mergeRanges, nullSet, unite, type CellSet, type ColumnKind, type KeyRange, type RangeEnds } from './cell-set.js';
import { constantKey } from './ordered-key.js';

type KnownSet = Exclude<CellSet, string>;
type Constant = { value: unknown } | undefined;

/** What the unary tests of a cell accept of a column's values; 'unknown' where that takes running them. */
export function readCell(tests: FeelNode, kind: ColumnKind | undefined): CellSet {
  if (tests.kind !== 'tests') return 'unknown';
  if (tests.tests.length === 0) return tests.negated ? 'unknown' : 'any';
  if (kind === undefined) return 'unknown';
  let union: CellSet = isListed(kind) ? { null: false, is: [], except: false } : { null: false, in: [] };
  for (const test of tests.tests) {
    const set = readTest(test, kind);
    if (typeof set === 'string' || typeof union === 'string') return 'unknown';
    union = unite(union, set);
  }
  if (typeof union === 'string') return 'unknown';
  // Negated tests are true where every test is false; of null, a comparison or a range is null, an equality false.
  if (tests.negated) {
    const { foreign: _, ...others } = complement(union, !union.null && tests.tests.every(falseOfNull)) as KnownSet;
    return tests.tests.every(falseOfForeign) ? { ...others, foreign: true } : others;
  }
  return 'in' in union ? { ...union, in: mergeRanges(union.in) } : union;
}

/** What one unary test accepts. */
export function readTest(node: FeelNode, kind: ColumnKind): CellSet {
  switch (node.kind) {
    case 'test':
      return compared(node.operator, constantOf(node.value), kind);
    case 'comparison':
      return node.left.kind === 'input' ? compared(node.operator, constantOf(node.right), kind) : node.right.kind === 'input' ? compared(mirrored[node.operator], constantOf(node.left), kind) : 'unknown';
    case 'range':
      return between(constantOf(node.low), constantOf(node.high), `${node.lowIncluded ? '[' : '('}${node.highIncluded ? ']' : ')'}`, kind);
    case 'between':
      return node.value.kind === 'input' ? between(constantOf(node.low), constantOf(node.high), '[]', kind) : 'unknown';
    case 'or': {
      const [left, right] = [readOwn(node.left, kind), readOwn(node.right, kind)];
      return typeof left === 'string' || typeof right === 'string' ? 'unknown' : unite(left, right);
    }
    case 'list': {
      let union: CellSet = isListed(kind) ? { null: false, is: [], except: false } : { null: false, in: [] };
      for (const item of node.items) {
        const constant = constantOf(item);
        const set: CellSet = constant ? equalTo(constant.value, kind) : 'unknown';
        if (typeof set === 'string' || typeof union === 'string') return 'unknown';
        union = unite(union, set);
      }
      return union;
    }
    default: {
      const constant = constantOf(node);
      return constant ? equalTo(constant.value, kind) : 'unknown';
    }
  }
}

/** Of values that do not compare with the column's, lists and null are false, everything else is null. */
function falseOfForeign(node: FeelNode): boolean {
  if (node.kind === 'test' || node.kind === 'comparison') return node.operator === '=' && [node.kind === 'test' ? node.value : node.left, node.kind === 'test' ? node.value : node.right].some(({ kind }) => kind === 'null');
  return node.kind === 'list' || node.kind === 'null';
}

function falseOfNull(node: FeelNode): boolean {
  if (node.kind === 'test' || node.kind === 'comparison') return node.operator === '=' || node.operator === '!=';
  if (node.kind === 'or') return falseOfNull(node.left) && falseOfNull(node.right);
  return node.kind !== 'range' && node.kind !== 'between';
}

/** A condition on `?` itself: a constant standing alone is no such condition inside `or`. */
const readOwn = (node: FeelNode, kind: ColumnKind): CellSet => (node.kind === 'comparison' || node.kind === 'between' || node.kind === 'or' ? readTest(node, kind) : 'unknown');

const mirrored = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function compared(operator: keyof typeof mirrored, constant: Constant, kind: ColumnKind): CellSet {
  if (!constant) return 'unknown';
  if (operator === '=' || operator === '!=') {
    const equal = equalTo(constant.value, kind);
    return typeof equal === 'string' || operator === '=' ? equal : complement(equal, !equal.null);
  }
  const key = isListed(kind) ? undefined : constantKey(kind, constant.value);
  if (key === undefined) return 'unknown';
  const range: KeyRange = operator === '<' ? [null, key, '()'] : operator === '<=' ? [null, key, '(]'] : operator === '>' ? [key, null, '()'] : [key, null, '[)'];
  return { null: false, in: [range] };
}

function between(low: Constant, high: Constant, ends: RangeEnds, kind: ColumnKind): CellSet {
  const keys = [low, high].map((end) => (end && !isListed(kind) ? constantKey(kind, end.value) : undefined));
  if (keys[0] === undefined || keys[1] === undefined) return 'unknown';
  // A range whose ends are the wrong way round is null in FEEL, whatever is asked of it.
  return keys[0] > keys[1] ? 'unknown' : { null: false, in: [[keys[0], keys[1], ends]] };
}

function equalTo(value: unknown, kind: ColumnKind): CellSet {
  if (value === null) return nullSet(kind);
  if (isListed(kind)) return typeof value === kind ? { null: false, is: [value as string | boolean], except: false } : 'unknown';
  const key = constantKey(kind, value);
  return key === undefined ? 'unknown' : ({ null: false, in: [[key, key, '[]']] } satisfies KnownSet);
}

/** The value of a literal; undefined where the node is none. */
export function constantOf(node: FeelNode): Constant {
  switch (node.kind) {
    case 'null':
      return { value: null };
    case 'number':
    case 'string':
    case 'boolean':
      return { value: node.value };
    case 'negate': {
      const inner = constantOf(node.value);
      return inner && typeof inner.value === 'number' ? { value: -inner.value } : undefined;
    }
    case 'at':
      return temporal(node.text, parseDate, parseTime, parseDuration, parseDateTime);
    case 'call': {
      const [argument] = node.arguments;
      if (node.callee.kind !== 'name' || node.arguments.length !== 1 || node.names || argument?.kind !== 'string') return undefined;
      const read = { date: parseDate, time: parseTime, 'date and time': parseDateTime, duration: parseDuration }[node.callee.name];
      return read && temporal(argument.value, read);
    }
    default:
      return undefined;
  }
}

function temporal(text: string, ...readers: ((text: string) => unknown)[]): Constant {
  for (const read of readers) {
    const value = read(text);
    if (value !== null) return { value };
  }
  return undefined;
}
