import { createHash } from 'node:crypto';
import type { OnnxModel } from '@arbiter/contracts';
import { modelColumns, type ModelColumns } from '@arbiter/engine/model/model-columns';
import type { Prepared } from '@arbiter/engine/model/prepare-features';
import { StrategyFailure } from '@arbiter/engine/strategy/strategy-services';
import type { OnnxDescription, OnnxResult, OnnxScorer } from '../../ports/onnx-scorer.js';
import { OnnxProcess } from './onnx-process.js';
import { inputTensors, refuseMissing, resultOf } from './onnx-tensors.js';

export interface OnnxOptions {
  /** Bytes of a model file by their SHA-256; undefined where there are none. */
  readModel(contentHash: string): Promise<Uint8Array | undefined>;
  /** Models kept loaded, by the size of their files. */
  memoryBytes: number;
  /** Most time for one crossing. */
  timeoutMs?: number;
}

const fileTypes = { float: 'float32', double: 'float64', int64: 'int64', int32: 'int32', bool: 'bool', string: 'string' } as const;
const rowsPerCrossing = 10_000;
const loadTimeoutMs = 60_000;

interface Turn { model: OnnxModel; rows: (readonly unknown[])[]; settle: ((answer: OnnxResult | Error) => void)[] }

/** Scores ONNX models in a child process, whose sessions are found by the content of their files. */
export function openOnnx({ readModel, memoryBytes, timeoutMs = 30_000 }: OnnxOptions): OnnxScorer {
  const onnx = new OnnxProcess(memoryBytes);
  const columns = new WeakMap<OnnxModel, ModelColumns>();
  const descriptions = new Map<string, OnnxDescription>();
  const turns = new Map<OnnxModel, Turn>();
  const titleOf = (model: OnnxModel) => `The ONNX model "${model.name ?? model.contentHash.slice(0, 12)}"`;

  const load = async (title: string, hash: string, bytes: Uint8Array): Promise<OnnxDescription> => {
    const reply = await onnx.ask({ kind: 'load', hash, bytes }, loadTimeoutMs).catch((error: Error) => {
      throw new StrategyFailure('model-failed', `${title} cannot be loaded: ${error.message}; export it again`);
    });
    if (reply.kind === 'failed' && reply.absent) throw new StrategyFailure('model-runtime-missing', `${title} cannot be loaded: the ONNX runtime is not installed for this machine (${firstLine(reply.message)}). Install the package onnxruntime-node, or import the model as trees`);
    if (reply.kind !== 'loaded') throw new StrategyFailure('model-failed', `${title} cannot be loaded: ${reply.kind === 'failed' ? firstLine(reply.message) : 'no description'}; export it again`);
    descriptions.set(hash, reply.description);
    return reply.description;
  };
  const loadStored = async (model: OnnxModel): Promise<OnnxDescription> => {
    const bytes = await readModel(model.contentHash);
    if (!bytes) throw new StrategyFailure('model-missing', `${titleOf(model)} has no file with the SHA-256 ${model.contentHash}; upload it again`);
    const description = await load(titleOf(model), model.contentHash, bytes);
    const faults = [...compare('input', model.inputs.map(({ name }) => name), description.inputs), ...compare('output', model.outputs.map(({ name }) => name), description.outputs, true)];
    if (faults.length > 0) throw new StrategyFailure('model-failed', `${titleOf(model)} does not fit its file: ${faults.join('; ')}`);
    return description;
  };

  const cross = async (model: OnnxModel, prepared: Prepared[][], columnOf: ReadonlyMap<string, number>): Promise<(OnnxResult | Error)[]> => {
    const description = descriptions.get(model.contentHash) ?? (await loadStored(model));
    const fixed = description.inputs[0]?.shape?.[0];
    // A file made for so many rows at a time takes no other number.
    const size = typeof fixed === 'number' && fixed > 0 ? fixed : rowsPerCrossing;
    const answers: (OnnxResult | Error)[] = [];
    for (let start = 0; start < prepared.length; start += size) {
      const part = prepared.slice(start, start + size);
      const wanted = part.length;
      while (size !== rowsPerCrossing && part.length < size) part.push(part[0]!);
      const request = { kind: 'run' as const, hash: model.contentHash, rows: part.length, inputs: inputTensors(model, part, columnOf), outputs: model.outputs.map(({ name }) => name) };
      let reply = await onnx.ask(request, timeoutMs);
      if (reply.kind === 'failed' && reply.unknown) {
        await loadStored(model);
        reply = await onnx.ask(request, timeoutMs);
      }
      if (reply.kind !== 'ran') throw new StrategyFailure('model-failed', `${titleOf(model)} failed: ${reply.kind === 'failed' ? firstLine(reply.message) : 'no outputs'}`);
      for (let row = 0; row < wanted; row += 1) answers.push(resultOf(model, reply.outputs, row, part.length));
    }
    return answers;
  };

  const scoreRows: OnnxScorer['scoreRows'] = async (model, rows, signal) => {
    signal?.throwIfAborted();
    let known = columns.get(model);
    if (!known) columns.set(model, (known = modelColumns(model)));
    const answers: (OnnxResult | Error)[] = [];
    const usable: number[] = [];
    const prepared: Prepared[][] = [];
    rows.forEach((row, index) => {
      try {
        const filled = known.fill(row).slice();
        const refused = refuseMissing(model, filled, known.indexOf);
        if (refused) throw refused;
        usable.push(index);
        prepared.push(filled);
      } catch (error) {
        answers[index] = error instanceof Error ? error : new Error(String(error));
      }
    });
    const scored = await cross(model, prepared, known.indexOf).catch((error: unknown) => {
      throw error instanceof StrategyFailure ? error : new StrategyFailure('model-failed', `${titleOf(model)} failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    usable.forEach((index, place) => { answers[index] = scored[place]!; });
    return answers;
  };

  return {
    async verify(model) {
      const { inputs } = await loadStored(model);
      const faults = model.inputs.flatMap(({ name, type, features }) => {
        const there = inputs.find((input) => input.name === name)!;
        const width = there.shape && there.shape.length > 1 ? there.shape.at(-1) : 1;
        return [
          ...(there.type === fileTypes[type] ? [] : [`its input "${name}" is ${there.type}, not ${type}`]),
          ...(typeof width !== 'number' || width < 1 || width === features.length ? [] : [`its input "${name}" has ${width} columns, not ${features.length}`]),
        ];
      });
      if (faults.length > 0) throw new StrategyFailure('model-failed', `${titleOf(model)} does not fit its file: ${faults.join('; ')}`);
    },
    async support() {
      const reply = await onnx.ask({ kind: 'hello' }, loadTimeoutMs).catch((error: Error) => ({ kind: 'failed' as const, message: error.message }));
      return reply.kind === 'failed' ? { available: false, why: firstLine(reply.message) } : { available: true };
    },
    describe: (name, bytes) => load(`The ONNX model "${name}"`, createHash('sha256').update(bytes).digest('hex'), bytes),
    scoreRows,
    score(model, row, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        let turn = turns.get(model);
        if (!turn) {
          turn = { model, rows: [], settle: [] };
          turns.set(model, turn);
          const collected = turn;
          setImmediate(() => {
            turns.delete(model);
            scoreRows(model, collected.rows).then(
              (answers) => collected.settle.forEach((settle, index) => settle(answers[index]!)),
              (error: Error) => collected.settle.forEach((settle) => settle(error)),
            );
          });
        }
        turn.rows.push(row);
        turn.settle.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      });
    },
    close: () => Promise.resolve(onnx.close()),
  };
}

const firstLine = (message: string) => message.split('\n')[0]!.slice(0, 500);

function compare(what: string, declared: readonly string[], there: OnnxDescription['inputs'], some = false): string[] {
  const names = there.map(({ name }) => name);
  const unknown = declared.filter((name) => !names.includes(name)).map((name) => `it has no ${what} "${name}", but ${names.slice(0, 10).join(', ')}`);
  const absent = some ? [] : names.filter((name) => !declared.includes(name)).map((name) => `its ${what} "${name}" is not given`);
  const strange = there.filter(({ name, shape }) => declared.includes(name) && shape === null).map(({ name }) => `its ${what} "${name}" is no tensor; export it with tensors alone (for scikit-learn: zipmap=False)`);
  return [...unknown, ...absent, ...strange];
}
