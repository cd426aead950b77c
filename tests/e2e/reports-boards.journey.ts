import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Annotation, Board, BoardSummary, ReportTable, TableRequest } from '@arbiter/contracts';
import type { Locator, Page } from 'playwright-core';
import { accessibilityFaults, keepScreenshot, visit, type Language, type Visitor } from './browser.js';
import { Client } from './client.js';
import { choose, downloadFrom, expectNoSidewaysScroll, parseCsv, shown, startsWith } from './page-actions.js';
import { readPdf } from './pdf-text.js';
import { startProduct, type Product } from './product.js';
import { wordsOf } from './wording.js';

let product: Product;
let client: Client;

beforeAll(async () => {
  product = await startProduct({ customers: 2_000, environment: { LANG: 'ru_RU.UTF-8' } });
  client = new Client(product.url);
});
afterAll(() => product?.stop());

describe.each<Language>(['ru', 'en'])('a collection manager who reads %s', (language) => {
  const t = wordsOf(language);
  const caption = (text: Board['document']['title']): string => (typeof text === 'string' ? text : text[language]);
  let visitor: Visitor;
  let page: Page;
  let colleague: Visitor;
  let builtIn: Board;
  let copyId: string;
  /** Questions that the page put to the server since they were last looked at. */
  let asked: TableRequest[] = [];

  beforeAll(async () => {
    builtIn = await client.get<Board>('/v1/boards/collections');
    [visitor, colleague] = await Promise.all([visit(language, { width: 1440, height: 900 }), visit(language, { width: 1440, height: 900 })]);
    page = visitor.page;
    page.on('request', (request) => {
      if (request.method() === 'POST' && new URL(request.url()).pathname === '/v1/report-tables') asked.push(request.postDataJSON() as TableRequest);
    });
  });
  afterAll(async () => {
    await Promise.all([visitor?.leave(), colleague?.leave()]);
  });

  const button = (name: string, on: Page | Locator = page) => on.getByRole('button', { name, exact: true });
  const dialogOf = (on: Page = page) => on.getByRole('dialog').or(on.getByRole('alertdialog'));
  const inDialog = async (action: string, on: Page = page) => {
    await button(action, dialogOf(on)).click();
    await dialogOf(on).waitFor({ state: 'hidden' });
  };
  const titleOf = (tile: string) => caption(builtIn.document.tiles.find(({ id }) => id === tile)!.title);
  // A table within a tile is a region of the same name.
  const tileOf = (tile: string, on: Page = page) => on.locator('main section').and(on.getByRole('region', { name: titleOf(tile), exact: true }));
  const settled = async (on: Page = page) => {
    await shown(on.locator('main section'));
    await expect.poll(() => on.locator('main section[aria-busy="true"]').count(), { timeout: 60_000 }).toBe(0);
  };
  /** Tiles below the fold ask when they come near. */
  const scrollThrough = async (on: Page = page) => {
    for (const tile of await on.locator('main section').all()) await tile.scrollIntoViewIfNeeded();
    await settled(on);
  };
  const menuOf = async (tile: string, item: string) => {
    await tileOf(tile).getByRole('button', { name: t('boards.tileMenu', { name: titleOf(tile) }) }).click();
    await page.getByRole('menuitem', { name: startsWith(item) }).click();
  };
  const filterWords = t('boards.filterBy', { name: '' }).trim();
  /** The menu of the first mark of a chart, opened as those do who work by keyboard. */
  const pickFirstMark = async (tile: string) => {
    const chart = tileOf(tile).getByRole('application');
    await tileOf(tile).scrollIntoViewIfNeeded();
    await shown(chart);
    await settled();
    await chart.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await shown(page.getByRole('menu'));
  };
  const picture = (tile: string) => tileOf(tile).locator('canvas').first().evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
  const good = async (screen: string) => {
    expect(await accessibilityFaults(page), screen).toEqual([]);
    await page.evaluate('scrollTo(0, 0)');
    await keepScreenshot(page, `${screen}-${language}`);
  };

  it('opens the board: every tile is drawn, none has failed', async () => {
    await page.goto(product.url);
    await page.getByRole('navigation').getByRole('link', { name: t('shell.boards'), exact: true }).first().click();
    await page.getByRole('link', { name: caption(builtIn.document.title), exact: true }).click();
    await page.waitForURL('**/boards/collections');
    await shown(tileOf('aging'));
    await scrollThrough();
    for (const { id, chart } of builtIn.document.tiles) {
      const tile = tileOf(id);
      expect(await tile.count(), `${id} is on the board`).toBe(1);
      expect(await tile.getByRole('alert').count(), `${id}: ${await tile.innerText()}`).toBe(0);
      if (chart.type !== 'number' && chart.type !== 'table' && chart.type !== 'pivot') expect(await tile.locator('canvas').count(), `${id} has a chart`).toBeGreaterThan(0);
    }
    // A share of the collecting that the demo company does is between nothing and all.
    expect(await tileOf('recovery').innerText()).toMatch(/\d+([.,]\d+)?\s?%/);
    await expectNoSidewaysScroll(page);
    await good('board-collections');
  });

  it('clicks a bar, and all tiles are of that channel; the chips, the period and the comparison stand in the address', async () => {
    const bars = tileOf('cost').locator('canvas').first();
    await bars.scrollIntoViewIfNeeded();
    const box = (await bars.boundingBox())!;
    asked = [];
    await bars.click({ position: { x: box.width * 0.4, y: box.height * 0.25 } });
    const item = page.getByRole('menuitem', { name: startsWith(filterWords) }).first();
    const chosen = (await item.innerText()).slice(filterWords.length).trim();
    await item.click();
    await page.waitForURL((url) => url.searchParams.get('filter')?.startsWith('channel~in~') === true);
    await scrollThrough();
    expect(asked.length).toBeGreaterThan(5);
    for (const { filters } of asked) expect(filters).toEqual([{ dimension: 'channel', op: 'in', values: [expect.any(String)] }]);
    const chip = page.getByRole('group', { name: t('boards.filters') }).getByRole('button', { name: chosen, exact: true });
    await shown(chip);
    const channel = asked[0]!.filters![0]!.values[0]!;
    const answer = await client.post<ReportTable>('/v1/report-tables', { source: { kind: 'view', view: 'collections.contact-results', params: { by: 'channel' } }, filters: [{ dimension: 'channel', op: 'in', values: [channel] }], period: builtIn.document.period });
    expect(answer.rows.map(([value]) => value)).toEqual([channel]);

    await page.getByRole('button', { name: startsWith(`${t('boards.period')}:`) }).click();
    await button(t('boards.last-month', { count: 6 }), dialogOf()).click();
    await inDialog(t('boards.apply'));
    await page.waitForURL(/period=last-6-month/);
    await button(t('boards.compare')).click();
    await page.getByRole('menuitem', { name: startsWith(t('boards.comparePrevious')) }).click();
    await page.waitForURL(/compare=previous/);
    await settled();
    // What the number was before stands beside it.
    expect(await tileOf('recovery').innerText()).toMatch(/[+−±]|0\s?%/);

    // The link is the whole state: a colleague who opens it reads the same.
    await colleague.page.goto(page.url());
    await shown(tileOf('recovery', colleague.page));
    await settled(colleague.page);
    for (const tile of ['overdue', 'recovery', 'cure', 'dso']) expect(await tileOf(tile, colleague.page).innerText()).toBe(await tileOf(tile).innerText());

    await button(t('common.removeNamed', { name: chosen })).click();
    await page.waitForURL((url) => !url.searchParams.has('filter'));
    await page.goBack();
    await shown(chip);
    await page.goto(`${product.url}/boards/collections`);
    await shown(tileOf('aging'));
  });

  it('sees the customers behind a number, which a program without the right does not get', async () => {
    const views = await client.get<{ id: string; customers: boolean }[]>('/v1/report-views');
    const tile = builtIn.document.tiles.find(({ source, chart }) => source.kind === 'view' && chart.type !== 'number' && chart.type !== 'table' && views.some(({ id, customers }) => id === source.view && customers))!;
    expect(tile, 'a tile of the board can tell its customers').toBeDefined();
    await pickFirstMark(tile.id);
    const answered = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/v1/report-tables/customers');
    await page.getByRole('menuitem', { name: t('boards.drill') }).click();
    const answer = await answered;
    expect(answer.status()).toBe(200);
    const question = answer.request().postDataJSON() as object;
    await shown(dialogOf().getByRole('table').locator('a[href^="/customers/"]'));
    await page.keyboard.press('Escape');
    for (const [scopes, status] of [[['reports:read'], 403], [['reports:read', 'data:read'], 200]] as const) {
      const { key } = await client.post<{ key: string }>('/v1/api-keys', { name: `board ${language} ${scopes.length}`, scopes });
      const reply = await fetch(`${product.url}/v1/report-tables/customers`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(question) });
      expect(reply.status, scopes.join()).toBe(status);
    }
  });

  it('writes a note on a day, which charts draw', async () => {
    const text = language === 'ru' ? 'Новый сценарий звонка' : 'New script of calls';
    const day = new Date(Date.now() - 100 * 86_400_000).toISOString().slice(0, 10);
    await tileOf('turnover').scrollIntoViewIfNeeded();
    await settled();
    const before = await picture('turnover');
    await page.getByRole('button', { name: startsWith(t('boards.annotations')) }).click();
    await page.getByLabel(t('boards.annotationText')).fill(text);
    await page.getByLabel(t('boards.annotationOn'), { exact: true }).fill(day);
    await button(t('boards.annotationAdd'), dialogOf()).click();
    await shown(dialogOf().getByRole('listitem').filter({ hasText: text }));
    await page.keyboard.press('Escape');
    await tileOf('turnover').scrollIntoViewIfNeeded();
    await expect.poll(() => picture('turnover'), { timeout: 20_000 }).not.toBe(before);
    const [kept] = (await client.get<Annotation[]>('/v1/annotations')).filter(({ document }) => document.text === text);
    expect(kept!.document).toEqual({ on: day, text });
    await client.need('DELETE', `/v1/annotations/${kept!.id}`);
  });

  it('turns on live refresh, reads a tile as a table, its SQL, and takes it away', async () => {
    await page.evaluate('scrollTo(0, 0)');
    await settled();
    await page.getByRole('button', { name: startsWith(`${t('boards.refresh')}:`) }).click();
    asked = [];
    await page.getByRole('menuitem', { name: t('boards.everySeconds', { count: 5 }) }).click();
    await page.waitForURL(/refresh=5/);
    await expect.poll(() => asked.length, { timeout: 30_000 }).toBeGreaterThan(0);
    await page.getByRole('button', { name: startsWith(`${t('boards.refresh')}:`) }).click();
    await page.getByRole('menuitem', { name: t('boards.refreshNever') }).click();
    await page.waitForURL(/refresh=0/);

    await menuOf('aging', t('boards.asTable'));
    await page.waitForURL(/table=aging/);
    const answer = await client.post<ReportTable>('/v1/report-tables', { source: { kind: 'view', view: 'collections.aging' }, period: builtIn.document.period });
    await shown(tileOf('aging').getByRole('table'));
    expect(await tileOf('aging').getByRole('row').count()).toBe(answer.rows.length + 1);
    await page.reload();
    await shown(tileOf('aging').getByRole('table'));

    await menuOf('aging', t('boards.showSql'));
    await shown(dialogOf().getByText(/SELECT[\s\S]+receivable_months/));
    await page.keyboard.press('Escape');
    await tileOf('aging').getByRole('button', { name: t('boards.tileMenu', { name: titleOf('aging') }) }).click();
    const file = await downloadFrom(page, page.getByRole('menuitem', { name: startsWith('CSV') }));
    expect(file.name).toMatch(/\.csv$/);
    expect(parseCsv(file.content.toString().replace(/^\uFEFF/, ''))).toHaveLength(answer.rows.length);
    await button(t('reportFiles.takeAway')).click();
    const book = await downloadFrom(page, page.getByRole('menuitem', { name: startsWith('XLSX') }));
    expect(book.content.subarray(0, 2).toString()).toBe('PK');
    await button(t('reportFiles.takeAway')).click();
    const { pages, text } = readPdf((await downloadFrom(page, page.getByRole('menuitem', { name: startsWith('PDF') }))).content);
    expect(pages).toBeGreaterThan(5);
    expect(text).toContain(titleOf('segments'));
  });

  it('arranges a copy: moves, resizes and removes tiles, takes a step back, saves', async () => {
    await page.goto(`${product.url}/boards/collections`);
    await button(t('boards.arrangeCopy')).click();
    await page.waitForURL(/\/boards\/[^/?]+\?edit=1/);
    copyId = /boards\/([^?]+)/.exec(page.url())![1]!;
    expect(copyId).not.toBe('collections');
    await button(t('boards.moveOn', { name: titleOf('overdue') })).click();
    await button(t('boards.editTile', { name: titleOf('aging') })).click();
    await choose(dialogOf(), t('boards.width'), t('boards.columns', { count: 12 }));
    await inDialog(t('boards.apply'));
    await button(t('common.removeNamed', { name: titleOf('dso') })).click();
    await button(t('common.removeNamed', { name: titleOf('cei') })).click();
    await tileOf('cei').waitFor({ state: 'detached' });
    await button(t('boards.undo')).click();
    await shown(tileOf('cei'));
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(t('common.save')).click();
    await shown(button(t('boards.arrange')));
    const { document } = await client.get<Board>(`/v1/boards/${copyId}`);
    const ids = builtIn.document.tiles.map(({ id }) => id);
    expect(document.tiles.map(({ id }) => id)).toEqual([ids[1], ids[0], ...ids.slice(2).filter((id) => id !== 'dso')]);
    expect(document.tiles.find(({ id }) => id === 'aging')!.width).toBe(12);
    expect(await client.get<Board>('/v1/boards/collections')).toEqual(builtIn);
  });

  it('saves beside a colleague: both changes are shown, nothing of either is lost', async () => {
    const other = colleague.page;
    await other.goto(`${product.url}/boards/${copyId}`);
    await button(t('boards.arrange'), other).click();
    await button(t('boards.arrange')).click();
    const theirs = language === 'ru' ? 'Просрочка, мой взгляд' : 'Overdue as I see it';
    await button(t('boards.editTile', { name: titleOf('overdue') }), other).click();
    await other.getByLabel(t('boards.name')).fill(theirs);
    await inDialog(t('boards.apply'), other);
    await button(t('common.save'), other).click();
    await shown(button(t('boards.arrange'), other));

    await button(t('boards.duplicateTile', { name: titleOf('recovery') })).click();
    await button(t('common.removeNamed', { name: titleOf('court') })).click();
    await button(t('common.save')).click();
    const conflict = page.getByRole('dialog', { name: t('boards.conflict') });
    await shown(conflict);
    await shown(conflict.getByText(t('boards.tileChanged', { name: theirs })));
    await shown(conflict.getByText(t('boards.tileRemoved', { name: titleOf('court') })));
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(t('boards.saveBoth'), conflict).click();
    await shown(button(t('boards.arrange')));
    const { tiles } = (await client.get<Board>(`/v1/boards/${copyId}`)).document;
    expect(tiles.find(({ id }) => id === 'overdue')!.title).toBe(theirs);
    expect(tiles.some(({ id }) => id === 'court')).toBe(false);
    expect(tiles.filter(({ title }) => caption(title) === titleOf('recovery'))).toHaveLength(2);
    await shown(page.getByRole('region', { name: theirs }));

    await button(t('common.more')).click();
    await page.getByRole('menuitem', { name: t('boards.delete') }).click();
    await button(t('common.delete'), dialogOf()).click();
    await page.waitForURL('**/boards');
    expect((await client.get<BoardSummary[]>('/v1/boards')).some(({ id }) => id === copyId)).toBe(false);
  });

  it('looks at the other boards, and at his own on a telephone', async () => {
    for (const board of await client.get<BoardSummary[]>('/v1/boards')) {
      if (!board.builtIn || board.id === 'collections') continue;
      await page.goto(`${product.url}/boards/${board.id}`);
      await shown(page.getByRole('heading', { level: 1, name: caption(board.title), exact: true }));
      await scrollThrough();
      expect(await page.locator('main section').count(), board.id).toBe(board.tiles);
      expect(await page.locator('main').getByRole('alert').allInnerTexts(), board.id).toEqual([]);
      await expectNoSidewaysScroll(page);
      await good(`board-${board.id}`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['/boards', '/boards/collections']) {
      await page.goto(product.url + path);
      await shown(page.getByRole('heading', { level: 1 }));
      if (path !== '/boards') await scrollThrough();
      await expectNoSidewaysScroll(page);
      await good(path === '/boards' ? 'boards-narrow' : 'board-collections-narrow');
    }
    // A save that came second is answered with 409, which the browser writes into its log.
    expect(visitor.errors.filter((error) => !/409/.test(error))).toEqual([]);
    expect(colleague.errors).toEqual([]);
  });
});
