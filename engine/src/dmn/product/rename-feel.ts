import { childrenOf, type FeelNode } from '../../feel/parse/feel-node.js';
import { parseFeel, type FeelDialect } from '../../feel/parse/parse-feel.js';
import { builtinNames } from '../../feel/types/builtin-signatures.js';
import type { Fault, Result } from '@arbiter/contracts';

export interface Renaming {
  dialect?: FeelDialect;
  /** Names in reach, and those that entries of contexts have, as the model spells them. */
  names: Iterable<string>;
  members: Iterable<string>;
  /** Old to new. */
  changed: ReadonlyMap<string, string>;
}

const builtIn = new Set<string>(builtinNames);

interface Edit { start: number; end: number; text: string }

/** FEEL source with names changed wherever they stand: variables, entries of contexts, paths, parameters, loops and named arguments. */
export function renameFeel(source: string, renaming: Renaming): Result<string, Fault[]> {
  const parsed = parseFeel(source, { names: renaming.names, members: renaming.members, ...(renaming.dialect ? { dialect: renaming.dialect } : {}) });
  if (!parsed.ok) return parsed;
  const edits: Edit[] = [];
  // Built-in functions may have the name of a decision: they keep theirs unless the decision is in reach.
  const inReach = new Set(renaming.names);
  const changed = new Map([...renaming.changed].filter(([name]) => inReach.has(name) || !builtIn.has(name)));
  const edit = (name: string, place: { start: number; end: number } | undefined) => {
    const text = changed.get(name);
    if (text !== undefined && place) edits.push({ ...place, text });
  };
  const pending: FeelNode[] = [parsed.value];
  while (pending.length > 0) {
    const node = pending.pop()!;
    pending.push(...childrenOf(node));
    switch (node.kind) {
      case 'name':
        edit(node.name, node);
        break;
      case 'path':
        if (changed.has(node.name)) edit(node.name, lastPlace(source, node.name, node.value.end, node.end));
        break;
      case 'context':
        for (const { key, place } of node.entries) edit(key, place);
        break;
      case 'for': case 'some': case 'every': {
        let from = node.start;
        for (const { name, domain } of node.iterators) {
          if (changed.has(name)) edit(name, lastPlace(source, name, from, domain.start));
          from = domain.end;
        }
        break;
      }
      case 'function': {
        let from = node.start;
        for (const { name } of node.parameters) {
          const place = changed.has(name) ? firstPlace(source, name, from, node.body.start) : undefined;
          edit(name, place);
          from = place?.end ?? from;
        }
        break;
      }
      case 'call': {
        let from = node.callee.end;
        node.names?.forEach((name, index) => {
          const argument = node.arguments[index]!;
          if (changed.has(name)) edit(name, lastPlace(source, name, from, argument.start));
          from = argument.end;
        });
        break;
      }
    }
  }
  let result = source;
  for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) result = result.slice(0, start) + text + result.slice(end);
  return { ok: true, value: result };
}

/** A name as it may be spelled: any white space between its words. */
function spelling(name: string): RegExp {
  const words = name.split(/\s+/u).map((word) => [...word].map((sign) => sign.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&')).join(''));
  return new RegExp(words.join('\\s+'), 'gu');
}

function places(source: string, name: string, from: number, to: number): { start: number; end: number }[] {
  return [...source.slice(from, to).matchAll(spelling(name))].map((found) => ({ start: from + found.index, end: from + found.index + found[0].length }));
}

const firstPlace = (source: string, name: string, from: number, to: number) => places(source, name, from, to)[0];
const lastPlace = (source: string, name: string, from: number, to: number) => places(source, name, from, to).at(-1);
