import { randomUUID } from 'node:crypto';
import type { Title } from '@arbiter/contracts';
import { firstMonthOf, portionBoundsSql, receivableCustomersSql, receivableItemsSql, receivableMarksSql, receivableMonthsSql, receivablesAsOfSql } from '@arbiter/reports/views/collections/receivables-mart';
import type { Container } from '../../../container.js';

type Stores = Pick<Container, 'analytics' | 'log' | 'now'>;

interface Build {
  asOf: string;
  marks: string;
  tookMs: number;
  builtAtMs: number;
}

/** Sampled customers between two cuts: a portion has about fifty thousand customers. */
const samplesInPortion = 50;
/** A build that takes no longer is waited for; others are answered by the one before while they run. */
const worthWaitingMs = 3_000;
/** Facts that come all the time have the marts made anew this many times as seldom as they take. */
const restFactor = 10;

/** Builds under way, by store: readers of a process share one. */
const building = new WeakMap<Stores['analytics'], Promise<Build>>();

/**
 * The day that balances stand as of, after seeing to it that the marts of receivables are up to date. A large company is answered from the marts as
 * they are while new ones are made beside them; a note says so.
 */
export async function receivablesAsOf(container: Stores, today: string, signal?: AbortSignal): Promise<{ asOf: string; notes: Title[] }> {
  const { analytics, log } = container;
  const [last, marks, latest] = await Promise.all([lastBuild(container), readMarks(container), latestDay(container, today)]);
  signal?.throwIfAborted();
  // Without any fact the marts are made empty, so that nothing of facts taken away stays in them.
  const asOf = latest ?? today;
  const wanted = `${asOf} ${marks}`;
  if (last?.marks === wanted) return { asOf: last.asOf, notes: [] };
  const resting = last !== null && container.now().getTime() - last.builtAtMs < last.tookMs * restFactor;
  if (last !== null && last.tookMs > worthWaitingMs) {
    if (!resting && !building.has(analytics)) void build(container, asOf, wanted).catch((error: unknown) => log.warn({ err: error }, 'receivables could not be made ready for boards'));
    return { asOf: last.asOf, notes: [{ ru: `Остатки по данным на ${last.asOf}: новые счета и платежи появятся здесь через несколько минут`, en: `Balances as of ${last.asOf}: newer invoices and payments will be here within minutes` }] };
  }
  const made = await build(container, asOf, wanted);
  return { asOf: made.asOf, notes: [] };
}

function build(container: Stores, asOf: string, marks: string): Promise<Build> {
  const { analytics } = container;
  const under = building.get(analytics);
  if (under) return under;
  const started = makeMarts(container, asOf, marks).finally(() => building.delete(analytics));
  building.set(analytics, started);
  return started;
}

/** The marts are made in tables of their own and put in the place of those in use, so that nobody reads half of them. */
async function makeMarts({ analytics, now, log }: Stores, asOf: string, marks: string): Promise<Build> {
  const startedAt = performance.now();
  const suffix = randomUUID().replaceAll('-', '').slice(0, 12);
  const [items, months, customers] = [`receivable_items_${suffix}`, `receivable_months_${suffix}`, `receivable_customers_${suffix}`];
  try {
    await dropLeftovers(analytics);
    await analytics.command(`CREATE TABLE ${items} AS receivable_items`);
    await analytics.command(`CREATE TABLE ${months} AS receivable_months`);
    await analytics.command(`CREATE TABLE ${customers} AS receivable_customers`);
    const samples = await analytics.query<{ id: string }>(portionBoundsSql);
    const cuts = ['', ...samples.filter((_, index) => index % samplesInPortion === samplesInPortion - 1).map(({ id }) => id), ''];
    for (let index = 0; index + 1 < cuts.length; index += 1) {
      const params = { from_id: cuts[index], before_id: cuts[index + 1], as_of: asOf, first_month: firstMonthOf(asOf) };
      await analytics.command(receivableItemsSql(items), params);
      await analytics.command(receivableMonthsSql(months, items), params);
      await analytics.command(receivableCustomersSql(customers, items), params);
    }
    await analytics.command(`EXCHANGE TABLES ${items} AND receivable_items`);
    await analytics.command(`EXCHANGE TABLES ${months} AND receivable_months`);
    await analytics.command(`EXCHANGE TABLES ${customers} AND receivable_customers`);
  } finally {
    for (const table of [items, months, customers]) await analytics.command(`DROP TABLE IF EXISTS ${table}`).catch((error: unknown) => log.warn({ err: error, table }, 'a table of an unfinished build stays until the next one'));
  }
  const made: Build = { asOf, marks, tookMs: Math.round(performance.now() - startedAt), builtAtMs: now().getTime() };
  await analytics.insert('receivable_builds', [{ one: 1, as_of: asOf, marks, took_ms: made.tookMs, built_at: new Date(made.builtAtMs).toISOString().replace('T', ' ').replace('Z', '') }]);
  return made;
}

/** Tables of builds that were killed half way more than a day ago. */
async function dropLeftovers(analytics: Stores['analytics']): Promise<void> {
  const left = await analytics.query<{ name: string }>(`SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, '^receivable_(items|months|customers)_[0-9a-f]{12}$') AND metadata_modification_time < now() - INTERVAL 1 DAY`);
  for (const { name } of left) await analytics.command(`DROP TABLE IF EXISTS ${name}`);
}

async function lastBuild({ analytics }: Stores): Promise<Build | null> {
  const [row] = await analytics.query<{ asOf: string; marks: string; took: string; built: string }>('SELECT toString(as_of) AS asOf, marks, toString(took_ms) AS took, toString(toUnixTimestamp64Milli(built_at)) AS built FROM receivable_builds ORDER BY built_at DESC LIMIT 1');
  return row ? { asOf: row.asOf, marks: row.marks, tookMs: Number(row.took), builtAtMs: Number(row.built) } : null;
}

async function readMarks({ analytics }: Stores): Promise<string> {
  const rows = await analytics.query<{ table: string; mark: string }>(receivableMarksSql);
  return rows.map(({ table, mark }) => `${table}:${mark}`).join(' ');
}

async function latestDay({ analytics }: Stores, today: string): Promise<string | null> {
  const [row] = await analytics.query<{ day: string | null }>(receivablesAsOfSql, { today });
  return row?.day ?? null;
}
