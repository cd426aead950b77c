import { expect, it } from 'vitest';
import { moved } from './move-case.js';
import { comparisonAsCsv, csvCell, resultsAsCsv } from './rows-as-csv.js';

const ok = { ok: true as const, answer: { outputs: { rate: 1.5, note: 'a,"b"' }, outcome: { decision: 'yes', action: null, channel: null, terms: {}, reasonCodes: ['A', 'B'] } } };
const bad = { ok: false as const, failure: { code: 'oops', message: 'no', nodeId: 'n' } };

it('writes results so that they can be read and hold no formulas', () => {
  expect([csvCell('=1+1'), csvCell('-5'), csvCell(-5), csvCell([1, 'x']), csvCell(null), csvCell('two\nlines')]).toEqual(["'=1+1", "'-5", '-5', '"[1,""x""]"', '', '"two\nlines"']);
  expect(resultsAsCsv([{ name: 'one', input: { a: 1 }, result: ok, differences: [{ path: '/action', expected: 'call', actual: null }] }, { name: 'two', input: {}, result: bad }], ['a'], ['rate', 'note'])).toBe(
    'name,a,decision,action,channel,reason_codes,failure,rate,note,differences\none,1,yes,,,A B,,1.5,"a,""b""","/action: ""call"" → null"\ntwo,,,,,,oops: no,,,\n',
  );
});

it('writes both answers of a comparison', () => {
  expect(comparisonAsCsv([{ row: 0, input: { a: 1 }, left: ok, right: bad, parted: { path: 'size' } }], ['a'], ['rate'], ['v1', 'draft'])).toBe(
    'row,a,v1: decision,v1: action,v1: channel,v1: reason_codes,v1: failure,v1: rate,draft: decision,draft: action,draft: channel,draft: reason_codes,draft: failure,draft: rate,ways part at\n1,1,yes,,,A B,,1.5,,,,,oops: no,,size\n',
  );
});

it('moves a case within its list', () => {
  expect([moved(['a', 'b', 'c'], 'c', -1), moved(['a', 'b'], 'a', -1), moved(['a', 'b'], 'a', 5), moved(['a'], 'x', 1)]).toEqual([['a', 'c', 'b'], ['a', 'b'], ['b', 'a'], ['a']]);
});
