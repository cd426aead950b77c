import type { RuleSetAnswer } from '../../../rule-set/rule-set-runtime.js';

/** What a rule set gave, as values of expressions, each made when it is read: most strategies read one or two of them. */
export class RuleEvents {
  private readonly count: number;

  constructor(private readonly answer: RuleSetAnswer, private readonly names: Readonly<Record<number, string>>, firstOnly: boolean) {
    this.count = firstOnly ? Math.min(1, answer.hits.length) : answer.hits.length;
  }

  get events(): { type: string; params: unknown }[] {
    const made = new Array<{ type: string; params: unknown }>(this.count);
    for (let place = 0; place < this.count; place += 1) {
      const { type, params } = this.answer.events[place]!;
      made[place] = { type, params: params ?? {} };
    }
    return made;
  }

  get types(): string[] {
    return this.answer.events.slice(0, this.count).map(({ type }) => type);
  }

  /** Those of the first event; null where there is none. */
  get params(): unknown {
    return this.count === 0 ? null : (this.answer.events[0]!.params ?? {});
  }

  get rules(): string[] {
    return this.hits.map((rule) => this.names[rule]!);
  }

  /** Places in the document, from 0. */
  get hits(): number[] {
    return this.answer.hits.slice(0, this.count);
  }
}

const ruleEvents = (answer: RuleSetAnswer, names: Readonly<Record<number, string>>, firstOnly: boolean): RuleEvents => new RuleEvents(answer, names, firstOnly);

/** Bins that counted, each by its place among the bins of all characteristics; a characteristic without one has -1 and is left out. */
function binPlaces(bins: readonly number[], sizes: readonly number[]): number[] {
  let before = 0;
  return bins.flatMap((bin, characteristic) => {
    const place = before + bin;
    before += sizes[characteristic]!;
    return bin < 0 ? [] : [place];
  });
}

/** The part of the runtime `R` that rules nodes call. */
export const rulesRuntime = { ruleEvents, binPlaces };
