import type { Action, BoundTree, Each, Limit, Problem } from '../problem/problem.js';
import type { CellIndex } from './cell-index.js';

/** The groups of a limit with `each`: those of the customers' attributes times those of the options'. */
export interface LimitGroups {
  /** Customer part of each cell, option part of each option; −1 where an attribute is missing: in no group. */
  ofCell: Int32Array;
  ofOption: Int32Array;
  customerParts: number;
  optionParts: number;
  /** The group's values in the order of `each`. */
  values: (customerPart: number, optionPart: number) => string[];
}

interface Parts {
  of: Int32Array;
  values: string[][];
}

/** Groups by limit; limits with the same `each` share them. */
export class GroupFinder {
  readonly #problem: Problem;
  readonly #index: CellIndex;
  readonly #cells: number;
  readonly #known = new Map<string, LimitGroups>();

  constructor(problem: Problem, index: CellIndex, cells: number) {
    [this.#problem, this.#index, this.#cells] = [problem, index, cells];
  }

  groupsOf(each: readonly Each[]): LimitGroups {
    const name = JSON.stringify(each);
    let groups = this.#known.get(name);
    if (!groups) this.#known.set(name, (groups = this.#find(each)));
    return groups;
  }

  #find(each: readonly Each[]): LimitGroups {
    const customers = this.#customerParts(each);
    const options = this.#optionParts(each);
    return {
      ofCell: customers.of,
      ofOption: options.of,
      customerParts: customers.values.length,
      optionParts: options.values.length,
      values: (customerPart, optionPart) => {
        let [c, o] = [0, 0];
        return each.map((one) => (one.kind === 'customer' ? customers.values[customerPart]![c++]! : options.values[optionPart]![o++]!));
      },
    };
  }

  #customerParts(each: readonly Each[]): Parts {
    const attributes = each.flatMap((one) => (one.kind === 'customer' ? [one.attribute] : []));
    if (attributes.length === 0) return { of: new Int32Array(this.#cells), values: [[]] };
    return partsOf(this.#cells, (cell) => {
      const values = attributes.map((attribute) => this.#index.valueOf(cell, attribute));
      return values.includes(null) ? null : (values as string[]);
    });
  }

  /** Every period and every agent is a group, whether or not anything can happen there; attributes of actions by their combinations. */
  #optionParts(each: readonly Each[]): Parts {
    const { actions, periods, agents } = this.#problem;
    const keys = each.filter((one) => one.kind !== 'customer');
    const perPeriod = Math.max(1, periods.length);
    const actionParts = partsOf(actions.length, (a) => {
      const values = keys.flatMap((one) => (one.kind === 'action' ? [actionValue(actions[a]!, one.attribute)] : []));
      return values.includes(null) ? null : (values as string[]);
    });
    const periodNames = keys.some((one) => one.kind === 'period') ? periods : [''];
    const agentNames = keys.some((one) => one.kind === 'agent') ? agents.map((agent) => agent.id) : [''];
    const values = actionParts.values.flatMap((own) =>
      periodNames.flatMap((period) =>
        agentNames.map((agent) => {
          let next = 0;
          return keys.map((one) => (one.kind === 'period' ? period : one.kind === 'agent' ? agent : own[next++]!));
        }),
      ),
    );
    const of = Int32Array.from({ length: actions.length * perPeriod }, (_, o) => {
      const a = Math.floor(o / perPeriod);
      const agent = agentNames.length === 1 && agentNames[0] === '' ? 0 : agentNames.indexOf(String(actions[a]!.attributes['agent'] ?? ''));
      const period = periodNames.length === 1 && periodNames[0] === '' ? 0 : o % perPeriod;
      if (actionParts.of[a]! < 0 || agent < 0) return -1;
      return (actionParts.of[a]! * periodNames.length + period) * agentNames.length + agent;
    });
    return { of, values };
  }
}

function actionValue(action: Action, attribute: string): string | null {
  if (attribute === 'action') return action.id;
  const value = action.attributes[attribute];
  return value === undefined ? null : String(value);
}

function partsOf(count: number, valuesOf: (at: number) => string[] | null): Parts {
  const known = new Map<string, number>();
  const values: string[][] = [];
  const of = Int32Array.from({ length: count }, (_, at) => {
    const own = valuesOf(at);
    if (!own) return -1;
    const key = JSON.stringify(own);
    let part = known.get(key);
    if (part === undefined) {
      known.set(key, (part = values.length));
      values.push(own);
    }
    return part;
  });
  return { of, values };
}

/** Groups that the bounds of a limit name and that do not occur, as paths into the bounds. */
export function unknownGroups(limit: Limit, groups: LimitGroups): string[][] {
  if (limit.bounds === undefined || typeof limit.bounds === 'number') return [];
  const each = limit.each ?? [];
  const occurring = each.map(() => new Set<string>());
  for (let c = 0; c < groups.customerParts; c++) groups.values(c, 0).forEach((value, z) => each[z]!.kind === 'customer' && occurring[z]!.add(value));
  for (let o = 0; o < groups.optionParts && groups.customerParts > 0; o++) groups.values(0, o).forEach((value, z) => each[z]!.kind !== 'customer' && occurring[z]!.add(value));
  const found: string[][] = [];
  const walk = (tree: BoundTree, path: readonly string[]): void => {
    if (typeof tree === 'number') return;
    for (const [key, below] of Object.entries(tree)) {
      if (key !== '*' && !occurring[path.length]!.has(key)) found.push([...path, key]);
      else walk(below, [...path, key]);
    }
  };
  walk(limit.bounds, []);
  return found;
}
