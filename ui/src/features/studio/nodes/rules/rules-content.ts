import type { FieldSpec, ItemReference, ValueSpec } from '@arbiter/contracts';
import type { ExpressionScope } from '../../expressions/expression-scope.js';

export const ruleKinds = ['rule-set', 'decision-table', 'scorecard', 'decision-tree'] as const;
export type RuleKind = (typeof ruleKinds)[number];

export interface RulesNodeSettings {
  content?: { kind: RuleKind; document: unknown } | { reference: ItemReference };
  facts?: { name: string; value: string }[];
  mode?: 'all' | 'first';
  violation?: 'fail' | 'null';
  results?: { name: string; value: string }[];
  reasons?: string;
}

type Plain = Record<string, unknown>;
const plain = (value: unknown): Plain => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {});
const list = (value: unknown): Plain[] => (Array.isArray(value) ? value.map(plain) : []);

/** What content of a kind begins with. */
export function firstContent(kind: RuleKind): unknown {
  switch (kind) {
    case 'rule-set':
      return { rules: [] };
    case 'decision-table':
      return { hitPolicy: 'F', inputs: [], outputs: [{ name: 'result' }], rules: [] };
    case 'scorecard':
      return { initialScore: 0, characteristics: [] };
    case 'decision-tree':
      return { outputs: [{ name: 'result' }], root: { result: [''] } };
  }
}

/** How much there is: rules, characteristics or leaves. */
export function sizeOf(kind: RuleKind, document: unknown): number {
  const { rules, characteristics, root } = plain(document);
  if (kind === 'scorecard') return list(characteristics).length;
  return kind === 'decision-tree' ? leavesIn(root) : list(rules).length;
}

function leavesIn(node: unknown, depth = 0): number {
  const { branches, else: otherwise } = plain(node);
  if (!Array.isArray(branches) || depth > 200) return node === undefined ? 0 : 1;
  return list(branches).reduce((sum, { then }) => sum + leavesIn(then, depth + 1), 0) + leavesIn(otherwise, depth + 1);
}

/** A value that comes out, what it may be called in the data model, and its type. */
export interface ContentResult { value: string; name: string; spec: ValueSpec }
const texts: ValueSpec = { type: 'list', items: { type: 'string' } };
const plainName = /^[\p{L}_][\p{L}\p{N}_]{0,62}$/u;

/** What an expression of the results can read of the content, the most wanted first. */
export function resultsOf(kind: RuleKind, document: unknown): ContentResult[] {
  const { outputs, hitPolicy, aggregator, rules } = plain(document);
  switch (kind) {
    case 'scorecard':
      return [{ value: 'score', name: 'score', spec: { type: 'number' } }, { value: 'band', name: 'band', spec: { type: 'string' } }, { value: 'reasons', name: 'reasons', spec: texts }, { value: 'points', name: 'points', spec: { type: 'object' } }];
    case 'decision-tree':
      return [...outputResults(list(outputs), false), { value: 'leaf', name: 'leaf', spec: { type: 'string' } }];
    case 'decision-table': {
      const many = typeof hitPolicy === 'string' && 'ROC'.includes(hitPolicy) && aggregator === undefined;
      return [...(aggregator === undefined ? outputResults(list(outputs), many) : [{ value: 'result', name: 'result', spec: { type: 'number' } as const }]), { value: 'matched', name: 'matched', spec: { type: 'boolean' } }, { value: 'rules', name: 'rules', spec: texts }];
    }
    case 'rule-set': {
      const params = new Map<string, Set<string>>();
      for (const rule of list(rules)) for (const [key, value] of Object.entries(plain(plain(rule.event).params))) if (plainName.test(key)) params.set(key, (params.get(key) ?? new Set()).add(typeof value));
      const typeOf = (kinds: Set<string>): ValueSpec => ({ type: kinds.size !== 1 ? 'any' : kinds.has('number') ? 'number' : kinds.has('string') ? 'string' : kinds.has('boolean') ? 'boolean' : 'any' });
      return [
        { value: 'matched', name: 'matched', spec: { type: 'boolean' } },
        ...[...params].slice(0, 20).map(([key, kinds]) => ({ value: `params.${key}`, name: key, spec: typeOf(kinds) })),
        { value: 'types', name: 'types', spec: texts },
        { value: 'rules', name: 'rules', spec: texts },
        { value: 'events', name: 'events', spec: { type: 'list', items: { type: 'object' } } },
      ];
    }
  }
}

function outputResults(outputs: readonly Plain[], many: boolean): ContentResult[] {
  const specOf = ({ type }: Plain): ValueSpec => ({ type: (typeof type === 'string' ? type : 'any') as ValueSpec['type'] });
  const named = outputs.map((output) => ({ name: String(output.name ?? ''), spec: specOf(output) })).filter(({ name }) => name !== '');
  if (named.length === 1) return [{ value: 'result', name: plainName.test(named[0]!.name) ? named[0]!.name : 'result', spec: many ? { type: 'list', items: named[0]!.spec } : named[0]!.spec }];
  if (many) return [{ value: 'result', name: 'result', spec: { type: 'list', items: { type: 'object', fields: named.filter(({ name }) => plainName.test(name)).map(({ name, spec }): FieldSpec => ({ name, ...spec })) } } }];
  return named.map(({ name, spec }) => ({ value: plainName.test(name) ? `result.${name}` : `get value(result, ${JSON.stringify(name)})`, name: plainName.test(name) ? name : 'result', spec }));
}

/** The names that results and reasons may read besides those of the data model. */
export function resultScope(kind: RuleKind, document: unknown): ExpressionScope {
  const found = resultsOf(kind, document);
  const whole = found.filter(({ value }) => value.startsWith('result.'));
  const params = found.filter(({ value }) => value.startsWith('params.'));
  const simple = found.filter(({ value }) => plainName.test(value)).map(({ value, spec }) => ({ name: value, spec, part: 'local' as const }));
  const grouped = (name: string, parts: readonly ContentResult[]): ExpressionScope => (parts.length || name === 'params' ? [{ name, spec: { type: 'object', ...(name === 'result' ? { fields: parts.map((part): FieldSpec => ({ name: part.name, ...part.spec })) } : {}) }, part: 'local' }] : []);
  return [...simple, ...grouped('result', whole), ...(kind === 'rule-set' ? grouped('params', params) : [])];
}

/** Facts of a rule set that neither the data model nor the mapping has. */
export function missingFacts(facts: readonly string[], scope: ExpressionScope, given: readonly { name: string }[]): string[] {
  return facts.filter((fact) => !scope.some(({ name }) => name === fact) && !given.some(({ name }) => name === fact));
}
