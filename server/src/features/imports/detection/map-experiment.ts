import { datasets, type ColumnMapping } from '@arbiter/contracts';
import { attributeName, plainHeading } from './attribute-name.js';
import type { DetectedColumn } from './map-columns.js';

const armHeading = /^(arm|group|variant|treatment|segment|cell|bucket|группа|вариант|ветка|сегмент)/;
const outcomeHeading = /visit|conver|spend|target|respon|purchase|revenue|profit|paid|sale|click|churn|order|визит|посещ|конверс|покупк|выруч|оплат|отклик|клик|трат|заказ|платеж/;
const controlArm = /control|контрол|^к?г?кг$|holdout|no[ _-]?(e[ _-]?mail|contact|treatment|offer|action)|untreated|без |^нет$|^none$|^0$/i;
/** More groups than this are not arms of one comparison, and more values than this no dimension of a report. */
const mostArms = 12;
const mostValues = 50;

const isText = (column: DetectedColumn) => column.detectedType === 'text' || column.detectedType === 'boolean' || column.distinct <= 2;

function findArm(columns: readonly DetectedColumn[]): DetectedColumn | undefined {
  const aliases = datasets.experiment.fields.find((field) => field.name === 'arm')!.aliases.map(plainHeading);
  const possible = columns.filter((column) => isText(column) && column.distinct >= 2 && column.distinct <= mostArms);
  const exact = possible.filter((column) => plainHeading(column.name) === 'arm' || aliases.includes(plainHeading(column.name)));
  const withControl = (list: DetectedColumn[]) => list.find((column) => column.samples.some((sample) => controlArm.test(sample)));
  const similar = possible.filter((column) => armHeading.test(column.name.toLowerCase()));
  return withControl(exact) ?? withControl(similar) ?? exact[0] ?? similar[0];
}

function findCustomer(columns: readonly DetectedColumn[]): DetectedColumn | undefined {
  const field = datasets.experiment.fields.find((candidate) => candidate.name === 'customer_id')!;
  const known = ['customerid', 'id', ...field.aliases, field.title.en, field.title.ru].map(plainHeading);
  return columns.find((column) => known.includes(plainHeading(column.name)) && column.distinct * 2 > column.seen);
}

/** A finished campaign in one file: the group, the outcomes by name and kind, and what the report may be cut by. */
export function mapExperiment(columns: readonly DetectedColumn[]): ColumnMapping[] {
  const arm = findArm(columns);
  const customer = findCustomer(columns);
  const taken = new Set<string>(['customer_id', 'arm']);
  return columns.map((column): ColumnMapping => {
    const { index } = column;
    if (column === arm) return { column: index, to: { field: 'arm' } };
    if (column === customer) return { column: index, to: { field: 'customer_id' } };
    const name = attributeName(column.name, taken, index + 1);
    const numeric = column.detectedType === 'number' || column.detectedType === 'money' || column.detectedType === 'boolean';
    const outcome = numeric && outcomeHeading.test(column.name.toLowerCase());
    if (!outcome && (column.distinct < 2 || column.distinct > mostValues || (column.detectedType !== 'text' && column.distinct > 20))) return { column: index, to: { skip: true } };
    taken.add(name);
    return { column: index, to: outcome ? { outcome: name } : { dimension: name } };
  });
}

/** The value of the arm column that stands for "not treated", by its name; else the first one. */
export function guessControlArm(arms: readonly string[]): string {
  return arms.find((arm) => controlArm.test(arm)) ?? arms[0] ?? '';
}
