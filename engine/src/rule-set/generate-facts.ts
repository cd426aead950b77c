import { SeededRandom } from '../random/seeded-random.js';
import type { FilterNode } from './path-filter.js';
import type { PathStep } from './json-path.js';
import type { ConditionNode, FactNode, RuleSetTree } from './tree.js';

const odd = [null, true, false, '', 'x', '5', '12abc', 0, -1, 1.5, 1e9] as const;
const rareOdd = [[], {}, [5], ['x', 1]] as const;

interface Wanted { plain: unknown[]; paths: { steps: readonly PathStep[]; values: unknown[] }[] }

/** What a rule set's comparisons look for, by fact: the values that decide them, and those just beside. */
export class FactGenerator {
  private readonly wanted = new Map<string, Wanted>();

  constructor(private readonly tree: RuleSetTree) {
    for (const name of tree.factNames) this.wanted.set(name, { plain: [], paths: [] });
    for (const rule of tree.rules) {
      this.visit(rule.root);
      for (const { value } of rule.replacements) this.want(value, []);
    }
  }

  /** Facts of one evaluation. A few are missing where the rule set allows it, or one time in thirty. */
  generate(random: SeededRandom): Record<string, unknown> {
    const facts: Record<string, unknown> = {};
    const missing = this.tree.allowUndefinedFacts || random.chance(1 / 30) ? 0.15 : 0;
    for (const [name, wanted] of this.wanted) {
      if (random.chance(missing)) continue;
      const value = wanted.paths.length > 0 && random.chance(0.9) ? this.inside(random, wanted) : pick(random, wanted.plain);
      Object.defineProperty(facts, name, { value, enumerable: true, writable: true, configurable: true });
    }
    return facts;
  }

  private inside(random: SeededRandom, { paths }: Wanted): unknown {
    let value: unknown;
    for (const { steps, values } of paths) if (value === undefined || random.chance(0.85)) value = put(random, value, steps, 0, values);
    return value;
  }

  private visit(node: ConditionNode): void {
    if (node.kind === 'not') this.visit(node.child);
    else if (node.kind === 'all' || node.kind === 'any') node.children.forEach((child) => this.visit(child));
    else if (node.kind === 'compare') {
      const literals = node.value.kind === 'literal' ? (Array.isArray(node.value.value) ? [...(node.value.value as unknown[]), node.value.value] : [node.value.value]) : [];
      const values = literals.flatMap((value) => (typeof value === 'number' ? [value, value - 1, value + 1, String(value)] : [value]));
      // Operators that look inside of a list want lists that hold the value.
      const lists = node.operator.includes('ontain') || node.decorators.some((decorator) => decorator.endsWith('Fact'));
      this.want(node.fact, lists ? [...values, ...values.map((value) => [value]), values] : values);
      if (node.value.kind === 'fact') this.want(node.value, node.decorators.some((decorator) => decorator.endsWith('Value')) || node.operator === 'in' ? [[1, 'x'], ['5']] : []);
    }
  }

  private want({ fact, steps }: FactNode, values: readonly unknown[]): void {
    const wanted = this.wanted.get(this.tree.factNames[fact]!)!;
    if (!steps || steps.length === 0) wanted.plain.push(...values);
    else wanted.paths.push({ steps, values: [...values] });
  }
}

const pick = (random: SeededRandom, values: readonly unknown[]): unknown => (values.length > 0 && random.chance(0.8) ? structuredClone(random.pick(values)) : random.chance(0.9) ? random.pick(odd) : structuredClone(random.pick(rareOdd)));

/** Lays a value so that the path finds it, more often than not. */
function put(random: SeededRandom, into: unknown, steps: readonly PathStep[], at: number, values: readonly unknown[]): unknown {
  const step = steps[at];
  if (!step) return pick(random, values);
  if (random.chance(0.03)) return random.pick(odd);
  const next = (before?: unknown): unknown => put(random, before, steps, at + 1, values);
  if (step.kind === 'descent') return random.chance(0.5) ? next(into) : { ...asObject(into), below: next() };
  if (step.kind === 'property' || step.kind === 'union') {
    const names = step.kind === 'union' ? step.names : [step.name];
    const list = Array.isArray(into) || (into === undefined && names.every((name) => /^\d{1,2}$/.test(name)));
    const target = (list ? (Array.isArray(into) ? into : []) : asObject(into)) as Record<string, unknown>;
    for (const name of names) {
      if (list && !(Number(name) < 20)) continue;
      while (list && (target as unknown as unknown[]).length < Number(name)) (target as unknown as unknown[]).push(random.pick(odd));
      if (random.chance(0.9)) Object.defineProperty(target, name, { value: next(Object.hasOwn(target, name) ? target[name] : undefined), enumerable: true, writable: true, configurable: true });
    }
    return target;
  }
  const elements = Array.from({ length: random.below(4) }, (_, i) => {
    const element = next(Array.isArray(into) ? into[i] : undefined);
    return step.kind === 'filter' && random.chance(0.8) ? withMembers(random, element, step.test) : element;
  });
  return step.kind === 'every' && random.chance(0.3) ? Object.fromEntries(elements.map((element, i) => [`k${i}`, element])) : elements;
}

const asObject = (value: unknown): Record<string, unknown> => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {});

/** Gives an element the members that a filter asks for. */
function withMembers(random: SeededRandom, element: unknown, test: FilterNode): unknown {
  if (test.kind === 'and' || test.kind === 'or') return withMembers(random, withMembers(random, element, test.left), test.right);
  if (test.kind === 'not') return random.chance(0.5) ? element : withMembers(random, element, test.of);
  const sides = test.kind === 'holds' ? [test.of] : [test.left, test.right];
  const literals = sides.flatMap((side) => (side.kind === 'literal' ? [side.value] : []));
  let made = element;
  for (const side of sides) {
    if (side.kind !== 'member') continue;
    const path = side.names.map((name): PathStep => ({ kind: 'property', name }));
    made = put(random, made, path, 0, literals.length > 0 ? literals : [true]);
  }
  return made;
}
