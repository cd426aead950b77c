import { readSqlStatement } from '@arbiter/engine/strategy/nodes/sql/sql-statement';
import type { SqlDialect } from '@arbiter/engine/strategy/nodes/sql/sql-tokens';
import type { FieldType, ValueSpec } from '@arbiter/contracts';
import type { ExpressionScope } from '../../expressions/expression-scope.js';

export interface SqlParameter { name: string; type: string; value: string }

const byField: Partial<Record<FieldType, string>> = { string: 'text', number: 'number', integer: 'integer', boolean: 'boolean', date: 'date', 'date and time': 'timestamp' };

/** The type of a parameter for values of a field: lists become `text[]` and the like; text where nothing better is known. */
export function sqlTypeOf(spec: ValueSpec | undefined): string {
  if (spec?.type === 'list') return `${(spec.items && byField[spec.items.type]) ?? 'text'}[]`;
  return (spec && byField[spec.type]) ?? 'text';
}

/** What a value of a parameter's type is in the data model, for typing one in. */
export function specOfSqlType(type: string): ValueSpec {
  if (type.endsWith('[]')) return { type: 'list', items: specOfSqlType(type.slice(0, -2)) };
  const found = Object.entries(byField).find(([, sql]) => sql === type)?.[0] as FieldType | undefined;
  return { type: found ?? 'any' };
}

/** The type that a statement itself gives to a parameter: `{id:UInt64}`. */
function declared(type: string | undefined): string | undefined {
  if (type === undefined) return undefined;
  const inner = /^Array\((.*)\)$/i.exec(type)?.[1] ?? (type.endsWith('[]') ? type.slice(0, -2) : undefined);
  if (inner !== undefined) return `${declared(inner) ?? 'text'}[]`;
  const plain = (/^Nullable\((.*)\)$/i.exec(type)?.[1] ?? type).toLowerCase();
  if (/^u?int\d*$|^bigint$|^smallint$|^integer$/.test(plain)) return 'integer';
  if (/^float\d*$|^decimal|^numeric|^double/.test(plain)) return 'number';
  if (/^bool/.test(plain)) return 'boolean';
  if (/^datetime|^timestamp/.test(plain)) return 'timestamp';
  if (/^date/.test(plain)) return 'date';
  return 'text';
}

export interface ReadParameters {
  /** In the order of the statement: those that have a value, and new ones with a guess of type and value. */
  parameters: (SqlParameter & { mapped: boolean })[];
  /** Given but not read by the statement. */
  unused: string[];
  /** Why the statement cannot be read yet; then the parameters given are all that is known. */
  fault: string | null;
}

/** Parameters of a statement with the values that are given for them. A name that is spelled like one in reach takes that. */
export function statementParameters(statement: string, dialect: SqlDialect, given: readonly SqlParameter[], scope: ExpressionScope): ReadParameters {
  const read = readSqlStatement(statement, dialect);
  if (!read.ok) return { parameters: given.map((one) => ({ ...one, mapped: true })), unused: [], fault: statement.trim() === '' ? null : read.error.message };
  const { tokens, parameters: names } = read.value;
  return {
    parameters: names.map((name) => {
      const own = given.find((one) => one.name === name);
      if (own) return { ...own, mapped: true };
      const reach = scope.find((one) => one.name === name);
      const told = declared(tokens.find((token) => token.name === name && token.type !== undefined)?.type);
      return { name, type: told ?? sqlTypeOf(reach?.spec), value: reach ? name : '', mapped: false };
    }),
    unused: given.filter(({ name }) => !names.includes(name)).map(({ name }) => name),
    fault: null,
  };
}
