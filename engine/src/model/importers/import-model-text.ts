import type { Fault, JsonModel, ModelDocument, Result } from '@arbiter/contracts';
import { checkModel } from '../check-model.js';
import { importPmml } from '../pmml/import-pmml.js';
import { importLightgbm } from './import-lightgbm.js';
import { importXgboost } from './import-xgboost.js';
import { jsonFaultPlace } from './json-fault-place.js';

export const modelTextFormats = ['pmml', 'xgboost', 'lightgbm', 'document'] as const;
export type ModelTextFormat = (typeof modelTextFormats)[number];
export interface ImportedModel { format: ModelTextFormat; document: JsonModel | ModelDocument }

const has = (value: unknown, key: string): boolean => typeof value === 'object' && value !== null && Object.hasOwn(value, key);

/**
 * A model of a file in text: PMML, XGBoost's or LightGBM's JSON, or a model document of this product; which of them, its content tells.
 * Faults of XML and of broken JSON have `line:column` as their path, faults of readable JSON a JSON pointer. Codes: those of the importers,
 * broken-json, unknown-format.
 */
export function importModelText(text: string): Result<ImportedModel, Fault[]> {
  const source = text.replace(/^\uFEFF/, '');
  const first = /\S/.exec(source)?.[0];
  const as = <T extends JsonModel | ModelDocument>(format: ModelTextFormat, read: Result<T, Fault[]>): Result<ImportedModel, Fault[]> => (read.ok ? { ok: true, value: { format, document: read.value } } : read);
  if (first === '<') return as('pmml', importPmml(source));
  if (first !== '{') return { ok: false, error: [{ path: '1:1', code: 'unknown-format', message: 'The file is no model that is read here: PMML (XML), JSON of XGBoost (save_model) or LightGBM (dump_model), a model document, or ONNX' }] };
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, error: [{ path: jsonFaultPlace(source), code: 'broken-json', message: `The file is no JSON: ${message.slice(0, 200)}` }] };
  }
  if (has(value, 'learner')) return as('xgboost', importXgboost(value));
  if (has(value, 'tree_info')) return as('lightgbm', importLightgbm(value));
  if (has(value, 'kind')) return as('document', checkModel(value));
  return { ok: false, error: [{ path: '', code: 'unknown-format', message: 'The JSON is neither of XGBoost ("learner"), nor of LightGBM ("tree_info"), nor a model document ("kind")' }] };
}
