import type { FeatureDocument } from '@arbiter/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileFeature, emptyFeatures, foldEvent, gatherFeatures, mostDistinct, readFeatures, windowMsOf, type CompiledFeatures, type FeaturesState, type FeatureValue, type FoldedEvent } from './index.js';
import { exactInSlice } from './slices.js';

const documents: Record<string, FeatureDocument> = Object.fromEntries(
  (['count', 'sum', 'mean', 'min', 'max', 'last', 'first', 'distinct', 'seconds-since', 'trend', 'share-of-before'] as const).flatMap((kind) => {
    const field = kind === 'count' || kind === 'seconds-since' ? {} : { field: 'amount' };
    const made: [string, FeatureDocument][] = [[`${kind}_window`, { title: kind, events: ['purchase'], kind, window: '2h', ...field }]];
    if (kind !== 'trend' && kind !== 'share-of-before') made.push([`${kind}_ever`, { title: kind, events: ['purchase'], kind, ...field, where: 'data.amount > 2', classes: ['cash', 'card'] }]);
    return made;
  }),
);

const compiled: CompiledFeatures = gatherFeatures(
  Object.entries(documents).map(([name, document]) => {
    const result = compileFeature(name, document);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value;
  }),
);

const start = Date.UTC(2026, 2, 29, 0, 30);
const eventsOver = (spanMs: number, most: number) =>
  fc.array(fc.record({ type: fc.constantFrom('purchase', 'purchase', 'login'), class: fc.constantFrom('cash', 'card', null, 'other'), offset: fc.integer({ min: 0, max: spanMs }), amount: fc.oneof(fc.integer({ min: -5, max: 20 }), fc.integer({ min: 0, max: 1_000_000_000 })) }), { maxLength: most }).map((list) =>
    list.map(({ type, class: ofClass, offset, amount }, index): FoldedEvent => ({ eventId: `e${index}`, type, class: ofClass, atMs: start + offset, data: { amount } })),
  );

const fold = (events: readonly FoldedEvent[]): FeaturesState => events.reduce((state, event) => foldEvent(compiled, state, event, start), emptyFeatures);

/** Worked out anew from all events, as the definition says, with every event at its own instant. */
function naive({ kind, window, where, classes }: FeatureDocument, all: readonly FoldedEvent[], nowMs: number): FeatureValue {
  const events = all
    .filter((event) => event.type === 'purchase' && (where === undefined || (event.data.amount as number) > 2) && (!classes || (event.class !== null && classes.includes(event.class))) && (window === undefined || event.atMs > nowMs - windowMsOf(window)))
    .sort((one, other) => one.atMs - other.atMs || (one.data.amount as number) - (other.data.amount as number));
  const values = events.map(({ data }) => data.amount as number);
  const sum = values.reduce((total, value) => total + value, 0);
  const close = (value: number) => (Number.isSafeInteger(value) ? value : Number(value.toPrecision(12)));
  if (kind === 'count') return values.length;
  if (kind === 'sum') return sum;
  if (kind === 'distinct') return new Set(values).size;
  if (kind === 'trend') {
    const slice = windowMsOf(window!) / 60;
    const first = Math.ceil((nowMs - 60 * slice) / slice);
    const last = Math.floor(nowMs / slice) - 1;
    const points = Array.from({ length: last - first + 1 }, (_, i) => ({ x: ((first + i) * slice) / 86_400_000, y: events.filter(({ atMs }) => Math.floor(atMs / slice) === first + i).reduce((total, { data }) => total + (data.amount as number), 0) / (slice / 86_400_000) }));
    const meanX = points.reduce((total, { x }) => total + x, 0) / points.length;
    const up = points.reduce((total, { x, y }) => total + (x - meanX) * y, 0);
    return up / points.reduce((total, { x }) => total + (x - meanX) ** 2, 0);
  }
  if (values.length === 0) return null;
  if (kind === 'mean') return close(sum / values.length);
  if (kind === 'min') return Math.min(...values);
  if (kind === 'max') return Math.max(...values);
  if (kind === 'first') return values[0]!;
  if (kind === 'last') return values.at(-1)!;
  if (kind === 'seconds-since') return Math.floor((nowMs - events.at(-1)!.atMs) / 1000);
  const before = events.filter(({ atMs }) => atMs <= nowMs - windowMsOf(window!) / 2).reduce((total, { data }) => total + (data.amount as number), 0);
  return before === 0 ? null : close((sum - before) / before);
}

const hour = 3_600_000;

it('gives what a recomputation from all events gives, where events do not crowd', () => {
  fc.assert(
    fc.property(eventsOver(5 * hour, 120), fc.integer({ min: 0, max: 3 * hour }), (events, wait) => {
      const perSlice = new Map<number, number>();
      for (const { atMs } of events) perSlice.set(Math.floor(atMs / 120_000), (perSlice.get(Math.floor(atMs / 120_000)) ?? 0) + 1);
      fc.pre([...perSlice.values()].every((count) => count <= exactInSlice));
      const nowMs = Math.max(start, ...events.map(({ atMs }) => atMs)) + wait;
      const read = readFeatures(compiled, fold(events), nowMs);
      for (const [name, document] of Object.entries(documents)) {
        const expected = naive(document, events, nowMs);
        // A slope is a difference of large sums: what rounding leaves of it is small beside them, not beside itself.
        if (document.kind === 'trend') expect(Math.abs((read[name] as number) - (expected as number))).toBeLessThan(1e-6 * (1 + events.reduce((sum, { data }) => sum + Math.abs(Number(data?.amount ?? 1)), 0)));
        else expect([name, read[name]]).toEqual([name, expected]);
      }
    }),
    { numRuns: 150 },
  );
});

it('comes to the same state in whatever order events come', () => {
  fc.assert(
    fc.property(fc.oneof(eventsOver(10 * 60_000, 200), eventsOver(5 * hour, 200), eventsOver(60 * 86_400_000, 100)).chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))), ([events, shuffled]) => {
      expect(fold(shuffled)).toEqual(fold(events));
    }),
    { numRuns: 200 },
  );
});

it('errs by less than a slice of the window where events crowd', () => {
  fc.assert(
    fc.property(eventsOver(20 * 60_000, 400), fc.integer({ min: 0, max: 3 * hour }), (events, wait) => {
      const nowMs = Math.max(start, ...events.map(({ atMs }) => atMs)) + wait;
      const read = readFeatures(compiled, fold(events), nowMs);
      const within = (longerMs: number) => events.filter(({ type, atMs }) => type === 'purchase' && atMs > nowMs - 2 * hour - longerMs).length;
      expect(read.count_window).toBeGreaterThanOrEqual(within(0));
      expect(read.count_window).toBeLessThanOrEqual(within(120_000));
      expect(read.count_ever).toBe(naive(documents.count_ever!, events, nowMs));
    }),
    { numRuns: 100 },
  );
});

it('stays of bounded size whatever a customer does', () => {
  let state = emptyFeatures;
  let length = 0;
  for (let i = 0; i < 60_000; i += 1) {
    const jump = i % 3 === 0 ? (i * 7_919) % (3 * hour) : 0;
    state = foldEvent(compiled, state, { eventId: `e${i}`, type: 'purchase', class: 'cash', atMs: start + i * 700 - jump, data: { amount: (i * 31) % 100_000 } }, start);
    if (i % 10_000 === 9_999) {
      length = JSON.stringify(state).length;
      expect(length).toBeLessThan(60_000);
    }
  }
  const read = readFeatures(compiled, state, start + 60_000 * 700);
  expect(read.distinct_ever).toBe(mostDistinct);
});

it('begins anew a feature whose definition changed, leaves the others, and forgets what is gone after an hour', () => {
  const make = (entries: Record<string, FeatureDocument>) => gatherFeatures(Object.entries(entries).map(([name, document]) => {
    const result = compileFeature(name, document);
    if (!result.ok) throw new Error('a document of the test is wrong');
    return result.value;
  }));
  const other: FeatureDocument = { title: 'n', events: ['purchase'], kind: 'count', window: '30d' };
  const before = make({ spent: { title: 's', events: ['purchase'], kind: 'sum', field: 'amount' }, n: other });
  const after = make({ spent: { title: 's', events: ['purchase'], kind: 'sum', field: 'amount', where: 'data.amount > 3' }, n: { ...other, title: 'another title' } });
  const event = (i: number): FoldedEvent => ({ eventId: `e${i}`, type: 'purchase', class: null, atMs: start + i, data: { amount: 10 } });
  let state = foldEvent(before, emptyFeatures, event(1), start);
  state = foldEvent(after, state, event(2), start + 1);
  expect(readFeatures(after, state, start + 10)).toEqual({ spent: 10, n: 2 });
  // A process that has not heard of the change yet goes on with its own.
  state = foldEvent(before, state, event(3), start + 2);
  expect(readFeatures(before, state, start + 10)).toEqual({ spent: 20, n: 3 });
  state = foldEvent(after, state, event(4), start + 3);
  state = foldEvent(after, state, event(5), start + 2 * hour);
  expect(Object.keys(state.f)).toHaveLength(2);
  expect(state.u).toBeUndefined();
});

it('takes no field of a prototype, no number that is none, and refuses documents that make no sense', () => {
  const made = compileFeature('x', { title: 'x', events: ['purchase'], kind: 'sum', field: '__proto__.amount' });
  expect(made.ok && made.value.valueOf({ eventId: 'e', type: 'purchase', class: null, atMs: 0, data: JSON.parse('{"a":1}') as Record<string, unknown> })).toBeUndefined();
  const faults = (document: Omit<FeatureDocument, 'title' | 'events'>) => {
    const result = compileFeature('x', { title: 'x', events: ['purchase'], ...document });
    return result.ok ? [] : result.error.map(({ path, code }) => `${path} ${code}`);
  };
  expect(faults({ kind: 'sum' })).toEqual(['/field field-missing']);
  expect(faults({ kind: 'trend' })).toEqual(['/window window-missing']);
  expect(faults({ kind: 'count', window: '9999M' })).toEqual(['/window window-too-long']);
  expect(faults({ kind: 'count', where: 'data.amount >' })[0]).toMatch(/^\/where/);
  expect(faults({ kind: 'count', where: 'amount > 3' })[0]).toMatch(/^\/where/);
});
