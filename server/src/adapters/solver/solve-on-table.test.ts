import { instanceOf, parseProblem, type Problem, solve } from '@arbiter/solver';
import { solveOnTable, type TableOutcome, type TableSolveOptions } from '@arbiter/solver/sql-scan/solve-on-table';
import { quoteTable } from '@arbiter/solver/sql-scan/sql-text';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBlockingAsk, type BlockingAsk } from '../../testing/open-blocking-ask.js';
import { tableProblem, type TableShape, tableSources, writeTables } from '../../testing/table-problems.js';

let engine: BlockingAsk;
beforeAll(async () => {
  engine = await openBlockingAsk();
}, 60_000);
afterAll(() => engine.close());

const now = (): number => performance.now();
function parse(document: Record<string, unknown>): Problem {
  const parsed = parseProblem(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.problem;
}
const onTables = (document: Record<string, unknown>): Problem => parse({ ...document, customers: { file: '-' }, candidates: { file: '-' } });

async function solveTable(name: string, made: ReturnType<typeof tableProblem>, options: Partial<TableSolveOptions> = {}): Promise<TableOutcome> {
  await writeTables(engine.analytics, name, made);
  return solveOnTable(onTables(made.document), tableSources(name), engine.ask, { now, plan: `${name}_plan`, gap: 1e-4, ...options });
}

describe('a problem over tables', () => {
  const shapes: [string, TableShape, number][] = [
    ['real values', { seed: 11, customers: 4_000, actions: 6, segments: 3 }, 0],
    ['ties', { seed: 12, customers: 4_000, actions: 6, segments: 3, ties: true }, 0],
    ['costs of their own', { seed: 13, customers: 3_000, actions: 5, segments: 3, ownCost: true }, 0],
    ['periods and rules', { seed: 14, customers: 2_000, actions: 3, segments: 2, periods: ['2026-W48', '2026-W49'], rules: true }, 0],
    ['least cost for a floor', { seed: 15, customers: 3_000, actions: 5, segments: 2, minimise: true, ownCost: true, rules: true }, 0],
    ['values below zero', { seed: 16, customers: 3_000, actions: 5, segments: 4, signed: true }, 0],
    ['read whole', { seed: 17, customers: 300, actions: 4, segments: 2, ownCost: true, rules: true }, 50_000],
  ];
  it.each(shapes)('has the plan and the bound of the solver in memory, within the gaps: %s', async (name, shape, readWhole) => {
    const made = tableProblem(shape);
    const outcome = await solveTable(`solve${shape.seed}`, made, { readWhole, timeLimitMs: 20_000 });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
    const problem = parse({ ...made.document, customers: made.customers, candidates: made.candidates });
    const instance = instanceOf(problem);
    if (!instance.ok) throw new Error(JSON.stringify(instance.errors));
    const reference = await solve(problem, instance.instance, { now, gap: 1e-4, greedy: false, timeLimitMs: 20_000 });
    if (!reference.ok) throw new Error(JSON.stringify(reference.errors));
    const { solution } = outcome;
    const { result } = reference;
    expect(outcome.faults, name).toEqual([]);
    expect(solution.verified).toBe(true);
    // Where single actions are dear, neither closes the gap.
    expect(solution.gap).toBeLessThanOrEqual(Math.max(1e-4, 2 * result.gap!));
    const sign = shape.minimise ? -1 : 1;
    // Neither plan is above the other's bound.
    const slack = 1e-9 * Math.abs(result.bound!);
    expect(sign * solution.objective!).toBeLessThanOrEqual(sign * result.bound! + slack);
    expect(sign * result.objective!).toBeLessThanOrEqual(sign * solution.bound! + slack);
    expect(solution.eligibility).toEqual(result.eligibility);
    expect(solution.customers).toBe(made.customers.length);
    const [written] = await engine.analytics.query<{ n: string; people: string }>(`SELECT count() AS n, uniqExact(customer) AS people FROM solve${shape.seed}_plan`);
    expect(Number(written!.n)).toBe(solution.assigned);
    expect(written!.people).toBe(written!.n);
    const byAction = solution.byAction.reduce((sum, { count }) => sum + count, 0);
    expect(byAction).toBe(solution.assigned);
  }, 120_000);

  it('gives the same plan however many threads the engine takes', async () => {
    const made = tableProblem({ seed: 21, customers: 3_000, actions: 5, segments: 3, ownCost: true });
    await writeTables(engine.analytics, 'threads', made);
    const run = async (threads: number): Promise<unknown> => {
      const ask: typeof engine.ask = (query) => engine.ask({ ...query, sql: query.kind === 'rows' ? `${query.sql} SETTINGS max_threads = ${threads}, max_block_size = ${threads === 1 ? 65_536 : 500}` : query.sql });
      const outcome = await solveOnTable(onTables(made.document), tableSources('threads'), ask, { now, plan: `threads_plan${threads}`, gap: 1e-4, readWhole: 0 });
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
      return [outcome.solution.bound, await engine.analytics.query(`SELECT customer, option FROM threads_plan${threads} ORDER BY customer`)];
    };
    expect(await run(2)).toEqual(await run(1));
  }, 60_000);

  it('proves that limits cannot be kept', async () => {
    const made = tableProblem({ seed: 22, customers: 2_000, actions: 4, segments: 2 });
    (made.document['limits'] as unknown[]).push({ id: 'too-much', sum: 'value', atLeast: 1e7 });
    const outcome = await solveTable('impossible', made, { readWhole: 0 });
    expect(outcome).toMatchObject({ ok: true, solution: { status: 'infeasible', objective: null, bound: null, verified: false } });
    expect(await engine.analytics.query("SELECT name FROM system.tables WHERE name LIKE 'impossible_plan%'")).toEqual([]);
  }, 60_000);
});

describe('trouble on the way', () => {
  it('drops its tables when a statement is refused in the middle', async () => {
    const made = tableProblem({ seed: 24, customers: 2_000, actions: 4, segments: 2 });
    await writeTables(engine.analytics, 'trouble', made);
    let passes = 0;
    const ask: typeof engine.ask = (query) => engine.ask(query.sql.includes('net_sum') && ++passes > 3 ? { ...query, sql: `SELECT throwIf(1, 'no memory')` } : query);
    await expect(solveOnTable(onTables(made.document), tableSources('trouble'), ask, { now, plan: 'trouble_plan', readWhole: 0 })).rejects.toMatchObject({ name: 'StatementRefused', message: expect.stringContaining('no memory') as string });
    expect(await engine.analytics.query("SELECT name FROM system.tables WHERE name LIKE 'trouble_plan%'")).toEqual([]);
  });

  it('ends with the best plan when it is asked to stop', async () => {
    const made = tableProblem({ seed: 25, customers: 2_000, actions: 4, segments: 2 });
    let planned = false;
    const outcome = await solveTable('halted', made, { readWhole: 0, gap: 0, onProgress: ({ objective }) => (planned ||= objective !== null), shouldStop: () => planned });
    expect(outcome).toMatchObject({ ok: true, solution: { verified: true } });
    const early = await solveTable('early', made, { readWhole: 0, shouldStop: () => true });
    expect(early).toMatchObject({ ok: true, solution: { status: 'cancelled', objective: null } });
  }, 60_000);
});

describe('tables that lie', () => {
  const faultsOf = async (name: string, change: (made: ReturnType<typeof tableProblem>) => void, valueType?: string): Promise<unknown[]> => {
    const made = tableProblem({ seed: 31, customers: 20, actions: 3, segments: 2 });
    change(made);
    await writeTables(engine.analytics, name, made, valueType);
    const outcome = await solveOnTable(onTables(made.document), tableSources(name), engine.ask, { now, plan: `${name}_plan` });
    return outcome.ok ? ['no fault'] : outcome.errors.map(({ path, code }) => `${path} ${code}`);
  };
  it.each<[string, (made: ReturnType<typeof tableProblem>) => void, string, string?]>([
    ['missing value', (made) => (made.candidates[3]!['value'] = null), '/candidates/value not-a-number', 'Nullable(Float64)'],
    ['text for a value', (made) => made.candidates.forEach((row) => (row['value'] = 'much')), '/candidates/value not-a-number', 'String'],
    ['unknown action', (made) => (made.candidates[3]!['action'] = "x' OR '1'='1"), '/candidates/action unknown-action'],
    ['no customer', (made) => (made.candidates[3]!['customer'] = ''), '/candidates/customer id-missing'],
    ['unknown customer', (made) => (made.candidates[3]!['customer'] = 'stranger'), '/candidates unknown-customer'],
    ['duplicate candidate', (made) => made.candidates.push({ ...made.candidates[3]! }), '/candidates duplicate-candidate'],
    ['duplicate customer', (made) => made.customers.push({ ...made.customers[3]! }), '/customers/id duplicate-customer'],
    ['unknown attribute', (made) => (made.document['limits'] as unknown[]).push({ id: 'x', count: true, where: { 'customer.colour': 'red' }, atMost: 3 }), '/limits unknown-attribute'],
    ['unknown measure', (made) => (made.document['limits'] as unknown[]).push({ id: 'x', sum: 'effort', atMost: 3 }), '/limits unknown-measure'],
    ['comparison of texts', (made) => (made.document['eligibility'] = [{ id: 'x', forbid: { channel: 'sms' }, for: { segment: { above: 3 } } }]), '/eligibility/0 not-a-number'],
    ['several actions', (made) => (made.document['contactsPerCustomer'] = 2), '/contactsPerCustomer not-in-tables'],
    ['at least or nothing', (made) => (made.document['limits'] as unknown[]).push({ id: 'x', count: true, atLeast: 3, orZero: true }), '/limits/8/orZero not-in-tables'],
    ['a ratio', (made) => {
      made.document['objective'] = { maximise: { ratio: ['value', 'count'] } };
      (made.document['limits'] as unknown[]).push({ id: 'x', count: true, atLeast: 3 });
    }, '/objective not-in-tables'],
  ])('%s', async (name, change, fault, valueType) => {
    expect(await faultsOf(`lies_${name.replaceAll(' ', '_')}`, change, valueType)).toContain(fault);
  });

  it('an infinite value, a NaN', async () => {
    for (const [index, value] of ['inf', '-inf', 'nan'].entries()) {
      const made = tableProblem({ seed: 32, customers: 20, actions: 3, segments: 2 });
      await writeTables(engine.analytics, `odd${index}`, made);
      await engine.analytics.command(`INSERT INTO odd${index}_candidates SELECT customer, action, ${value} FROM odd${index}_candidates LIMIT 1`);
      const outcome = await solveOnTable(onTables(made.document), tableSources(`odd${index}`), engine.ask, { now, plan: `odd${index}_plan` });
      expect(outcome).toMatchObject({ ok: false, errors: [{ path: '/candidates/value', code: 'not-a-number' }] });
    }
  });

  it('a table that is not there, and one without rows', async () => {
    const made = tableProblem({ seed: 33, customers: 0, actions: 3, segments: 2 });
    await writeTables(engine.analytics, 'nobody', { ...made, candidates: [] });
    const missing = await solveOnTable(onTables(made.document), { ...tableSources('nobody'), candidates: { from: '`no such`', name: 'table no such' } }, engine.ask, { now, plan: 'nobody_plan0' });
    expect(missing).toMatchObject({ ok: false, errors: [{ path: '/candidates', code: 'table-not-read' }] });
    for (const readWhole of [0, 1_000]) {
      const outcome = await solveOnTable(onTables(made.document), tableSources('nobody'), engine.ask, { now, plan: `nobody_plan_${readWhole}`, readWhole });
      expect(outcome).toMatchObject({ ok: true, solution: { status: 'optimal', objective: 0, assigned: 0, customers: 0 } });
    }
  });
});

describe('names that would break out of their quotes', () => {
  it('reads tables, columns, actions and customers of any name', async () => {
    const odd = 'a`b\\c\'d"e; DROP TABLE x --';
    const made = tableProblem({ seed: 41, customers: 200, actions: 3, segments: 2 });
    const customers = made.customers.map(({ id, segment }) => ({ id: `${String(id)}'\\"`, [odd]: segment === null ? null : `${String(segment)}'\\` }));
    const rename = (action: unknown): string => `${String(action)}'); DROP TABLE x --\\`;
    const candidates = made.candidates.map(({ customer, action, value }) => ({ customer: `${String(customer)}'\\"`, action: rename(action), value: value!, [odd]: 2.5 }));
    const document = {
      ...made.document,
      actions: (made.document['actions'] as { id: string }[]).map((action) => ({ ...action, id: rename(action.id) })),
      limits: [{ id: "l'1", sum: odd, atMost: 200 }, { id: 'l2', count: true, where: { [`customer.${odd}`]: "s0'\\", action: rename('a0') }, atMost: 20 }],
    };
    const table = (what: string): string => quoteTable(`${what}'s \`odd\\ table`);
    const column = quoteTable(odd.replaceAll('.', ''));
    await engine.analytics.command(`CREATE TABLE ${table('customers')} (id String, ${column} Nullable(String)) ENGINE = MergeTree ORDER BY id`);
    await engine.analytics.command(`CREATE TABLE ${table('candidates')} (customer String, action String, value Float64, ${column} Float64) ENGINE = MergeTree ORDER BY customer`);
    // Rows go in through plain names, since the port takes no others.
    await engine.analytics.command('CREATE TABLE odd_customers (id String, s Nullable(String)) ENGINE = Memory');
    await engine.analytics.command('CREATE TABLE odd_candidates (customer String, action String, value Float64, w Float64) ENGINE = Memory');
    await engine.analytics.insert('odd_customers', customers.map((row) => ({ id: row.id, s: row[odd] })));
    await engine.analytics.insert('odd_candidates', candidates.map((row) => ({ customer: row.customer, action: row.action, value: row.value, w: row[odd] })));
    await engine.analytics.command(`INSERT INTO ${table('customers')} SELECT * FROM odd_customers`);
    await engine.analytics.command(`INSERT INTO ${table('candidates')} SELECT * FROM odd_candidates`);
    const sources = { candidates: { from: table('candidates'), name: 'candidates' }, customers: { from: table('customers'), name: 'customers' } };
    for (const readWhole of [0, 10_000]) {
      const outcome = await solveOnTable(onTables(document), sources, engine.ask, { now, plan: `pl'an\`${readWhole}`, readWhole });
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
      expect(outcome.faults).toEqual([]);
      expect(outcome.solution.verified).toBe(true);
      const uses = outcome.solution.limits.map(({ used }) => used);
      expect(uses[0]).toBeLessThanOrEqual(200);
      expect(uses[0]).toBeGreaterThan(190);
      expect(uses[1]).toBeLessThanOrEqual(20);
      const first = engine.ask({ kind: 'rows', sql: `SELECT customer, action FROM ${quoteTable(`pl'an\`${readWhole}`)} ORDER BY customer LIMIT 1` });
      expect(first[0]!['customer']).toMatch(/^c\d+'\\"$/);
    }
  }, 60_000);
});
