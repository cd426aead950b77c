import type { FieldSpec, StrategyDocument, StrategyNode } from '@arbiter/contracts';
import { FeelMaker, pick, strangeDates, strangeNumbers, strangeTexts } from './generated-feel.js';
import type { Draw } from './generated-strategy.js';
import { node } from './strategy-fixture.js';

const names = { number: ['a', 'b', 'i', 'p', 'q'], string: ['t', 'u', 'w'], boolean: ['k', 'l', 'y'], date: ['d', 'e'], numbers: ['ns'], strings: ['ss'] } as const;
const variables: FieldSpec[] = [{ name: 'p', type: 'number', default: 1 }, { name: 'q', type: 'number', default: null }, { name: 'w', type: 'string', default: "it's" }, { name: 'y', type: 'boolean', default: null }, { name: 'e', type: 'date', default: '2024-02-29' }, { name: 'j', type: 'integer', default: 0 }];
const policies = [['F'], ['U'], ['A'], ['P'], ['C', 'sum'], ['C', 'min'], ['C', 'max'], ['C', 'count']] as const;
const operators = { number: ['equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive', 'in', 'notIn'], string: ['equal', 'notEqual', 'in', 'notIn'], boolean: ['equal', 'notEqual'] } as const;

/**
 * A sound strategy over flat inputs: calculations, branches, merges, rule sets, tables, scorecards, trees, splits, arbitration, models.
 * Edges lead only to later nodes. Every third one may hold a part without an SQL form.
 */
export function generatedFlatStrategy(draw: Draw): StrategyDocument {
  return new FlatStrategy(draw, draw(3) === 0).document();
}

class FlatStrategy {
  private readonly feel: FeelMaker;

  constructor(private readonly draw: Draw, private readonly exotic: boolean) {
    this.feel = new FeelMaker(draw, names, exotic);
  }

  document(): StrategyDocument {
    const { draw } = this;
    const count = 2 + draw(8);
    const nodes: StrategyNode[] = [node('n0', 'input')];
    for (let i = 1; i < count; i += 1) nodes.push(this.node(`n${i}`));
    for (let i = 0; i < 2; i += 1) nodes.push(node(`out${i}`, 'output', this.output()));
    const edges = nodes.slice(0, count).flatMap((from, i) => portsOf(from).map((port, k) => ({ from: from.id, port, to: nodes[k === 0 ? i + 1 : i + 1 + draw(nodes.length - i - 1)]!.id })));
    if (!edges.some(({ to }) => to === 'out1')) nodes.pop();
    return { dataModel: { inputs: this.inputs(), variables, outputs: this.outputs() }, graph: { nodes, edges } };
  }

  private inputs(): FieldSpec[] {
    const { draw } = this;
    const maybe = (more: Partial<FieldSpec>): Partial<FieldSpec> => (draw(4) === 0 ? more : {});
    return [
      { name: 'a', type: 'number', ...maybe({ max: 1e299 }) },
      { name: 'b', type: 'number', ...maybe({ default: 3.5 }), ...maybe({ min: -1000 }) },
      { name: 'i', type: 'integer', ...maybe({ required: true }) },
      { name: 't', type: 'string', ...maybe({ default: 'x' }) },
      { name: 'u', type: 'string', ...maybe({ values: strangeTexts.slice(0, 12) }) },
      { name: 'k', type: 'boolean' },
      { name: 'l', type: 'boolean', ...maybe({ default: true }) },
      { name: 'd', type: 'date', ...maybe({ min: '1950-01-01' }) },
      { name: 'ns', type: 'list', items: { type: 'number' } },
      { name: 'ss', type: 'list', items: { type: 'string' } },
    ];
  }

  private outputs(): FieldSpec[] {
    const { draw } = this;
    const maybe = (more: Partial<FieldSpec>): Partial<FieldSpec> => (draw(5) === 0 ? more : {});
    return [
      { name: 'r', type: 'number', ...maybe({ min: -50, max: 1e6 }), ...maybe({ required: true }) },
      { name: 's', type: 'string', ...maybe({ default: 'none' }), ...maybe({ values: ['', 'a', "it's", 'none', 'x', '😀'] }) },
      { name: 'f', type: 'boolean' },
      { name: 'g', type: 'date', ...maybe({ max: '2200-01-01' }) },
      { name: 'm', type: 'integer' },
    ];
  }

  private assignment(): { name: string; value: string } {
    const { draw, feel } = this;
    switch (draw(8)) {
      case 0: return { name: 'w', value: feel.string(2) };
      case 1: return { name: 'y', value: feel.boolean(2) };
      case 2: return { name: 'e', value: feel.date(1) };
      case 3: return { name: 'j', value: draw(3) ? `floor(${feel.number(1)})` : feel.number(1) };
      case 4: return draw(3) ? { name: 's', value: feel.string(1) } : { name: 'r', value: feel.number(2) };
      default: return { name: pick(draw, ['p', 'q']), value: feel.number(3) };
    }
  }

  private node(id: string): StrategyNode {
    const { draw, feel } = this;
    switch (draw(10)) {
      case 0: case 1: case 2: return node(id, 'calculate', { assignments: Array.from({ length: 1 + draw(3) }, () => this.assignment()) });
      case 3: case 4: return node(id, 'branch', { branches: Array.from({ length: 1 + draw(3) }, (_, k) => ({ port: `w${k}`, condition: feel.boolean(2) })) });
      case 5: return node(id, 'rules', this.ruleSet());
      case 6: return node(id, 'rules', this.table());
      case 7: return node(id, 'rules', draw(2) ? this.scorecard() : this.tree());
      case 8: {
        const first = draw(10_001);
        return node(id, 'ab-test', { key: 't', salt: pick(draw, strangeTexts.slice(1)), arms: [{ port: 'w0', share: first }, { port: 'w1', share: 10_000 - first }], ...(draw(2) ? { arm: 'w' } : {}) });
      }
      default: return this.exotic ? this.exoticNode(id) : node(id, 'arbitrate', this.arbitration());
    }
  }

  private exoticNode(id: string): StrategyNode {
    const { draw, feel } = this;
    if (draw(2)) return node(id, 'loop', { list: feel.numbers(1), element: 'x', accumulators: [{ name: 'p', initial: '0', next: 'p + 1' }], body: { start: 'c', nodes: [node('c', 'calculate', { assignments: [{ name: 'q', value: 'p * 2' }] })], edges: [] } });
    const features = [{ name: 'one', type: 'number', missing: 'value', missingValue: 0 }, { name: 'two', type: 'category', missing: 'value', missingValue: 'a' }];
    const mapping = [{ feature: 'one', value: feel.number(1) }, { feature: 'two', value: feel.string(0) }];
    const document = draw(2)
      ? { kind: 'linear', link: pick(draw, ['identity', 'logit']), features, sums: [{ intercept: 0.25, terms: [{ feature: 'one', coefficient: 1e-3 }, { feature: 'two', categories: [{ value: 'a', coefficient: 0.5 }, { value: 'ß', coefficient: -2 }] }] }] }
      : { kind: 'trees', features, trees: [{ nodes: [{ feature: 'one', operator: '<', threshold: 3, yes: 1, no: 2 }, { value: 1.5 }, { feature: 'two', categories: ['a', ''], yes: 3, no: 4 }, { value: -1 }, { value: 7 }] }] };
    return node(id, 'model', { model: { document }, features: mapping, results: { score: 'p' } });
  }

  private ruleSet(): unknown {
    const { draw, feel } = this;
    const compared = (): unknown => {
      const kind = pick(draw, ['number', 'number', 'string', 'boolean'] as const);
      const operator = pick<string>(draw, operators[kind]);
      const literal = (): unknown => (kind === 'number' ? (draw(3) ? draw(100) - 50 : pick(draw, strangeNumbers)) : kind === 'string' ? pick(draw, strangeTexts) : draw(2) === 1);
      const value = operator === 'in' || operator === 'notIn' ? [literal(), literal()] : literal();
      return { fact: pick<string>(draw, names[kind]), operator, value };
    };
    const rules = Array.from({ length: 1 + draw(4) }, (_, i) => {
      const all = [compared(), compared(), ...(draw(2) ? [{ any: [compared(), compared()] }] : []), ...(draw(4) ? [] : [{ not: compared() }])];
      return { name: `rule ${i}'s`, priority: 1 + draw(3), conditions: draw(2) ? { all } : { any: all }, event: { type: pick(draw, ['offer', "it's", 'c\\d']), params: { limit: draw(50), note: pick(draw, strangeTexts) } } };
    });
    return { content: { kind: 'rule-set', document: { rules } }, ...(draw(2) ? { mode: 'first' } : {}), results: [{ name: 'p', value: 'params.limit' }, { name: 'w', value: 'params.note' }, { name: 'y', value: 'matched' }, { name: 'q', value: draw(2) ? 'count(types)' : 'count(events)' }, ...(draw(3) ? [] : [{ name: 'r', value: feel.number(1) }])], ...(draw(2) ? { reasons: pick(draw, ['types', 'rules']) } : {}) };
  }

  private table(): unknown {
    const { draw, feel } = this;
    const [hitPolicy, aggregator] = pick(draw, policies);
    const kinds = Array.from({ length: 1 + draw(3) }, () => pick(draw, ['number', 'string', 'boolean'] as const));
    const ranked = hitPolicy === 'P';
    const document = {
      hitPolicy,
      ...(aggregator ? { aggregator } : {}),
      inputs: kinds.map((kind) => ({ expression: kind === 'number' && draw(3) === 0 ? feel.number(1) : pick<string>(draw, names[kind]) })),
      outputs: [{ name: 'o', type: 'number', ...(ranked ? { values: ['3', '1', '2'] } : {}), ...(draw(2) ? { default: '2' } : {}) }],
      rules: Array.from({ length: draw(6) }, () => ({ inputs: kinds.map((kind) => feel.test(kind)), outputs: [ranked ? String(1 + draw(3)) : draw(2) ? String(draw(20)) : feel.number(1)] })),
    };
    return { content: { kind: 'decision-table', document }, ...(draw(3) ? { violation: 'null' } : {}), results: [{ name: pick(draw, ['p', 'q']), value: 'result' }, { name: 'y', value: 'matched' }], ...(draw(3) ? {} : { reasons: 'rules' }) };
  }

  private scorecard(): unknown {
    const { draw, feel } = this;
    const bins = (kind: 'number' | 'string') => [...Array.from({ length: 1 + draw(3) }, () => ({ test: feel.test(kind), points: draw(3) ? draw(40) - 10 : feel.number(0), ...(draw(2) ? { reasonCode: `R${draw(3)}` } : {}) })), ...(draw(3) ? [{ test: '-', points: 4 }] : [])];
    const document = { initialScore: 0.3, reasonAlgorithm: pick(draw, ['points-above', 'points-below']), ...(draw(2) ? { reasonCount: 1 + draw(2) } : {}), baselinePoints: 5, bands: [{ name: 'low' }, { name: "mid'dle", from: 3 }, { name: 'high', from: 12.5 }], characteristics: [{ name: 'one', expression: draw(2) ? pick(draw, names.number) : feel.number(1), bins: bins('number') }, { name: 'two', expression: pick(draw, names.string), reasonCode: 'S', bins: bins('string') }] };
    return { content: { kind: 'scorecard', document }, ...(draw(2) ? { violation: 'null' } : {}), results: [{ name: 'p', value: 'score' }, { name: 'w', value: 'band' }, { name: 'q', value: 'points.two' }], ...(draw(2) ? { reasons: 'reasons' } : {}) };
  }

  private tree(): unknown {
    const { draw, feel } = this;
    const grow = (depth: number): unknown => (depth === 0 || draw(3) === 0 ? { result: [feel.number(1)] } : { branches: Array.from({ length: 1 + draw(2) }, () => ({ condition: feel.boolean(1), then: grow(depth - 1) })), else: grow(depth - 1) });
    return { content: { kind: 'decision-tree', document: { outputs: [{ name: 'o', type: 'number' }], root: { branches: [{ condition: feel.boolean(1), then: grow(2) }], else: grow(2) } } }, results: [{ name: 'q', value: 'result' }, { name: 'w', value: 'leaf' }] };
  }

  private arbitration(): unknown {
    const { draw, feel } = this;
    const candidates = Array.from({ length: 1 + draw(4) }, (_, k) => ({ action: pick(draw, ['card', "o'neil", 'loan']) + String(k), ...(draw(2) ? { channel: 'sms' } : {}), propensity: feel.number(0), value: String(1 + draw(9)), ...(draw(2) ? { lever: feel.number(0) } : {}), ...(draw(2) ? { eligibility: [{ condition: feel.boolean(1), reason: `E${k}` }] } : {}) }));
    return { candidates, best: { action: 'w', score: 'p' }, reasons: pick(draw, ['none', 'none-left', 'all']) };
  }

  private output(): unknown {
    const { draw, feel } = this;
    return {
      assignments: [{ name: 'r', value: draw(2) ? 'p' : feel.number(2) }, { name: 's', value: draw(2) ? 'w' : feel.string(1) }, { name: 'f', value: draw(2) ? 'y' : feel.boolean(1) }, { name: 'g', value: 'e' }, ...(draw(2) ? [{ name: 'm', value: 'j' }] : [])],
      ...(draw(2) ? { action: feel.string(1) } : {}),
      ...(draw(2) ? { decision: feel.string(0), channel: '"sms"' } : {}),
      ...(draw(2) ? { reasonCodes: [`if ${feel.boolean(1)} then "A" else null`, feel.string(0)] } : {}),
    };
  }
}

function portsOf({ kind, settings }: StrategyNode): string[] {
  if (kind === 'branch') return [...(settings as { branches: { port: string }[] }).branches.map(({ port }) => port), 'else'];
  if (kind === 'ab-test') return ['w0', 'w1'];
  return kind === 'arbitrate' ? ['chosen', 'none'] : ['next'];
}

/** An input of a generated strategy, strange more often than not. Lists are never null, as in ClickHouse; dates are texts. */
export function generatedFlatInput(draw: Draw): Record<string, unknown> {
  const orNull = <T>(value: T): T | null => (draw(6) === 0 ? null : value);
  const number = (): number => (draw(40) === 0 ? pick(draw, [Number.NaN, Infinity, -Infinity]) : draw(3) === 0 ? pick(draw, strangeNumbers) : draw(2) ? draw(100) - 50 : (draw(20_001) - 10_000) / 7);
  const finite = (): number => (draw(3) === 0 ? pick(draw, strangeNumbers) : draw(60) - 30);
  const text = (): string => pick(draw, strangeTexts);
  return {
    a: orNull(number()),
    b: orNull(number()),
    i: orNull(draw(8) === 0 ? number() : draw(200) - 100),
    t: orNull(text()),
    u: orNull(text()),
    k: orNull(draw(2) === 1),
    l: orNull(draw(2) === 1),
    d: orNull(draw(12) === 0 ? pick(draw, draw(20) ? ['2023-02-29', 'tomorrow', '2024-2-1', '0000-00-00', '2024-13-01', ''] : ['1899-12-31', '2300-01-01']) : pick(draw, strangeDates)),
    ns: Array.from({ length: draw(4) }, () => orNull(draw(60) === 0 ? number() : finite())),
    ss: Array.from({ length: draw(4) }, () => orNull(text())),
  };
}
