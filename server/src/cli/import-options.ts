import { attributeTypes, datasetIds, type AttributeType, type ColumnMapping, type DatasetId, type FileFormat, type ImportSettings } from '@arbiter/contracts';
import { UsageError, type CommandContext } from './command.js';

type Options = CommandContext['options'];

function oneOf<T extends string>(options: Options, name: string, allowed: readonly T[]): T | undefined {
  const given = options[name];
  if (given === undefined) return undefined;
  const found = allowed.find((value) => value === given);
  if (!found) throw new UsageError(`--${name} is ${JSON.stringify(given)}, but must be one of ${allowed.join(', ')}`);
  return found;
}

const text = (options: Options, name: string) => (typeof options[name] === 'string' ? (options[name] as string) : undefined);

/** `a=b,c=d` as pairs. */
function pairs(options: Options, name: string): [string, string][] {
  const given = text(options, name);
  if (given === undefined) return [];
  return given.split(',').map((pair) => {
    const at = pair.lastIndexOf('=');
    if (at <= 0) throw new UsageError(`--${name} has ${JSON.stringify(pair)}, but each part must be LEFT=RIGHT, parts divided by commas`);
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
}

/** Corrections of the detected format. */
export function formatFrom(options: Options): Partial<FileFormat> {
  const separators: Record<string, FileFormat['separator']> = { ',': ',', comma: ',', ';': ';', semicolon: ';', '\t': '\t', '\\t': '\t', tab: '\t', '|': '|', bar: '|' };
  const separator = text(options, 'separator');
  if (separator !== undefined && !separators[separator]) throw new UsageError(`--separator is ${JSON.stringify(separator)}, but must be one of , ; tab |`);
  const encoding = oneOf(options, 'encoding', ['utf-8', 'windows-1251', 'utf-16le', 'utf-16be'] as const);
  const dateOrder = oneOf(options, 'dates', ['ymd', 'dmy', 'mdy'] as const);
  return {
    ...(separator === undefined ? {} : { separator: separators[separator]! }),
    ...(encoding ? { encoding } : {}),
    ...(dateOrder ? { dateOrder } : {}),
    ...(options['decimal-comma'] ? { decimalComma: true } : {}),
    ...(options['decimal-point'] ? { decimalComma: false } : {}),
    ...(options['no-header'] ? { header: false } : {}),
  };
}

export const datasetFrom = (options: Options): DatasetId | undefined => oneOf(options, 'dataset', datasetIds);

export function constantsFrom(options: Options): Record<string, string> | undefined {
  const given = pairs(options, 'set');
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

function target(right: string, heading: string): ColumnMapping['to'] {
  if (right === '-' || right === 'skip') return { skip: true };
  const [first, second] = right.split(':') as [string, string | undefined];
  if (second === undefined) return { field: first };
  if (first === 'outcome') return { outcome: second };
  if (first === 'dimension') return { dimension: second };
  if (!(attributeTypes as readonly string[]).includes(second)) throw new UsageError(`--map has ${JSON.stringify(right)}, but the type of a new attribute must be one of ${attributeTypes.join(', ')}`);
  return { newAttribute: { name: first, type: second as AttributeType, title: { ru: heading, en: heading } } };
}

/** The proposed settings with what was asked for on the command line. */
export function applyOptions(settings: ImportSettings, headings: readonly string[], options: Options): ImportSettings {
  const changed = new Map(
    pairs(options, 'map').map(([left, right]) => {
      const byName = headings.indexOf(left);
      const column = byName >= 0 ? byName : /^\d+$/.test(left) ? Number(left) - 1 : -1;
      if (!(column >= 0 && column < headings.length)) throw new UsageError(`--map names the column ${JSON.stringify(left)}, but the file has ${headings.map((heading) => JSON.stringify(heading)).join(', ')}; a number from 1 to ${headings.length} does as well`);
      return [column, target(right, headings[column]!)] as const;
    }),
  );
  const mapping = settings.mapping.filter(({ column }) => !changed.has(column)).concat([...changed].map(([column, to]) => ({ column, to })));
  const claimed = new Set([...changed.values()].flatMap((to) => ('field' in to ? [to.field] : [])));
  // What was asked for wins over what was guessed for another column.
  const free = mapping.map((entry): ColumnMapping => ('field' in entry.to && claimed.has(entry.to.field) && !changed.has(entry.column) ? { column: entry.column, to: { skip: true } } : entry));
  const { experiment } = settings;
  const name = text(options, 'name');
  const control = text(options, 'control');
  const ended = text(options, 'ended');
  return {
    ...settings,
    mapping: free.sort((a, b) => a.column - b.column),
    ...(experiment ? { experiment: { ...experiment, ...(name ? { name } : {}), ...(control ? { controlArm: control } : {}), ...(ended ? { endedOn: ended } : {}) } } : {}),
  };
}
