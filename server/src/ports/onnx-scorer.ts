import type { OnnxModel } from '@arbiter/contracts';
import type { ModelResult } from '@arbiter/engine/model/model-result';

export interface OnnxValueShape { name: string; type: string; /** Names stand for sizes that are free. Null for what is no tensor. */ shape: (number | string)[] | null }
export interface OnnxDescription { inputs: OnnxValueShape[]; outputs: OnnxValueShape[] }
/** As ModelResult, with the values of every declared output by name. */
export interface OnnxResult extends Omit<ModelResult, 'contributions' | 'reasonCodes'> { outputs: Record<string, unknown> }

/** Scores ONNX models in a process of their own. All methods throw StrategyFailure: model-missing, model-failed, model-input, model-runtime-missing. */
export interface OnnxScorer {
  /** What a model file takes and gives; an unreadable one fails. */
  describe(name: string, bytes: Uint8Array): Promise<OnnxDescription>;
  /** Loads the stored file of a model and compares its inputs and outputs with the document; throws where they do not fit. */
  verify(model: OnnxModel): Promise<void>;
  /** Whether the runtime is installed here, for the doctor. Starts its process. */
  support(): Promise<{ available: boolean; why?: string }>;
  /** Rows of values in the order of the model's features; thousands at once. */
  scoreRows(model: OnnxModel, rows: readonly (readonly unknown[])[], signal?: AbortSignal): Promise<(OnnxResult | Error)[]>;
  /** One row; calls of one turn of the event loop are scored together. */
  score(model: OnnxModel, row: readonly unknown[], signal?: AbortSignal): Promise<OnnxResult>;
  close(): Promise<void>;
}
