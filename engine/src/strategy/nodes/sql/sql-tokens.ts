import type { Result } from '@arbiter/contracts/problems';

/** Dialects that statements of SQL nodes are written in. They differ in strings, comments and quotes. */
export type SqlDialect = 'clickhouse' | 'postgresql';

export interface SqlToken {
  /** `quoted`: an identifier in quotes. `parameter`: `{name}`, `{name:Type}` or `:name`. */
  kind: 'word' | 'quoted' | 'string' | 'number' | 'operator' | 'parameter';
  text: string;
  /** Position in the statement. */
  at: number;
  /** Blanks or a comment stand before it. */
  spaced: boolean;
  /** Of a parameter. */
  name?: string;
  type?: string;
}

export interface SqlFault { at: number; message: string }

/** Statements longer than this are refused. */
export const mostStatementLength = 100_000;

const parameter = /\{\s*([A-Za-z_][A-Za-z0-9_]{0,62})\s*(?::\s*([A-Za-z][A-Za-z0-9_(), ']*?)\s*)?\}/y;
const colonName = /:([A-Za-z_][A-Za-z0-9_]{0,62})/y;
const number = /(?:\d[\w]*(?:\.\d\w*)?|\.\d\w*)(?:(?<=[eE])[+-]\d+)?/y;
const asciiWord = /[A-Za-z_][A-Za-z0-9_]*/y;
const unicodeWord = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const dollarTag = /\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$/y;
const blanks = /[ \t\r\n\f]+/y;
const operators = new Set('()[],.;=<>!+-*/%|&^~@?:#');

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * Reads a statement into tokens without its comments. What a reader of SQL could understand in two ways (control characters, letters of
 * other scripts outside of quotes in ClickHouse, heredocs, positional parameters) is a fault, so that `printSqlTokens` gives a text
 * that means to the database what it means here.
 */
export function readSqlTokens(statement: string, dialect: SqlDialect): Result<SqlToken[], SqlFault> {
  if (statement.length > mostStatementLength) return fault(0, `The statement has ${statement.length} characters, ${mostStatementLength} are the most: read from a view instead`);
  const control = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.exec(statement);
  if (control) return fault(control.index, `The statement holds the control character U+${control[0].charCodeAt(0).toString(16).padStart(4, '0')}: remove it`);
  const tokens: SqlToken[] = [];
  let at = 0;
  let spaced = false;
  while (at < statement.length) {
    const blank = matchAt(blanks, statement, at);
    const skipped = blank ? at + blank[0].length : endOfComment(statement, at, dialect);
    if (skipped === undefined) return fault(at, 'The comment is not closed: end it with */');
    if (skipped > at) {
      at = skipped;
      spaced = true;
      continue;
    }
    const token = readToken(statement, at, dialect);
    if (!token.ok) return token;
    tokens.push({ ...token.value, at, spaced });
    at += token.value.text.length;
    spaced = false;
  }
  return { ok: true, value: tokens };
}

/** The statement without comments, each run of blanks as one; parameters by `place`. */
export function printSqlTokens(tokens: readonly SqlToken[], place: (token: SqlToken & { name: string }) => string): string {
  return tokens.map((token, index) => `${token.spaced && index > 0 ? ' ' : ''}${token.name === undefined ? token.text : place({ ...token, name: token.name })}`).join('');
}

/** Without the semicolons at its end; a fault where there is a second statement or none. */
export function onlySqlStatement(tokens: readonly SqlToken[]): Result<SqlToken[], SqlFault> {
  let end = tokens.length;
  while (end > 0 && tokens[end - 1]?.text === ';') end -= 1;
  const statement = tokens.slice(0, end);
  const second = statement.find(({ text, kind }) => kind === 'operator' && text === ';');
  if (second) return fault(second.at, 'There is more than one statement: a node runs exactly one');
  if (statement.length === 0) return fault(0, 'The statement is empty: write a SELECT');
  return { ok: true, value: statement };
}

type Piece = Pick<SqlToken, 'kind' | 'text' | 'name' | 'type'>;
const fault = (at: number, message: string): { ok: false; error: SqlFault } => ({ ok: false, error: { at, message } });
const piece = (kind: SqlToken['kind'], text: string): Result<Piece, SqlFault> => ({ ok: true, value: { kind, text } });

function endOfComment(text: string, at: number, dialect: SqlDialect): number | undefined {
  const pair = text.slice(at, at + 2);
  if (pair === '--' || (dialect === 'clickhouse' && (pair === '#!' || pair === '# '))) {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end + 1;
  }
  if (pair !== '/*') return at;
  let depth = 1;
  for (let position = at + 2; position < text.length - 1; position += 1) {
    const mark = text.slice(position, position + 2);
    if (mark === '*/') {
      depth -= 1;
      position += 1;
      if (depth === 0) return position + 1;
    } else if (mark === '/*' && dialect === 'postgresql') {
      depth += 1;
      position += 1;
    }
  }
  return undefined;
}

function endOfQuoted(text: string, at: number, escapes: boolean): number | undefined {
  const quote = text[at];
  for (let position = at + 1; position < text.length; position += 1) {
    if (escapes && text[position] === '\\') position += 1;
    else if (text[position] === quote) {
      if (text[position + 1] !== quote) return position + 1;
      position += 1;
    }
  }
  return undefined;
}

function readToken(text: string, at: number, dialect: SqlDialect): Result<Piece, SqlFault> {
  const character = text[at] ?? '';
  const clickhouse = dialect === 'clickhouse';
  if (character === "'" || character === '"' || (character === '`' && clickhouse)) {
    // PostgreSQL knows backslashes only behind an E that touches the string.
    const escapes = clickhouse || (character === "'" && /(?:^|[^\p{L}\p{N}_$])[eE]$/u.test(text.slice(Math.max(0, at - 2), at)));
    const end = endOfQuoted(text, at, escapes);
    if (end === undefined) return fault(at, `The quotation that begins with ${character} is not closed`);
    return piece(character === "'" ? 'string' : 'quoted', text.slice(at, end));
  }
  if (character === '{') {
    const found = matchAt(parameter, text, at);
    if (found?.[1]) return { ok: true, value: { kind: 'parameter', text: found[0], name: found[1], ...(found[2] ? { type: found[2] } : {}) } };
    return fault(at, 'After { there must be a parameter such as {customer_id} or {customer_id:String}; write maps with map(…)');
  }
  if (character === ':' && !/[\w:)\]'"`]/.test(text[at - 1] ?? '')) {
    const found = matchAt(colonName, text, at);
    if (found?.[1]) return { ok: true, value: { kind: 'parameter', text: found[0], name: found[1] } };
  }
  if (character === '$') {
    if (clickhouse) return fault(at, 'The sign $ may stand in quotes only');
    const tag = matchAt(dollarTag, text, at)?.[0];
    if (tag === undefined) return fault(at, 'Positional parameters such as $1 are not taken: name them, as in {customer_id}');
    const end = text.indexOf(tag, at + tag.length);
    return end < 0 ? fault(at, `The quotation that begins with ${tag} is not closed`) : piece('string', text.slice(at, end + tag.length));
  }
  const word = matchAt(clickhouse ? asciiWord : unicodeWord, text, at);
  if (word) return piece('word', word[0]);
  const digits = matchAt(number, text, at);
  if (digits && (character !== '.' || !/[\w)\]"`]/.test(text[at - 1] ?? ''))) return piece('number', digits[0]);
  if (operators.has(character) && !(clickhouse && character === '#')) return piece('operator', character);
  return fault(at, `The character ${JSON.stringify(character)} may stand in quotes only`);
}
