import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportModel } from '@arbiter/contracts/report-model';
import { visit } from './browser.js';
import { Client } from './client.js';
import { choose, shown, startsWith } from './page-actions.js';
import { startProduct, type Product } from './product.js';
import { wordsOf } from './wording.js';

const file = join(process.env.ARBITER_DATASETS ?? '', 'hillstrom', 'hillstrom.csv');
const given = existsSync(file);
if (!given) process.stdout.write('The Hillstrom data are not here: set ARBITER_DATASETS to a folder that holds hillstrom/hillstrom.csv.\n');
let product: Product;

beforeAll(async () => {
  if (given) product = await startProduct({ environment: { ARBITER_DEMO: 'off' } });
});
afterAll(() => product?.stop());

describe('the Hillstrom e-mail test', () => {
  // Kevin Hillstrom's challenge of 2008: 64,000 customers, two e-mails and a control group.
  it.runIf(given)('is imported as a finished campaign and gives its known results', async () => {
    const t = wordsOf('en');
    const visitor = await visit('en');
    const { page } = visitor;
    try {
      await page.goto(`${product.url}/data/import?dataset=experiment`);
      await page.locator('input[type=file]').setInputFiles(file);
      await shown(page.getByRole('heading', { name: t('imports.experimentTitle') }));
      expect(await page.getByRole('combobox', { name: startsWith(t('imports.arm')) }).innerText()).toContain('No E-Mail');
      for (const [column, target] of [['segment', 'Group'], ['visit', t('imports.toOutcome')], ['conversion', t('imports.toOutcome')], ['spend', t('imports.toOutcome')], ['zip_code', t('imports.toDimension')]] as const) {
        expect(await page.getByRole('combobox', { name: startsWith(`${t('imports.target')}: ${column}`) }).innerText()).toContain(target);
      }
      await page.getByRole('button', { name: t('imports.start'), exact: true }).click();
      await page.getByRole('link', { name: t('imports.toCampaign') }).click({ timeout: 120_000 });
      await page.waitForURL(/\/(campaigns\/[^/]+\/report|reports\/[^/]+)$/);
      const verdict = page.getByRole('region', { name: t('reports.verdict') });
      await shown(verdict);

      const model = await new Client(product.url).get<ReportModel>(`/v1/campaigns/${/(?:campaigns|reports)\/([^/?]+)/.exec(page.url())![1]}/report`);
      expect(model.arms.map(({ id, units }) => [id, units]).sort()).toEqual([['Mens E-Mail', 21_307], ['No E-Mail', 21_306], ['Womens E-Mail', 21_387]]);
      expect(model.health.sampleRatio.pValue).toBeCloseTo(0.9037, 4);
      const difference = (arm: string, metric: string) => model.overall.find((row) => row.arm === arm && row.metric === metric)!.absolute;
      expect(difference('Mens E-Mail', 'visit').estimate).toBeCloseTo(0.07659, 5);
      const spend = difference('Mens E-Mail', 'spend');
      expect(spend.estimate).toBeCloseTo(0.769827, 6);
      expect(spend.standardError).toBeCloseTo(0.145247, 6);
      expect(spend.pValue! / 1.164e-7).toBeCloseTo(1, 3);
      expect(difference('Womens E-Mail', 'spend').estimate).toBeCloseTo(0.424412, 6);

      // And on the page.
      const table = page.getByRole('region', { name: t('reports.allMetrics') });
      const cells = async (metric: string, arm: string) => (await table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: startsWith(metric) }) }).filter({ has: page.getByRole('cell', { name: arm, exact: true }) }).innerText()).replace(/\s+/g, ' ');
      expect(await cells('visit', 'Mens E-Mail')).toMatch(/\+7\.(7|66) pp/);
      expect(await cells('spend', 'Mens E-Mail')).toMatch(/\+₽?0\.77/);
      expect(await cells('spend', 'Womens E-Mail')).toMatch(/\+₽?0\.42/);
      await shown(verdict.getByRole('button', { name: new RegExp('0\\.90') }));
      await choose(page, t('reports.dimension'), 'By channel');
      await shown(page.getByRole('img', { name: /Multichannel/ }));
      expect(visitor.errors).toEqual([]);
    } finally {
      await visitor.leave();
    }
  });
});
