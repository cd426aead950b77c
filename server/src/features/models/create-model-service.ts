import type { ModelDocument, OnnxModel } from '@arbiter/contracts';
import { StrategyFailure, type StrategyServices } from '@arbiter/engine/strategy/strategy-services';
import type { Kysely } from 'kysely';
import type { OnnxScorer } from '../../ports/onnx-scorer.js';
import type { Database } from '../../repository/tables.js';

const mostKept = 500;

/**
 * Scores registered ONNX models for strategies. A version never changes, so its document is kept; one and the same object for all calls,
 * for rows are scored together by it. Deleted models go on scoring: registered strategies refer to them.
 */
export function createModelService(repository: Kysely<Database>, onnx: OnnxScorer): StrategyServices['model'] {
  const models = new Map<string, Promise<OnnxModel>>();
  const load = async (modelId: string, version: number): Promise<OnnxModel> => {
    const row = await repository.selectFrom('item_versions').select(['kind', 'document']).where('item_id', '=', modelId).where('version', '=', version).executeTakeFirst();
    const document = row?.kind === 'model' ? (row.document as ModelDocument) : undefined;
    if (document?.kind !== 'onnx') throw new StrategyFailure('model-missing', `There is no ONNX model "${modelId}" of version ${version}; register it, or choose another one`, { retry: false });
    return document;
  };
  const find = (modelId: string, version: number): Promise<OnnxModel> => {
    const key = `${modelId} ${version}`;
    const known = models.get(key);
    if (known) return known;
    const loading = load(modelId, version);
    models.set(key, loading);
    loading.catch(() => models.delete(key));
    const [oldest] = models.keys();
    if (models.size > mostKept && oldest !== undefined) models.delete(oldest);
    return loading;
  };
  return async ({ modelId, version, inputs }, signal) => {
    const model = await find(modelId, version);
    return { ...(await onnx.score(model, model.features.map(({ name }) => (Object.hasOwn(inputs, name) ? inputs[name] : null)), signal)) };
  };
}
