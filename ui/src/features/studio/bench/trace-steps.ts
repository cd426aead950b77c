import type { FieldSpec, StrategyDocument } from '@arbiter/contracts';
import type { TraceStep } from '@arbiter/engine/strategy/compiled-strategy';

type Values = Record<string, unknown>;

/** A visit of a node as it is stepped through. */
export interface RunStep extends TraceStep {
  index: number;
  /** Path without rounds, as overlays name nodes: `each/terms`. */
  place: string;
  /** The visit of the loop or sub-process that this one is within; -1 in the strategy's own graph. */
  parent: number;
  /** Round of the loop right around, from 1; null where it is in none. */
  round: number | null;
  depth: number;
  /** The visit of the sub-process whose names are meant; -1 for the strategy's own. */
  scope: number;
}

/** A trace as a tree, with what every name held before and after each visit. */
export class RunTrace {
  readonly steps: readonly RunStep[];
  readonly #first: Values;
  /** Visits in the order in which they ended. */
  readonly #ended: readonly number[];

  constructor({ dataModel }: Pick<StrategyDocument, 'dataModel'>, input: Readonly<Values>, trace: readonly TraceStep[]) {
    const given = (field: FieldSpec): unknown => (Object.hasOwn(input, field.name) ? input[field.name] : (field.default ?? null));
    this.#first = Object.fromEntries([...dataModel.inputs.map((field) => [field.name, given(field)] as const), ...[...dataModel.variables, ...dataModel.outputs].map((field) => [field.name, field.default ?? null] as const)]);
    const open: RunStep[] = [];
    const ended: number[] = [];
    this.steps = trace.map((step, index) => {
      const segments = step.path.split('/');
      while (open.length >= segments.length) ended.push(open.pop()!.index);
      const parent = open.at(-1);
      const above = segments.at(-2) ?? '';
      const round = /\[(\d+)\]$/.exec(above);
      const made: RunStep = { ...step, index, place: step.path.replace(/\[\d+\]/g, ''), parent: parent?.index ?? -1, round: round ? Number(round[1]) : null, depth: segments.length - 1, scope: parent === undefined ? -1 : round ? parent.scope : parent.index };
      open.push(made);
      return made;
    });
    while (open.length > 0) ended.push(open.pop()!.index);
    this.#ended = ended;
  }

  /** What the names held when a visit began. Names that a loop around it carries from round to round are left out: only their last value is known. */
  before(index: number): Values {
    return this.#names(index, false);
  }

  /** What the names held when a visit had ended, with whatever ran within it. */
  after(index: number): Values {
    return this.#names(index, true);
  }

  /** Names whose values a visit changed, with whatever ran within it. */
  changed(index: number): Values {
    const [before, after] = [this.before(index), this.after(index)];
    return Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])));
  }

  /** The last visit of a place. */
  last(place: string): RunStep | undefined {
    return this.steps.findLast((step) => step.place === place);
  }

  #names(index: number, ended: boolean): Values {
    const step = this.steps[index];
    if (!step) return {};
    const around = new Set<number>();
    for (let up = step.parent; up >= 0; up = this.steps[up]!.parent) around.add(up);
    const names: Values = step.scope === -1 ? { ...this.#first } : {};
    for (const one of this.#ended) {
      const other = this.steps[one]!;
      if (other.scope !== step.scope || around.has(one)) continue;
      if (one < index || (ended && (one === index || this.#isWithin(one, index)))) Object.assign(names, other.written);
    }
    for (const up of around) if (this.steps[up]!.scope === step.scope) for (const name of Object.keys(this.steps[up]!.written)) if (!(ended && Object.hasOwn(step.written, name))) delete names[name];
    return names;
  }

  #isWithin(index: number, outer: number): boolean {
    for (let up = this.steps[index]!.parent; up >= outer; up = this.steps[up]!.parent) if (up === outer) return true;
    return false;
  }
}
