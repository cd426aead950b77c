import type { OnnxModel, OnnxOutput } from '@arbiter/contracts';
import type { Prepared } from '@arbiter/engine/model/prepare-features';
import { StrategyFailure } from '@arbiter/engine/strategy/strategy-services';
import type { OnnxResult } from '../../ports/onnx-scorer.js';
import type { TensorData, TensorMessage } from './onnx-messages.js';

const makers = {
  float: (size: number) => ({ type: 'float32', data: new Float32Array(size) as TensorData }),
  double: (size: number) => ({ type: 'float64', data: new Float64Array(size) as TensorData }),
  int64: (size: number) => ({ type: 'int64', data: new BigInt64Array(size) as TensorData }),
  int32: (size: number) => ({ type: 'int32', data: new Int32Array(size) as TensorData }),
  bool: (size: number) => ({ type: 'bool', data: new Uint8Array(size) as TensorData }),
  string: (size: number) => ({ type: 'string', data: new Array<string>(size).fill('') as TensorData }),
};

/** Prepared rows as the tensors of the model's inputs, one row of the matrix for each. A missing number is NaN, a missing text is empty. */
export function inputTensors(model: OnnxModel, rows: readonly (readonly Prepared[])[], columnOf: ReadonlyMap<string, number>): Record<string, TensorMessage> {
  const tensors: Record<string, TensorMessage> = {};
  for (const { name, type, features } of model.inputs) {
    const width = features.length;
    const made = makers[type](rows.length * width);
    const columns = features.map((feature) => columnOf.get(feature)!);
    const data = made.data as unknown[];
    for (let row = 0; row < rows.length; row += 1) {
      for (let k = 0; k < width; k += 1) {
        const value = rows[row]![columns[k]!]!;
        data[row * width + k] = type === 'string' ? (value ?? '') : type === 'int64' ? BigInt(Math.trunc(Number(value))) : (value ?? NaN);
      }
    }
    tensors[name] = { ...made, dims: [rows.length, width] };
  }
  return tensors;
}

/** Whether a row can be given to the model: whole-number inputs have no way to say that a value is missing. */
export function refuseMissing(model: OnnxModel, row: readonly Prepared[], columnOf: ReadonlyMap<string, number>): StrategyFailure | undefined {
  for (const { type, features } of model.inputs) {
    if (type === 'float' || type === 'double' || type === 'string') continue;
    const missing = features.find((feature) => row[columnOf.get(feature)!] === null);
    if (missing !== undefined) return new StrategyFailure('model-input', `Feature "${missing}" has no value, but the model takes it as ${type}, which has none for "missing"; give it a value, or a policy for missing values`);
  }
  return undefined;
}

const jsonOf = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
const cell = ({ data, dims }: TensorMessage, row: number, rows: number): unknown[] => {
  const width = rows === 0 ? 0 : dims.reduce((product, size) => product * size, 1) / rows;
  return Array.from({ length: width }, (_, k) => jsonOf((data as ArrayLike<unknown>)[row * width + k]));
};

/** The answer for one row. Throws StrategyFailure `model-failed` where an output has not the size that the document says. */
export function resultOf(model: OnnxModel, outputs: Record<string, TensorMessage>, row: number, rows: number): OnnxResult {
  const result: OnnxResult = { score: null, class: null, probabilities: {}, outputs: {} };
  for (const output of model.outputs) {
    const values = cell(outputs[output.name]!, row, rows);
    result.outputs[output.name] = values.length === 1 ? values[0] : values;
    if (output.as === 'class') result.class = String(values[0]);
    else if (output.as === 'score') result.score = finite(values[output.column ?? 0], output);
    else if (output.as === 'probabilities') {
      const classes = model.classes!;
      if (values.length !== classes.length) throw new StrategyFailure('model-failed', `The output "${output.name}" has ${values.length} columns, but the model has ${classes.length} classes`);
      classes.forEach((name, index) => { result.probabilities[name] = finite(values[index], output) ?? 0; });
      if (!model.outputs.some(({ as }) => as === 'score')) result.score = result.probabilities[model.positiveClass ?? classes[classes.length === 2 ? 1 : values.indexOf(Math.max(...(values as number[])))]!] ?? null;
    }
  }
  return result;
}

function finite(value: unknown, { name, column }: OnnxOutput): number | null {
  if (value === undefined) throw new StrategyFailure('model-failed', `The output "${name}" has no column ${column ?? 0}`);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
