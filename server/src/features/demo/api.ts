import type { Job } from '@arbiter/contracts';
import { mostCustomers } from '@arbiter/demo';
import type { Transaction } from 'kysely';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { dropMarts } from '../report-marts/api.js';
import type { DemoSettings } from './demo-catalogue.js';
import { demoSubject } from './tell-demo.job.js';

type DemoWish = Partial<DemoSettings> & Pick<DemoSettings, 'customers'>;

export { tellDemoJob } from './tell-demo.job.js';

/** True while nobody has put anything in: no customers and no campaigns. */
export async function isEmpty({ repository, analytics }: Container): Promise<boolean> {
  const campaign = await repository.selectFrom('campaigns').select('id').limit(1).executeTakeFirst();
  if (campaign) return false;
  const [customers] = await analytics.query<{ some: number }>('SELECT count() > 0 AS some FROM (SELECT 1 FROM customers LIMIT 1)');
  return !customers?.some;
}

/** Has the demo company told. Throws validation-failed for a size or seed that cannot be. */
export async function startDemo(container: Container, wanted: DemoWish): Promise<Job> {
  return container.jobs.create('demo', demoSubject(checkSettings(container, wanted)));
}

function checkSettings({ now }: Container, wanted: DemoWish): DemoSettings {
  const settings: DemoSettings = { seed: 7, until: now().toISOString().slice(0, 10), language: 'ru', ...wanted };
  if (!Number.isInteger(settings.customers) || settings.customers < 100 || settings.customers > mostCustomers) {
    throw new ProblemError('validation-failed', `The demo company can have 100 to ${mostCustomers} customers, not ${settings.customers}`);
  }
  if (!Number.isInteger(settings.seed) || settings.seed < 0 || settings.seed > Number.MAX_SAFE_INTEGER) {
    throw new ProblemError('validation-failed', `The seed must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not ${settings.seed}`);
  }
  return settings;
}

class AlreadyStarted extends Error {}

/** Has the demo company told where there is nothing yet, once, however many processes start at the same time. */
export async function startFirstDemo(container: Container, wanted: Pick<DemoSettings, 'customers' | 'language'>): Promise<Job | undefined> {
  if (!(await isEmpty(container))) return undefined;
  const claim = async (transaction: Transaction<Database>) => {
    const claimed = await transaction.insertInto('settings').values({ key: 'demo-started', value: 'true' }).onConflict((conflict) => conflict.doNothing()).returning('key').executeTakeFirst();
    if (!claimed) throw new AlreadyStarted();
  };
  try {
    return await container.jobs.create('demo', demoSubject(checkSettings(container, wanted)), claim);
  } catch (error) {
    if (error instanceof AlreadyStarted) return undefined;
    throw error;
  }
}

/** Empties the facts and campaigns before the company is told anew. */
export async function clearCompany({ analytics, repository }: Container): Promise<void> {
  for (const table of ['customers', 'contracts', 'invoices', 'payments', 'contacts', 'candidates', 'responses', 'assignments', 'outcomes', 'plan_rows', 'decisions', 'strategy_decisions', 'promises', 'events', 'customer_facts']) {
    await analytics.command(`TRUNCATE TABLE ${table}`);
  }
  await dropMarts(analytics);
  await repository.updateTable('campaigns').set({ approved_run_id: null }).execute();
  await repository.deleteFrom('campaigns').execute();
  await repository.deleteFrom('settings').where('key', '=', 'demo').execute();
}
