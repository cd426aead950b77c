import { isSqlParameterType } from '@arbiter/engine/strategy/nodes/sql/sql-parameter-type';
import type { SqlToken } from '@arbiter/engine/strategy/nodes/sql/sql-tokens';

/** Families of functions that reach outside of the data: files, large objects, other servers, SQL given as text, state of the session. */
const forbiddenFunction = /^(?:dblink|lo_|query_to_|table_to_xml|table_to_json|cursor_to_|schema_to_|database_to_|crosstab|connectby|ts_stat$|ts_rewrite$|set_config$|current_setting$|nextval$|setval$|currval$|lastval$|inet_|txid_|binary_upgrade_|plpgsql_|postgres_fdw_|file_fdw_|heap_|get_raw_page|xslt_)/;
const forbiddenWords = new Set(['into', 'copy', 'insert', 'update', 'delete', 'merge', 'create', 'drop', 'alter', 'truncate', 'grant', 'revoke', 'execute', 'prepare', 'deallocate', 'call', 'listen', 'notify', 'vacuum', 'lock']);

const bare = ({ kind, text }: SqlToken) => (kind === 'quoted' ? text.slice(1, -1).replaceAll('""', '"') : text).toLowerCase();

/** The reason against a statement for PostgreSQL that its words give, or undefined. The transaction that only reads, and the rights of the role, stand behind it. */
export function objectionToPostgresTokens(tokens: readonly SqlToken[]): string | undefined {
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' && token.kind !== 'quoted') continue;
    const name = bare(token);
    const next = tokens[index + 1];
    if (/^u$/i.test(token.text) && next?.text === '&' && !next.spaced) return 'Quotations that begin with U& are not taken: write the letters themselves';
    // Catalogues tell of other databases and their statements; functions of this prefix read files and stop sessions.
    if (/^(?:pg_|information_schema$)/.test(name)) return `${token.text} is not readable: statements read tables of the application`;
    if (next?.kind === 'operator' && next.text === '(' && forbiddenFunction.test(name)) return `The function ${token.text} is not among those that a statement may call: use functions that compute from their arguments`;
    if (token.kind === 'word' && forbiddenWords.has(name) && tokens[index - 1]?.text !== '.') return `The word ${token.text} is not taken: a statement may only read; write a column of that name in quotes`;
  }
  return undefined;
}

const typeNames: Record<string, string> = { text: 'text', integer: 'bigint', number: 'double precision', boolean: 'boolean', date: 'date', timestamp: 'timestamptz' };
const inStatement = /^(?:text|varchar|citext|uuid|smallint|integer|bigint|int2|int4|int8|numeric|real|float4|float8|boolean|bool|date|time|timestamp|timestamptz|interval|json|jsonb)$/;

/** The PostgreSQL type of a parameter, or undefined where there is none. */
export function postgresTypeOf(type: string, typeInStatement: string | undefined): string | undefined {
  if (typeInStatement !== undefined) return inStatement.test(typeInStatement) ? `${typeInStatement}${type.endsWith('[]') ? '[]' : ''}` : undefined;
  if (!isSqlParameterType(type)) return undefined;
  return type.endsWith('[]') ? `${typeNames[type.slice(0, -2)]}[]` : typeNames[type];
}
