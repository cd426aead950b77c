import { describe, expect, it } from 'vitest';
import type { RuleSetDocument } from './document.js';
import { parseJsonPath, valueAtPath } from './json-path.js';
import { runReference } from './reference.js';

const facts = { a: { b: [{ c: 1 }, { c: 2 }, 5], 'x y': 'z', one: [7], star: { '*': 3, other: 4 }, '*': 'top', nil: null, empty: {}, text: 'abc', numbers: [1, 2, 3], deep: [{ n: null, p: { q: 'x' } }, { n: 1, p: { q: 'y' } }] } };

describe('a path into a fact', () => {
  it.each(['$.b.[0].c', "$.['x y']", '$.b.[*].c', '$..c', '$..b', '$..*', '$..[0]', '$.b..c', '$.b[0:2]', '$.b[-2:]', '$.b[0:0]', '$.b[::2]', '$.b[1:9].c', '$.b[0,2]', '$[one,nil]', '$.b[?(@.c == 1)]', '$.b[?(@.c>1)].c', '$.deep[?(@.n == null || @.p.q === \'x\')]', '$.deep[?(@.p && !(@.n))].p.q', '$.deep[?(@.p.q.length > 0)]', '$.deep[?(@.n)]', '$.numbers[?(@ > 1)]', '$.numbers[?(@ >= \'2\')]', '$.star[0:1]', '$.b[0:1].*', '$', '$.b', '$.b[0].c', '$.b[*].c', '$.b[*]', "$['x y']", '$["x y"]', 'b', 'b[1].c', '$.one[*]', '$.star[*]', '$.star.*', '$.*', '$.nil', '$.nil.x', '$.empty.*', '$.empty', '$.text.length', '$.b.length', '$.b[9]', '$.b.0.c', '$.none.x', '$.*.other'])('%s gives what json-rules-engine finds', async (path) => {
    const steps = parseJsonPath(path)!;
    const document: RuleSetDocument = { options: { replaceFactsInEventParams: true }, rules: [{ conditions: { all: [] }, event: { type: 'x', params: { found: { fact: 'a', path } } } }] };
    const reference = await runReference(document, facts);
    expect(reference.ok && reference.events[0]?.params?.found).toEqual(valueAtPath(facts.a, steps));
  });

  it.each(['$..', '$..a..b..c', '$.b[?(@.c.constructor)]', '$.b[?(@.c())]', '$.b[?(1+1)]', '$.b[?(@.c = 1)]', "$['a','b']", '$.b[?(@c)]', '$.b@number()', '$.b^', '$.b~', '$.b[(@.length-1)]', "$['a;b']", '$.', '$.a.', '$[', '$.__proto__', "$['__proto__']", "$['*']", 'x'.repeat(600)])('%s is not read', (path) => {
    expect(parseJsonPath(path)).toBeUndefined();
  });

  it('leaves a fact alone that has no inside', () => {
    for (const fact of [5, 'text', null, undefined]) expect(valueAtPath(fact, parseJsonPath('$.a') ?? [])).toBe(fact);
  });
});
