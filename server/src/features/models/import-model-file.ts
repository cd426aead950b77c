import type { Fault, ModelDocument } from '@arbiter/contracts';
import { checkModel } from '@arbiter/engine/model/check-model';
import { importModelText, type ModelTextFormat } from '@arbiter/engine/model/importers/import-model-text';
import { StrategyFailure } from '@arbiter/engine/strategy/strategy-services';
import { ProblemError } from '../../http/problem-error.js';
import type { OnnxScorer } from '../../ports/onnx-scorer.js';
import { describeOnnxModel } from './describe-onnx-model.js';
import { hashOfBytes, mostModelBytes } from './model-files.repository.js';

export interface ReadModelFile {
  format: ModelTextFormat | 'onnx';
  document: ModelDocument;
  /** What the file does not say and was made up, or was left out; at JSON pointers into the document. */
  notes: Fault[];
}

function refuse(fileName: string, faults: Fault[]): never {
  const placed = faults.slice(0, 100);
  throw new ProblemError('file-invalid', `${fileName} cannot be taken: ${placed[0]?.path ? `${placed[0].path}: ` : ''}${placed[0]?.message ?? 'it holds no model'}`, { faults: placed });
}

/** ONNX is a protobuf message, which begins with the field ir_version (tag 0x08) or, seldom, with another one; text begins with < or {. */
const isText = (bytes: Uint8Array): boolean => {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const first = bytes.subarray(start, start + 1000).find((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09);
  return first === 0x3c || first === 0x7b;
};

/** Recognises a model file by its content and reads it. Throws file-invalid with the places of the faults, too-large, unavailable. */
export async function readModel(fileName: string, bytes: Uint8Array, onnx: OnnxScorer): Promise<ReadModelFile> {
  if (bytes.length > mostModelBytes) throw new ProblemError('too-large', `${fileName} has ${bytes.length} bytes; a model file has at most ${mostModelBytes}`);
  if (isText(bytes)) {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return refuse(fileName, [{ path: '1:1', code: 'wrong-encoding', message: 'The file is not in UTF-8; save it so' }]);
    }
    const read = importModelText(text);
    return read.ok ? { ...read.value, notes: [] } : refuse(fileName, read.error);
  }
  if (bytes.length === 0) return refuse(fileName, [{ path: '1:1', code: 'unknown-format', message: 'The file is empty' }]);
  const name = fileName.replace(/\.[^.]*$/, '') || fileName;
  const described = await onnx.describe(name, bytes).then(
    (description) => describeOnnxModel(name, hashOfBytes(bytes), description),
    (error: unknown) => {
      if (!(error instanceof StrategyFailure)) throw error;
      if (error.code === 'model-runtime-missing') throw new ProblemError('unavailable', error.message);
      return refuse(fileName, [{ path: '', code: error.code, message: error.message }]);
    },
  );
  if (!described.ok) return refuse(fileName, described.error);
  const checked = checkModel(described.value.document);
  return checked.ok ? { format: 'onnx', ...described.value } : refuse(fileName, checked.error);
}
