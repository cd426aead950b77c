import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileStrategy } from '../../compile-strategy.js';
import { StrategyFailure, type SqlRequest, type StrategyServices } from '../../strategy-services.js';
import { compiled, context, dependenciesOf, node, strategy } from '../../testing/strategy-fixture.js';
import { printSqlTokens, readSqlTokens } from './sql-tokens.js';
import { readSqlStatement } from './sql-statement.js';

const document = (settings: Record<string, unknown>, onError?: Parameters<typeof node>[3]) =>
  strategy(
    { inputs: { customer: 'string', since: 'date' }, variables: { debt: { type: 'number', default: 0 }, due: { type: 'date', default: '2020-01-01' }, rows: { type: 'list', default: [], items: { type: 'object', fields: [{ name: 'id', type: 'number' }, { name: 'due', type: 'date' }] } } }, outputs: { total: 'number', day: 'date', n: 'number', first: 'date' } },
    [node('in', 'input'), node('read', 'sql', settings, onError), node('set', 'calculate', { assignments: [{ name: 'total', value: 'debt' }, { name: 'n', value: 'if rows = null then 0 else count(rows)' }, { name: 'day', value: 'due' }, { name: 'first', value: 'if rows = null then null else rows[1].due' }] }), node('out', 'output')],
    ['in -> read', 'read -> set', 'set -> out'],
  );
const base = { source: 'analytics', statement: 'SELECT sum(amount) AS debt, max(due) AS due FROM invoices WHERE customer = {customer} AND due >= :since', parameters: [{ name: 'customer', type: 'text', value: 'customer' }, { name: 'since', type: 'date', value: 'since' }] };
const firstRow = { take: 'first-row', columns: [{ column: 'debt', name: 'debt' }, { column: 'due', name: 'due' }] };

async function evaluate(settings: Record<string, unknown>, rows: Record<string, unknown>[] | ((request: SqlRequest) => Promise<Record<string, unknown>[]>), onError?: Parameters<typeof node>[3]) {
  const asked: SqlRequest[] = [];
  const sql = (request: SqlRequest) => {
    asked.push(request);
    return typeof rows === 'function' ? rows(request) : Promise.resolve(rows);
  };
  const result = await compiled(document(settings, onError)).evaluateAsync({ customer: "'; drop table x; --", since: '2025-01-02' }, context({ services: { sql } as unknown as StrategyServices }));
  return { asked, result };
}
const faultsOf = (settings: Record<string, unknown>) => {
  const result = compileStrategy(document(settings), dependenciesOf());
  return result.ok ? [] : result.error.map(({ path, code }) => `${path.replace(/^.*settings/, '')} ${code}`);
};

describe('the SQL node', () => {
  it('asks with values apart from the statement and writes the first row', async () => {
    const { asked, result } = await evaluate({ ...base, result: firstRow, rowLimit: 5, timeoutMs: 700 }, [{ debt: 12.5, due: '2025-03-04' }]);
    expect(asked).toEqual([{ source: 'analytics', statement: base.statement, parameters: { customer: { type: 'text', value: "'; drop table x; --" }, since: { type: 'date', value: '2025-01-02' } }, rowLimit: 5, timeoutMs: 700 }]);
    expect(result).toMatchObject({ ok: true, answer: { outputs: { total: 12.5, day: '2025-03-04', n: 0 } } });
  });

  it('writes all rows as objects, with dates as dates', async () => {
    const { result } = await evaluate({ ...base, result: { take: 'all-rows', name: 'rows' } }, [{ id: 1, due: '2025-03-04' }, { id: 2, due: null }]);
    expect(result).toMatchObject({ ok: true, answer: { outputs: { n: 2, first: '2025-03-04' } } });
  });

  it('hands instants over in UTC', async () => {
    const at = ['"2025-07-01T12:00:00@Europe/Berlin"', '"2025-07-01T12:00:00+03:00"', '"2025-07-01T12:00:00"'];
    const settings = { ...base, statement: 'SELECT {a} AS debt, {b} AS due', parameters: [{ name: 'a', type: 'timestamp', value: `date and time(${at[0]})` }, { name: 'b', type: 'timestamp[]', value: `[date and time(${at[1]}), date and time(${at[2]})]` }], result: firstRow };
    const { asked } = await evaluate(settings, [{ debt: 1, due: null }]);
    expect(asked[0]?.parameters).toEqual({ a: { type: 'timestamp', value: '2025-07-01T10:00:00.000Z' }, b: { type: 'timestamp[]', value: ['2025-07-01T09:00:00.000Z', '2025-07-01T12:00:00.000Z'] } });
  });

  it('takes a missing row as it is told', async () => {
    expect((await evaluate({ ...base, result: firstRow }, [])).result).toMatchObject({ ok: true, answer: { outputs: { total: null, day: null } } });
    const withDefaults = { ...firstRow, noRow: 'defaults', columns: [{ column: 'debt', name: 'debt', default: 7 }, { column: 'due', name: 'due', default: '2024-01-01' }] };
    expect((await evaluate({ ...base, result: withDefaults }, [])).result).toMatchObject({ ok: true, answer: { outputs: { total: 7, day: '2024-01-01' } } });
    expect((await evaluate({ ...base, result: { ...firstRow, noRow: 'error' } }, [])).result).toMatchObject({ ok: false, failure: { code: 'no-row', nodeId: 'read' } });
  });

  it('fails with words where columns or types do not fit', async () => {
    expect((await evaluate({ ...base, result: firstRow }, [{ other: 1 }])).result).toMatchObject({ ok: false, failure: { code: 'column-missing' } });
    expect((await evaluate({ ...base, result: firstRow }, [{ debt: 'much', due: null }])).result).toMatchObject({ ok: false, failure: { nodeId: 'read' } });
    expect((await evaluate({ ...base, result: firstRow }, [JSON.parse('{"__proto__": {"debt": 1}}') as Record<string, unknown>])).result).toMatchObject({ ok: false, failure: { code: 'column-missing' } });
  });

  it('follows its error policy', async () => {
    const failing = () => Promise.reject(new StrategyFailure('sql-timeout', 'too slow'));
    expect((await evaluate({ ...base, result: firstRow }, failing)).result).toMatchObject({ ok: false, failure: { code: 'sql-timeout', nodeId: 'read' } });
    expect((await evaluate({ ...base, result: firstRow }, failing, { then: 'default', values: { debt: 3, due: null } })).result).toMatchObject({ ok: true, answer: { outputs: { total: 3 } } });
    const retried = await evaluate({ ...base, result: firstRow }, failing, { then: 'fail', retry: { times: 2, backoffMs: 0 } });
    expect(retried.asked).toHaveLength(3);
    const refused = await evaluate({ ...base, result: firstRow }, () => Promise.reject(new StrategyFailure('sql-refused', 'no', { retry: false })), { then: 'fail', retry: { times: 2, backoffMs: 0 } });
    expect(refused.asked).toHaveLength(1);
  });

  it('finds faults at save, at their place', () => {
    expect(faultsOf({ ...base, result: firstRow })).toEqual([]);
    expect(faultsOf({ ...base, parameters: base.parameters.slice(0, 1), result: firstRow })).toEqual(['/statement parameter-missing']);
    expect(faultsOf({ ...base, parameters: [...base.parameters, { name: 'x', type: 'text', value: 'customer' }], result: firstRow })).toEqual(['/parameters/2/name parameter-unused']);
    expect(faultsOf({ ...base, parameters: [{ ...base.parameters[0], type: 'integer' }, base.parameters[1]], result: firstRow })).toEqual(['/parameters/0/value type-mismatch']);
    expect(faultsOf({ ...base, statement: 'DROP TABLE x', parameters: [], result: firstRow })).toEqual(['/statement sql-refused']);
    expect(faultsOf({ ...base, statement: 'SELECT 1; SELECT 2', parameters: [], result: firstRow })).toEqual(['/statement sql-refused']);
    expect(faultsOf({ ...base, result: { take: 'all-rows', name: 'nowhere' } })).toEqual(['/result/name unknown-name']);
    expect(faultsOf({ ...base, result: { ...firstRow, columns: [firstRow.columns[0], firstRow.columns[0]] } })).toContain('/result/columns/1/name duplicate-name');
  });
});

describe('tokens of statements', () => {
  const parametersOf = (statement: string, dialect: 'clickhouse' | 'postgresql' = 'postgresql') => {
    const read = readSqlStatement(statement, dialect);
    return read.ok ? read.value.parameters : read.error.message;
  };

  it('tell parameters from casts, strings, quotes and comments', () => {
    expect(parametersOf(`SELECT :a, {b:Int64}, x::int, ':c', ":d", $$:e$$, $t$:f$t$, E'\\':g', /* :h /* */ :i */ y[1:2] -- :j`)).toEqual(['a', 'b']);
    expect(parametersOf("SELECT a ? b : c, :d, 'x\\':e', `f:g` # :h", 'clickhouse')).toEqual(['d']);
  });

  it('are printed as they were read, without comments', () => {
    const read = readSqlTokens("SELECT  a/*x*/b, 'it''s -- no' -- end\n FROM t;", 'clickhouse');
    expect(read.ok && printSqlTokens(read.value, ({ name }) => name)).toBe("SELECT a b, 'it''s -- no' FROM t;");
  });

  it('never throw, and print to what reads the same', () => {
    const piece = fc.constantFrom("'", '"', '`', '\\', '--', '/*', '*/', '$$', '$a$', ';', ':', '{', '}', 'a', ' ', '\n', '1', '.', '#', 'E', '::', 'SELECT', '1e', '-', 'é', '’', '\0');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.constantFrom('clickhouse' as const, 'postgresql' as const), (pieces, dialect) => {
        const read = readSqlTokens(pieces.join(''), dialect);
        if (!read.ok) return;
        const printed = printSqlTokens(read.value, ({ text }) => text);
        const again = readSqlTokens(printed, dialect);
        expect(again.ok && again.value.map(({ kind }) => kind)).toEqual(read.value.map(({ kind }) => kind));
      }),
      { numRuns: 20_000 },
    );
  });
});
