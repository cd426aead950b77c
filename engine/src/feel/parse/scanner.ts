import { FeelStop, feelFault } from './feel-fault.js';

const space = /[\s\u0085\u180e\u200b\ufeff]/u;
/** Start and rest of a word of a name (DMN 1.5, grammar rules 28 and 29). */
const nameStart = /[?_\p{L}\u{1D400}-\u{1FFFF}\p{Extended_Pictographic}]/u;
const namePart = /[_\p{L}\p{N}\p{M}\u00B7\u203F\u2040\u200c\u200d\ufe0f\u{1F000}-\u{1FFFF}\p{Extended_Pictographic}]/u;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', "'": "'", '\\': '\\' };

/** Reads the smallest parts of FEEL source. What a part is depends on the names in reach, so the parser asks for the kind that it can use. */
export class Scanner {
  at = 0;
  constructor(readonly source: string) {}

  stop(start: number, end: number, code: string, message: string): never {
    throw new FeelStop(feelFault(this.source, start, end, code, message));
  }

  /** Skips white space and comments. */
  skip(): void {
    const { source } = this;
    for (;;) {
      const unit = source.charCodeAt(this.at);
      if (unit === 32 || unit === 10 || unit === 13 || unit === 9) this.at += 1;
      else if (unit === 47 && source[this.at + 1] === '/') {
        const end = source.indexOf('\n', this.at);
        this.at = end < 0 ? source.length : end + 1;
      } else if (unit === 47 && source[this.at + 1] === '*') {
        const end = source.indexOf('*/', this.at + 2);
        if (end < 0) this.stop(this.at, source.length, 'feel-syntax', 'The comment is not closed; end it with */.');
        this.at = end + 2;
      } else if ((unit < 32 || unit > 126) && this.at < source.length && space.test(source[this.at]!)) this.at += 1;
      else return;
    }
  }

  get done(): boolean {
    this.skip();
    return this.at >= this.source.length;
  }

  peek(symbol: string): boolean {
    this.skip();
    return this.source.startsWith(symbol, this.at);
  }

  /** Takes the symbol if it comes next. */
  take(symbol: string): boolean {
    if (!this.peek(symbol)) return false;
    this.at += symbol.length;
    return true;
  }

  expect(symbol: string, why: string): void {
    if (!this.take(symbol)) this.unexpected(`"${symbol}" ${why}`);
  }

  unexpected(wanted: string): never {
    this.skip();
    const found = this.at >= this.source.length ? 'the end' : `"${this.wordAt(this.at) || String.fromCodePoint(this.source.codePointAt(this.at)!)}"`;
    this.stop(this.at, Math.min(this.source.length, this.at + 1), 'feel-syntax', `Found ${found} where ${wanted} is expected.`);
  }

  /** The word (letters, digits, underscores) that begins at an offset, '' where none does. */
  wordAt(offset: number): string {
    const { source } = this;
    let end = offset;
    for (;;) {
      const code = source.codePointAt(end);
      if (code === undefined) break;
      if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57 && end > offset)) end += 1;
      else if (code < 128) break;
      else {
        const character = String.fromCodePoint(code);
        if (!(end === offset ? nameStart : namePart).test(character)) break;
        end += character.length;
      }
    }
    return source.slice(offset, end);
  }

  /** Whether the keyword stands next as a whole word. */
  peekWord(word: string): boolean {
    this.skip();
    return this.source.startsWith(word, this.at) && this.wordAt(this.at) === word;
  }

  takeWord(word: string): boolean {
    if (!this.peekWord(word)) return false;
    this.at += word.length;
    return true;
  }

  /** A part of a name at an offset: a word, digits, or one of . / - ' + * ; '' where there is none. */
  namePartAt(offset: number): string {
    const code = this.source.charCodeAt(offset);
    if (code === 46 || code === 47 || code === 45 || code === 39 || code === 43 || code === 42) return this.source[offset]!;
    if (code >= 48 && code <= 57) {
      let end = offset;
      for (let c = code; (c >= 48 && c <= 57) || (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95; c = this.source.charCodeAt(++end));
      return this.source.slice(offset, end);
    }
    return this.wordAt(offset);
  }

  number(): number | null {
    this.skip();
    const found = /(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
    found.lastIndex = this.at;
    const match = found.exec(this.source);
    if (!match) return null;
    const start = this.at;
    this.at += match[0].length;
    const word = this.wordAt(this.at);
    if (word) this.stop(start, this.at + word.length, 'feel-syntax', `"${match[0]}${word}" is neither a number nor a name: names begin with a letter.`);
    return Number(match[0]);
  }

  /** A string in double quotes, null where none stands next. */
  string(): string | null {
    this.skip();
    const { source } = this;
    if (source[this.at] !== '"') return null;
    const start = this.at;
    let text = '';
    let at = start + 1;
    for (;;) {
      const close = source.indexOf('"', at);
      if (close < 0) this.stop(start, source.length, 'feel-syntax', 'The text is not closed; end it with a double quote.');
      const back = source.indexOf('\\', at);
      if (back < 0 || back > close) {
        this.at = close + 1;
        return text + source.slice(at, close);
      }
      text += source.slice(at, back);
      const letter = source[back + 1] ?? '';
      const hex = letter === 'u' ? /^[0-9a-fA-F]{4}/.exec(source.slice(back + 2, back + 6)) : letter === 'U' ? /^[0-9a-fA-F]{6}/.exec(source.slice(back + 2, back + 8)) : null;
      if (hex && Number.parseInt(hex[0], 16) <= 0x10ffff) {
        const code = Number.parseInt(hex[0], 16);
        text += letter === 'u' ? String.fromCharCode(code) : String.fromCodePoint(code);
        at = back + 2 + hex[0].length;
      } else if (Object.hasOwn(escapes, letter)) {
        text += escapes[letter]!;
        at = back + 2;
      } else {
        text += '\\';
        at = back + 1;
      }
    }
  }
}
