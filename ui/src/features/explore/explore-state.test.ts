import { expect, it } from 'vitest';
import { exploreAddress, isAskable, readExplore } from './explore-state.js';

const query = (address: string) => new URLSearchParams(address.slice(address.indexOf('?')));

it('a link is the whole question', () => {
  const request = { source: { kind: 'explore' as const, query: { dataset: 'payments', measures: ['paid'], dimensions: [{ id: 'paid_on', grain: 'week' as const }], filters: [{ dimension: 'region', op: 'in' as const, values: ['a&b', ''] }] } }, period: { kind: 'last' as const, count: 30, unit: 'day' as const } };
  const chart = { type: 'bar' as const };
  expect(readExplore(query(exploreAddress(request, chart)))).toEqual({ request, chart });
  expect(readExplore(query(exploreAddress(request, null)))).toEqual({ request, chart: null });
});

it('a link that is no question is as if there were none', () => {
  for (const text of ['', '{', '[]', 'null', '{"request":{"source":{"kind":"sql"}}}', '{"request":{"source":{"kind":"explore","query":{"dataset":"a","measures":[],"dimensions":[null]}}}}', '{"request":{"evil":1,"source":{"kind":"sql","statement":"a","parameters":{}}}}']) expect(readExplore(new URLSearchParams({ q: text })), text).toBeNull();
});

it('nothing is asked before there is something to count', () => {
  expect(isAskable({ source: { kind: 'explore', query: { dataset: 'payments', measures: [], dimensions: [] } } })).toBe(false);
  expect(isAskable({ source: { kind: 'sql', statement: '  ', parameters: {} } })).toBe(false);
});
