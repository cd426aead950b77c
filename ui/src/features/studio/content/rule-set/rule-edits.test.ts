import type { RuleSetDocument } from '@arbiter/engine/rule-set/document';
import { describe, expect, it } from 'vitest';
import { addRule, asRuleSet, changeAt, changeRule, freeName, moveRule, newRule, removeRule, renameShared, usesOfShared, withKey, withParams } from './rule-edits.js';

const rule = (name: string) => newRule(name, 'x');
const three: RuleSetDocument = { rules: [rule('a'), rule('b'), rule('c')] };
const names = (document: RuleSetDocument) => document.rules.map(({ name }) => name).join('');

describe('edits of a rule set', () => {
  it('moves, adds and removes rules', () => {
    expect(names(moveRule(three, 0, 3))).toBe('bca');
    expect(names(moveRule(three, 2, 0))).toBe('cab');
    expect(moveRule(three, 1, 2)).toBe(three);
    expect(names(addRule(three, rule('d'), 1))).toBe('adbc');
    expect(names(removeRule(three, 1))).toBe('ac');
  });

  it('names what is new', () => {
    expect(freeName(three, 'd')).toBe('d');
    expect(freeName({ rules: [rule('Rule 1'), rule('Rule 2')] }, 'Rule 2')).toBe('Rule 3');
  });

  it('changes at a pointer and shares the rest', () => {
    const next = changeRule(three, 1, (former) => ({ ...former, priority: 5 }));
    expect(next.rules[1]!.priority).toBe(5);
    expect(next.rules[0]).toBe(three.rules[0]);
    expect(changeAt(three, '/rules/9/name', () => 'x')).toBe(three);
    expect(changeAt({ 'a/b': { '~': 1 } }, '/a~1b/~0', () => 2)).toEqual({ 'a/b': { '~': 2 } });
  });

  it('bears documents that are none', () => {
    for (const value of [null, 5, [], 'x', { rules: 5 }]) expect(asRuleSet(value).rules).toEqual([]);
    expect(asRuleSet(three)).toBe(three);
  });

  it('keeps the order of params and leaves empty ones out', () => {
    expect(JSON.stringify(withParams({ type: 'x', params: { a: 1 } }, [['b', 1], ['a', 2]]))).toBe('{"type":"x","params":{"b":1,"a":2}}');
    expect(withParams({ type: 'x', params: { a: 1 } }, [])).toEqual({ type: 'x' });
    expect(withKey({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 });
  });

  it('renames shared conditions wherever they are referred to', () => {
    const document: RuleSetDocument = { conditions: { own: { all: [{ condition: 'other' }] }, other: { all: [] } }, rules: [{ conditions: { any: [{ not: { condition: 'other' } }] }, event: { type: 'x', params: { condition: 'other' } } }] };
    expect(usesOfShared(document, 'other')).toBe(2);
    const renamed = renameShared(document, 'other', 'new');
    expect(renamed).toEqual({ conditions: { own: { all: [{ condition: 'new' }] }, new: { all: [] } }, rules: [{ conditions: { any: [{ not: { condition: 'new' } }] }, event: { type: 'x', params: { condition: 'other' } } }] });
    expect(Object.keys(renamed.conditions!)).toEqual(['own', 'new']);
  });
});
