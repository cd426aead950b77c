import { datasets, type Attribute, type AttributeType, type ColumnMapping, type DatasetId } from '@arbiter/contracts';
import { attributeName, plainHeading } from './attribute-name.js';
import { mapExperiment } from './map-experiment.js';

export interface DetectedColumn {
  index: number;
  name: string;
  detectedType: AttributeType;
  samples: string[];
  /** Different values among the rows looked at, and how many rows that were. */
  distinct: number;
  seen: number;
}

/** Fields as files call them: money is `cost`, not `cost_minor`, because files hold major units. */
const headingOf = (field: string) => plainHeading(field.replace(/_minor$/, ''));

/** What a heading is taken for, from the surest match to the loosest: 3 name, 2 title or alias, 1 begins with one. */
function matchStrength(heading: string, field: { name: string; title: { ru: string; en: string }; aliases: string[] }): number {
  const plain = plainHeading(heading);
  // A column that says that it is in minor units must not be taken for major ones.
  if (plain === '' || (field.name.endsWith('_minor') && plain.endsWith('minor'))) return 0;
  if (plain === headingOf(field.name)) return 3;
  const known = [field.title.ru, field.title.en, ...field.aliases].map(plainHeading);
  if (known.includes(plain)) return 2;
  return known.some((name) => name.length >= 5 && (plain.startsWith(name) || plain.endsWith(name))) ? 1 : 0;
}

/** Fields of the dataset by column; each field at most once, the surest match first, then the leftmost column. */
function matchFields(dataset: DatasetId, columns: readonly DetectedColumn[]): Map<number, string> {
  const { fields } = datasets[dataset];
  const matches = columns.flatMap((column) => fields.map((field, order) => ({ column: column.index, field: field.name, order, strength: matchStrength(column.name, field), loose: !field.required })));
  const taken = new Map<number, string>();
  const used = new Set<string>();
  matches.sort((a, b) => b.strength - a.strength || a.column - b.column || a.order - b.order);
  for (const { column, field, strength, loose } of matches) {
    if (strength === 0 || (strength === 1 && loose) || taken.has(column) || used.has(field)) continue;
    taken.set(column, field);
    used.add(field);
  }
  return taken;
}

/** How much of a dataset the headings explain; to guess the dataset of a file. */
export function scoreDataset(dataset: DatasetId, columns: readonly DetectedColumn[]): number {
  const matches = matchFields(dataset, columns);
  const matched = new Set(matches.values());
  const { fields } = datasets[dataset];
  const missing = fields.filter((field) => field.required && !matched.has(field.name)).length;
  const keys = fields.filter((field) => field.key);
  // What names every row has a value of its own in nearly every row.
  const keyColumn = keys.length === 1 ? columns.find((column) => matches.get(column.index) === keys[0]!.name) : undefined;
  const repeated = keyColumn !== undefined && keyColumn.distinct * 2 < keyColumn.seen;
  return matched.size / fields.length - missing * 0.5 - (repeated ? 0.5 : 0);
}

/** The dataset that a file is most likely for: the best explained one, customers when none stands out. */
export function guessDataset(columns: readonly DetectedColumn[]): DatasetId {
  const experiment = mapExperiment(columns);
  const outcomes = experiment.filter((mapping) => 'outcome' in mapping.to).length;
  const hasArm = experiment.some((mapping) => 'field' in mapping.to && mapping.to.field === 'arm');
  const candidates = (Object.keys(datasets) as DatasetId[]).filter((id) => id !== 'experiment' && id !== 'customers').map((id) => ({ id, score: scoreDataset(id, columns) }));
  candidates.sort((a, b) => b.score - a.score);
  const best = candidates[0]!;
  if (best.score >= 0.5) return best.id;
  return hasArm && outcomes > 0 && scoreDataset('customers', columns) < 0.25 ? 'experiment' : 'customers';
}

/** Takes columns to fields by their headings, and the rest to attributes where the dataset is open to new ones. */
export function mapColumns(dataset: DatasetId, columns: readonly DetectedColumn[], attributes: readonly Attribute[]): ColumnMapping[] {
  if (dataset === 'experiment') return mapExperiment(columns);
  const fields = matchFields(dataset, columns);
  const open = datasets[dataset].openAttributes === true;
  const taken = new Set([...datasets[dataset].fields.map((field) => field.name), 'version']);
  return columns.map(({ index, name, detectedType, samples }): ColumnMapping => {
    const field = fields.get(index);
    if (field) return { column: index, to: { field } };
    if (!open || (name.trim() === '' && samples.every((sample) => sample === ''))) return { column: index, to: { skip: true } };
    const spelled = attributeName(name, taken, index + 1);
    taken.add(spelled);
    const known = attributes.find((attribute) => !attribute.builtIn && attribute.name === spelled);
    if (known) return { column: index, to: { field: known.name } };
    const title = (name.trim() || spelled).slice(0, 200);
    return { column: index, to: { newAttribute: { name: spelled, type: detectedType, title: { ru: title, en: title } } } };
  });
}
