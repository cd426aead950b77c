import type { FeelScope, FeelType } from '../feel/feel-type.js';
import { compare, equals } from '../feel/runtime/comparing.js';
import { setOwn } from '../feel/runtime/kinds.js';
import { anyFeel, factsWith, type Call, type CompiledExpression, type ExpressionCompiler, type Facts, type Run } from './compiled-expression.js';
import { compileLiteral, typed } from './typed-expression.js';
import type { Aggregation, DecisionTable } from './dmn-model.js';
import { fieldsOf } from './model-types.js';
import { listedValues } from './unary-values.js';

interface Output {
  name: string;
  fallback: CompiledExpression | undefined;
  /** Allowed values in order; the first has the highest priority. */
  priorities: ((facts: Facts, call: Call) => unknown)[];
  type: FeelType;
}

interface Rule { tests: (Run | null)[]; outputs: CompiledExpression[] }

/** A decision table (DMN chapter 8) as one function. */
export function compileTable(table: DecisionTable, scope: FeelScope, compiler: ExpressionCompiler): CompiledExpression {
  const inputs = table.inputs.map((input) => {
    const value = typed(compileLiteral(input.expression, scope, compiler), input.expression, compiler);
    return { ...value, allowed: input.values && input.values.text !== '' && input.values.text !== '-' ? compiler.tests(input.values, scope, value.type) : null, label: input.label ?? input.expression.text };
  });
  const single = table.outputs.length === 1;
  const outputs = table.outputs.map((output, index): Output => {
    const fallback = output.defaultEntry && output.defaultEntry.text.trim() !== '' ? typed(compileLiteral(output.defaultEntry, scope, compiler), output, compiler) : undefined;
    const priorities = output.values ? listedValues(output.values.text, [...scope.keys()]).map((text) => compiler.feel(text, output.values!.at, scope).run) : [];
    return { name: output.name ?? (single ? '' : `output ${index + 1}`), fallback, priorities, type: compiler.typeOf(output).feel };
  });
  const rules = table.rules.map((rule): Rule => ({
    tests: rule.inputs.map((test, index) => (test.text === '' || test.text === '-' ? null : compiler.tests(test, scope, inputs[index]?.type ?? anyFeel))),
    outputs: rule.outputs.map((entry, index) => typed(compileLiteral(entry, scope, compiler), table.outputs[index] ?? {}, compiler)),
  }));
  const { where } = compiler;
  const run: Run = (facts, call) => {
    const values = inputs.map((input) => input.run(facts, call));
    for (const [index, input] of inputs.entries()) {
      if (input.allowed && input.allowed(factsWith(facts, [['?', values[index]]]), call) !== true) {
        call.note(`${where}: the input ${JSON.stringify(input.label)} of the decision table is none of its allowed values, so the result is null`);
        return null;
      }
    }
    const hits = findHits(rules, values, facts, call, table.hitPolicy === 'FIRST');
    return settle(table, outputs, hits, facts, call, where);
  };
  return { run, type: resultType(table, outputs, rules) };
}

/** Numbers, from 0, of the rules of which every test is true. */
function findHits(rules: readonly Rule[], values: readonly unknown[], facts: Facts, call: Call, onlyFirst: boolean): { index: number; rule: Rule }[] {
  const hits: { index: number; rule: Rule }[] = [];
  const withInput = values.map((value) => factsWith(facts, [['?', value]]));
  for (const [index, rule] of rules.entries()) {
    call.x.tick();
    if (rule.tests.every((test, column) => test === null || test(withInput[column]!, call) === true)) {
      hits.push({ index, rule });
      if (onlyFirst) break;
    }
  }
  return hits;
}

function settle(table: DecisionTable, outputs: readonly Output[], hits: readonly { index: number; rule: Rule }[], facts: Facts, call: Call, where: string): unknown {
  const { hitPolicy } = table;
  if (hits.length === 0) return fallbackOf(outputs, facts, call);
  if (hitPolicy === 'UNIQUE' && hits.length > 1) {
    call.note(`${where}: rules ${hits.map(({ index }) => index + 1).slice(0, 10).join(' and ')} of a decision table with the hit policy UNIQUE hit together, so the result is null`);
    return null;
  }
  const results = hits.map(({ rule }) => rule.outputs.map((output) => output.run(facts, call)));
  const made = () => results.map((row) => compose(outputs, row));
  switch (hitPolicy) {
    case 'UNIQUE':
    case 'FIRST':
      return compose(outputs, results[0]!);
    case 'ANY': {
      const all = made();
      if (all.every((value) => equals(value, all[0]) === true)) return all[0];
      call.note(`${where}: rules ${hits.map(({ index }) => index + 1).slice(0, 10).join(' and ')} of a decision table with the hit policy ANY give different outputs, so the result is null`);
      return null;
    }
    case 'PRIORITY':
      return compose(outputs, byPriority(outputs, results, facts, call)[0]!);
    case 'OUTPUT ORDER':
      return byPriority(outputs, results, facts, call).map((row) => compose(outputs, row));
    case 'RULE ORDER':
      return made();
    case 'COLLECT':
      return table.aggregation ? aggregate(table.aggregation, made()) : made();
  }
}

function fallbackOf(outputs: readonly Output[], facts: Facts, call: Call): unknown {
  if (outputs.every(({ fallback }) => !fallback)) return null;
  return compose(outputs, outputs.map(({ fallback }) => (fallback ? fallback.run(facts, call) : null)));
}

function compose(outputs: readonly Output[], row: readonly unknown[]): unknown {
  if (outputs.length === 1) return row[0] ?? null;
  const context: Record<string, unknown> = {};
  outputs.forEach(({ name }, index) => setOwn(context, name, row[index] ?? null));
  return context;
}

/** Rows by the places of their outputs in the lists of output values, the first output first; rows of one rank stay in the order of the rules. */
function byPriority(outputs: readonly Output[], rows: readonly unknown[][], facts: Facts, call: Call): unknown[][] {
  const orders = outputs.map(({ priorities }) => priorities.map((run) => run(facts, call)));
  const rank = (row: readonly unknown[]) =>
    row.map((value, index) => {
      const at = orders[index]!.findIndex((allowed) => equals(allowed, value) === true);
      return at < 0 ? Number.MAX_SAFE_INTEGER : at;
    });
  return rows
    .map((row) => ({ row, ranks: rank(row) }))
    .sort((a, b) => {
      const different = a.ranks.findIndex((value, index) => value !== b.ranks[index]);
      return different < 0 ? 0 : a.ranks[different]! - b.ranks[different]!;
    })
    .map(({ row }) => row);
}

function aggregate(aggregation: Aggregation, values: readonly unknown[]): unknown {
  if (aggregation === 'COUNT') return values.length;
  if (aggregation === 'SUM') return values.every((value) => typeof value === 'number') ? values.reduce((sum, value) => sum + value, 0) : null;
  let best: unknown = values[0] ?? null;
  for (const value of values.slice(1)) {
    const order = compare(value, best);
    if (order === null) return null;
    if (aggregation === 'MIN' ? order < 0 : order > 0) best = value;
  }
  return best;
}

function resultType(table: DecisionTable, outputs: readonly Output[], rules: readonly Rule[]): FeelType {
  const columns = outputs.map((output, index): FeelType => {
    if (output.type.kind !== 'any') return output.type;
    const all = [...rules.flatMap((rule) => rule.outputs[index]?.type ?? []), ...(output.fallback ? [output.fallback.type] : [])];
    const first = all[0];
    return first && all.every(({ kind }) => kind === first.kind) && ['number', 'string', 'boolean', 'date', 'time', 'date and time'].includes(first.kind) ? first : anyFeel;
  });
  const row: FeelType = outputs.length === 1 ? columns[0]! : { kind: 'context', fields: fieldsOf(outputs.map(({ name }, index) => [name, columns[index]!])) };
  const { hitPolicy, aggregation } = table;
  if (hitPolicy === 'COLLECT' && aggregation) return aggregation === 'COUNT' || aggregation === 'SUM' ? { kind: 'number' } : row;
  // A default is one row, not a list of one.
  return ['COLLECT', 'RULE ORDER', 'OUTPUT ORDER'].includes(hitPolicy) ? (outputs.some(({ fallback }) => fallback) ? anyFeel : { kind: 'list', items: row }) : row;
}

