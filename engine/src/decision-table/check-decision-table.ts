import { DecisionTableDocument, type DecisionTableInput, type DecisionTableOutput, type Fault, type Result, type ValueSpec } from '@arbiter/contracts';
import type { FeelScope, FeelType } from '../feel/feel-type.js';
import type { CheckedFeel } from '../feel/index.js';
import { feelTypeOf, typeFits, typeName } from '../strategy-data-model/feel-types.js';
import type { CellSet, ColumnKind } from './cell-set.js';
import { CellReader } from './cell-reader.js';
import { constantOf } from './read-cell.js';
import { shapeFaults } from './shape-faults.js';
import { valueSpecSet } from './value-spec-set.js';

/** What a table is checked against. */
export interface TableScope {
  /** Names that its expressions can read. */
  scope: FeelScope;
  /** Strategies: unknown names and types that do not fit are faults. DMN files: they are null at run time (the default is strict). */
  strict?: boolean;
  /** What the names of the data model may hold, so that gaps are told inside of it only. */
  fields?: ReadonlyMap<string, ValueSpec>;
}

export interface TableCell { readonly source: string; readonly checked: CheckedFeel; readonly set: CellSet }
export interface TableColumn {
  readonly name: string;
  readonly checked: CheckedFeel;
  readonly type: FeelType;
  /** How its values are laid out; undefined where their type is not known or has no order. */
  readonly kind: ColumnKind | undefined;
  readonly allowed: TableCell | undefined;
  /** Values that can come by the data model. */
  readonly domain: CellSet;
}
export type TableInput = TableColumn;
export interface TableOutput {
  readonly name: string;
  readonly type: FeelType;
  readonly values: readonly TableCell[] | undefined;
  readonly default: CheckedFeel | undefined;
}
export interface TableRule { readonly name: string; readonly inputs: readonly TableCell[]; readonly outputs: readonly CheckedFeel[]; readonly annotation: string | undefined }

export interface CheckedDecisionTable {
  readonly document: DecisionTableDocument;
  readonly inputs: readonly TableInput[];
  readonly outputs: readonly TableOutput[];
  readonly rules: readonly TableRule[];
  /** Type of the result: of the one output or a context of them, in a list under R, O and C without an aggregator. */
  readonly type: FeelType;
  /** Names that the table reads, in order of first use. */
  readonly names: readonly string[];
}

const columnKinds = new Set<string>(['number', 'string', 'boolean', 'date', 'time', 'date and time', 'days and time duration', 'years and months duration']);
/** Cells that one table may have. */
const mostCells = 2_000_000;

/** Reads each cell of a table at its place. Gaps, overlaps and rules that are never reached are told by analyseDecisionTable. */
export function checkDecisionTable(value: unknown, scope: TableScope): Result<CheckedDecisionTable, Fault[]> {
  const shape = shapeFaults(DecisionTableDocument, value, 'decision table');
  if (shape.length > 0) return { ok: false, error: shape };
  const document = value as DecisionTableDocument;
  if (document.rules.length * (document.inputs.length + document.outputs.length) > mostCells) {
    return { ok: false, error: [{ path: '/rules', code: 'too-large', message: `The table has ${document.rules.length} rules of ${document.inputs.length + document.outputs.length} cells; ${mostCells} cells are allowed. Split the table` }] };
  }
  const reader = new CellReader(scope);
  const inputs = document.inputs.map((input, index) => readColumn(input, `/inputs/${index}`, scope, reader));
  const outputs = document.outputs.map((output, index) => readOutput(output, `/outputs/${index}`, reader));
  const seen = new Map<string, number>();
  document.outputs.forEach(({ name }, index) => {
    const first = seen.get(name);
    if (first !== undefined) reader.fault(`/outputs/${index}/name`, 'duplicate', `There are two outputs "${name}" (${first + 1} and ${index + 1}); rename one`);
    if (name === '__proto__') reader.fault(`/outputs/${index}/name`, 'forbidden-key', 'An output cannot be called "__proto__"; rename it');
    seen.set(name, index);
  });
  checkPolicy(document, outputs, reader);
  const rules = document.rules.map((_, index) => readRule(document, index, inputs, outputs, reader));
  checkRuleNames(document, reader);
  if (reader.faults.length > 0) return { ok: false, error: reader.faults };
  const sure = <T>(list: readonly (T | undefined)[]): T[] => list as T[];
  return { ok: true, value: { document, inputs: sure(inputs), outputs: sure(outputs), rules: sure(rules), type: resultType(document, sure(outputs), sure(rules)), names: [...reader.names] } };
}

/** The expression of a column with its type, its order and the values that can come. */
export function readColumn(input: Pick<DecisionTableInput, 'expression' | 'type' | 'label' | 'allowed'>, path: string, scope: TableScope, reader: CellReader): TableColumn | undefined {
  const checked = reader.expression(input.expression, `${path}/expression`);
  if (!checked) return undefined;
  const declared = input.type === undefined ? undefined : feelTypeOf({ type: input.type });
  if (declared && scope.strict !== false && !typeFits(checked.type, declared)) {
    reader.fault(`${path}/type`, 'type-mismatch', `The input "${input.expression}" is declared as ${input.type}, but it is ${typeName(checked.type)}; change the type or the expression`);
  }
  const type = declared && (declared.kind !== 'any') && (checked.type.kind === 'any' || declared.kind !== 'list' && declared.kind !== 'context') ? declared : checked.type;
  const spec = checked.tree.kind === 'name' ? scope.fields?.get(checked.tree.name) : undefined;
  const whole = input.type === 'integer' || (spec?.type === 'integer' && (input.type === undefined || input.type === 'number'));
  const kind = columnKinds.has(type.kind) ? ((whole ? 'integer' : type.kind) as ColumnKind) : undefined;
  const allowed = input.allowed === undefined || input.allowed.trim() === '' ? undefined : reader.tests(input.allowed, `${path}/allowed`, type, kind);
  return { name: input.label || input.expression.trim(), checked, type, kind, allowed, domain: spec && kind ? valueSpecSet(spec, kind) : 'any' };
}

/** An output with its values and its default. */
export function readOutput(output: DecisionTableOutput, path: string, reader: CellReader): TableOutput {
  const declared = output.type === undefined ? undefined : feelTypeOf({ type: output.type });
  const type: FeelType = declared ?? { kind: 'any' };
  const values = output.values?.flatMap((source, place) => reader.tests(source, `${path}/values/${place}`, type, kindOf(type)) ?? []);
  const given = output.default === undefined || output.default.trim() === '' ? undefined : reader.expression(output.default, `${path}/default`);
  if (given && !typeFits(given.type, type)) reader.mismatch(`${path}/default`, `The default of "${output.name}"`, given.type, type);
  return { name: output.name, type, values: values?.length ? values : undefined, default: given };
}

const kindOf = (type: FeelType): ColumnKind | undefined => (columnKinds.has(type.kind) ? (type.kind as ColumnKind) : undefined);

function checkPolicy({ hitPolicy, aggregator, outputs }: DecisionTableDocument, read: readonly TableOutput[], reader: CellReader): void {
  if (aggregator !== undefined && hitPolicy !== 'C') reader.fault('/aggregator', 'wrong-hit-policy', `The aggregator "${aggregator}" goes with the hit policy C only, not with ${hitPolicy}`);
  if (hitPolicy === 'C' && aggregator !== undefined && aggregator !== 'count') {
    if (outputs.length > 1) reader.fault('/aggregator', 'wrong-arity', `"${aggregator}" needs one output, the table has ${outputs.length}; leave the aggregator out or split the table`);
    const type = read[0]?.type;
    if (type && aggregator === 'sum' && type.kind !== 'any' && type.kind !== 'number') reader.fault('/outputs/0/type', 'type-mismatch', `"sum" needs numbers, the output "${outputs[0]!.name}" is ${typeName(type)}`);
  }
  if ((hitPolicy === 'P' || hitPolicy === 'O') && !read.some(({ values }) => values)) {
    reader.fault('/outputs', 'priorities-missing', `The hit policy ${hitPolicy} takes priorities from the values of an output; list them under "values", the highest first`);
  }
}

function readRule(document: DecisionTableDocument, index: number, inputs: readonly (TableInput | undefined)[], outputs: readonly TableOutput[], reader: CellReader): TableRule | undefined {
  const rule = document.rules[index]!;
  const path = `/rules/${index}`;
  for (const [word, given, wanted] of [['inputs', rule.inputs.length, inputs.length], ['outputs', rule.outputs.length, outputs.length]] as const) {
    if (given !== wanted) {
      reader.fault(`${path}/${word}`, 'wrong-arity', `Rule ${index + 1} has ${given} cells for ${wanted} ${word}; give one for each`);
      return undefined;
    }
  }
  const cells = rule.inputs.map((source, place) => {
    const input = inputs[place];
    return input && reader.tests(source.trim() === '' ? '-' : source, `${path}/inputs/${place}`, input.type, input.kind);
  });
  const results = rule.outputs.map((source, place) => {
    const at = `${path}/outputs/${place}`;
    const { name, type, values } = outputs[place]!;
    if (source.trim() === '') {
      reader.fault(at, 'incomplete', `Rule ${index + 1} has no value for the output "${name}"; write one, or null`);
      return undefined;
    }
    const checked = reader.expression(source, at);
    if (checked && !typeFits(checked.type, type)) reader.mismatch(at, `The output "${name}" of rule ${index + 1}`, checked.type, type);
    if (checked && values && !mayBeAllowed(checked, values)) reader.fault(at, 'value-not-allowed', `${source.trim().slice(0, 100)} is not among the values of the output "${name}": ${values.slice(0, 10).map((value) => value.source).join(', ')}${values.length > 10 ? ', …' : ''}`);
    return checked;
  });
  if (cells.includes(undefined) || results.includes(undefined)) return undefined;
  return { name: rule.id ?? String(index + 1), inputs: cells as TableCell[], outputs: results as CheckedFeel[], annotation: rule.annotation };
}

/** False where a literal is surely none of the values. */
function mayBeAllowed(checked: CheckedFeel, values: readonly TableCell[]): boolean {
  const constant = constantOf(checked.tree);
  if (!constant) return true;
  return values.some(({ checked: test }) => {
    const [only] = test.tree.kind === 'tests' && !test.tree.negated && test.tree.tests.length === 1 ? test.tree.tests : [];
    const allowed = only && constantOf(only);
    return !allowed || (typeof allowed.value === 'object' && allowed.value !== null ? String(allowed.value) === String(constant.value) : allowed.value === constant.value);
  });
}

function checkRuleNames({ rules }: DecisionTableDocument, reader: CellReader): void {
  const first = new Map<string, number>();
  rules.forEach(({ id }, index) => {
    if (id === undefined) return;
    const other = first.get(id);
    if (other !== undefined) reader.fault(`/rules/${index}/id`, 'duplicate', `Rules ${other + 1} and ${index + 1} have the same id "${id}"; change one`);
    else first.set(id, index);
  });
}

function resultType({ hitPolicy, aggregator }: DecisionTableDocument, outputs: readonly TableOutput[], rules: readonly TableRule[]): FeelType {
  if (hitPolicy === 'C' && (aggregator === 'sum' || aggregator === 'count')) return { kind: 'number' };
  const typeOf = (place: number): FeelType => {
    if (outputs[place]!.type.kind !== 'any') return outputs[place]!.type;
    const types = [...rules.map((rule) => rule.outputs[place]!.type), ...(outputs[place]!.default ? [outputs[place]!.default.type] : [])].filter(({ kind }) => kind !== 'null');
    return types.length > 0 && types.every((type) => type.kind === types[0]!.kind && typeFits(type, types[0]!)) ? types[0]! : { kind: 'any' };
  };
  const one: FeelType = outputs.length === 1 ? typeOf(0) : { kind: 'context', fields: Object.fromEntries(outputs.map(({ name }, place) => [name, typeOf(place)])) };
  return hitPolicy === 'R' || hitPolicy === 'O' || (hitPolicy === 'C' && aggregator === undefined) ? { kind: 'list', items: one } : one;
}
