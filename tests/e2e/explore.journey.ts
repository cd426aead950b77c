import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Board, Dataset, ReportSchedule, ReportTable, SavedQuery, TableRequest } from '@arbiter/contracts';
import type { Locator, Page } from 'playwright-core';
import { accessibilityFaults, keepScreenshot, visit, type Language, type Visitor } from './browser.js';
import { Client } from './client.js';
import { attachmentOf, openMailbox, type Mailbox } from './mailbox.js';
import { choose, downloadFrom, expectNoSidewaysScroll, parseCsv, shown, startsWith } from './page-actions.js';
import { readPdf } from './pdf-text.js';
import { startProduct, type Product } from './product.js';
import { wordsOf } from './wording.js';

let product: Product;
let client: Client;
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await openMailbox();
  product = await startProduct({ customers: 2_000, environment: { LANG: 'ru_RU.UTF-8' } });
  client = new Client(product.url);
});
afterAll(async () => {
  await product?.stop();
  await mailbox?.close();
});

const slow = 'SELECT count() AS pairs FROM contacts AS a CROSS JOIN contacts AS b CROSS JOIN contacts AS c WHERE cityHash64(a.contact_id, b.contact_id, c.contact_id) % 1000003 = 1';

describe.each<Language>(['ru', 'en'])('an analyst who reads %s', (language) => {
  const t = wordsOf(language);
  const names = { ru: { query: 'Отклик по каналам и сегментам', board: 'Панель аналитика', tile: 'Отклик', schedule: 'Отклик по будням' }, en: { query: 'Responses by channel and segment', board: 'Board of an analyst', tile: 'Responses', schedule: 'Responses of weekdays' } }[language];
  let visitor: Visitor;
  let page: Page;
  let contacts: Dataset;
  let boardId: string;

  beforeAll(async () => {
    visitor = await visit(language, { width: 1440, height: 900 });
    page = visitor.page;
    contacts = (await client.get<Dataset[]>('/v1/report-datasets')).find(({ id }) => id === 'contacts')!;
  });
  afterAll(() => visitor?.leave());

  const button = (name: string, on: Page | Locator = page) => on.getByRole('button', { name, exact: true });
  const dialogOf = (on: Page = page) => on.getByRole('dialog').or(on.getByRole('alertdialog'));
  const answer = () => page.getByRole('region', { name: t('explore.result'), exact: true });
  const settled = () => page.locator('main section[aria-busy="false"]').first().waitFor();
  const named = (list: readonly { id: string; title: { ru: string; en: string } }[], id: string): string => list.find((one) => one.id === id)!.title[language];
  const dimension = (id: string) => named(contacts.dimensions, id);
  const measure = (id: string) => named(contacts.measures, id);
  const pick = async (opener: string, title: string) => {
    await button(opener).click();
    await dialogOf().getByLabel(t('boards.search')).fill(title);
    await dialogOf().locator('button[aria-pressed]').filter({ has: page.getByText(title, { exact: true }) }).click();
    await button(t('explore.done'), dialogOf()).click();
    await dialogOf().waitFor({ state: 'hidden' });
  };
  /** What the address asks. */
  const asked = () => (JSON.parse(new URL(page.url()).searchParams.get('q')!) as { request: TableRequest }).request;
  const writeSql = async (statement: string) => {
    const editor = page.getByRole('textbox', { name: t('explore.sqlLabel') });
    await editor.fill(statement);
    await button(t('explore.run')).click();
  };
  const good = async (screen: string) => {
    expect(await accessibilityFaults(page), screen).toEqual([]);
    await page.evaluate('scrollTo(0, 0)');
    await keepScreenshot(page, `${screen}-${language}`);
  };

  it('puts a question together: measures, dimensions, a filter, and reads it as a chart and as a pivot', async () => {
    await page.goto(product.url);
    await page.getByRole('navigation').getByRole('link', { name: t('shell.explore'), exact: true }).first().click();
    await shown(answer());
    await choose(page, t('explore.dataset'), contacts.title[language]);
    await pick(t('explore.addMeasure'), measure('response_rate'));
    await button(t('common.removeNamed', { name: dimension('at') })).click();
    await pick(t('explore.addDimension'), dimension('channel'));
    await settled();
    await shown(answer().locator('canvas'));
    await pick(t('explore.addDimension'), dimension('segment'));

    await page.getByRole('group', { name: t('boards.filters') }).getByRole('button', { name: t('boards.addFilter') }).click();
    await choose(dialogOf(), t('boards.dimension'), dimension('status'));
    const values = dialogOf().getByRole('combobox', { name: t('boards.values'), exact: true });
    await values.click();
    const first = page.getByRole('option').first();
    await first.waitFor();
    await first.click();
    await page.keyboard.press('Escape');
    await choose(dialogOf(), t('boards.operation'), t('boards.op-not-in'));
    await values.click();
    await page.getByRole('option').last().click();
    await page.keyboard.press('Escape');
    await button(t('boards.apply')).click();
    await page.waitForURL(/not-in/);
    await settled();
    const request = asked();
    expect(request.source).toMatchObject({ kind: 'explore', query: { dataset: 'contacts', measures: ['contacts', 'response_rate'], dimensions: [{ id: 'channel' }, { id: 'segment' }], filters: [{ dimension: 'status', op: 'not-in', values: [expect.any(String)] }] } });
    const table = await client.post<ReportTable>('/v1/report-tables', request);
    expect(table.rows.length).toBeGreaterThan(4);

    await choose(page, t('boards.chartType'), t('boards.chart-stacked-bar'));
    await page.waitForURL(/stacked-bar/);
    await shown(answer().locator('canvas'));
    await good('explore');
    await choose(page, t('boards.chartType'), t('boards.chart-pivot'));
    await page.waitForURL(/pivot/);
    const pivot = answer().getByRole('table').first();
    await shown(pivot);
    const [channels, segments] = [0, 1].map((column) => new Set(table.rows.map((row) => row[column])).size);
    expect([channels, segments]).toContain(await pivot.locator('tbody tr').count());

    await button(t('explore.takeAway')).click();
    const file = await downloadFrom(page, page.getByRole('menuitem', { name: startsWith('CSV') }));
    expect(parseCsv(file.content.toString().replace(/^\uFEFF/, ''))).toHaveLength(table.rows.length);
    await button('SQL', answer()).click();
    await shown(dialogOf().getByText(/SELECT[\s\S]+contacts/));
    await page.keyboard.press('Escape');
  });

  it('saves the question, a colleague finds it, and it stands on a board', async () => {
    await choose(page, t('boards.chartType'), t('boards.chart-stacked-bar'));
    await button(t('common.save')).click();
    await dialogOf().getByLabel(t('boards.name')).fill(names.query);
    await button(t('common.save'), dialogOf()).click();
    await page.waitForURL(/saved=/);
    const savedId = new URL(page.url()).searchParams.get('saved')!;
    const kept = await client.get<SavedQuery>(`/v1/saved-queries/${savedId}`);
    expect(kept.document).toMatchObject({ title: names.query, shared: true, chart: { type: 'stacked-bar' }, request: { source: { kind: 'explore' } } });

    const colleague = await visit(language);
    try {
      await colleague.page.goto(`${product.url}/explore`);
      await button(t('explore.openSaved'), colleague.page).click();
      await dialogOf(colleague.page).getByRole('button', { name: startsWith(names.query) }).click();
      await shown(colleague.page.getByRole('heading', { level: 1, name: names.query }));
      await shown(colleague.page.getByRole('region', { name: t('explore.result'), exact: true }).locator('canvas'));
      expect(colleague.errors).toEqual([]);
    } finally {
      await colleague.leave();
    }

    await shown(page.getByRole('heading', { level: 1, name: names.query }));
    await button(t('explore.pin')).first().click();
    await dialogOf().getByLabel(t('explore.tileTitle')).fill(names.tile);
    await dialogOf().getByLabel(t('explore.boardTitle')).fill(names.board);
    await button(t('explore.pin'), dialogOf()).click();
    await page.waitForURL(/\/boards\//);
    const tile = page.locator('main section').and(page.getByRole('region', { name: names.tile, exact: true }));
    await shown(tile.locator('canvas'));
    boardId = /boards\/([^?]+)/.exec(page.url())![1]!;
    const board = await client.get<Board>(`/v1/boards/${boardId}`);
    expect(board.document).toMatchObject({ title: names.board, tiles: [{ title: names.tile, source: kept.document.request.source, chart: { type: 'stacked-bar' } }] });

    // From a bar to its customers, by keyboard.
    const chart = tile.getByRole('application');
    await chart.focus();
    for (const key of ['ArrowRight', 'ArrowDown', 'Home', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('menuitem', { name: t('boards.drill') }).click();
    await shown(dialogOf().getByRole('table').locator('a[href^="/customers/"]'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('writes SQL, is told why a statement is refused, and stops one that takes long', async () => {
    await page.goto(`${product.url}/explore`);
    await shown(answer());
    await page.getByRole('radio', { name: 'SQL', exact: true }).click();
    await writeSql('SELECT channel, count() AS contacts FROM contacts FINAL GROUP BY channel ORDER BY contacts DESC');
    await shown(answer().locator('canvas').or(answer().getByRole('table')));
    await choose(page, t('boards.chartType'), t('boards.chart-table'));
    await shown(answer().getByRole('table'));
    const table = await client.post<ReportTable>('/v1/report-tables', { source: { kind: 'explore', query: { dataset: 'contacts', measures: ['contacts'], dimensions: [{ id: 'channel' }] } } });
    await expect.poll(() => answer().getByRole('table').first().locator('tbody tr').count(), { timeout: 30_000 }).toBe(table.rows.length);
    await good('explore-sql');

    for (const [statement, why] of [['DROP TABLE contacts', /SELECT|read/i], ["SELECT * FROM file('/etc/passwd', 'LineAsString')", /file/], ['SELECT * FROM system.users', /system/], ['SELECT nothing FROM contacts', /nothing/]] as const) {
      await writeSql(statement);
      const problem = answer().getByRole('alert');
      await shown(problem.getByText(why));
      expect(await problem.innerText(), statement).toContain(t('problems.check-failed'));
    }
    expect((await client.get<object[]>('/v1/report-sql-schema')).length).toBeGreaterThan(5);

    await writeSql(slow);
    await shown(answer().getByRole('progressbar', { name: t('explore.working') }));
    await button(t('common.cancel'), answer()).click();
    await answer().getByRole('progressbar').waitFor({ state: 'detached' });
    await writeSql('SELECT 42 AS answer');
    await shown(answer().getByText('42', { exact: true }));
    // A link to a statement shows it; it is sent by hand only.
    const link = page.url();
    await page.goto(link);
    await shown(page.getByRole('textbox', { name: t('explore.sqlLabel') }).filter({ hasText: 'SELECT 42 AS answer' }));
    await shown(answer().getByText(t('explore.nothingAsked')));
    await page.setViewportSize({ width: 390, height: 844 });
    for (const address of [link, `${product.url}/explore`]) {
      await page.goto(address);
      await shown(answer());
      await settled();
      await expectNoSidewaysScroll(page);
      expect(await accessibilityFaults(page), address).toEqual([]);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    // Statements that were refused are written into the browser's log, with their status.
    expect(visitor.errors.filter((error) => !/422|400/.test(error))).toEqual([]);
  });

  it('has the report sent by mail, now', async () => {
    await client.need('PUT', '/v1/delivery-ways/email', { version: (await client.send<{ version?: number }>('GET', '/v1/delivery-ways/email')).body.version ?? 0, document: { active: true, way: { kind: 'smtp', host: '127.0.0.1', port: mailbox.port, tls: 'none', from: 'reports@company.example', addressAttribute: 'name' }, attempts: 1 } });
    const address = `head-${language}@company.example`;
    await page.goto(`${product.url}/boards/${boardId}`);
    await button(t('reportFiles.takeAway')).click();
    await page.getByRole('menuitem', { name: startsWith(t('reportFiles.schedule')) }).click();
    await dialogOf().getByLabel(t('reportFiles.name'), { exact: true }).fill(names.schedule);
    await dialogOf().getByLabel(t('reportFiles.addresses')).fill(address);
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(t('reportFiles.create'), dialogOf()).click();
    await dialogOf().waitFor({ state: 'hidden' });
    const schedule = (await client.get<ReportSchedule[]>('/v1/report-schedules')).find(({ document }) => document.title === names.schedule)!;
    expect(schedule.document).toMatchObject({ subject: { kind: 'board', boardId }, format: 'pdf', language, at: { every: 'weekday', time: '08:00' }, to: { kind: 'e-mail', way: 'email', addresses: [address] }, enabled: true });
    expect(Date.parse(schedule.nextAt!)).toBeGreaterThan(Date.now());
    await page.goto(`${product.url}/reports/schedules`);
    const row = page.getByRole('row').filter({ hasText: names.schedule });
    await shown(row.getByText(address).filter({ visible: true }));
    await good('report-schedules');
    await row.getByRole('button', { name: new RegExp(names.schedule) }).click();
    await page.getByRole('menuitem', { name: t('reportFiles.sendNow') }).click();
    await shown(dialogOf().getByText(t('reportFiles.outcome-sent'), { exact: true }));
    const mail = mailbox.mails.find(({ to }) => to.includes(address))!;
    const { pages, text } = readPdf(attachmentOf(mail, 'application/pdf'));
    expect(pages).toBeGreaterThan(0);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(names.board);
    expect(text).toContain(measure('response_rate'));
    await page.keyboard.press('Escape');
    await client.need('DELETE', `/v1/report-schedules/${schedule.id}`);
  });
});
