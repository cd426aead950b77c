import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decision, Import, Job, Run } from '@arbiter/contracts';
import { Client, type CustomerCard } from './client.js';
import { startProduct, type Product } from './product.js';

const campaignId = 'demo-next-collection';
const demoCustomers = 5_000;
const importedRows = 300_000;
const folder = mkdtempSync(join(tmpdir(), 'arbiter-kill-'));
let product: Product;
let client: Client;

async function start(): Promise<void> {
  product = await startProduct({ dataFolder: folder, customers: demoCustomers });
  client = new Client(product.url);
}
beforeAll(start);
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Kills every process of the server while the job is at work, and starts anew on the same folder. */
async function killDuring(jobId: string): Promise<void> {
  const seen = await client.waitFor(`job ${jobId} at work`, () => client.get<Job>(`/v1/jobs/${jobId}`), ({ state }) => state !== 'waiting', 60_000, 5);
  expect(seen.state, 'the job was over before it could be killed').toBe('running');
  await product.kill();
  await start();
}

const count = async (condition: object) => (await client.post<{ count: number }>('/v1/audience/count', { condition })).count;

describe('kill -9 of the whole server', () => {
  it('during an import: the import goes on, every row is there once', async () => {
    const lines = Array.from({ length: importedRows }, (_, row) => `K${row},Customer ${row},${row}.25,${row % 2 ? 'north' : 'south'}`);
    const { id } = await client.upload('many.csv', `customer_id,name,debt,district\n${lines.join('\n')}\n`);
    const job = await client.startImport(id, { dataset: 'customers' });
    await killDuring(job!.id);
    const ended = await client.waitForJob(job!.id);
    expect(ended.error).toBeNull();
    expect(await client.get<Import>(`/v1/imports/${id}`)).toMatchObject({ state: 'succeeded', rows: { read: importedRows, loaded: importedRows, rejected: 0, duplicates: 0 } });
    expect(await count({ all: [] })).toBe(demoCustomers + importedRows);
    expect(await count({ all: [{ attribute: 'district', operator: 'equals', value: 'north' }] })).toBe(importedRows / 2);
    expect(await count({ all: [{ attribute: 'debt', operator: 'atLeast', value: importedRows - 10 }] })).toBe(10);
    const again = await client.upload('many.csv', `customer_id,name,debt,district\n${lines.join('\n')}\n`);
    expect(await client.startImport(again.id, { dataset: 'customers' })).toBeNull();
    expect(await client.get<Import>(`/v1/imports/${again.id}`)).toMatchObject({ state: 'unchanged' });
  });

  it('during an optimisation: the run ends with a verified plan', async () => {
    const { id, jobId } = await client.post<Run>(`/v1/campaigns/${campaignId}/runs`);
    await killDuring(jobId);
    expect((await client.waitForJob(jobId)).error).toBeNull();
    const run = await client.get<Run>(`/v1/runs/${id}`);
    expect(run).toMatchObject({ state: 'succeeded', result: { verified: true } });
    const plan = await client.plan(id);
    expect(plan).toHaveLength(run.result!.cells.reduce((sum, cell) => sum + cell.count, 0));
    expect(new Set(plan.map(({ customerId }) => customerId)).size).toBe(run.result!.assigned);
    expect(plan.reduce((sum, row) => sum + row.costMinor, 0)).toBe(run.result!.costMinor);
    await client.approveAndLaunch(campaignId, id);
  });

  it('under decisions and responses: what was acknowledged is there, once', async () => {
    const decisions: Decision[] = [];
    const responses: { responseId: string; customerId: string; kind: string; amountMinor: number; at: string }[] = [];
    const wanted = 240;
    let next = 0;
    let killed = false;
    const ask = async (): Promise<void> => {
      while (!killed) {
        next += 1;
        const number = next;
        const customerId = `C${String(number).padStart(7, '0')}`;
        try {
          decisions.push(await client.decide({ customerId }));
          const response = { responseId: `R${number}`, customerId, kind: 'promise', amountMinor: number, at: '2026-01-15T10:00:00Z' };
          if (number % 3 === 0) await client.post('/v1/responses', response).then(() => responses.push(response));
        } catch (error) {
          // A busy machine sheds load before it looks at a request (503); a killed one does not answer.
          if (!killed && !/ 503 /.test(String(error))) throw error;
        }
        if (decisions.length >= wanted && !killed) {
          killed = true;
          await product.kill();
        }
      }
    };
    await Promise.all(Array.from({ length: 16 }, ask));
    await start();

    expect(decisions.length).toBeGreaterThanOrEqual(wanted);
    expect(new Set(decisions.map(({ outcome }) => outcome))).toEqual(new Set(['action', 'no-action']));
    for (const decision of decisions) expect((await client.get<{ decision: Decision }>(`/v1/decisions/${decision.decisionId}`)).decision).toEqual(decision);
    expect(await client.post('/v1/responses', responses)).toMatchObject({ accepted: 0, repeated: responses.length });

    // The journal moves to ClickHouse, where each is to be found once.
    await client.waitFor('an empty journal', () => client.get<{ journal: { waiting: number } }>('/health/ready'), ({ journal }) => journal.waiting === 0);
    const cards = new Map<string, CustomerCard>();
    for (const { customerId } of decisions) cards.set(customerId, await client.get<CustomerCard>(`/v1/customers/${customerId}`));
    for (const { customerId, decisionId, outcome, action } of decisions) {
      expect(cards.get(customerId)!.decisions).toMatchObject([{ decisionId, outcome, actionId: action?.id ?? '' }]);
    }
    for (const { customerId, responseId, amountMinor } of responses) {
      expect(cards.get(customerId)!.responses.filter((response) => response.responseId === responseId)).toMatchObject([{ amountMinor }]);
    }
  });
});
