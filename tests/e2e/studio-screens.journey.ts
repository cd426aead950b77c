import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item, Project, StrategyDocument } from '@arbiter/contracts';
import { accessibilityFaults, visit, type Language, type Visitor } from './browser.js';
import { Client } from './client.js';
import { downloadFrom, expectNoSidewaysScroll, shown, startsWith } from './page-actions.js';
import { startProduct, type Product } from './product.js';
import { StudioHands } from './studio-actions.js';

interface Template { id: string; name: Record<Language, string> }
interface ItemPage { items: { id: string; name: string; kind: string }[]; total: number }

const names = { ru: { project: 'Проба экранов', strategy: 'Проба полей', small: 'Проба: один проект' }, en: { project: 'Trial of screens', strategy: 'Trial of fields', small: 'Trial: one project' } };

let product: Product;
let client: Client;
beforeAll(async () => {
  product = await startProduct({ customers: 200 });
  client = new Client(product.url);
});
afterAll(() => product?.stop());

describe.each<Language>(['ru', 'en'])('screens of the studio (%s)', (language) => {
  const words = names[language];
  let visitor: Visitor;
  let hands: StudioHands;
  beforeAll(async () => {
    visitor = await visit(language);
    hands = new StudioHands(visitor.page, language, product.url);
  });
  afterAll(() => visitor?.leave());
  const projects = async (search: string) => (await client.get<{ projects: Project[] }>(`/v1/projects?search=${encodeURIComponent(search)}`)).projects;
  const itemsOf = async (project: string) => (await client.get<ItemPage>(`/v1/projects/${project}/items`)).items.map(({ kind, name }) => `${kind} ${name}`).sort();
  const menuOf = async (name: string, entry: string) => {
    await hands.button(hands.t('studioRegistry.actionsOf', { name })).click();
    await hands.page.getByRole('menuitem', { name: startsWith(entry) }).click();
  };

  it('makes a project of each vertical out of its template, and each answers at once', async () => {
    const { page, t } = hands;
    const templates = await client.get<Template[]>('/v1/project-templates');
    expect(templates).toHaveLength(3);
    for (const { name } of templates) {
      await hands.open('/studio?new=1');
      const dialog = page.getByRole('dialog');
      await dialog.getByText(name[language], { exact: true }).click();
      if (name === templates[0]!.name) await hands.good('templates');
      await dialog.getByRole('textbox', { name: startsWith(t('studioRegistry.name')) }).fill(`${words.project}: ${name[language]}`);
      await hands.button(t('common.create'), dialog).click();
      await page.waitForURL(/\/studio\/items\//);
      await shown(page.locator('.svelte-flow__node'));
      await shown(page.getByRole('button', { name: t('studio.noFindings') }));
      await hands.tab('tests');
      await hands.button(t('studioBench.run'), page.getByRole('complementary', { name: t('studio.tests') })).click();
      await shown(page.getByText(startsWith(t('studioBench.answered'))));
    }
  });

  it('finds projects, copies, archives, and brings a file back as it went out', async () => {
    const { page, t } = hands;
    await hands.open('/studio');
    await page.getByRole('searchbox', { name: t('studioRegistry.searchHint') }).fill(words.project);
    await expect.poll(() => page.getByRole('rowheader').count()).toBe(3);
    await hands.good('projects');
    const name = (await page.getByRole('rowheader').first().getByRole('link').innerText()).trim();
    const [original] = await projects(name);
    await menuOf(name, t('studioRegistry.copy'));
    await page.waitForURL(/\/studio\/projects\//);
    const copy = new URL(page.url()).pathname.split('/').pop()!;
    expect(await itemsOf(copy)).toEqual(await itemsOf(original!.id));
    await hands.good('project');

    await hands.open(`/studio/projects/${original!.id}`);
    await hands.button(t('studioRegistry.actionsOf', { name })).click();
    const file = join(tmpdir(), `arbiter-project-${language}-${process.pid}.json`);
    writeFileSync(file, (await downloadFrom(page, page.getByRole('menuitem', { name: startsWith(t('studioRegistry.export')) }))).content);
    await hands.open('/studio');
    await hands.button(t('studioRegistry.import')).click();
    const dialog = page.getByRole('dialog', { name: t('studioRegistry.importTitle') });
    await dialog.locator('input[type="file"]').setInputFiles(file);
    await hands.button(t('studioRegistry.import'), dialog).click();
    await hands.link(t('studioRegistry.open'), dialog).click();
    await page.waitForURL(/\/studio\/projects\//);
    expect(await itemsOf(new URL(page.url()).pathname.split('/').pop()!)).toEqual(await itemsOf(original!.id));

    await hands.open(`/studio/projects/${copy}`);
    await menuOf(t('studioRegistry.copyOf', { name }), t('studioRegistry.archive'));
    await shown(page.getByText(t('studioRegistry.archivedNote')));
    expect(await client.get<Project>(`/v1/projects/${copy}`)).toMatchObject({ archived: true });
  });

  it('takes a data model from a sample, and a rename follows into expressions', async () => {
    const { page, t } = hands;
    const itemId = await hands.newStrategy(words.small, words.strategy);
    await hands.tab('fields');
    await page.getByRole('button', { name: t('studioFields.from-sample'), exact: true }).click();
    const dialog = page.getByRole('dialog', { name: t('studioFields.from-sample') });
    await hands.write(t('studioFields.paste'), '{"customer": "C1", "debt": 1500.5, "contracts": [{"amount": 10}]}', dialog);
    await hands.button(t('studioFields.bringInCount', { count: 4 }), dialog).or(hands.button(t('studioFields.bringInCount', { count: 3 }), dialog)).click();
    await hands.saved();
    await page.getByRole('link', { name: t('studio.graph'), exact: true }).click();
    await hands.card('output').click();
    await hands.write(t('nodeLogic.decision'), 'if debt > 1000 then "call" else "letter"');
    await hands.tab('fields');
    await page.getByRole('row', { name: /debt/ }).click();
    const field = page.getByRole('complementary', { name: t('studioFields.details') }).getByRole('textbox', { name: startsWith(t('studioFields.name')) }).first();
    await field.fill('owed');
    await field.press('Enter');
    await hands.button(t('studioFields.rename'), page.getByRole('dialog')).click();
    await hands.saved();
    const { dataModel, graph } = await client.waitFor('the rename', async () => (await client.get<Item>(`/v1/items/${itemId}`)).document as StrategyDocument, (found) => found.dataModel.inputs.some((input) => input.name === 'owed'));
    expect(dataModel.inputs).toMatchObject([{ name: 'customer', type: 'string' }, { name: 'owed', type: 'number' }, { name: 'contracts', type: 'list' }]);
    expect(graph.nodes.find(({ id }) => id === 'output')!.settings).toMatchObject({ decision: 'if owed > 1000 then "call" else "letter"' });
  });

  it('reads rules in words, and takes a table out to Excel and in again', async () => {
    const { page, t } = hands;
    await hands.open('/studio/items/demo-hard-actions');
    await shown(page.getByRole('textbox', { name: t('studio.name') }));
    await hands.good('rule-set');
    await hands.open('/studio/items/demo-soft-actions');
    const grid = page.getByRole('grid');
    await shown(grid);
    await hands.good('decision-table');
    const before = (await client.get<Item>('/v1/items/demo-soft-actions')).document as { rules: unknown[] };
    await hands.button(t('studioTable.file')).click();
    const { name, content } = await downloadFrom(page, page.getByRole('menuitem', { name: startsWith(t('studioTable.download')) }).first());
    expect(name).toMatch(/\.xlsx$/);
    const file = join(tmpdir(), `arbiter-table-${language}-${process.pid}.xlsx`);
    writeFileSync(file, content);
    await page.locator('input[type="file"]').first().setInputFiles(file);
    await hands.button(t('studioTable.uploadReplace'), page.getByRole('dialog')).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await hands.saved();
    expect(((await client.get<Item>('/v1/items/demo-soft-actions')).document as { rules: unknown[] }).rules).toEqual(before.rules);
  });

  it('lights up the code of a node, and draws coverage', async () => {
    const { page, t } = hands;
    await hands.open('/studio/items/demo-collection?tab=code');
    await shown(page.locator('.svelte-flow__node'));
    await page.locator('.svelte-flow__node').nth(1).click();
    await shown(page.locator('.cm-lit'));
    await hands.good('code');
    await page.goto(`${product.url}/studio/items/demo-collection?tab=tests`);
    await hands.button(t('studioBench.run'), page.getByRole('complementary', { name: t('studio.tests') })).click();
    await shown(page.getByText(startsWith(t('studioBench.answered'))));
    const cases = () => client.get<unknown[]>('/v1/items/demo-collection/tests').then(({ length }) => length);
    const before = await cases();
    await hands.button(t('studioBench.keepCase')).click();
    await client.waitFor('the case', cases, (count) => count === before + 1);
    await page.getByRole('radio', { name: t('studioBench.view-cases'), exact: true }).click();
    await hands.button(t('studioBench.runAll', { count: before + 1 })).click();
    await shown(page.getByRole('region', { name: t('studioBench.coverage') }));
    await hands.good('coverage');
  });

  it('shows what is registered, what depends on it, and how two versions differ', async () => {
    const { page, t } = hands;
    await hands.open('/repository/demo-claim-referral/compare?left=1&right=2');
    await shown(page.getByRole('heading', { name: t('studioRepository.sideBySide') }));
    await hands.good('compare');
    await hands.open('/repository/demo-claim-referral');
    await shown(page.getByRole('heading', { level: 1 }));
    await hands.good('card');
  });

  it('takes a manual check and decides it', async () => {
    const { page, t } = hands;
    await hands.open('/checks');
    await shown(page.getByRole('rowheader'));
    await hands.good('checks');
    await hands.button(t('manualChecks.takeNext')).click();
    await page.waitForURL(/\/checks\/[^/?]+/);
    await shown(page.getByText(t('manualChecks.decideTitle'), { exact: true }));
    await hands.good('check');
    await page.locator('form').getByRole('radio').first().check();
    await hands.button(t('manualChecks.decide')).click();
    await page.locator('form').getByRole('radio').first().waitFor({ state: 'detached' });
    const id = new URL(page.url()).pathname.split('/').pop()!;
    expect(['decided', 'second']).toContain((await client.get<{ state: string }>(`/v1/manual-checks/${id}`)).state);
  });

  it('teaches: help of the screen, a tour, the glossary', async () => {
    const { page, t } = hands;
    await hands.open('/publications');
    await shown(page.getByRole('heading', { level: 1 }));
    await hands.button(t('learning.help')).click();
    await shown(page.getByRole('dialog', { name: t('learning.help') }).getByRole('heading', { level: 3 }));
    await hands.good('help');
    await page.keyboard.press('Escape');
    await hands.open('/learn/glossary');
    const terms = page.locator('main dt');
    await shown(terms);
    const all = await terms.count();
    await page.getByRole('searchbox', { name: t('learning.searchHint') }).fill(language === 'ru' ? 'подпроцесс' : 'sub-process');
    await expect.poll(() => terms.count()).toBeLessThan(all);
    await hands.good('glossary');
    await hands.open('/learn');
    await hands.good('learn');
    await hands.button(t('learning.startTour')).first().click();
    const step = page.locator('.driver-popover');
    await shown(step.getByText(t('learning.stepOf', { step: 1, steps: '' }).trim().split(' ')[0]!));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    await step.waitFor({ state: 'detached' });
  });

  it('stands on a phone and in the dark', async () => {
    const { page, t } = hands;
    await hands.open('/studio');
    await hands.button(t('shell.themeDark')).click();
    for (const [screen, address] of [['projects', '/studio'], ['project', '/studio/projects/demo-strategies'], ['repository', '/repository'], ['publications', '/publications'], ['checks', '/checks'], ['glossary', '/learn/glossary']] as const) {
      await page.setViewportSize({ width: 390, height: 844 });
      await hands.open(address);
      await shown(page.getByRole('heading', { level: 1 }));
      await shown(page.locator('main table tbody tr, main dt, main li').first());
      await expectNoSidewaysScroll(page);
      expect(await accessibilityFaults(page), `${screen} on a phone`).toEqual([]);
      await page.setViewportSize({ width: 1440, height: 900 });
      await hands.good(`${screen}-dark`);
    }
    await hands.open('/studio/items/demo-collection');
    await shown(page.locator('.svelte-flow__node'));
    await hands.good('canvas-dark');
    expect(visitor.errors).toEqual([]);
  });
});
