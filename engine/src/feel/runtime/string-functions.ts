import { isContext } from './kinds.js';
import { FeelObject } from '../values/feel-object.js';
import { FeelRange } from '../values/feel-range.js';
import { maxTextLength, withinList, withinText } from './feel-context.js';
import { regularExpression } from './regular-expression.js';

const surrogates = /[\ud800-\udfff]/;
const simple = (text: string): boolean => !surrogates.test(text);

/** Characters are code points. */
export const stringLength = (text: string): number => (simple(text) ? text.length : [...text].length);

export function substring(text: string, start: number, length?: number): string | null {
  const from = Math.trunc(start);
  if (from === 0 || (length !== undefined && length < 1)) return from === 0 ? null : '';
  const characters = simple(text) ? text : [...text];
  const first = from > 0 ? from - 1 : characters.length + from;
  if (first < 0) return null;
  const piece = characters.slice(first, length === undefined ? undefined : first + Math.trunc(length));
  return typeof piece === 'string' ? piece : piece.join('');
}

export const upperCase = (text: string): string => text.toUpperCase();
export const lowerCase = (text: string): string => text.toLowerCase();
export const contains = (text: string, match: string): boolean => text.includes(match);
export const startsWith = (text: string, match: string): boolean => text.startsWith(match);
export const endsWith = (text: string, match: string): boolean => text.endsWith(match);
export function substringBefore(text: string, match: string): string {
  const at = text.indexOf(match);
  return at < 0 ? '' : text.slice(0, at);
}
export function substringAfter(text: string, match: string): string {
  const at = text.indexOf(match);
  return at < 0 ? '' : text.slice(at + match.length);
}

export function matches(text: string, pattern: string, flags?: string | null): boolean | null {
  const expression = regularExpression(pattern, flags ?? '');
  return expression === null ? null : expression.matcher(text).find();
}

export function split(text: string, delimiter: string): string[] | null {
  const expression = regularExpression(delimiter, '');
  if (expression === null) return null;
  const parts: string[] = [];
  const matcher = expression.matcher(text);
  let from = 0;
  while (matcher.find()) {
    if (matcher.end() === matcher.start()) continue;
    withinList(parts.length);
    parts.push(text.slice(from, matcher.start()));
    from = matcher.end();
  }
  parts.push(text.slice(from));
  return parts;
}

/** `$1` is a group, `$0` the whole match, `\$` and `\\` the signs themselves. */
export function replace(text: string, pattern: string, replacement: string, flags?: string | null): string | null {
  const expression = regularExpression(pattern, flags ?? '');
  if (expression === null) return null;
  const literal = (flags ?? '').includes('q');
  const matcher = expression.matcher(text);
  const groups = matcher.groupCount();
  let out = '';
  let from = 0;
  while (matcher.find()) {
    out += text.slice(from, matcher.start());
    if (literal) out += replacement;
    else {
      for (let i = 0; i < replacement.length; i++) {
        const c = replacement[i]!;
        if (c === '\\') {
          const next = replacement[i + 1];
          if (next !== '\\' && next !== '$') return null;
          out += next;
          i += 1;
        } else if (c === '$') {
          let digits = /^\d+/.exec(replacement.slice(i + 1))?.[0] ?? '';
          if (digits === '') return null;
          while (digits.length > 1 && Number(digits) > groups) digits = digits.slice(0, -1);
          if (Number(digits) <= groups) out += matcher.group(Number(digits)) ?? '';
          i += digits.length;
        } else out += c;
      }
    }
    from = matcher.end();
    withinText(out.length);
  }
  return out + text.slice(from);
}

export function stringJoin(list: readonly unknown[], delimiter?: string | null): string | null {
  const texts: string[] = [];
  let length = 0;
  for (const element of list) {
    if (element === null) continue;
    if (typeof element !== 'string') return null;
    length += element.length + (delimiter?.length ?? 0);
    if (length > maxTextLength) withinText(length);
    texts.push(element);
  }
  return texts.join(delimiter ?? '');
}

/** FEEL's text of a value: `string(value)`. A text within a list or a context is quoted. */
export function string(value: unknown): string | null {
  return value === null ? null : textOf(value, false, 0);
}

function textOf(value: unknown, quoted: boolean, depth: number): string {
  if (depth > 1000) return '…';
  if (value === null) return 'null';
  if (typeof value === 'string') return quoted ? `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : value;
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[${value.map((element) => textOf(element, true, depth + 1)).join(', ')}]`;
  if (isContext(value)) return `{${Object.entries(value).map(([key, entry]) => `${/^[\p{L}_][\p{L}\p{N}_ ]*$/u.test(key) ? key : JSON.stringify(key)}: ${textOf(entry, true, depth + 1)}`).join(', ')}}`;
  if (value instanceof FeelRange) {
    return value.print((end) => (end instanceof FeelObject ? `@"${end.toString()}"` : textOf(end, true, depth + 1)));
  }
  return String(value);
}

/** Plain digits without an exponent. */
export function numberText(n: number): string {
  const text = String(n === 0 ? 0 : n);
  const found = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!found) return text;
  const digits = found[2]! + (found[3] ?? '');
  const point = found[2]!.length + Number(found[4]);
  const plain = point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : point >= digits.length ? digits + '0'.repeat(point - digits.length) : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return found[1]! + plain;
}
