import { RE2JS } from 're2js';
import { FeelFailure, work } from './feel-context.js';

/**
 * Regular expressions of XPath (which FEEL refers to) on an engine of linear time. Translated are flags, the dot (which meets no line end),
 * free spacing, blocks such as `\p{IsBasicLatin}`, `\i`, `\c` and subtraction of character classes. Back-references have no linear-time
 * equal: such a pattern is no pattern here.
 */
const cache = new Map<string, RE2JS | null>();
const maxPatterns = 500;
const maxPatternLength = 5000;

const blocks: Readonly<Record<string, string>> = {
  BasicLatin: '\\x{0}-\\x{7f}', 'Latin-1Supplement': '\\x{80}-\\x{ff}', 'LatinExtended-A': '\\x{100}-\\x{17f}', 'LatinExtended-B': '\\x{180}-\\x{24f}',
  GreekandCoptic: '\\x{370}-\\x{3ff}', Greek: '\\x{370}-\\x{3ff}', Cyrillic: '\\x{400}-\\x{4ff}', Armenian: '\\x{530}-\\x{58f}', Hebrew: '\\x{590}-\\x{5ff}', Arabic: '\\x{600}-\\x{6ff}',
  GeneralPunctuation: '\\x{2000}-\\x{206f}', CurrencySymbols: '\\x{20a0}-\\x{20cf}', Hiragana: '\\x{3040}-\\x{309f}', Katakana: '\\x{30a0}-\\x{30ff}', CJKUnifiedIdeographs: '\\x{4e00}-\\x{9fff}',
};
const nameStart = '_:\\p{L}';
const nameRest = '\\-._:\\p{L}\\p{N}\\p{M}\\x{b7}';

class NoPattern extends Error {}

/** Reads one pattern and writes it for the other engine. */
class Translation {
  #at = 0;
  #groups = 0;
  constructor(private readonly pattern: string, private readonly dotAll: boolean, private readonly ignoreCase: boolean) {}

  whole(): string {
    let out = '';
    while (this.#at < this.pattern.length) {
      const c = this.pattern[this.#at]!;
      if (c === '\\') out += this.escape(false);
      else if (c === '[') out += this.classOf();
      else {
        this.#at += 1;
        if (c === '(' && this.pattern[this.#at] === '?' && this.pattern[this.#at + 1] !== ':') throw new NoPattern();
        if (c === '(' && this.pattern[this.#at] !== '?') this.#groups += 1;
        out += c === '.' && !this.dotAll ? '[^\\n\\r]' : c === '$' ? '$' : c;
      }
    }
    return out;
  }

  private escape(inClass: boolean): string {
    const next = this.pattern[this.#at + 1] ?? '';
    if (/[0-9]/.test(next) || next === '') throw new NoPattern();
    if (next === 'p' || next === 'P') {
      const close = this.pattern.indexOf('}', this.#at);
      if (this.pattern[this.#at + 2] !== '{' || close < 0) throw new NoPattern();
      const name = this.pattern.slice(this.#at + 3, close);
      this.#at = close + 1;
      if (!name.startsWith('Is')) return `\\${next}{${name}}`;
      const block = Object.hasOwn(blocks, name.slice(2)) ? blocks[name.slice(2)]! : null;
      if (block === null) throw new NoPattern();
      if (inClass) {
        if (next === 'P') throw new NoPattern();
        return block;
      }
      return `[${next === 'P' ? '^' : ''}${block}]`;
    }
    this.#at += 2;
    const set = next === 'i' ? nameStart : next === 'c' ? nameRest : null;
    if (set !== null) return inClass ? set : `[${set}]`;
    if (next === 'd') return '\\p{Nd}';
    if (next === 'D') return '\\P{Nd}';
    if (next === 'w') return inClass ? '\\p{L}\\p{M}\\p{N}\\p{S}' : '[\\p{L}\\p{M}\\p{N}\\p{S}]';
    if (next === 'W' && !inClass) return '[^\\p{L}\\p{M}\\p{N}\\p{S}]';
    if (/[nrtsSW.^$*+?|(){}[\]\\-]/.test(next)) return next === 's' ? (inClass ? ' \\t\\n\\r' : '[ \\t\\n\\r]') : next === 'S' && !inClass ? '[^ \\t\\n\\r]' : `\\${next}`;
    throw new NoPattern();
  }

  /** A class; `[a-z-[aeiou]]` is written as the ranges that are left. */
  private classOf(): string {
    const start = this.#at;
    let out = '[';
    this.#at += 1;
    if (this.pattern[this.#at] === '^') {
      out += '^';
      this.#at += 1;
    }
    for (;;) {
      const c = this.pattern[this.#at];
      if (c === undefined) throw new NoPattern();
      if (c === ']') break;
      if (c === '-' && this.pattern[this.#at + 1] === '[') {
        this.#at += 1;
        const inner = this.classOf();
        if (this.pattern[this.#at] !== ']') throw new NoPattern();
        this.#at += 1;
        return subtracted(`${out}]`, inner, this.ignoreCase);
      }
      if (c === '[') throw new NoPattern();
      if (c === '\\') out += this.escape(true);
      else {
        out += c === '&' || c === '~' ? `\\${c}` : c;
        this.#at += c.length;
      }
    }
    this.#at += 1;
    if (this.#at === start + 2) throw new NoPattern();
    return `${out}]`;
  }
}

/** Code points of the first class that are not in the second, for classes within the basic plane. */
function subtracted(from: string, minus: string, ignoreCase: boolean): string {
  const flags = ignoreCase ? RE2JS.CASE_INSENSITIVE : 0;
  work(1_000_000);
  const inside = RE2JS.compile(from, flags);
  const outside = RE2JS.compile(minus, flags);
  const ranges: string[] = [];
  let open = -1;
  for (let code = 0; code <= 0x10000; code++) {
    const character = code >= 0xd800 && code <= 0xdfff ? '' : code < 0x10000 ? String.fromCharCode(code) : '';
    const kept = character !== '' && inside.matches(character) && !outside.matches(character);
    if (kept && open < 0) open = code;
    if (!kept && open >= 0) {
      ranges.push(`\\x{${open.toString(16)}}-\\x{${(code - 1).toString(16)}}`);
      open = -1;
    }
  }
  return ranges.length > 0 ? `[${ranges.join('')}]` : '[^\\x{0}-\\x{10ffff}]';
}

/** White space is no part of a pattern with the flag x, except within a class. */
function withoutSpace(pattern: string): string {
  let out = '';
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '\\') {
      let next = i + 1;
      while (depth === 0 && /[ \t\n\r]/.test(pattern[next] ?? '')) next += 1;
      out += c + (pattern[next] ?? '');
      i = next;
      continue;
    }
    if (c === '[') depth += 1;
    if (c === ']') depth -= 1;
    if (depth > 0 || !/[ \t\n\r]/.test(c)) out += c;
  }
  return out;
}

/** Compiled pattern; null where pattern or flags are none. */
export function regularExpression(pattern: string, flags: string): RE2JS | null {
  const key = `${flags}/${pattern}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  let compiled: RE2JS | null = null;
  work(10_000 + pattern.length * 100);
  if (pattern.length <= maxPatternLength && /^[smixq]*$/.test(flags)) {
    try {
      const ignoreCase = flags.includes('i');
      const literal = flags.includes('q');
      const translated = literal ? RE2JS.quote(pattern) : new Translation(flags.includes('x') ? withoutSpace(pattern) : pattern, flags.includes('s'), ignoreCase).whole();
      compiled = RE2JS.compile(translated, (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (flags.includes('s') ? RE2JS.DOTALL : 0) | (flags.includes('m') ? RE2JS.MULTILINE : 0));
    } catch (error) {
      if (error instanceof FeelFailure) throw error;
      compiled = null;
    }
  }
  if (cache.size >= maxPatterns) cache.clear();
  cache.set(key, compiled);
  return compiled;
}
