import { describe, expect, it } from 'vitest';
import type { ExpressionScope } from '../../expressions/expression-scope.js';
import { specOfSqlType, sqlTypeOf, statementParameters } from './statement-parameters.js';

const scope: ExpressionScope = [{ name: 'customer', part: 'inputs', spec: { type: 'string' } }, { name: 'debt', part: 'inputs', spec: { type: 'number' } }];

describe('parameters of a statement', () => {
  it('are found with a guess of their type and value', () => {
    const read = statementParameters("SELECT ':no' FROM t WHERE a = {customer} AND b > {debt:UInt64} AND c IN {codes:Array(String)} AND d = :day", 'clickhouse', [{ name: 'day', type: 'date', value: 'today()' }, { name: 'old', type: 'text', value: 'x' }], scope);
    expect(read.parameters).toEqual([
      { name: 'customer', type: 'text', value: 'customer', mapped: false },
      { name: 'debt', type: 'integer', value: 'debt', mapped: false },
      { name: 'codes', type: 'text[]', value: '', mapped: false },
      { name: 'day', type: 'date', value: 'today()', mapped: true },
    ]);
    expect(read.unused).toEqual(['old']);
  });

  it('stay as they are while the statement cannot be read', () => {
    const given = [{ name: 'a', type: 'text', value: 'x' }];
    expect(statementParameters("SELECT 'open", 'clickhouse', given, scope)).toMatchObject({ parameters: [{ name: 'a', mapped: true }], unused: [], fault: expect.stringContaining('not closed') });
    expect(statementParameters('', 'postgresql', given, scope).fault).toBeNull();
  });

  it('have types that go back and forth', () => {
    for (const type of ['text', 'number', 'integer', 'boolean', 'date', 'timestamp', 'text[]', 'number[]']) expect(sqlTypeOf(specOfSqlType(type))).toBe(type);
    expect(sqlTypeOf(undefined)).toBe('text');
  });
});
