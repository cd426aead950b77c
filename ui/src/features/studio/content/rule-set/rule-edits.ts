import type { ConditionDocument, RuleDocument, RuleEvent, RuleSetDocument } from '@arbiter/engine/rule-set/document';
import { isPlainObject } from '@arbiter/engine/rule-set/check-literals';

/* Edits of a rule set as a whole. Each gives a new document that shares what did not change; faulty documents are borne. */

const keysOf = (pointer: string): string[] => pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Changes the value at a JSON pointer; a place that is not there stays so. */
export function changeAt<D>(document: D, pointer: string, change: (value: unknown) => unknown): D {
  const walk = (value: unknown, [key, ...rest]: readonly string[]): unknown => {
    if (key === undefined) return change(value);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
    const inner = (value as Record<string, unknown>)[key];
    const next = walk(inner, rest);
    if (next === inner) return value;
    return Array.isArray(value) ? value.map((item: unknown, index) => (String(index) === key ? next : item)) : { ...value, [key]: next };
  };
  return walk(document, keysOf(pointer)) as D;
}

/** The document with a list of rules and an object of shared conditions, whatever was there. */
export function asRuleSet(document: unknown): RuleSetDocument {
  const plain = isPlainObject(document) ? document : {};
  return Array.isArray(plain.rules) ? (plain as unknown as RuleSetDocument) : ({ ...plain, rules: [] } as unknown as RuleSetDocument);
}

export const newCondition = (): ConditionDocument => ({ fact: '', operator: 'equal', value: '' });
export const newRule = (name: string, type: string): RuleDocument => ({ name, conditions: { all: [newCondition()] }, event: { type } });

export const changeRule = (document: RuleSetDocument, index: number, change: (rule: RuleDocument) => RuleDocument): RuleSetDocument => changeAt(document, `/rules/${index}`, (rule) => change((isPlainObject(rule) ? rule : {}) as unknown as RuleDocument));

export const addRule = (document: RuleSetDocument, rule: RuleDocument, index = document.rules.length): RuleSetDocument => ({ ...document, rules: [...document.rules.slice(0, index), rule, ...document.rules.slice(index)] });

export const removeRule = (document: RuleSetDocument, index: number): RuleSetDocument => ({ ...document, rules: document.rules.filter((_, place) => place !== index) });

/** Moves a rule before the one that stands at `to`, counted before the move. */
export function moveRule(document: RuleSetDocument, from: number, to: number): RuleSetDocument {
  const moved = document.rules[from];
  if (moved === undefined || to === from || to === from + 1) return document;
  const rest = document.rules.filter((_, place) => place !== from);
  const place = to > from ? to - 1 : to;
  return { ...document, rules: [...rest.slice(0, place), moved, ...rest.slice(place)] };
}

/** A name like the given one that no rule has: "Rule 2", "Rule 3" … */
export function freeName(document: RuleSetDocument, name: string): string {
  const taken = new Set(document.rules.map((rule) => String((rule as RuleDocument | null)?.name ?? '')));
  const base = name.replace(/\s+\d+$/, '');
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) if (!taken.has(`${base} ${number}`)) return `${base} ${number}`;
}

/** Leaves a key out where it says no more than its absence does. */
export function withKey<O extends object>(object: O, key: keyof O & string, value: unknown): O {
  const { [key]: _, ...rest } = object;
  return value === undefined ? (rest as O) : Object.hasOwn(object, key) ? { ...object, [key]: value } : ({ ...rest, [key]: value } as O);
}

/** Params of an event as a list that keeps its order under changes. */
export const paramsOf = (event: unknown): [string, unknown][] => (isPlainObject(event) && isPlainObject(event.params) ? Object.entries(event.params) : []);

export function withParams(event: RuleEvent, params: readonly (readonly [string, unknown])[]): RuleEvent {
  const { params: _, ...rest } = event;
  return params.length === 0 ? rest : { ...rest, params: Object.fromEntries(params) };
}

/** Takes a group out of a rule as a shared condition, or a shared condition's name into another one, wherever it is referred to. */
export function renameShared(document: RuleSetDocument, from: string, to: string): RuleSetDocument {
  const referred = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(referred);
    if (!isPlainObject(value)) return value;
    if (value.condition === from) return { ...value, condition: to };
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, ['all', 'any', 'not', 'conditions'].includes(key) ? referred(inner) : inner]));
  };
  return {
    ...document,
    rules: document.rules.map((rule) => referred(rule) as RuleDocument),
    conditions: Object.fromEntries(Object.entries(document.conditions ?? {}).map(([name, condition]) => [name === from ? to : name, referred(condition) as ConditionDocument])),
  };
}

/** How often a shared condition is referred to. */
export function usesOfShared(document: RuleSetDocument, name: string): number {
  const count = (value: unknown): number => (Array.isArray(value) ? value.reduce<number>((sum, inner) => sum + count(inner), 0) : isPlainObject(value) ? (value.condition === name ? 1 : 0) + Object.entries(value).reduce((sum, [key, inner]) => sum + (['all', 'any', 'not', 'conditions'].includes(key) || key === 'rules' ? count(inner) : 0), 0) : 0);
  return count(document.rules) + Object.values(document.conditions ?? {}).reduce((sum, condition) => sum + count(condition), 0);
}
