import { readFileSync } from 'node:fs';
import type { Job, Run } from '@arbiter/contracts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, visit, type Language, type Visitor } from './browser.js';
import { Client } from './client.js';
import { startProduct, type Product } from './product.js';
import { wordsOf } from './wording.js';

let product: Product;
let run: Run;
let client: Client;
beforeAll(async () => {
  product = await startProduct({ customers: 2_000 });
  client = new Client(product.url);
  const asked = await client.post<Run>('/v1/campaigns/demo-next-collection/runs');
  run = await client.waitFor('the plan', () => client.get<Run>(`/v1/runs/${asked.id}`), ({ state }) => state !== 'waiting' && state !== 'running');
  expect(run.state).toBe('succeeded');
});
afterAll(() => product?.stop());

async function take(page: Page, menu: string, choice: string): Promise<{ name: string; content: Buffer }> {
  await page.getByRole('button', { name: menu, exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: choice }).click()]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

it.each<Language>(['ru', 'en'])('a plan is taken as a file from its page (%s)', async (language) => {
  const t = wordsOf(language);
  const visitor: Visitor = await visit(language);
  try {
    const { page } = visitor;
    await page.goto(`${product.url}/campaigns/demo-next-collection/plan?run=${run.id}`);
    await page.getByRole('button', { name: t('exports.plan'), exact: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const csv = await take(page, t('exports.plan'), t('exports.csv'));
    expect(csv.name).toMatch(/^plan-.+-run-\d+\.csv$/);
    expect(csv.content.toString().startsWith('\uFEFF"customer_id","segment"')).toBe(true);
    const rows = run.result!.cells.reduce((sum, cell) => sum + cell.count, 0);
    expect(csv.content.toString().split('\r\n')).toHaveLength(rows + 2);
    const parquet = await take(page, t('exports.plan'), t('exports.parquet'));
    expect(parquet.name).toMatch(/\.parquet$/);
    expect(parquet.content.toString('latin1', 0, 4)).toBe('PAR1');
    expect(visitor.errors).toEqual([]);
  } finally {
    await visitor.leave();
  }
});

/** Sums are taken by several threads at once, so their last digits differ from one reading to the next. */
const toNineDigits = (csv: string): string => csv.replace(/-?\d+\.\d+(?:e[+-]?\d+)?/g, (number) => Number(number).toPrecision(9));

it('a report is the same by a job as by its direct address', async () => {
  const [finished] = (await client.get<{ id: string; hasReport: boolean }[]>('/v1/campaigns')).filter((campaign) => campaign.hasReport);
  for (const part of ['metrics', 'cumulative', 'channels', 'limits', 'health']) {
    const job = await client.post<Job>(`/v1/campaigns/${finished!.id}/exports`, { what: 'report', part });
    expect((await client.waitForJob(job.id)).state).toBe('succeeded');
    const [written, direct] = [await client.get<string>(`/v1/exports/${job.subjectId}/file`), await client.get<string>(`/v1/campaigns/${finished!.id}/report.csv?part=${part}`)];
    expect(toNineDigits(written)).toBe(toNineDigits(direct));
  }
});
