import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { OnnxModel } from '@arbiter/contracts';
import { checkModel } from '@arbiter/engine/model/check-model';
import { afterAll, describe, expect, it } from 'vitest';
import { openOnnx } from './open-onnx.js';

const folder = new URL('../../../../tests/fixtures/models/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
interface Expected { features: string[]; rows: unknown[][]; class: number[]; probabilities: number[][]; sklearn: number[]; score: number[] }
const expectedOf = (name: string) => JSON.parse(read(`${name}.expected.json`).toString()) as Expected;

const boostingFile = read('boosting.onnx');
const mixedFile = read('mixed-regression.onnx');
const files = new Map([boostingFile, mixedFile].map((bytes) => [hashOf(bytes), bytes]));
const garbage = new Uint8Array(500).map((_, i) => i * 7);
files.set(hashOf(garbage), Buffer.from(garbage));
const onnx = openOnnx({ readModel: (hash) => Promise.resolve(files.get(hash)), memoryBytes: 2 ** 28 });
afterAll(() => onnx.close());

const numbers = ['age', 'income', 'debt', 'visits'];
const boosting: OnnxModel = {
  kind: 'onnx', name: 'boosting', contentHash: hashOf(boostingFile), features: numbers.map((name) => ({ name, type: 'number', missing: 'error' })),
  inputs: [{ name: 'x', type: 'float', features: numbers }], outputs: [{ name: 'label', as: 'class' }, { name: 'probabilities', as: 'probabilities' }], classes: ['0', '1'],
};
const mixed: OnnxModel = {
  kind: 'onnx', contentHash: hashOf(mixedFile), features: [...numbers.map((name) => ({ name, type: 'number' as const })), { name: 'region', type: 'category' }],
  inputs: [...numbers.map((name) => ({ name, type: 'float' as const, features: [name] })), { name: 'region', type: 'string', features: ['region'] }], outputs: [{ name: 'variable', as: 'score' }],
};

describe('ONNX models', () => {
  it('give the reference scores of a gradient boosting', async () => {
    expect(checkModel(boosting).ok).toBe(true);
    const expected = expectedOf('boosting.onnx');
    const answers = await Promise.all(expected.rows.map((row) => onnx.score(boosting, row)));
    answers.forEach((answer, index) => {
      expect(answer.class).toBe(String(expected.class[index]));
      // Sums of 32 bits (a step of 6e-8 below 1) depend on how the runtime groups the trees; against scikit-learn's doubles five digits hold.
      expect(Math.abs(answer.probabilities['1']! - expected.probabilities[index]![1]!)).toBeLessThan(3e-7);
      expect(answer.score).toBeCloseTo(expected.sklearn[index]!, 5);
    });
  });

  it('take columns of texts and numbers', async () => {
    const { rows, score } = expectedOf('mixed-regression.onnx');
    const answers = await onnx.scoreRows(mixed, rows);
    answers.forEach((answer, index) => expect(Math.abs(((answer as { score: number }).score - score[index]!) / score[index]!)).toBeLessThan(1e-5));
  });

  it('score thousands of rows at once', async () => {
    const { rows } = expectedOf('boosting.onnx');
    const many = Array.from({ length: 20_000 }, (_, index) => rows[index % rows.length]!);
    const started = performance.now();
    const answers = await onnx.scoreRows(boosting, many);
    console.info(`ONNX, 20,000 rows: ${Math.round(many.length / ((performance.now() - started) / 1000))} rows/s`);
    expect(answers).toHaveLength(20_000);
    expect(answers[rows.length]).toEqual(answers[0]);
  });

  it('tell what a file takes and gives', async () => {
    expect(await onnx.describe('boosting', boostingFile)).toMatchObject({ inputs: [{ name: 'x', type: 'float32' }], outputs: [{ name: 'label' }, { name: 'probabilities', type: 'float32' }] });
  });

  it('fail by name: no file, garbage, cut off, other inputs, a missing value', async () => {
    const row = [40, 20000, 3000, 2];
    await expect(onnx.score({ ...boosting, contentHash: '0'.repeat(64) }, row)).rejects.toMatchObject({ code: 'model-missing', message: expect.stringContaining('"boosting"') as string });
    await expect(onnx.score({ ...boosting, contentHash: hashOf(garbage) }, row)).rejects.toMatchObject({ code: 'model-failed', message: expect.stringContaining('"boosting"') as string });
    await expect(onnx.describe('cut', boostingFile.subarray(0, 3000))).rejects.toMatchObject({ code: 'model-failed', message: expect.stringContaining('"cut"') as string });
    await expect(onnx.describe('empty', new Uint8Array())).rejects.toMatchObject({ code: 'model-failed' });
    const fresh = openOnnx({ readModel: (hash) => Promise.resolve(files.get(hash)), memoryBytes: 1 });
    await expect(fresh.score({ ...boosting, inputs: [{ name: 'y', type: 'float', features: numbers }] }, row)).rejects.toMatchObject({ message: expect.stringContaining('no input "y", but x') as string });
    // Room for one model only: each is loaded again when its turn comes.
    for (let k = 0; k < 2; k += 1) {
      expect(await fresh.score(boosting, row)).toMatchObject({ class: expect.any(String) as string });
      expect(await fresh.score(mixed, [...row, 'north'])).toMatchObject({ class: null });
    }
    await fresh.close();
    const [bad, good] = await Promise.allSettled([onnx.score(boosting, [null, 1, 1, 1]), onnx.score(boosting, row)]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'model-input', message: expect.stringContaining('"age"') as string } });
    expect(good.status).toBe('fulfilled');
  });

  it('survive flipped bytes', async () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const broken = Buffer.from(boostingFile);
      for (let k = 0; k < 20; k += 1) broken[(seed * 7919 + k * 104_729) % broken.length] = (seed * 31 + k * 17) % 256;
      const outcome = await onnx.describe(`broken ${seed}`, broken).catch((error: Error) => error.message);
      expect(typeof outcome === 'string' ? outcome : 'ok').toMatch(/ok|broken/);
    }
    expect(await onnx.score(boosting, [40, 20000, 3000, 2])).toMatchObject({ class: expect.any(String) as string });
  });
});
