import type { StrategyDocument } from '@arbiter/contracts';
import { decisionList } from '@arbiter/reports/views/strategy/decision-list';
import { decisionMix } from '@arbiter/reports/views/strategy/decision-mix';
import { strategySummary, strategyVolume } from '@arbiter/reports/views/strategy/decision-volume';
import { strategyGraph } from '@arbiter/reports/views/strategy/strategy-graph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionRow, openViewStore, type ViewStore } from '../testing/view-store.js';

const document: StrategyDocument = {
  dataModel: { inputs: [], variables: [], outputs: [] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', title: 'Start', position: { x: 0, y: 10 }, settings: {} },
      { id: 'way', kind: 'branch', title: 'Which way', position: { x: 200, y: 10 }, settings: { branches: [{ port: 'big', label: 'Big ones', condition: 'true' }, { port: 'odd', condition: 'true' }] } },
      { id: 'calc', kind: 'calculate', settings: {} },
      { id: 'out', kind: 'output', settings: {} },
    ],
    edges: [{ from: 'in', port: 'next', to: 'way' }, { from: 'way', port: 'big', to: 'calc' }, { from: 'way', port: 'odd', to: 'out' }, { from: 'way', port: 'else', to: 'out' }, { from: 'calc', port: 'next', to: 'out' }],
  },
};

// Version 1: 40 big, 30 odd, 20 else, 10 failing in calc; version 2: 10 big, 40 else. Two more days, another environment, a record without a path.
const ways = { big: 'in:next way:big calc:next out:', odd: 'in:next way:odd out:', else: 'in:next way:else out:', failed: 'in:next way:big calc:!' };
let store: ViewStore;
beforeAll(async () => {
  store = await openViewStore({ strategy: (id, version) => Promise.resolve(id === 's' && version === 1 ? { name: 'Ours', document } : null) });
  let next = 0;
  const some = (count: number, way: keyof typeof ways, more: Record<string, unknown> = {}): Record<string, unknown>[] =>
    Array.from({ length: count }, () => {
      next += 1;
      const failed = way === 'failed';
      return decisionRow(`d${String(next).padStart(6, '0')}`, '2026-03-10 12:00:00.000', { path: ways[way], decision: failed ? '' : way === 'big' ? 'call' : 'none', ok: !failed, failure: failed ? '{"code":"wrong-type","message":"m","nodeId":"calc"}' : '', duration_us: next, customer_id: `c${next}`, ...more });
    });
  const two = { strategy_version: 2, arm: 'challenger', revision: 2 };
  const rows = [
    ...some(40, 'big'), ...some(30, 'odd'), ...some(20, 'else'), ...some(10, 'failed'), ...some(10, 'big', two), ...some(40, 'else', two),
    ...some(3, 'odd', { environment: 'test' }), ...some(5, 'odd', { at: '2026-03-01 12:00:00.000' }), ...some(2, 'odd', { path: '' }),
    // A record of an earlier release: no path, but a trace, with a step inside a sub-process that is not counted.
    ...some(1, 'odd', { path: '', trace: JSON.stringify([{ path: 'in', nodeId: 'in', port: 'next', durationMs: 1 }, { path: 'way', nodeId: 'way', port: 'odd', durationMs: 4 }, { path: 'way/inner', nodeId: 'inner', port: 'next', durationMs: 9 }, { path: 'out', nodeId: 'out', port: null, durationMs: 2 }]) }),
    ...some(4, 'else', { strategy_id: 'other', endpoint: 'other' }),
  ];
  await store.analytics.insert('strategy_decisions', rows);
  // Sent twice: counted once.
  await store.analytics.insert('strategy_decisions', rows.slice(0, 60));
}, 60_000);
afterAll(() => store?.close());

const march10 = { from: '2026-03-10', before: '2026-03-11' };
const production = { dimension: 'environment', op: 'in' as const, values: ['production'] };

describe('the graph of a strategy', () => {
  it('counts every branch; what leaves, ends and fails adds up to the node, and branches to the total', async () => {
    const { records, notes } = await store.ask(strategyGraph, { period: march10, filters: [production] });
    const of = (step: string) => records.find((row) => row.step === step)!;
    expect(of('in')).toMatchObject({ element: 'node', decisions: 101, share: 1, x: 0, y: 10, title: 'Start', nodeKind: 'input' });
    expect(of('way:big')).toMatchObject({ element: 'edge', node: 'way', port: 'big', to: 'calc', title: 'Big ones', decisions: 50, share: 50 / 101 });
    expect(of('way:odd')).toMatchObject({ decisions: 31 });
    expect(of('calc')).toMatchObject({ decisions: 50, failed: 10, ended: 0 });
    expect(of('out')).toMatchObject({ decisions: 91, ended: 91 });
    expect(of('way')).toMatchObject({ p50: 4, p95: 4, traced: 1 });
    for (const node of records.filter((row) => row.element === 'node')) {
      const leaving = records.filter((row) => row.element === 'edge' && row.node === node.node).reduce((sum, row) => sum + Number(row.decisions), 0);
      expect(leaving + Number(node.ended) + Number(node.failed)).toBe(node.decisions);
    }
    expect(Number(of('out').ended) + Number(of('calc').failed)).toBe(101);
    expect(notes.map(({ en }) => en)).toEqual(expect.arrayContaining([expect.stringContaining('version 1: 103 decisions'), expect.stringMatching(/^2 decisions have no recorded way/)]));
  });

  it('has as many decisions behind a branch as it says', async () => {
    for (const [step, count] of [['way:big', 50], ['way:odd', 31], ['calc:!', 10], ['calc', 50], ['way', 101]] as const) {
      const { records, notes } = await store.ask(decisionList, { period: march10, filters: [production, { dimension: 'step', op: 'in', values: [step] }, { dimension: 'version', op: 'in', values: ['1'] }, { dimension: 'strategy', op: 'in', values: ['s'] }] });
      expect(records).toHaveLength(count);
      expect(notes[0]!.en).toBe(`${count} decisions in all`);
    }
    const { records } = await store.ask(decisionList, { period: march10, filters: [{ dimension: 'step', op: 'in', values: ['calc:!'] }], params: { rows: 3 } });
    expect(records).toHaveLength(3);
    expect(records[0]).toMatchObject({ ok: false, failure: 'wrong-type, calc', at: '2026-03-10T12:00:00.000Z', path: ways.failed });
  });

  it('compares versions, arms, revisions and periods', async () => {
    const of = async (params: Record<string, unknown>, step: string) => (await store.ask(strategyGraph, { period: march10, filters: [production], params })).records.find((row) => row.step === step)!;
    const shares = { share: 50 / 101, shareBefore: 0.2, decisionsBefore: 10 };
    for (const compare of ['version', 'arm'] as const) expect(await of({ compare }, 'way:big')).toMatchObject(shares);
    // Revision 2 is the later one, so it stands first.
    expect(await of({ compare: 'revision' }, 'way:big')).toMatchObject({ decisions: 10, decisionsBefore: 50, difference: expect.closeTo(0.2 - 50 / 101, 12) });
    expect((await store.ask(strategyGraph, { period: { from: '2026-03-10', before: '2026-03-20' }, filters: [production], params: { compare: 'previous-period' } })).records.find((row) => row.step === 'way:odd')).toMatchObject({ decisions: 31, decisionsBefore: 5, shareBefore: 1 });
  });

  it('of nothing is empty and says so; a filter that it does not know is told', async () => {
    const { rows, notes } = await store.ask(strategyGraph, { period: { from: '2020-01-01', before: '2020-02-01' }, filters: [{ dimension: 'segment', op: 'in', values: ["'; DROP TABLE x"] }] });
    expect(rows).toEqual([]);
    expect(notes.map(({ en }) => en).join()).toMatch(/segment.*|No decisions/);
  });
});

it('compares the mix of decisions with intervals', async () => {
  const { records } = await store.ask(decisionMix, { period: march10, filters: [production], params: { compare: 'version' } });
  const of = (decision: string) => records.find((row) => row.decision === decision)!;
  expect(of('call')).toMatchObject({ decisions: 40, share: 40 / 103, decisionsBefore: 10, shareBefore: 0.2 });
  expect(of('$failed')).toMatchObject({ decisions: 10, decisionsBefore: 0 });
  expect(of('call').difference).toBeCloseTo(0.188350, 6);
  expect(Number(of('call').differenceLow)).toBeGreaterThan(0.02);
  expect(Number(of('call').differenceHigh)).toBeLessThan(0.33);
  expect(records.reduce((sum, row) => sum + Number(row.decisions), 0)).toBe(103);
});

it('tells volume, errors and exact times', async () => {
  const [whole] = (await store.ask(strategySummary, { period: march10, filters: [production, { dimension: 'version', op: 'in', values: ['1'] }, { dimension: 'strategy', op: 'in', values: ['s'] }], params: { grain: 'none', by: 'none' } })).records;
  expect(whole).toMatchObject({ decisions: 103, failed: 10, failedShare: 10 / 103 });
  const { records } = await store.ask(strategyVolume, { period: null, filters: [production], params: { grain: 'day', by: 'version' } });
  expect(records.map(({ time, version, decisions }) => [time, version, decisions])).toEqual([['2026-03-01', '1', 5], ['2026-03-10', '1', 107], ['2026-03-10', '2', 50]]);
});
