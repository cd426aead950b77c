import type { Result } from '@arbiter/contracts/problems';
import { onlySqlStatement, readSqlTokens, type SqlDialect, type SqlFault, type SqlToken } from './sql-tokens.js';

export interface SqlStatement {
  dialect: SqlDialect;
  tokens: SqlToken[];
  /** Names of the parameters, in the order of their first use. */
  parameters: string[];
}

/** Reads a statement that may be run: one SELECT, or WITH and SELECT. The source's own gate looks closer. */
export function readSqlStatement(statement: string, dialect: SqlDialect): Result<SqlStatement, SqlFault> {
  const read = readSqlTokens(statement, dialect);
  if (!read.ok) return read;
  const only = onlySqlStatement(read.value);
  if (!only.ok) return only;
  const first = only.value.find(({ text }) => text !== '(');
  if (first?.kind !== 'word' || !/^(select|with)$/i.test(first.text)) {
    return { ok: false, error: { at: first?.at ?? 0, message: `The statement begins with ${JSON.stringify(first?.text ?? '')}: a node reads only, begin with SELECT or WITH` } };
  }
  const parameters = [...new Set(only.value.flatMap(({ name }) => (name === undefined ? [] : [name])))];
  return { ok: true, value: { dialect, tokens: only.value, parameters } };
}
