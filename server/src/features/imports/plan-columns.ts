import { datasets, type Attribute, type AttributeType, type DatasetField, type Fault, type ImportSettings, type Result } from '@arbiter/contracts';
import type { CellRules } from './sql/cell-sql.js';

/** One column of the staging table: where its text comes from, how it is read, and what it becomes. */
export interface PlannedColumn {
  /** Name in staging: `f_` field, `o_` outcome, `d_` dimension, and the name. */
  name: string;
  target: string;
  role: 'field' | 'outcome' | 'dimension';
  source: { column: number } | { constant: string };
  /** What people know the column as: its heading, or the field of a constant. */
  label: string;
  rules: CellRules;
}

export interface ImportPlan {
  columns: PlannedColumn[];
  newAttributes: Attribute[];
}

/** Query parameter with the catalogue's action ids. */
export const actionsParameter = 'actions';

const ranges: Record<string, { least?: number; most?: number }> = { 'candidates.probability': { least: 0, most: 1 }, 'candidates.cost_minor': { least: 0 }, 'contacts.cost_minor': { least: 0 } };

function rulesOf(dataset: ImportSettings['dataset'], field: DatasetField): CellRules {
  const range = ranges[`${dataset}.${field.name}`];
  return {
    type: field.type,
    ...(field.key && field.required ? { need: 'key' as const } : field.name === 'customer_id' ? { need: 'key' as const } : field.required ? { need: 'value' as const } : {}),
    ...(range ? { range } : {}),
    ...(dataset === 'candidates' && field.name === 'action_id' ? { oneOf: { parameter: actionsParameter, reason: 'unknown-action' as const } } : {}),
  };
}

/** A finished campaign's customers may be told apart by nothing but their row: the id is made when there is none. */
const isOptional = (settings: ImportSettings, field: DatasetField) => !field.required || (settings.dataset === 'experiment' && field.name === 'customer_id');

function checkExperiment(settings: ImportSettings, faults: Fault[]): void {
  const { experiment, mapping } = settings;
  if (!experiment) faults.push({ path: '/settings/experiment', code: 'missing', message: 'The campaign has no name and no control group: give experiment.name and experiment.controlArm' });
  if (experiment?.endedOn !== undefined && !isCalendarDate(experiment.endedOn)) faults.push({ path: '/settings/experiment/endedOn', code: 'not-a-date', message: `"${experiment.endedOn}" is no date: write YYYY-MM-DD` });
  for (const [arm, share] of Object.entries(experiment?.shares ?? {})) {
    if (!(share > 0 && share <= 1)) faults.push({ path: `/settings/experiment/shares/${arm}`, code: 'out-of-range', message: `The planned share of "${arm}" is ${share}; a share lies between 0 and 1` });
  }
  if (!mapping.some(({ to }) => 'outcome' in to)) faults.push({ path: '/settings/mapping', code: 'missing', message: 'No column is mapped to an outcome: map at least one measured result' });
}

const isCalendarDate = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/**
 * What the settings ask for, column by column, or everything that stands in the way. `headings` are the columns of the
 * file, `attributes` those that customers have already.
 */
export function planColumns(settings: ImportSettings, headings: readonly string[], attributes: readonly Attribute[]): Result<ImportPlan> {
  const dataset = datasets[settings.dataset];
  const faults: Fault[] = [];
  const columns: PlannedColumn[] = [];
  const newAttributes: Attribute[] = [];
  const used = new Map<string, string>();
  const seenColumns = new Set<number>();
  const own = dataset.openAttributes ? attributes.filter((attribute) => !attribute.builtIn) : [];
  const add = (column: PlannedColumn, path: string) => {
    const other = used.get(column.name);
    if (other !== undefined) faults.push({ path, code: 'duplicate', message: `Both "${other}" and "${column.label}" are mapped to "${column.target}": skip one of them` });
    else columns.push(column);
    used.set(column.name, column.label);
  };

  settings.mapping.forEach(({ column, to }, position) => {
    const path = `/settings/mapping/${position}`;
    const label = headings[column];
    if (label === undefined) return void faults.push({ path, code: 'no-such-column', message: `The file has ${headings.length} columns, so there is no column ${column} (they are counted from 0)` });
    if (seenColumns.has(column)) return void faults.push({ path, code: 'duplicate', message: `Column ${column} ("${label}") is mapped twice` });
    seenColumns.add(column);
    const planned = (role: PlannedColumn['role'], target: string, rules: CellRules) => add({ name: `${role[0]}_${target}`, target, role, source: { column }, label, rules }, path);
    if ('skip' in to) return;
    if ('field' in to) {
      const field = dataset.fields.find((candidate) => candidate.name === to.field);
      const attribute = own.find((candidate) => candidate.name === to.field);
      if (field) planned('field', field.name, rulesOf(settings.dataset, field));
      else if (attribute) planned('field', attribute.name, { type: attribute.type });
      else faults.push({ path: `${path}/to/field`, code: 'unknown-field', message: `"${to.field}" is no field of ${dataset.id}: choose one of ${[...dataset.fields, ...own].map(({ name }) => name).join(', ')}` });
    } else if ('newAttribute' in to) {
      const { name, type, title } = to.newAttribute;
      const fault = attributeFault(name, type, settings, own);
      if (fault) return void faults.push({ path: `${path}/to/newAttribute/name`, ...fault });
      newAttributes.push({ name, type, title, builtIn: false });
      planned('field', name, { type });
    } else if (settings.dataset !== 'experiment') {
      faults.push({ path: `${path}/to`, code: 'wrong-dataset', message: `Outcomes and dimensions belong to the dataset "experiment", not to "${dataset.id}"` });
    } else if ('outcome' in to) planned('outcome', to.outcome, { type: 'number', words: true });
    else planned('dimension', to.dimension, { type: 'text' });
  });

  for (const [name, constant] of Object.entries(settings.constants ?? {})) {
    const field = dataset.fields.find((candidate) => candidate.name === name);
    if (!field) faults.push({ path: `/settings/constants/${name}`, code: 'unknown-field', message: `"${name}" is no field of ${dataset.id}` });
    else add({ name: `f_${name}`, target: name, role: 'field', source: { constant }, label: name, rules: rulesOf(settings.dataset, field) }, `/settings/constants/${name}`);
  }
  for (const field of dataset.fields) {
    if (!isOptional(settings, field) && !used.has(`f_${field.name}`)) {
      faults.push({ path: '/settings/mapping', code: 'missing', message: `"${field.name}" (${field.title.en}) is required: map a column to it${field.key ? '' : ' or give it a constant value'}` });
    }
  }
  if (settings.dataset === 'experiment') checkExperiment(settings, faults);
  return faults.length > 0 ? { ok: false, error: faults } : { ok: true, value: { columns, newAttributes } };
}

function attributeFault(name: string, type: AttributeType, settings: ImportSettings, own: readonly Attribute[]): { code: string; message: string } | undefined {
  const dataset = datasets[settings.dataset];
  if (!dataset.openAttributes) return { code: 'wrong-dataset', message: `"${dataset.id}" takes no new attributes: they belong to customers` };
  if (dataset.fields.some((field) => field.name === name) || name === 'version') return { code: 'name-taken', message: `"${name}" is built in: choose another name, or map the column to the field` };
  const known = own.find((attribute) => attribute.name === name);
  if (known && known.type !== type) return { code: 'type-differs', message: `Customers have an attribute "${name}" of type ${known.type}, not ${type}: choose another name, or map the column to it` };
  return undefined;
}
