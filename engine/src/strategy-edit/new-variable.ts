import type { FieldSpec, StrategyDataModel, StrategyDocument, ValueSpec } from '@arbiter/contracts';
import type { FeelType } from '../feel/feel-type.js';

/** What the data model says of values of a type; `any` where it has no word for it. */
export function specOfType(type: FeelType | undefined): ValueSpec {
  if (!type) return { type: 'any' };
  switch (type.kind) {
    case 'null':
    case 'range':
    case 'function':
      return { type: 'any' };
    case 'list': {
      const items = specOfType(type.items);
      return items.type === 'any' ? { type: 'list' } : { type: 'list', items };
    }
    case 'context': {
      const fields = Object.entries(type.fields);
      if (type.open || fields.length === 0) return { type: 'object' };
      return { type: 'object', fields: fields.map(([name, field]) => ({ name, ...specOfType(field) })) };
    }
    default:
      return { type: type.kind };
  }
}

/** A text as a name of the data model: letters of any script, digits and underscores. Empty where nothing of it can be one. */
export function fieldNameOf(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/[^\p{L}\p{N}_]+/gu, '_').replace(/^[\p{N}_]+/u, '').replace(/_+$/, '').slice(0, 63);
}

/** The document with one more variable (or output); itself where the name is there already. */
export function addField(document: StrategyDocument, field: FieldSpec, part: 'variables' | 'outputs' = 'variables'): StrategyDocument {
  const { dataModel } = document;
  const taken = (['inputs', 'variables', 'outputs'] as const).some((one) => dataModel[one].some(({ name }) => name === field.name));
  if (taken || field.name === '') return document;
  const next: StrategyDataModel = { ...dataModel, [part]: [...dataModel[part], field] };
  return { ...document, dataModel: next };
}
