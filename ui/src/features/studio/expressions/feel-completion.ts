import type { FieldSpec, ValueSpec } from '@arbiter/contracts';
import { parseFeel } from '@arbiter/engine/feel/parse/parse-feel';
import type { FeelNode } from '@arbiter/engine/feel/parse/feel-node';
import { builtinSignatures } from '@arbiter/engine/feel/types/builtin-signatures';
import { checkFeel } from '@arbiter/engine/feel/types/check-feel';
import type { ExpressionScope } from './expression-scope.js';
import { feelScopeOf, specOfType } from './feel-scope.js';

/** One thing that may be written at a place. */
export type FeelOffer =
  | { kind: 'name'; name: string; title?: string; spec: ValueSpec; part: string }
  | { kind: 'field'; name: string; title?: string; spec: ValueSpec }
  | { kind: 'value'; literal: string }
  | { kind: 'function'; name: string; signatures: string[] }
  | { kind: 'keyword'; label: string };

export interface FeelOffers {
  /** From where what stands before the place is replaced. */
  from: number;
  offers: FeelOffer[];
}

const wordBefore = /[\p{L}_][\p{L}\p{N}_]*$/u;
const keywords = ['if', 'some', 'every', 'for', 'and', 'or', 'in', 'between', 'true', 'false', 'null'];

/** Names that the expression itself brings: elements of `for`, `some`, `every` and of filters, with what is known of them. */
interface Inner { name: string; spec: ValueSpec }

/** What may stand at a place of an expression that is being typed, so that most of it may be unfinished. */
export function feelOffers(source: string, at: number, scope: ExpressionScope, input?: ValueSpec): FeelOffers | null {
  const before = source.slice(0, at);
  const quote = openText(before);
  const inner = innerNames(before.slice(0, quote ?? at), scope);
  if (quote !== null) {
    const values = comparedValues(before.slice(0, quote), scope, inner, input).filter((literal) => literal.startsWith('"'));
    return values.length > 0 ? { from: quote, offers: values.map((literal) => ({ kind: 'value', literal })) } : null;
  }
  const word = wordBefore.exec(before)?.[0] ?? '';
  const from = at - word.length;
  const ahead = before.slice(0, from);
  const path = /\.\s*$/.exec(ahead);
  if (path && !/(^|[^\d.])\d+\.$/.test(ahead) && !/\.\.\s*$/.test(ahead)) {
    const owner = specAt(endingOperand(ahead.slice(0, path.index)), scope, inner);
    return { from, offers: fieldsWithin(owner).map((field): FeelOffer => ({ kind: 'field', name: field.name, spec: field, ...(field.title === undefined ? {} : { title: field.title }) })) };
  }
  if (word === '' && /[\d"]$/.test(before)) return null;
  const offers: FeelOffer[] = comparedValues(ahead, scope, inner, input).map((literal) => ({ kind: 'value', literal }));
  const seen = new Set<string>();
  for (const { name, spec } of inner) if (!seen.has(name) && seen.add(name)) offers.push({ kind: 'name', name, spec, part: 'local' });
  for (const { name, title, spec, part } of scope) if (name !== '' && !seen.has(name) && seen.add(name)) offers.push({ kind: 'name', name, spec, part, ...(title === undefined ? {} : { title }) });
  for (const { name, overloads } of builtinSignatures.values()) {
    offers.push({ kind: 'function', name, signatures: overloads.map((parameters) => `${name}(${parameters.map((parameter) => parameter.name + (parameter.optional ? '?' : '')).join(', ')})`) });
  }
  for (const label of keywords) offers.push({ kind: 'keyword', label });
  return { from: startOfFunction(before, from), offers };
}

/** Functions of several words are found from their first one on: what is typed may be "string le". */
function startOfFunction(before: string, from: number): number {
  const words = /(?:[a-z]+ ){1,3}[a-z]*$/.exec(before);
  if (!words) return from;
  for (let start = words.index; start < from; start = before.indexOf(' ', start) + 1) {
    const typed = before.slice(start);
    if (typed.includes(' ') && [...builtinSignatures.keys()].some((name) => name.startsWith(typed))) return start;
    if (before.indexOf(' ', start) < 0) break;
  }
  return from;
}

/** Offset of the quote that opens the text in which a place lies; null where it lies in none. */
function openText(before: string): number | null {
  let open: number | null = null;
  for (let at = 0; at < before.length; at += 1) {
    if (before[at] === '\\' && open !== null) at += 1;
    else if (before[at] === '"') open = open === null ? at : null;
    else if (open === null && before.startsWith('//', at)) {
      const end = before.indexOf('\n', at);
      if (end < 0) return null;
      at = end;
    }
  }
  return open;
}

/** The operand that ends at the end of a text: `a > client.contracts[1].debt` gives `client.contracts[1].debt`. */
export function endingOperand(text: string): string {
  let at = text.trimEnd().length;
  for (;;) {
    const letter = text[at - 1];
    if (letter === ')' || letter === ']') {
      let depth = 0;
      do {
        at -= 1;
        if (text[at] === ')' || text[at] === ']') depth += 1;
        else if (text[at] === '(' || text[at] === '[') depth -= 1;
      } while (at > 0 && depth > 0);
      continue;
    }
    const word = /[\p{L}_?][\p{L}\p{N}_]*$/u.exec(text.slice(0, at))?.[0];
    if (word === undefined) break;
    at -= word.length;
    const dot = /\.\s*$/.exec(text.slice(0, at));
    if (!dot || text[dot.index - 1] === '.') break;
    at = dot.index;
  }
  return text.slice(at).trim();
}

function innerNames(before: string, scope: ExpressionScope): Inner[] {
  const inner: Inner[] = [];
  const loops = /(?:\b(?:for|some|every)\s+|,\s*)([\p{L}_][\p{L}\p{N}_]*)\s+in\s+([^,]*?)(?=,\s*[\p{L}_][\p{L}\p{N}_]*\s+in\b|\s+return\b|\s+satisfies\b)/gu;
  for (const [, name, domain] of before.matchAll(loops)) {
    const spec = specAt(domain!, scope, inner);
    inner.unshift({ name: name!, spec: spec?.type === 'list' ? (spec.items ?? { type: 'any' }) : { type: 'any' } });
  }
  let depth = 0;
  for (let at = before.length - 1; at >= 0; at -= 1) {
    const letter = before[at]!;
    if (letter === ']' || letter === ')') depth += 1;
    else if (letter === '(') depth = Math.max(0, depth - 1);
    else if (letter === '[' && depth > 0) depth -= 1;
    else if (letter === '[') {
      const list = specAt(endingOperand(before.slice(0, at)), scope, inner);
      const items = list?.type === 'list' ? list.items : undefined;
      if (!items) continue;
      inner.push(...fieldsOf(items).map((field) => ({ name: field.name, spec: field })), { name: 'item', spec: items });
    }
  }
  return inner;
}

const fieldsOf = (spec: ValueSpec | undefined): readonly FieldSpec[] => spec?.fields ?? [];

/** Fields behind a dot; of a list they are those of its elements. Dates and durations have parts of their own. */
function fieldsWithin(spec: ValueSpec | undefined): readonly FieldSpec[] {
  if (!spec) return [];
  if (spec.type === 'list') return fieldsWithin(spec.items);
  const numbers = (...names: string[]): FieldSpec[] => names.map((name) => ({ name, type: 'number' }));
  switch (spec.type) {
    case 'date': return numbers('year', 'month', 'day', 'weekday');
    case 'time': return numbers('hour', 'minute', 'second');
    case 'date and time': return numbers('year', 'month', 'day', 'weekday', 'hour', 'minute', 'second');
    case 'days and time duration': return numbers('days', 'hours', 'minutes', 'seconds');
    case 'years and months duration': return numbers('years', 'months');
    default: return fieldsOf(spec);
  }
}

/** What is known of the value of a part of an expression: from the data model where it is a path, else by its type. */
export function specAt(text: string, scope: ExpressionScope, inner: readonly Inner[]): ValueSpec | undefined {
  if (text === '') return undefined;
  const parsed = parseFeel(text);
  if (!parsed.ok) return undefined;
  const named = specOfNode(parsed.value, scope, inner);
  if (named) return named;
  const types = new Map(feelScopeOf(scope));
  const checked = checkFeel(text, { scope: inner.length === 0 ? feelScopeOf(scope) : types });
  return checked.ok ? specOfType(checked.value.type) : undefined;
}

function specOfNode(node: FeelNode, scope: ExpressionScope, inner: readonly Inner[]): ValueSpec | undefined {
  switch (node.kind) {
    case 'name': return inner.find(({ name }) => name === node.name)?.spec ?? scope.find(({ name }) => name === node.name)?.spec;
    case 'path': {
      const owner = specOfNode(node.value, scope, inner);
      const field = owner && fieldsWithin(owner).find(({ name }) => name === node.name);
      return field && owner.type === 'list' ? { type: 'list', items: field } : field;
    }
    case 'filter': {
      const list = specOfNode(node.value, scope, inner);
      return node.condition.kind === 'number' && list?.type === 'list' ? list.items : list;
    }
    default: return undefined;
  }
}

/** Literals of the values that may stand behind a comparison: those that the field allows. */
function comparedValues(ahead: string, scope: ExpressionScope, inner: readonly Inner[], input?: ValueSpec): string[] {
  const compared = /(?:!=|<=|>=|=|<|>|\bin\s*\(?|\bin\s*\((?:[^()]*,\s*)|\bbetween)\s*$/.exec(ahead);
  const spec = compared ? specAt(endingOperand(ahead.slice(0, compared.index)), scope, inner) : /^\s*(?:not\s*\(\s*)?(?:.*,\s*)?$/.test(ahead) ? input : undefined;
  const single = spec?.type === 'list' ? spec.items : spec;
  if (single?.values) return single.values.slice(0, 500).map((value) => literalOf(value, single.type));
  return single?.type === 'boolean' && compared ? ['true', 'false'] : [];
}

const temporalFunctions: Readonly<Record<string, string>> = { date: 'date', time: 'time', 'date and time': 'date and time', 'days and time duration': 'duration', 'years and months duration': 'duration' };

/** A value of a data model as FEEL writes it. */
export function literalOf(value: string | number | boolean, type: ValueSpec['type'] = 'string'): string {
  const call = temporalFunctions[type];
  if (call && typeof value === 'string') return `${call}(${JSON.stringify(value)})`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
