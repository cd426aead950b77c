import type { AttributeType, ColumnMapping, DatasetId, ImportSettings } from '@arbiter/contracts';
import type { DatasetSummary } from '$lib/api/types.js';
import { columnName } from './column-name.js';

type Target = ColumnMapping['to'];
export type TargetKind = 'skip' | 'field' | 'newAttribute' | 'outcome' | 'dimension';

export function targetKind(to: Target): TargetKind {
  if ('field' in to) return 'field';
  if ('newAttribute' in to) return 'newAttribute';
  if ('outcome' in to) return 'outcome';
  return 'dimension' in to ? 'dimension' : 'skip';
}

/** The choice of a list (`field:segment`, `outcome` …) that stands for a target. */
export const choiceOf = (to: Target): string => ('field' in to ? `field:${to.field}` : targetKind(to));

/** The target that a choice of the list means for this column. */
export function targetOf(choice: string, column: { index: number; name: string; detectedType: AttributeType }): Target {
  const name = columnName(column.name, column.index);
  if (choice.startsWith('field:')) return { field: choice.slice('field:'.length) };
  if (choice === 'newAttribute') return { newAttribute: { name, type: column.detectedType, title: { ru: column.name, en: column.name } } };
  if (choice === 'outcome') return { outcome: name };
  if (choice === 'dimension') return { dimension: name };
  return { skip: true };
}

/** What else a column of this dataset may become, besides its fields. */
export function openTargets(dataset: DatasetId): TargetKind[] {
  if (dataset === 'customers') return ['newAttribute', 'skip'];
  if (dataset === 'experiment') return ['outcome', 'dimension', 'skip'];
  return ['skip'];
}

type Field = DatasetSummary['fields'][number];

/** Fields that no column fills: `needed` must be mapped, `constant` may have one value for the whole file. */
export function unmappedFields(fields: readonly Field[], settings: ImportSettings): { needed: Field[]; constant: Field[] } {
  const mapped = new Set(settings.mapping.flatMap((item) => ('field' in item.to ? [item.to.field] : [])));
  const open = fields.filter((field) => !mapped.has(field.name));
  const identifies = (field: Field) => Boolean(field.key && field.required) && settings.dataset !== 'experiment';
  return {
    needed: open.filter((field) => identifies(field) || (field.required && (field.type !== 'text' || settings.dataset === 'experiment') && !(field.key && settings.dataset === 'experiment'))),
    constant: open.filter((field) => !identifies(field) && field.type === 'text' && settings.dataset !== 'experiment' && (field.required || field.key)),
  };
}

/** A field that two columns claim, or null. */
export function doubledField(settings: ImportSettings): string | null {
  const seen = new Set<string>();
  for (const item of settings.mapping) {
    if (!('field' in item.to)) continue;
    if (seen.has(item.to.field)) return item.to.field;
    seen.add(item.to.field);
  }
  return null;
}
