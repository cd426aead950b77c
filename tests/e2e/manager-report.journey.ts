import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportComparison, ReportModel } from '@arbiter/contracts/report-model';
import { accessibilityFaults, keepScreenshot, visit, type Language } from './browser.js';
import { Client } from './client.js';
import { arbiterDirectly } from './command-line.js';
import { choose, downloadFrom, expectNoSidewaysScroll, parseCsv, shown, startsWith } from './page-actions.js';
import { readPdf } from './pdf-text.js';
import { startProduct, type Product } from './product.js';
import { wordsOf } from './wording.js';

const campaignId = 'demo-spring-collection';
const report = `/reports/${campaignId}`;
const overall = (model: ReportModel, metric: string): ReportComparison => model.overall.find((row) => row.metric === metric)!;

describe.each<Language>(['ru', 'en'])('a manager who reads %s', (language) => {
  let product: Product;
  let client: Client;
  const folder = mkdtempSync(join(tmpdir(), 'arbiter-report-'));

  beforeAll(async () => {
    // Told as of a fixed day, so that the numbers are the same whenever this runs.
    const told = await arbiterDirectly(['demo', '--customers', '5000', '--seed', '7', '--until', '2026-01-30'], { ARBITER_DATA_DIR: folder, LANG: language === 'ru' ? 'ru_RU.UTF-8' : 'en_GB.UTF-8' });
    expect(told.code, told.errors).toBe(0);
    product = await startProduct({ dataFolder: folder });
    client = new Client(product.url);
  });
  afterAll(async () => {
    await product?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const readReport = (query = '') => client.get<ReportModel>(`/v1/campaigns/${campaignId}/report${query}`);
  const t = wordsOf(language);
  const oneDigit = (value: number) => new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { maximumFractionDigits: 1 }).format(value);
  const region = { ru: 'Регион', en: 'Region' }[language];
  const centre = { ru: 'Центр', en: 'Centre' }[language];
  const malicious = { ru: 'Злостные должники', en: 'Malicious debtors' }[language];

  it('finds what is planted in the demo company', async () => {
    const model = await readReport();
    expect(model.verdicts).toMatchObject([{ metric: 'turnover_days', code: 'effect-found-good', cautions: [] }]);
    const { absolute } = overall(model, 'turnover_days');
    expect(absolute.low!).toBeLessThan(-2.2);
    expect(absolute.high!).toBeGreaterThan(-2.2);
    const overdue = overall(model, 'overdue_volume').relative;
    expect(overdue.low!).toBeLessThan(-0.2);
    expect(overdue.high!).toBeGreaterThan(-0.2);
    expect(model.health.sampleRatio.alarm).toBe(false);
    expect(model.health.contamination.controlContacted).toBe(0);
    const last = model.series.find(({ metric }) => metric === 'turnover_days')!.points.at(-1)!;
    expect(last.difference).toBeCloseTo(absolute.estimate!, 9);
  });

  it('reads the verdict, cuts and filters the report, sends the link and takes the numbers away', async () => {
    const visitor = await visit(language, { width: 1440, height: 1000 });
    const { page } = visitor;
    try {
      const model = await readReport();
      await page.goto(`${product.url}/reports`);
      await page.getByRole('link', { name: /Spring collection|Весеннее взыскание/ }).click();
      const verdict = page.getByRole('region', { name: t('reports.verdict') });
      await shown(verdict);
      expect(await verdict.innerText()).toContain(oneDigit(Math.abs(model.verdicts[0]!.absolute.estimate!)));
      expect(await verdict.innerText()).toContain(t('reports.metricInside-turnover_days'));
      for (const metric of ['turnover_days', 'overdue_volume', 'overdue_paid_share', 'response_rate'] as const) expect(await page.getByRole('region', { name: t(`reports.metric-${metric}`), exact: true }).isVisible()).toBe(true);

      // A chart says what it draws: both arms of every segment, the days, the limits.
      const bars = page.getByRole('img', { name: startsWith(t('reports.metric-overdue_paid_share')) }).first();
      await shown(page.getByRole('img', { name: new RegExp(malicious) }));
      await shown(page.getByRole('img', { name: startsWith(t('reports.metric-turnover_days')) }));
      await keepScreenshot(page, `report-${language}`);
      expect(await accessibilityFaults(page)).toEqual([]);

      await verdict.getByRole('button', { name: startsWith(t('reports.sampleRatio')) }).click();
      await shown(page.getByText(t('reports.sampleRatioText')));
      await page.keyboard.press('Escape');

      await choose(page, t('reports.dimension'), t('reports.byDimension', { dimension: region }));
      await page.waitForURL(/by=region/);
      await shown(page.getByRole('img', { name: new RegExp(centre) }));

      // A click on the first pair of bars keeps those customers only.
      await bars.scrollIntoViewIfNeeded();
      const box = (await bars.boundingBox())!;
      await bars.click({ position: { x: box.width * 0.15, y: box.height * 0.55 } });
      await page.waitForURL(/filter=region/);
      const address = new URL(page.url());
      const filter = address.searchParams.get('filter')!;
      const narrowed = await readReport(`?by=region&filter=${encodeURIComponent(filter)}`);
      const targets = narrowed.arms.find(({ role }) => role === 'target')!.units;
      expect(targets).toBeLessThan(model.arms.find(({ role }) => role === 'target')!.units);
      await shown(page.getByText(new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB').format(targets), { exact: true }));
      await shown(page.getByText(t('reports.partOnly')));

      // The link holds all of it.
      const table = page.getByRole('region', { name: t('reports.allMetrics') });
      const before = [await verdict.innerText(), await table.innerText()];
      await page.reload();
      await shown(table);
      expect([await verdict.innerText(), await table.innerText()]).toEqual(before);
      expect(page.url()).toBe(address.href);

      const file = await downloadFrom(page, page.getByRole('link', { name: `${t('reports.csv')}: ${t('reports.allMetrics')}` }));
      const rows = parseCsv(file.content.toString());
      expect(rows).toHaveLength(narrowed.overall.length + narrowed.segments.length);
      for (const [index, row] of [...narrowed.overall, ...narrowed.segments].entries()) {
        const cells = rows[index]!;
        expect([cells.metric, cells.segment || null]).toEqual([row.metric, row.segment]);
        const numbers = { target_value: row.target.value, control_value: row.control.value, difference: row.absolute.estimate, difference_low: row.absolute.low, difference_standard_error: row.absolute.standardError, p_value: row.absolute.pValue, relative: row.relative.estimate };
        for (const [name, value] of Object.entries(numbers)) {
          // The store adds up in parallel, so that the last of the sixteen digits may differ from one question to the next.
          if (value === null) expect(cells[name]).toBe('');
          else expect(Math.abs(Number(cells[name]) - value), name).toBeLessThanOrEqual(1e-11 * Math.abs(value));
        }
      }

      // Back undoes the filter; as a table every chart can be read.
      await page.goBack();
      await page.waitForURL((url) => !url.searchParams.has('filter'));
      await page.getByRole('button', { name: startsWith(`${t('reports.asTable')}: ${t('reports.cumulative')}`) }).click();
      await page.waitForURL(/table=cumulative/);
      await shown(page.getByRole('region', { name: t('reports.cumulative') }));
      expect(await page.getByRole('region', { name: t('reports.cumulative') }).getByRole('row').count()).toBe(model.series.find(({ metric }) => metric === 'turnover_days')!.points.length + 1);
      expect(visitor.errors).toEqual([]);
    } finally {
      await visitor.leave();
    }
  });

  it('reads every part, as a chart and as a table, with its SQL; a colleague opens the link and sees the same', async () => {
    const visitor = await visit(language, { width: 1440, height: 1000 });
    const colleague = await visit(language, { width: 1440, height: 1000 });
    const { page } = visitor;
    try {
      await page.goto(product.url + report);
      await shown(page.getByRole('region', { name: t('reports.verdict') }));
      const table = page.getByRole('region', { name: t('reports.allMetrics') });
      const seen = new Set<string>();
      for (const scale of ['absolute', 'relative', 'scaled'] as const) {
        await page.getByRole('radio', { name: t(`reports.${scale}`), exact: true }).first().click();
        await page.waitForURL((url) => (url.searchParams.get('scale') ?? 'absolute') === scale);
        seen.add(await table.innerText());
      }
      expect(seen.size).toBe(3);

      for (const part of ['time', 'course', 'uplift', 'collection', 'precision'] as const) {
        await page.getByRole('navigation', { name: t('reports.parts') }).getByRole('link', { name: t(`reports.part-${part}`), exact: true }).click();
        await page.waitForURL(new RegExp(`tab=${part}`));
        const sqlButtons = page.getByRole('button', { name: startsWith(`${t('reports.showSql')}:`) });
        await shown(sqlButtons);
        expect(await page.locator('main').getByRole('alert').count(), part).toBe(0);
        const charts = page.getByRole('button', { name: startsWith(`${t('reports.asTable')}:`) });
        if (await charts.count()) {
          await shown(page.locator('main canvas'));
          expect(await accessibilityFaults(page), part).toEqual([]);
          await keepScreenshot(page, `report-${part}-${language}`);
          const tables = await page.locator('main table').count();
          await charts.first().click();
          await page.waitForURL(/table=/);
          expect(await page.locator('main table').count(), part).toBe(tables + 1);
        }
        await sqlButtons.first().click();
        await shown(page.getByRole('dialog').getByText(/SELECT/));
        expect(await accessibilityFaults(page), `${part} as a table`).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
      }

      await page.goto(`${product.url}${report}?by=region&tab=time&scale=relative&table=cut-wave`);
      await shown(page.getByRole('button', { name: startsWith(`${t('reports.showSql')}:`) }));
      await colleague.page.goto(page.url());
      await shown(colleague.page.getByRole('button', { name: startsWith(`${t('reports.showSql')}:`) }));
      // Titles of dimensions come on their own: the pages are the same once both have them.
      const read = () => page.locator('main').innerText();
      await expect.poll(async () => (await colleague.page.locator('main').innerText()) === (await read()), { timeout: 30_000 }).toBe(true);
      expect(await colleague.page.locator('main').innerText()).toBe(await read());

      await page.goto(`${product.url}/reports/global-control`);
      await shown(page.getByRole('heading', { level: 1, name: t('reports.globalControl') }));
      await shown(page.getByText(t('reports.noGlobalControl'), { exact: true }).or(page.getByRole('heading', { name: t('reports.campaignsOfPeriod') })));
      expect(await accessibilityFaults(page)).toEqual([]);
      expect([...visitor.errors, ...colleague.errors]).toEqual([]);
    } finally {
      await Promise.all([visitor.leave(), colleague.leave()]);
    }
  });

  it('takes the report away as a workbook and as pages of paper', async () => {
    const visitor = await visit(language);
    const { page } = visitor;
    try {
      const model = await readReport();
      await page.goto(product.url + report);
      await shown(page.getByRole('region', { name: t('reports.verdict') }));
      const take = async (format: string) => {
        await page.getByRole('button', { name: t('reportFiles.takeAway'), exact: true }).click();
        return downloadFrom(page, page.getByRole('menuitem', { name: startsWith(format) }));
      };
      const book = await take('XLSX');
      expect(book.name).toMatch(/\.xlsx$/);
      // The directory of a zip names its files in the clear.
      expect(new Set(book.content.toString('latin1').match(/xl\/worksheets\/sheet\d+\.xml/g)).size).toBeGreaterThan(3);
      const paper = await take('PDF');
      expect(paper.name).toMatch(/\.pdf$/);
      const { pages, text } = readPdf(paper.content);
      expect(pages).toBeGreaterThan(3);
      expect(text).toContain(oneDigit(Math.abs(model.verdicts[0]!.absolute.estimate!)));
      expect(text).toContain(t('reports.metric-turnover_days'));
      expect(text).toContain(malicious);
      expect(visitor.errors).toEqual([]);
    } finally {
      await visitor.leave();
    }
  });

  it('reads it on a telephone', async () => {
    const visitor = await visit(language, { width: 390, height: 844 });
    const { page } = visitor;
    try {
      for (const path of ['/', '/reports', report, `${report}?by=region&table=segments&table=cumulative`, `${report}?tab=time`, `${report}?tab=collection`, '/reports/global-control']) {
        await page.goto(product.url + path);
        await shown(page.getByRole('heading', { level: 1 }));
        if (path.startsWith(report)) await shown(page.getByRole('region', { name: t('reports.verdict') }));
        await page.waitForLoadState('networkidle');
        await expectNoSidewaysScroll(page);
        if (path === report) await keepScreenshot(page, `report-narrow-${language}`);
        expect(await accessibilityFaults(page), path).toEqual([]);
      }
      expect(visitor.errors).toEqual([]);
    } finally {
      await visitor.leave();
    }
  });
});
