import { describe, expect, it } from 'vitest';
import { inspectStrategy } from '../../check-strategy.js';
import { compiled, context, dependenciesOf, node, outputsOf, strategy, type ShortFields } from '../../testing/strategy-fixture.js';
import { rankCandidates, type ArbitrationCandidate } from './rank-candidates.js';

const offer: ShortFields = { offers: { type: 'list', items: { type: 'object', fields: [{ name: 'name', type: 'string' }, { name: 'p', type: 'number' }, { name: 'worth', type: 'number' }, { name: 'open', type: 'boolean' }] } } };
const outputs: ShortFields = { action: 'string', channel: 'string', score: 'number', best: { type: 'object' }, top: { type: 'list', items: { type: 'string' } }, objects: { type: 'list', items: { type: 'object' } }, removed: { type: 'list', items: { type: 'object' } }, way: 'string' };
const withNode = (settings: unknown): ReturnType<typeof strategy> =>
  strategy(
    { inputs: { age: 'number', p: 'number', ...offer }, outputs },
    [node('in', 'input'), node('pick', 'arbitrate', settings), node('yes', 'calculate', { assignments: [{ name: 'way', value: '"chosen"' }] }), node('no', 'calculate', { assignments: [{ name: 'way', value: '"none"' }] }), node('out', 'output')],
    ['in -> pick', 'pick:chosen -> yes', 'pick:none -> no', 'yes -> out', 'no -> out'],
  );
const into = { best: { action: 'action', channel: 'channel', score: 'score' }, top: { count: 2, actions: 'top' }, removed: 'removed' };
const written = {
  candidates: [
    { action: 'card', channel: 'email', propensity: 'p', context: '2', value: '100', lever: '0.5', eligibility: [{ condition: 'age >= 18', reason: 'minor' }] },
    { action: 'loan', propensity: '0.1', value: '1000', eligibility: [{ condition: 'age > 60', reason: 'not-old' }, { condition: 'age != null', reason: 'no-age' }] },
    { action: 'deposit', propensity: '0.2', value: '100' },
    { action: 'bonus', propensity: '0.4', value: '50' },
  ],
  ...into,
  reasons: 'all',
};

describe('arbitration', () => {
  it('ranks by P × C × V × L; equal scores stand as they are declared', () => {
    // card 0.3·2·100·0.5 = 30, loan 100 (not eligible), deposit 20, bonus 20.
    expect(outputsOf(withNode(written), { age: 30, p: 0.3 })).toEqual({ action: 'card', channel: 'email', score: 30, best: null, top: ['card', 'deposit'], objects: null, removed: [{ action: 'loan', reasons: ['not-old'] }], way: 'chosen' });
    expect(outputsOf(withNode(written), { age: 70, p: 0.2 })).toMatchObject({ action: 'loan', channel: null, score: 100, top: ['loan', 'card'], removed: [] });
    const result = compiled(withNode(written)).evaluate({ age: null, p: null }, context());
    expect(result.ok && result.answer).toMatchObject({ outputs: { action: 'deposit', removed: [{ action: 'card', reasons: ['minor', 'score-unknown'] }, { action: 'loan', reasons: ['not-old', 'no-age'] }] }, outcome: { reasonCodes: ['minor', 'score-unknown', 'not-old', 'no-age'] } });
  });

  it('takes the elements of a list, and leaves by "none" where no candidate is left', () => {
    const settings = { list: { from: 'offers', action: 'candidate.name', propensity: 'candidate.p', value: 'candidate.worth', lever: 'if age > 50 then 2 else 1', eligibility: [{ condition: 'candidate.open', reason: 'closed' }] }, best: { ...into.best, candidate: 'best' }, top: { count: 3, actions: 'top', candidates: 'objects' }, removed: 'removed', reasons: 'none-left' };
    const offers = [{ name: 'b', p: 0.5, worth: 10, open: true }, { name: 'я', p: 0.5, worth: 10, open: true }, { name: 'B', p: 0.5, worth: 10, open: true }, { name: 'z', p: 1, worth: 99, open: false }];
    const out = outputsOf(withNode(settings), { age: 60, offers });
    expect(out).toMatchObject({ action: 'B', score: 10, top: ['B', 'b', 'я'], removed: [{ action: 'z', reasons: ['closed'] }], way: 'chosen' });
    expect(out.best).toEqual({ action: 'B', channel: null, score: 10, propensity: 0.5, context: 1, value: 10, lever: 2, item: offers[2] });
    expect((out.objects as unknown[]).length).toBe(3);
    const none = compiled(withNode(settings)).evaluate({ offers: [offers[3]] }, context());
    expect(none.ok && none.answer).toMatchObject({ outputs: { action: null, top: [], way: 'none' }, outcome: { reasonCodes: ['closed'] } });
    expect(outputsOf(withNode(settings), {})).toMatchObject({ way: 'none', removed: [] });
  });

  it('ends ties by order, then by code points, then by place', () => {
    const candidate = (action: unknown, order?: number): ArbitrationCandidate => ({ action, channel: null, propensity: 1, context: 1, value: 1, lever: 1, order, reasons: [] });
    const names = (list: ArbitrationCandidate[], declared = false): string[] => rankCandidates(list, declared).ranked.map(({ action }) => action);
    expect(names([candidate('é'), candidate('z'), candidate('\u{1F600}'), candidate('\uFFFD'), candidate('a', 2), candidate('b', 1)])).toEqual(['b', 'a', 'z', 'é', '\uFFFD', '\u{1F600}']);
    expect(names([candidate('z'), candidate('a')], true)).toEqual(['z', 'a']);
    expect(rankCandidates([candidate(null), { ...candidate('x'), value: 'much' }, { ...candidate('y'), value: 1e308, lever: 1e308 }], false).removed).toEqual([{ action: null, reasons: ['action-unknown'] }, { action: 'x', reasons: ['score-unknown'] }, { action: 'y', reasons: ['score-unknown'] }]);
  });

  it('tells faults at their places', () => {
    const told = (settings: unknown): string[] => inspectStrategy(withNode(settings), dependenciesOf()).faults.map(({ path, code }) => `${path.replace('/graph/nodes/1/settings', '')} ${code}`);
    expect(told({ ...into })).toContain(' ambiguous');
    expect(told({ candidates: [{ action: 'a', propensity: '"x"', value: '1' }, { action: 'a', propensity: '1', value: 'nobody' }] })).toEqual(['/candidates/0/propensity type-mismatch', '/candidates/1/action duplicate-name', '/candidates/1/value feel-unknown-name']);
    expect(told({ list: { from: 'age', action: 'candidate', propensity: '1', value: '1' } })).toContain('/list/from type-mismatch');
  });
});
