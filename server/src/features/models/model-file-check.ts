import type { ItemKind, ModelDocument, RegistrationCheckResult } from '@arbiter/contracts';
import { StrategyFailure } from '@arbiter/engine/strategy/strategy-services';
import type { Container } from '../../container.js';

/** Refuses to register an ONNX model whose file is not there, does not load, or takes and gives something else than the document says. */
export async function modelFileCheck({ onnx }: Partial<Pick<Container, 'onnx'>>, { kind, document }: { kind: ItemKind; document: unknown }): Promise<RegistrationCheckResult[]> {
  const model = document as ModelDocument;
  if (kind !== 'model' || model.kind !== 'onnx') return [];
  if (!onnx) return [{ name: 'model-file', ok: false, message: 'ONNX models cannot be loaded in this process; register the model through the server' }];
  try {
    await onnx.verify(model);
    return [{ name: 'model-file', ok: true, message: `The file ${model.contentHash.slice(0, 12)}… loads and fits its inputs and outputs` }];
  } catch (error) {
    if (!(error instanceof StrategyFailure)) throw error;
    return [{ name: 'model-file', ok: false, message: error.message, details: { code: error.code } }];
  }
}
