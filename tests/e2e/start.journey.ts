import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { arbiter, arbiterDirectly } from './command-line.js';
import { startProduct } from './product.js';

const folder = mkdtempSync(join(tmpdir(), 'arbiter-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it('tells what it can do', async () => {
    const { code, output } = await arbiter(['--help']);
    expect(code).toBe(0);
    for (const name of ['start', 'worker', 'import', 'solve', 'demo', 'export', 'doctor']) expect(output).toMatch(new RegExp(`^\\s+${name}\\b`, 'm'));
    expect((await arbiterDirectly(['solve', '--help'])).output).toContain('PROBLEM.json');
    const unknown = await arbiterDirectly(['optimize']);
    expect(unknown.code).not.toBe(0);
    expect(unknown.errors).toContain('optimize');
  });

  it('finds nothing wrong with a fresh installation', async () => {
    const { code, output } = await arbiter(['doctor'], { ARBITER_DATA_DIR: join(folder, 'doctor'), PORT: '0' });
    expect(output).not.toContain('✗');
    for (const engine of ['PGlite', 'chDB', 'LMDB']) expect(output).toContain(engine);
    expect(code).toBe(0);
  });

  // Five customers and three actions; the optimum for each budget is known from all 4^5 plans.
  const profit = [[10, 7, 4], [9, 8, 5], [6, 6, 5], [12, 3, 2], [7, 7, 6]];
  const cost = [5, 2, 1];
  const capacity = [2, 2, 3];
  const curve = [0, 6, 11, 16, 19, 23, 26, 28, 28, 31, 35, 38, 38, 38, 41, ...Array.from({ length: 11 }, () => 42)];
  const solve = async (budget: number, command = arbiterDirectly) => {
    const file = join(folder, `problem-${budget}.json`);
    const out = join(folder, `solution-${budget}.json`);
    writeFileSync(file, JSON.stringify({
      format: 'arbiter-problem/1',
      objective: { maximise: 'value' },
      actions: cost.map((one, action) => ({ id: `a${action}`, cost: one })),
      candidates: profit.flatMap((row, customer) => row.map((value, action) => ({ customer: `c${customer}`, action: `a${action}`, value }))),
      limits: [{ id: 'budget', sum: 'cost', atMost: budget }, ...capacity.map((most, action) => ({ id: `capacity-${action}`, count: true, where: { action: `a${action}` }, atMost: most }))],
    }));
    const { code, output, errors } = await command(['solve', file, '--out', out]);
    expect(code, errors).toBe(0);
    return JSON.parse(output) as { status: string; verified: boolean; objective: number; bound: number };
  };

  it('solves the small instance to its known optimum', async () => {
    expect(await solve(14, arbiter)).toMatchObject({ status: 'optimal', verified: true, objective: 41, bound: 41 });
  });

  it('finds the whole budget curve', async () => {
    const found: number[] = [];
    // Two at a time: starting a process takes longer than solving.
    for (let budget = 0; budget < curve.length; budget += 2) found.push(...(await Promise.all([budget, budget + 1].map((one) => solve(one)))).map(({ objective }) => objective));
    expect(found).toEqual(curve);
  });
});

describe('a server', () => {
  it('refuses a second process on its data folder, and ends cleanly when asked to', async () => {
    const product = await startProduct({ environment: { ARBITER_DEMO: 'off' } });
    try {
      for (const command of ['start', 'demo']) {
        const second = await arbiterDirectly([command], { ARBITER_DATA_DIR: product.dataFolder });
        expect(second.code).not.toBe(0);
        expect(second.errors + second.output).toContain(product.dataFolder);
        expect(second.errors + second.output).toContain(`in use by process ${product.process.pid}`);
        expect(second.errors + second.output).not.toMatch(/\n\s+at /);
      }
      expect((await fetch(`${product.url}/health/ready`)).status).toBe(200);
      const ended = new Promise<number | null>((resolve) => product.process.once('exit', resolve));
      product.process.kill('SIGTERM');
      expect(await ended).toBe(0);
    } finally {
      await product.stop();
    }
  });
});
