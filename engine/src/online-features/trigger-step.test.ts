import type { TriggerDocument } from '@arbiter/contracts';
import { expect, it } from 'vitest';
import { afterEvent, compileFeature, compileTrigger, emptyFeatures, endWaiting, foldEvent, gatherFeatures, gatherTriggers, isStillWanted, whenReached, type FeaturesState, type FeatureValue, type FoldedEvent } from './index.js';

const minute = 60_000;
const start = Date.UTC(2026, 5, 1, 12);

function triggers(documents: Record<string, Omit<TriggerDocument, 'title' | 'active' | 'placementId'>>) {
  return gatherTriggers(Object.entries(documents).map(([id, document]) => {
    const made = compileTrigger(id, { title: id, active: true, placementId: 'p', ...document });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    return made.value;
  }), () => ['purchase']);
}
const event = (eventId: string, type: string, atMs: number, data: Record<string, unknown> = {}): FoldedEvent => ({ eventId, type, class: null, atMs, data });
const step = (compiled: ReturnType<typeof triggers>, state: FeaturesState, one: FoldedEvent, nowMs: number, [before, after]: [FeatureValue, FeatureValue] = [null, null]) =>
  afterEvent(compiled, state, { event: one, nowMs, before: () => before, after: () => after, allAfter: () => ({ value: after }), when: () => undefined });

it('does not flap: raised once, and again only after it was cleared', () => {
  const compiled = triggers({ risk: { on: { kind: 'threshold', feature: 'value', direction: 'above', raise: 10, clear: 5 } } });
  let state = emptyFeatures;
  const seen: string[] = [];
  const values = [3, 9, 10, 9, 11, 6, 10, 5, 9, 10, 4, 12];
  values.forEach((value, i) => {
    const made = step(compiled, state, event(`e${i}`, 'purchase', start + i), start + i, [values[i - 1] ?? 0, value]);
    state = made.state;
    seen.push(made.changes.map(({ what }) => what).join('+'));
  });
  expect(seen).toEqual(['', '', 'raised+set', '', '', '', '', 'cleared', '', 'raised+set', 'cleared', 'raised+set']);
});

it('sees that the value went back with time alone', () => {
  const compiled = triggers({ risk: { on: { kind: 'threshold', feature: 'value', direction: 'above', raise: 3, clear: 1 } } });
  const raised = step(compiled, emptyFeatures, event('a', 'purchase', start), start, [2, 3]);
  const again = step(compiled, raised.state, event('b', 'purchase', start + 1), start + 1, [0, 3]);
  expect(again.changes.map(({ what }) => what)).toEqual(['set']);
  expect(step(compiled, raised.state, event('b', 'purchase', start + 1), start + 1, [2, 3]).changes).toEqual([]);
});

it('waits, is cancelled by what happens later whatever comes first, and debounces', () => {
  const compiled = triggers({ cart: { on: { kind: 'event', events: ['cart'] }, delayMinutes: 60, cancelledBy: ['purchase', 'cart'] } });
  const first = step(compiled, emptyFeatures, event('a', 'cart', start), start);
  expect(first.changes).toEqual([{ triggerId: 'cart', what: 'set', dueMs: start + 60 * minute }]);
  const second = step(compiled, first.state, event('b', 'cart', start + minute), start + minute);
  expect(second.changes).toEqual([{ triggerId: 'cart', what: 'cancelled', eventId: 'a' }, { triggerId: 'cart', what: 'set', dueMs: start + 61 * minute }]);
  // An older purchase than the cart cancels nothing, a younger one does.
  expect(step(compiled, second.state, event('c', 'purchase', start), start + 2 * minute).changes).toEqual([]);
  const bought = step(compiled, second.state, event('d', 'purchase', start + 5 * minute), start + 5 * minute);
  expect(bought.changes).toEqual([{ triggerId: 'cart', what: 'cancelled', eventId: 'b' }]);
  expect(isStillWanted(compiled.byId.get('cart'), bought.state, 'cart', 'b', start + 61 * minute)).toBe('cancelled');
  // The cart comes after the purchase that it preceded.
  expect(step(compiled, bought.state, event('e', 'cart', start + 4 * minute), start + 6 * minute).changes).toEqual([{ triggerId: 'cart', what: 'skipped', why: 'cancelled' }]);
});

it('keeps the cool-down, leaves old events alone, and bounds what waits', () => {
  const compiled = triggers({ hello: { on: { kind: 'event', events: ['login'], where: 'features.value = null and data.first = true' }, coolDownMinutes: 100 }, each: { on: { kind: 'event', events: ['visit'] }, delayMinutes: 1 } });
  const first = step(compiled, emptyFeatures, event('a', 'login', start, { first: true }), start);
  expect(first.changes.map(({ what }) => what)).toEqual(['set']);
  expect(step(compiled, first.state, event('b', 'login', start, { first: true }), start + minute).changes).toEqual([{ triggerId: 'hello', what: 'skipped', why: 'cool-down' }]);
  expect(isStillWanted(compiled.byId.get('hello'), first.state, 'hello', 'a', start)).toBe('yes');
  const asked = endWaiting(first.state, 'hello', 'a', start);
  expect(step(compiled, asked, event('c', 'login', start + 99 * minute, { first: true }), start + 99 * minute).changes).toMatchObject([{ why: 'cool-down' }]);
  expect(step(compiled, asked, event('c', 'login', start + 100 * minute, { first: true }), start + 100 * minute).changes).toMatchObject([{ what: 'set' }]);
  expect(step(compiled, asked, event('c', 'login', start, { first: true }), start + 2_000 * minute).changes).toEqual([{ triggerId: 'hello', what: 'skipped', why: 'stale' }]);
  expect(step(compiled, asked, event('c', 'login', start + 200 * minute, { first: false }), start + 200 * minute).changes).toEqual([]);
  let state = emptyFeatures;
  for (let i = 0; i < 50; i += 1) state = step(compiled, state, event(`v${i}`, 'visit', start + i), start + i).state;
  expect(state.t!.each!.w).toHaveLength(20);
});

it('refuses a threshold that would flap', () => {
  const made = compileTrigger('x', { title: 'x', active: true, placementId: 'p', on: { kind: 'threshold', feature: 'v', direction: 'below', raise: 5, clear: 5 } });
  expect(made.ok ? [] : made.error).toMatchObject([{ path: '/on/clear', code: 'no-hysteresis' }]);
});

it('knows when time alone will pass a threshold', () => {
  const make = (document: Parameters<typeof compileFeature>[1]) => {
    const made = compileFeature('v', document);
    if (!made.ok) throw new Error('a document of the test is wrong');
    return made.value;
  };
  const hour = 60 * minute;
  const count = make({ title: 'v', events: ['purchase'], kind: 'count', window: '1h' });
  const since = make({ title: 'v', events: ['purchase'], kind: 'seconds-since' });
  const compiled = gatherFeatures([count, { ...since, name: 'since' }]);
  const state = [0, 5, 20].reduce((each, at) => foldEvent(compiled, each, event(`e${at}`, 'purchase', start + at * minute), start), emptyFeatures);
  const now = start + 30 * minute;
  expect(whenReached(count, state, now, (value) => Number(value) <= 1)).toBe(start + 5 * minute + hour);
  expect(whenReached(count, state, now, (value) => Number(value) <= 0)).toBe(start + 20 * minute + hour);
  expect(whenReached(count, state, now, (value) => Number(value) >= 4)).toBeUndefined();
  expect(whenReached(since, state, now, (value) => Number(value) >= 3_600)).toBe(start + 20 * minute + hour);
  expect(whenReached(since, emptyFeatures, now, () => true)).toBeUndefined();
});
