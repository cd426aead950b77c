import type { FieldSpec, StrategyDocument, StrategyNode } from '@arbiter/contracts';
import { compileFeel, parseFeel } from '../feel/index.js';
import type { FeelNode } from '../feel/parse/feel-node.js';
import { kindOf } from '../strategy/nodes/index.js';
import type { BranchSettings } from '../strategy/nodes/branch/branch-node.js';
import { scopeOf } from '../strategy-data-model/index.js';
import type { Dependencies } from '../strategy/node-kind.js';
import { type CoverageGoal, goalKey } from './coverage-goals.js';
import { unreachableRules } from './unreachable-rules.js';

/** Combinations of values that a proof may look at. */
const mostCombinations = 200_000;

/**
 * Proves of goals in a strategy's own graph that no input reaches them. Conditions that only compare inputs with constants divide the values
 * of each input into finitely many cells in which every such condition answers the same; all combinations of cells are tried. Wherever a
 * condition is of another form, or a node leaves for other reasons, every way counts as possible, so that a proof never claims too much.
 * Rules, bins and leaves are proved by the analysis of their documents. Returns the reason by the key of each goal that is proved. `pause`
 * is asked between the combinations, which may be many, and lets others work now and then.
 */
export async function proveUnreachable(document: StrategyDocument, goals: readonly CoverageGoal[], dependencies: Dependencies = { find: () => undefined }, pause?: () => Promise<void> | undefined): Promise<Map<string, string>> {
  const proofs = new Map<string, string>();
  await proveNodesAndWays(document, goals.filter(({ kind, path }) => kind !== 'rule' && !path.includes('/')), proofs, pause);
  const rules = goals.some(({ kind }) => kind === 'rule') ? unreachableRules(document, dependencies) : proofs;
  for (const goal of goals) {
    const key = goalKey(goal);
    const own = goal.kind === 'rule' ? rules.get(key) : undefined;
    if (own !== undefined) proofs.set(key, own);
    // Whatever is inside a node that is never reached is not reached either.
    const [node = ''] = goal.path.split('/');
    const around = goal.kind === 'rule' || goal.path !== node ? proofs.get(goalKey({ kind: 'node', path: node, detail: null })) : undefined;
    if (around !== undefined) proofs.set(key, `the node "${node}" is never reached: ${around}`);
  }
  return proofs;
}

async function proveNodesAndWays(document: StrategyDocument, wanted: readonly CoverageGoal[], proofs: Map<string, string>, pause?: () => Promise<void> | undefined): Promise<void> {
  if (wanted.length === 0) return;
  const conditions = new ConditionCells(document);
  const reached = await reachable(document, conditions, pause);
  if (reached === undefined) return;
  for (const goal of wanted) {
    const key = goalKey(goal);
    if (reached.has(key)) continue;
    const names = [...conditions.fields.keys()];
    proofs.set(key, names.length === 0 ? 'no edge leads there' : `no value of ${names.join(', ')} leads there: all ${conditions.combinations} combinations of the values that the conditions tell apart were tried`);
  }
}

type Decide = (values: Readonly<Record<string, unknown>>) => boolean;

/** Conditions of branch nodes that only compare inputs with constants, and the values that they tell apart. */
class ConditionCells {
  readonly fields = new Map<string, FieldSpec>();
  private readonly constants = new Map<string, (number | string)[]>();
  private readonly decisions = new Map<string, Decide>();

  constructor(private readonly document: StrategyDocument) {
    const scope = scopeOf(document.dataModel);
    const inputs = new Map(document.dataModel.inputs.map((field) => [field.name, field]));
    for (const node of document.graph.nodes) {
      if (node.kind !== 'branch') continue;
      for (const { condition } of (node.settings as BranchSettings).branches) {
        const parsed = parseFeel(condition, { dialect: 'expression' });
        const compiled = compileFeel(condition, { scope, strict: true });
        const found = new Map<string, (number | string)[]>();
        if (!parsed.ok || !compiled.ok || !isSimple(parsed.value, inputs, found)) continue;
        for (const [name, values] of found) {
          this.fields.set(name, inputs.get(name)!);
          this.constants.set(name, [...(this.constants.get(name) ?? []), ...values]);
        }
        this.decisions.set(condition, (values) => compiled.value(values) === true);
      }
    }
  }

  get combinations(): number {
    return [...this.fields.keys()].reduce((product, name) => product * this.cellsOf(name).length, 1);
  }

  /** What a condition answers for these values; undefined where it may answer either. */
  decide(condition: string, values: Readonly<Record<string, unknown>>): boolean | undefined {
    return this.decisions.get(condition)?.(values);
  }

  /** One value of each cell. Numbers, texts and booleans are the same in JSON and in expressions. */
  cellsOf(name: string): unknown[] {
    const field = this.fields.get(name)!;
    const cells = cellsOfField(field, this.constants.get(name) ?? []);
    const nullable = field.required ? [] : [null];
    return [...nullable, ...cells];
  }

  *everyCombination(): Generator<Record<string, unknown>> {
    const names = [...this.fields.keys()];
    const cells = names.map((name) => this.cellsOf(name));
    const base = Object.fromEntries(this.document.dataModel.inputs.map((field) => [field.name, null]));
    const places = names.map(() => 0);
    for (;;) {
      yield { ...base, ...Object.fromEntries(names.map((name, at) => [name, cells[at]![places[at]!]])) };
      let at = 0;
      while (at < names.length && (places[at]! += 1) === cells[at]!.length) places[at++] = 0;
      if (at === names.length) return;
    }
  }
}

function cellsOfField(field: FieldSpec, constants: readonly (number | string)[]): unknown[] {
  if (field.values) return [...field.values];
  switch (field.type) {
    case 'boolean':
      return [true, false];
    case 'string':
      return [...new Set(constants), `${constants.join('')}\u0001`];
    default: {
      const numbers = [...new Set(constants as number[])].sort((a, b) => a - b);
      const whole = field.type === 'integer';
      const between = numbers.flatMap((value, at) => {
        const next = numbers[at + 1];
        const after = whole ? Math.floor(value) + 1 : next === undefined ? value + 1 : (value + next) / 2;
        return [value, ...(next !== undefined && after >= next ? [] : [after])];
      });
      const candidates = [Math.ceil(numbers[0] ?? 0) - 1, ...between, ...(typeof field.min === 'number' ? [field.min] : []), ...(typeof field.max === 'number' ? [field.max] : [])];
      return [...new Set(candidates)].filter((value) => (typeof field.min !== 'number' || value >= field.min) && (typeof field.max !== 'number' || value <= field.max) && (!whole || Number.isInteger(value)));
    }
  }
}

/** True for and, or, not, comparisons, between and in over inputs and constants alone; gathers the constants by input. */
function isSimple(node: FeelNode, inputs: ReadonlyMap<string, FieldSpec>, found: Map<string, (number | string)[]>): boolean {
  const use = (side: FeelNode): FieldSpec | undefined => (side.kind === 'name' ? inputs.get(side.name) : undefined);
  const add = (field: FieldSpec, ...values: (number | string)[]): true => {
    found.set(field.name, [...(found.get(field.name) ?? []), ...values]);
    return true;
  };
  /** A constant that this field can be compared with in this way. */
  const fits = (field: FieldSpec, constant: FeelNode, ordered: boolean): boolean => {
    if (constant.kind === 'null') return !ordered && add(field);
    const number = numberOf(constant);
    if (number !== undefined) return (field.type === 'number' || field.type === 'integer') && add(field, number);
    if (constant.kind === 'string') return field.type === 'string' && !ordered && add(field, constant.value);
    return constant.kind === 'boolean' && field.type === 'boolean' && !ordered && add(field);
  };
  const test = (field: FieldSpec, one: FeelNode): boolean => {
    if (one.kind === 'test') return fits(field, one.value, one.operator !== '=' && one.operator !== '!=');
    if (one.kind === 'range') return fits(field, one.low, true) && fits(field, one.high, true);
    if (one.kind === 'list') return one.items.every((item) => test(field, item));
    return fits(field, one, false);
  };
  switch (node.kind) {
    case 'boolean':
      return true;
    case 'name': {
      const field = use(node);
      return field?.type === 'boolean' && add(field);
    }
    case 'and':
    case 'or':
      return isSimple(node.left, inputs, found) && isSimple(node.right, inputs, found);
    case 'comparison': {
      const ordered = node.operator !== '=' && node.operator !== '!=';
      const [left, right] = [use(node.left), use(node.right)];
      return left ? fits(left, node.right, ordered) : right ? fits(right, node.left, ordered) : false;
    }
    case 'between': {
      const field = use(node.value);
      return field !== undefined && fits(field, node.low, true) && fits(field, node.high, true);
    }
    case 'in': {
      const field = use(node.value);
      return field !== undefined && node.tests.every((one) => test(field, one));
    }
    case 'call':
      return node.callee.kind === 'name' && node.callee.name === 'not' && !inputs.has('not') && node.arguments.length === 1 && isSimple(node.arguments[0]!, inputs, found);
    default:
      return false;
  }
}

function numberOf(node: FeelNode): number | undefined {
  if (node.kind === 'number') return node.value;
  const inner = node.kind === 'negate' ? numberOf(node.value) : undefined;
  return inner === undefined ? undefined : -inner;
}

/** Keys of the nodes and ways of the strategy's own graph that some combination may reach; undefined where there are too many to try. */
async function reachable({ graph }: StrategyDocument, conditions: ConditionCells, pause?: () => Promise<void> | undefined): Promise<Set<string> | undefined> {
  if (conditions.combinations > mostCombinations) return undefined;
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = new Map(graph.edges.map(({ from, port, to }) => [`${from} ${port}`, to]));
  const start = graph.nodes.find((node) => kindOf(node.kind)?.role === 'start');
  const reached = new Set<string>();
  if (!start) return reached;
  for (const values of conditions.everyCombination()) {
    await pause?.();
    const seen = new Set<string>([start.id]);
    const waiting = [start.id];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const node = nodes.get(id)!;
      reached.add(goalKey({ kind: 'node', path: id, detail: null }));
      for (const port of possibleWays(node, values, conditions)) {
        reached.add(goalKey({ kind: 'way', path: id, detail: port }));
        const next = edges.get(`${id} ${port}`);
        if (next === undefined || seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  return reached;
}

function possibleWays(node: StrategyNode, values: Readonly<Record<string, unknown>>, conditions: ConditionCells): readonly string[] {
  const ways = [...(kindOf(node.kind)?.ports(node.settings) ?? []), ...(node.onError?.then === 'edge' ? ['error'] : [])];
  if (node.kind !== 'branch') return ways;
  const possible: string[] = ways.filter((way) => way === 'error');
  for (const { port, condition } of (node.settings as BranchSettings).branches) {
    const decided = conditions.decide(condition, values);
    if (decided !== false) possible.push(port);
    if (decided === true) return possible;
  }
  return [...possible, 'else'];
}
