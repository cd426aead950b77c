import type { StrategyResult } from '@arbiter/engine/strategy/compiled-strategy';
import { compareAnswer } from '@arbiter/engine/strategy-tests/compare-answer';
import { describe, expect, it } from 'vitest';
import { acceptActual, decisionMix, differenceLines, expectedFrom, headlineOf } from './answer-difference.js';

const ok: StrategyResult = { ok: true, answer: { outputs: { rate: 12.5, list: [1, { a: 2 }], 'a/b': null }, outcome: { decision: { level: 3 }, action: 'call', channel: null, terms: {}, reasonCodes: ['R1'] } } };
const bad: StrategyResult = { ok: false, failure: { code: 'input-invalid', message: 'no', nodeId: null } };

describe('expected against actual', () => {
  it('puts what differs first and tells what is the same', () => {
    const expected = { outputs: { rate: 13, list: [1, { a: 2 }] }, action: 'call', reasonCodes: ['R1', 'R2'] };
    const lines = differenceLines(expected, ok, compareAnswer(expected, ok, []));
    expect(lines.map(({ path, same }) => [path, same])).toEqual([['/outputs/rate', false], ['/reasonCodes/1', false], ['/outputs/list/0', true], ['/outputs/list/1/a', true], ['/action', true], ['/reasonCodes/0', true]]);
    expect(lines[0]).toEqual({ path: '/outputs/rate', expected: 13, actual: 12.5, same: false });
  });

  it('tells failures that were expected and those that were not', () => {
    expect(differenceLines({ failure: 'input-invalid' }, bad, [])).toEqual([{ path: '/failure', expected: 'input-invalid', actual: 'input-invalid', same: true }]);
    const differences = compareAnswer({ action: 'call' }, bad, []);
    expect(differenceLines({ action: 'call' }, bad, differences)[0]).toMatchObject({ path: '/failure', same: false });
  });

  it('takes an answer over as what is expected, so that the case passes', () => {
    expect(expectedFrom(ok)).toEqual({ outputs: ok.ok ? ok.answer.outputs : {}, decision: { level: 3 }, action: 'call', reasonCodes: ['R1'] });
    for (const result of [ok, bad]) expect(compareAnswer(expectedFrom(result), result, [])).toEqual([]);
    const accepted = acceptActual({ outputs: { rate: 1 }, action: 'wait', visits: ['x'] }, ok);
    expect(accepted).toEqual({ outputs: { rate: 12.5 }, action: 'call', visits: ['x'] });
    expect(acceptActual({ failure: 'other' }, ok)).toEqual(expectedFrom(ok));
    expect(acceptActual({ action: 'call' }, bad)).toEqual({ failure: 'input-invalid' });
  });

  it('counts decisions', () => {
    expect(headlineOf(bad)).toBe('✕ input-invalid');
    expect(decisionMix([ok, bad, ok])).toEqual([{ name: 'call', count: 2 }, { name: '✕ input-invalid', count: 1 }]);
  });
});
