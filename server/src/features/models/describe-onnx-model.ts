import { onnxTypes, type Fault, type ModelFeature, type OnnxInput, type OnnxModel, type OnnxOutput, type Result } from '@arbiter/contracts';
import type { OnnxDescription, OnnxValueShape } from '../../ports/onnx-scorer.js';

const typeNames: Readonly<Record<string, OnnxInput['type']>> = { float32: 'float', float64: 'double', int64: 'int64', int32: 'int32', bool: 'bool', string: 'string' };
const mostColumns = 5000;

export interface DescribedModel { document: OnnxModel; notes: Fault[] }

/**
 * A first document of an ONNX model from what its file says of itself. A file names its inputs and outputs, but neither the columns of a
 * matrix nor the classes: those get numbers, and the notes say so. Faults and notes have the place in the document as their path.
 */
export function describeOnnxModel(name: string, contentHash: string, { inputs, outputs }: OnnxDescription): Result<DescribedModel, Fault[]> {
  const faults: Fault[] = [];
  const notes: Fault[] = [];
  const features: ModelFeature[] = [];
  const taken = inputs.flatMap((input, index): OnnxInput[] => {
    const type = typeNames[input.type];
    const width = input.shape === null ? undefined : input.shape.length <= 1 ? 1 : input.shape.at(-1);
    const fault = (message: string): [] => {
      faults.push({ path: `/inputs/${index}`, code: 'not-supported', message: `Input "${input.name}" ${message}` });
      return [];
    };
    if (input.shape === null || type === undefined) return fault(`is of type ${input.type}; read are tensors of ${onnxTypes.join(', ')}`);
    if (input.shape.length > 2) return fault(`has ${input.shape.length} dimensions; read are rows by columns`);
    if (typeof width !== 'number' || width < 1 || width > mostColumns) return fault(`does not say how many columns it has (${String(width)}); export the model with the number of its features, at most ${mostColumns}`);
    const names = width === 1 ? [input.name] : Array.from({ length: width }, (_, column) => `${input.name}_${column + 1}`);
    if (width > 1) notes.push({ path: `/inputs/${index}/features`, code: 'names-made', message: `The ${width} columns of the input "${input.name}" have no names in the file: they are called ${names[0]} … ${names.at(-1)}; name them in the order of training` });
    for (const feature of names) features.push({ name: feature, type: type === 'string' ? 'category' : 'number' });
    return [{ name: input.name, type, features: names }];
  });
  const classes = classesOf(outputs);
  const given = outputs.flatMap((output, index): OnnxOutput[] => {
    if (output.shape === null || typeNames[output.type] === undefined) {
      notes.push({ path: `/outputs/${index}`, code: 'not-taken', message: `The output "${output.name}" is ${output.shape === null ? 'no tensor' : `of type ${output.type}`} and was left out (for scikit-learn export with zipmap=False)` });
      return [];
    }
    return [{ name: output.name, as: roleOf(output, outputs, classes) }];
  });
  if (given.length === 0) faults.push({ path: '/outputs', code: 'not-supported', message: 'No output of the file is a tensor that is read here' });
  if (classes) notes.push({ path: '/classes', code: 'names-made', message: `The file does not name its classes: they are called ${classes[0]} … ${classes.at(-1)}; name them in the order of the probabilities` });
  if (faults.length > 0) return { ok: false, error: faults };
  return { ok: true, value: { document: { kind: 'onnx', name: name.slice(0, 400), contentHash, features, inputs: taken, outputs: given, ...(classes ? { classes } : {}) }, notes } };
}

const isReal = ({ type }: OnnxValueShape) => type === 'float32' || type === 'float64';
const widthOf = ({ shape }: OnnxValueShape) => (shape && shape.length === 2 ? shape[1] : 1);

/** A matrix of numbers of several columns is probabilities when labels stand beside it. */
function classesOf(outputs: readonly OnnxValueShape[]): string[] | undefined {
  const matrix = outputs.find((output) => isReal(output) && typeof widthOf(output) === 'number' && (widthOf(output) as number) > 1);
  const labels = outputs.some(({ type }) => type === 'int64' || type === 'string');
  return matrix && labels ? Array.from({ length: widthOf(matrix) as number }, (_, index) => String(index)) : undefined;
}

function roleOf(output: OnnxValueShape, outputs: readonly OnnxValueShape[], classes: readonly string[] | undefined): OnnxOutput['as'] {
  if (classes && isReal(output) && widthOf(output) === classes.length) return 'probabilities';
  if (classes && (output.type === 'int64' || output.type === 'string') && widthOf(output) === 1) return 'class';
  return isReal(output) && !classes && outputs.findIndex(isReal) === outputs.indexOf(output) ? 'score' : 'value';
}
