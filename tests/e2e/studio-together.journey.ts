import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item, StrategyDocument } from '@arbiter/contracts';
import { visit, type Language, type Visitor } from './browser.js';
import { Client } from './client.js';
import { shown, startsWith } from './page-actions.js';
import { startProduct, type Product } from './product.js';
import { StudioHands } from './studio-actions.js';

const document = {
  dataModel: { inputs: [{ name: 'debt', type: 'number', required: true }], variables: [], outputs: [] },
  graph: {
    nodes: [
      { id: 'input', kind: 'input', title: 'Start', position: { x: 0, y: 0 }, settings: {} },
      { id: 'branch', kind: 'branch', title: 'Large?', position: { x: 300, y: 0 }, settings: { branches: [{ port: 'yes', condition: 'debt > 1000' }] } },
      { id: 'call', kind: 'output', title: 'Call', position: { x: 600, y: 0 }, settings: { assignments: [], decision: '"call"' } },
      { id: 'letter', kind: 'output', title: 'Letter', position: { x: 600, y: 150 }, settings: { assignments: [], decision: '"letter"' } },
    ],
    edges: [{ from: 'input', port: 'next', to: 'branch' }, { from: 'branch', port: 'yes', to: 'call' }, { from: 'branch', port: 'else', to: 'letter' }],
  },
};

let product: Product;
let client: Client;
let itemId: string;
const visitors: Visitor[] = [];
/** Two people with a language each. */
let anna: StudioHands;
let ben: StudioHands;

beforeAll(async () => {
  product = await startProduct({ environment: { ARBITER_DEMO: 'off' } });
  client = new Client(product.url);
  const project = await client.post<{ id: string }>('/v1/projects', { name: 'Together' });
  itemId = (await client.post<{ item: Item }>(`/v1/projects/${project.id}/items`, { kind: 'strategy', name: 'Call or letter', document })).item.id;
  for (const language of ['ru', 'en'] as Language[]) visitors.push(await visit(language));
  [anna, ben] = visitors.map(({ page }, index) => new StudioHands(page, (['ru', 'en'] as const)[index]!, product.url)) as [StudioHands, StudioHands];
  await Promise.all([anna, ben].map(async (hands) => {
    await hands.open(`/studio/items/${itemId}`);
    await shown(hands.card('letter'));
  }));
});
afterAll(async () => {
  for (const visitor of visitors) await visitor.leave();
  await product?.stop();
});

const present = async () => (await client.get<Item>(`/v1/items/${itemId}`)).document as StrategyDocument;
const node = async (id: string) => (await present()).graph.nodes.find((one) => one.id === id)!;
const condition = async () => (await node('branch')).settings as { branches: { condition: string }[] };
const conditionField = (hands: StudioHands) => hands.t('nodeFlow.conditionOf', { name: 'yes' });

describe('two people edit one strategy at once', () => {
  it('see each other', async () => {
    for (const hands of [anna, ben]) await shown(hands.button(hands.t('studioTeam.whoIsHere', { count: 1 })));
    await ben.card('letter').click();
    await anna.button(anna.t('studioTeam.whoIsHere', { count: 1 })).click();
    await shown(anna.page.getByRole('menuitem').filter({ hasText: anna.t('studioTeam.atNode', { title: 'Letter' }) }));
    await anna.page.keyboard.press('Escape');
  });

  it('edit different nodes, and both edits stay without a question', async () => {
    await anna.card('call').click();
    await ben.card('letter').click();
    await Promise.all([anna.entitle('Call', 'Call by Anna'), ben.entitle('Letter', 'Letter by Ben')]);
    await client.waitFor('both edits', present, ({ graph }) => ['Call by Anna', 'Letter by Ben'].every((title) => graph.nodes.some((one) => one.title === title)));
    await shown(anna.card('letter').getByText('Letter by Ben'));
    await shown(ben.card('call').getByText('Call by Anna'));
    for (const hands of [anna, ben]) await hands.saved();
  });

  it('take back their own edits alone', async () => {
    await anna.button(anna.t('studio.undoStep', { step: anna.t('studioNodes.titleChanged') })).click();
    await client.waitFor('the undone title', present, ({ graph }) => graph.nodes.some((one) => one.title === 'Call'));
    expect((await node('letter')).title).toBe('Letter by Ben');
    await anna.button(anna.t('studio.redoStep', { step: anna.t('studioNodes.titleChanged') })).click();
    await client.waitFor('the title again', present, ({ graph }) => graph.nodes.some((one) => one.title === 'Call by Anna'));
  });

  it('decide where both changed one place, one of them having been without a connection', async () => {
    for (const hands of [anna, ben]) await hands.card('branch').click();
    await visitors[1]!.context.setOffline(true);
    await ben.write(conditionField(ben), 'debt > 3000');
    await shown(ben.page.getByRole('status').getByText(ben.t('studio.offline')));
    await anna.write(conditionField(anna), 'debt > 2000');
    await anna.saved();
    expect(await condition()).toMatchObject({ branches: [{ condition: 'debt > 2000' }] });
    await visitors[1]!.context.setOffline(false);

    await ben.button(ben.t('studioTeam.decide')).click();
    const dialog = ben.page.getByRole('dialog', { name: ben.t('studioTeam.conflictTitle', { count: 1 }) });
    await shown(dialog.getByText('debt > 2000'));
    await shown(dialog.getByText('debt > 3000'));
    await ben.good('conflict');
    await dialog.getByRole('radio', { name: startsWith(ben.t('studioTeam.theirs')) }).check();
    await ben.button(ben.t('studioTeam.apply'), dialog).click();
    const shows = (hands: StudioHands, text: string) => expect.poll(() => hands.editor(conditionField(hands)).innerText(), { timeout: 30_000 }).toBe(text);
    await shows(ben, 'debt > 2000');
    await ben.saved();
    expect(await condition()).toMatchObject({ branches: [{ condition: 'debt > 2000' }] });
    // What was not chosen is not lost: the decision is taken back, which the other sees.
    await ben.button(ben.t('studio.undoStep', { step: ben.t('studioTeam.decideStep') })).click();
    await shows(anna, 'debt > 3000');
    expect(await condition()).toMatchObject({ branches: [{ condition: 'debt > 3000' }] });
    expect(await node('call')).toMatchObject({ title: 'Call by Anna' });
    expect(await node('letter')).toMatchObject({ title: 'Letter by Ben' });
  });

  it('discuss a node: the other sees the thread at once', async () => {
    const { page, t } = anna;
    await anna.open(`/studio/items/${itemId}?tab=team&section=comments&node=branch`);
    const text = page.getByRole('textbox', { name: t('studioTeam.newAbout', { title: 'Large?' }) });
    await text.fill('Why three thousand?');
    await anna.button(t('studioTeam.comment')).click();
    await shown(page.getByText('Why three thousand?'));
    await anna.good('comments');
    await ben.open(`/studio/items/${itemId}?tab=team&section=comments`);
    await shown(ben.page.getByText('Why three thousand?'));
  });

  it('see what differs from a former state, and bring it back', async () => {
    const { page, t } = anna;
    await anna.open(`/studio/items/${itemId}?tab=team`);
    const first = page.getByRole('button', { name: startsWith(t('studioTeam.origin-created')) });
    await first.click();
    await page.getByRole('radio', { name: t('studioTeam.withDraft'), exact: true }).click();
    await shown(page.getByRole('status').getByText(t('studioTeam.differenceToDraft', { from: t('studioTeam.origin-created') })));
    await anna.good('history');
    await anna.button(t('studioTeam.restore'), page.getByRole('complementary', { name: t('studio.team') })).click();
    await client.waitFor('the first state', present, ({ graph }) => JSON.stringify(graph.nodes.map(({ title }) => title)) === JSON.stringify(document.graph.nodes.map(({ title }) => title)));
    expect((await present()).graph.nodes).toEqual(document.graph.nodes);
    await shown(ben.card('call').getByText('Call', { exact: true }));
    // A save that came second is answered with 409 and merged; of what was done without a connection, refused requests alone may be told.
    expect(visitors[0]!.errors.filter((message) => !/409/.test(message))).toEqual([]);
    expect(visitors[1]!.errors.filter((message) => !/ERR_INTERNET_DISCONNECTED|409/.test(message))).toEqual([]);
  });
});
