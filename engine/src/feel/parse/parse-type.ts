import type { FeelType } from '../feel-type.js';
import type { KnownNames } from './known-names.js';
import type { Scanner } from './scanner.js';

const maxTypeDepth = 50;
const simple = ['years and months duration', 'days and time duration', 'date and time', 'number', 'string', 'boolean', 'date', 'time', 'Any', 'Null'] as const;

/** Named types of the host (item definitions of a DMN model). */
export interface NamedTypes {
  readonly names: KnownNames;
  readonly types: ReadonlyMap<string, FeelType>;
}

/** Reads a type: `number`, `list<string>`, `context<a: number>`, `range<date>`, `function<number> -> string` or a named one. */
export function parseType(scanner: Scanner, named: NamedTypes, depth = 0): FeelType {
  scanner.skip();
  const start = scanner.at;
  if (depth > maxTypeDepth) scanner.stop(start, start + 1, 'feel-too-deep', `Types are nested deeper than ${maxTypeDepth} levels; simplify the expression.`);
  const custom = named.names.longest(scanner, start);
  if (custom) {
    scanner.at = custom.end;
    return named.types.get(custom.name) ?? { kind: 'any' };
  }
  for (const name of simple) {
    const end = matchWords(scanner, start, name);
    if (end === null) continue;
    scanner.at = end;
    return { kind: name === 'Any' ? 'any' : name === 'Null' ? 'null' : name };
  }
  if (scanner.takeWord('list')) {
    if (!scanner.take('<')) return { kind: 'list', items: { kind: 'any' } };
    const items = parseType(scanner, named, depth + 1);
    scanner.expect('>', 'after the type of the elements');
    return { kind: 'list', items };
  }
  if (scanner.takeWord('range')) {
    if (!scanner.take('<')) return { kind: 'range', of: { kind: 'any' } };
    const of = parseType(scanner, named, depth + 1);
    scanner.expect('>', 'after the type of the ends');
    return { kind: 'range', of };
  }
  if (scanner.takeWord('context')) {
    const fields: [string, FeelType][] = [];
    if (!scanner.take('<')) return { kind: 'context', fields: {}, open: true };
    while (!scanner.peek('>')) {
      const from = scanner.at;
      const colon = scanner.source.indexOf(':', from);
      const name = scanner.source.slice(from, colon < 0 ? from : colon).trim().replace(/\s+/g, ' ');
      if (!/^[\p{L}_?][^<>,"{}()[\]]*$/u.test(name)) scanner.unexpected('a field such as "name: type"');
      scanner.at = colon + 1;
      fields.push([name, parseType(scanner, named, depth + 1)]);
      if (!scanner.take(',')) break;
    }
    scanner.expect('>', 'after the fields');
    return { kind: 'context', fields: Object.fromEntries(fields), open: true };
  }
  if (scanner.takeWord('function')) {
    const parameters: { name: string; type: FeelType }[] = [];
    if (!scanner.take('<')) return { kind: 'function', parameters: [], result: { kind: 'any' } };
    while (!scanner.peek('>')) {
      parameters.push({ name: '', type: parseType(scanner, named, depth + 1) });
      if (!scanner.take(',')) break;
    }
    scanner.expect('>', 'after the types of the parameters');
    scanner.expect('->', 'before the type of the result');
    return { kind: 'function', parameters, result: parseType(scanner, named, depth + 1) };
  }
  const word = scanner.wordAt(start);
  if (!word) scanner.unexpected('a type');
  return scanner.stop(start, start + word.length, 'feel-unknown-type', `There is no type "${word}"; use number, string, boolean, date, time, date and time, a duration, list<…>, context<…>, range<…> or Any.`);
}

function matchWords(scanner: Scanner, start: number, words: string): number | null {
  let at = start;
  for (const word of words.split(' ')) {
    while (at > start && /\s/.test(scanner.source[at] ?? '')) at += 1;
    if (scanner.wordAt(at) !== word) return null;
    at += word.length;
  }
  return at;
}
