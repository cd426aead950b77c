import type { OnnxDescription } from '../../ports/onnx-scorer.js';

export type TensorData = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array | string[];
export interface TensorMessage { type: string; dims: number[]; data: TensorData }

export type OnnxRequest =
  | { id: number; kind: 'hello' }
  | { id: number; kind: 'load'; hash: string; bytes: Uint8Array }
  | { id: number; kind: 'run'; hash: string; rows: number; inputs: Record<string, TensorMessage>; outputs: string[] };
export type OnnxReply =
  | { id: number; kind: 'ready' }
  | { id: number; kind: 'loaded'; description: OnnxDescription }
  | { id: number; kind: 'ran'; outputs: Record<string, TensorMessage> }
  | { id: number; kind: 'failed'; message: string; unknown?: boolean; /** The runtime itself cannot be loaded here. */ absent?: boolean };
