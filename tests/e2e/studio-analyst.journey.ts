import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item, ItemVersion, Publication, StrategyDocument, TestCase } from '@arbiter/contracts';
import { visit, type Language, type Visitor } from './browser.js';
import { Client } from './client.js';
import { shown, startsWith } from './page-actions.js';
import { startProduct, type Product } from './product.js';
import { StudioHands } from './studio-actions.js';

interface Called {
  version: number;
  outputs: Record<string, unknown>;
  outcome: { decision: unknown; reasonCodes: string[] };
}

const texts = {
  ru: { project: 'Мягкое взыскание', strategy: 'Звонок или письмо', model: 'Риск неплатежа', begin: 'Вход', end: 'Решение', branch: 'Большой долг?', rules: 'Тяжесть просрочки', score: 'Оценка риска', split: 'Проверка сообщений', call: 'Позвонить', message: 'Написать', letter: 'Письмо', manual: 'Разобрать вручную', large: 'большой' },
  en: { project: 'Soft collection', strategy: 'Call or letter', model: 'Risk of not being paid', begin: 'Input', end: 'Decision', branch: 'Large debt?', rules: 'How late it is', score: 'Score of the risk', split: 'Trial of messages', call: 'Call', message: 'Message', letter: 'Letter', manual: 'By hand', large: 'large' },
};
/** A straight line is a model too: its score is known by heart. */
const model = { kind: 'linear', name: 'risk', features: [{ name: 'debt', type: 'number' }, { name: 'income', type: 'number', missing: 'error' }], sums: [{ intercept: 10, terms: [{ feature: 'debt', coefficient: 0.01 }, { feature: 'income', coefficient: -0.001 }] }] };
const customer = (id: string, debt: number, overdue: number, income: number | null) => ({ customer_id: id, debt, overdue, income });

let product: Product;
let client: Client;
beforeAll(async () => {
  product = await startProduct({ customers: 200 });
  client = new Client(product.url);
});
afterAll(() => product?.stop());

describe.each<Language>(['ru', 'en'])('an analyst goes from an empty project to an answer over HTTP (%s)', (language) => {
  const names = texts[language];
  const endpoint = `call-or-letter-${language}`;
  let visitor: Visitor;
  let hands: StudioHands;
  let itemId: string;
  beforeAll(async () => {
    visitor = await visit(language);
    hands = new StudioHands(visitor.page, language, product.url);
  });
  afterAll(() => visitor?.leave());

  const document = async () => (await client.get<Item>(`/v1/items/${itemId}`)).document as StrategyDocument;
  const call = (input: object) => client.post<Called>(`/v1/strategies/${endpoint}/decisions?environment=test`, { input });

  it('makes a project, a strategy and its data model', async () => {
    const { page, t } = hands;
    itemId = await hands.newStrategy(names.project, names.strategy);
    const { projectId } = await client.get<Item>(`/v1/items/${itemId}`);
    // The model comes from those who trained it.
    const { item } = await client.post<{ item: Item }>(`/v1/projects/${projectId}/items`, { kind: 'model', name: names.model, document: model });
    await client.post(`/v1/items/${item.id}/versions`, {});
    await hands.tab('fields');
    await hands.addField('inputs', 'customer_id', 'string', true);
    await hands.addField('inputs', 'debt', 'number', true);
    await hands.addField('inputs', 'overdue', 'number', true);
    await hands.addField('inputs', 'income', 'number');
    await hands.addField('outputs', 'severity', 'string');
    await hands.addField('outputs', 'score', 'number');
    await hands.good('data-model');
    await hands.saved();
    expect((await document()).dataModel).toMatchObject({ inputs: [{ name: 'customer_id', type: 'string', required: true }, { name: 'debt', type: 'number', required: true }, { name: 'overdue' }, { name: 'income' }], outputs: [{ name: 'severity', type: 'string' }, { name: 'score', type: 'number' }] });
    await page.getByRole('link', { name: t('studio.graph'), exact: true }).click();
  });

  it('draws the graph from the keyboard: branch, rules, model with its way of errors, A/B', async () => {
    const { page, t } = hands;
    await hands.card('input').click();
    await hands.holds(names.begin);
    await hands.insert(t('studioNodes.kind-branch'), names.branch);
    await hands.write(t('nodeFlow.conditionOf', { name: 'yes' }), 'debt > 1000');
    await page.getByRole('textbox', { name: t('nodeFlow.branchLabel', { place: 1 }) }).fill(names.large);
    await hands.choose(names.end);
    await hands.entitle(names.end, names.call);
    await hands.write(t('nodeLogic.decision'), '"call"');

    await hands.choose(names.branch);
    await hands.insert(t('studioNodes.kind-output'), names.letter);
    await hands.write(t('nodeLogic.decision'), '"letter"');

    await hands.choose(names.branch);
    await hands.insert(t('studioNodes.kind-rules'), names.rules);
    await hands.button(t('studioRules.open')).click();
    await hands.button(t('studioTable.emptyBegin')).click();
    const column = page.getByRole('dialog', { name: t('studioTable.inputColumn') });
    await hands.write(t('studioTable.expression'), 'overdue', column);
    await hands.button(t('studioTable.apply'), column).click();
    await column.waitFor({ state: 'hidden' });
    const grid = page.getByRole('grid');
    await grid.press('ArrowRight');
    await grid.press('Alt+Enter');
    const result = page.getByRole('dialog', { name: t('studioTable.outputColumn') });
    await result.getByRole('textbox', { name: startsWith(t('studioTable.name')) }).fill('severity');
    await hands.button(t('studioTable.apply'), result).click();
    await result.waitFor({ state: 'hidden' });
    await grid.press('ArrowLeft');
    await hands.paste(grid, '< 30\t"light"\n[30..90)\t"middle"\n>= 90\t"hard"');
    await shown(page.getByText(t('studioTable.allGood')));
    await hands.good('table-in-place');
    await hands.button(t('common.close'), page.getByRole('dialog').last()).click();
    await hands.button('result').click();

    await hands.choose(names.rules);
    await hands.insert(t('studioNodes.kind-model'), names.score);
    await hands.pick(t('nodeLogic.model'), names.model);
    await shown(page.getByText(t('nodeLogic.featuresMapped', { count: 2 })));
    await page.getByRole('combobox', { name: startsWith(t('nodeLogic.result-score')) }).click();
    await page.getByRole('option', { name: startsWith('score') }).click();
    await page.getByRole('button', { name: startsWith(t('studioNodes.errorPolicy')) }).click();
    await hands.pick(t('studioNodes.whenFails'), t('studioNodes.onError-edge'));

    await hands.choose(names.score);
    await hands.insert(t('studioNodes.kind-output'), names.manual);
    await hands.write(t('nodeLogic.decision'), '"manual"');
    await hands.choose(names.score);
    await hands.insert(t('studioNodes.kind-ab-test'), names.split);
    await hands.write(t('nodeFlow.key'), 'customer_id');

    // The last one comes from the palette and is joined by hand.
    await hands.choose(names.split);
    await page.keyboard.press('Escape');
    await hands.button(t('studioNodes.kind-output'), page.getByRole('complementary', { name: t('studioCanvas.palette') })).click();
    await hands.entitle('', names.message);
    await hands.write(t('nodeLogic.decision'), '"message"');
    await hands.choose(names.split);
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: t('studioCanvas.connect') }).getByRole('option', { name: startsWith('challenger') }).click();
    await page.getByRole('option', { name: startsWith(names.message) }).click();

    await page.keyboard.press('Shift+L');
    await hands.saved();
    // Letters know neither severity nor score, which the check tells and does not forbid.
    await shown(page.getByRole('button', { name: t('studioCanvas.warnings', { count: 2 }) }));
    await hands.good('canvas');
    const { nodes, edges } = (await document()).graph;
    const idOf = new Map(nodes.map(({ id, title }) => [title, id]));
    const way = (from: string, to: string) => edges.find((edge) => edge.from === idOf.get(from) && edge.to === idOf.get(to))?.port;
    expect([way(names.branch, names.rules), way(names.branch, names.letter), way(names.rules, names.score), way(names.score, names.split), way(names.score, names.manual), way(names.split, names.call), way(names.split, names.message)]).toEqual([expect.any(String), 'else', 'next', 'next', 'error', 'champion', 'challenger']);
  });

  it('takes edits back and brings them again', async () => {
    const { page } = hands;
    const before = await document();
    await hands.choose(names.letter);
    await page.keyboard.press('Delete');
    await hands.card('output-2').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await shown(hands.card('output-2'));
    await page.keyboard.press('Control+Shift+z');
    await hands.card('output-2').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await shown(hands.card('output-2'));
    await hands.saved();
    expect((await document()).graph.edges).toEqual(before.graph.edges);
  });

  it('runs cases in the test bench, with their path over the canvas, and keeps them', async () => {
    const { page, t } = hands;
    await hands.tab('tests');
    await page.getByRole('radio', { name: 'JSON', exact: true }).click();
    const result = page.getByRole('region', { name: t('studioBench.result') });
    const run = async (input: object, decision: string) => {
      await hands.write(t('studioBench.inputJson'), JSON.stringify(input));
      await hands.button(t('studioBench.run'), page.getByRole('complementary', { name: t('studio.tests') })).click();
      await shown(result.getByRole('definition').filter({ hasText: decision }));
      await hands.button(t('studioBench.keepCase')).click();
    };
    await run(customer('C1', 900, 45, 1000), 'letter');
    await run(customer('C1', 5000, 45, null), 'manual');
    await shown(page.getByRole('status').getByText(t('studioBench.overlayRun')));
    // Nodes on the way carry their time, the others nothing.
    const timed = (title: string) => page.locator('.svelte-flow__node').filter({ hasText: title }).filter({ hasText: new RegExp(`\\d ${t('studioBench.ms')}`) }).count();
    expect([await timed(names.rules), await timed(names.manual), await timed(names.letter), await timed(names.split)]).toEqual([1, 1, 0, 0]);
    await hands.good('test-bench');
    await page.getByRole('radio', { name: t('studioBench.view-cases'), exact: true }).click();
    await hands.button(t('studioBench.runAll', { count: 2 })).click();
    await shown(page.getByText(t('studioBench.passedCount', { count: 2 })));
    await hands.good('test-cases');
    const cases = await client.get<TestCase[]>(`/v1/items/${itemId}/tests`);
    expect(cases.map(({ expected }) => (expected as { decision?: unknown }).decision)).toEqual(['letter', 'manual']);
  });

  const register = async (version: number) => {
    const { page, t } = hands;
    await hands.button(t('studio.register')).click();
    await hands.button(t('studioItems.registerButton', { version })).click();
    await shown(page.getByRole('dialog', { name: t('studio.registeredTitle', { version }) }));
  };

  it('registers a version and publishes it', async () => {
    const { page, t } = hands;
    await register(1);
    await hands.good('registered');
    await hands.link(t('studio.publish'), page.getByRole('dialog')).click();
    const name = page.getByRole('textbox', { name: startsWith(t('studioPublications.endpoint')) });
    await name.fill(endpoint);
    await shown(page.getByText(t('studioPublications.checked')));
    await hands.good('publish');
    await hands.button(t('studioPublications.publish')).click();
    await shown(hands.button(t('studioPublications.send')));
    expect((await client.get<ItemVersion[]>(`/v1/items/${itemId}/versions`)).map(({ version }) => version)).toEqual([1]);
  });

  it('calls it in the sandbox, and from a program as the sandbox tells', async () => {
    const { page, t } = hands;
    const input = customer('C7', 900, 5, 1000);
    await page.getByRole('radio', { name: 'JSON', exact: true }).click();
    await hands.write(t('studioPublications.input'), JSON.stringify(input));
    await hands.button(t('studioPublications.send')).click();
    await shown(page.getByText(t('studioPublications.answeredBy', { arm: 'main', version: 1 })));
    await hands.good('sandbox');
    const curl = await page.getByText(/^curl '/).innerText();
    const [, address] = /^curl '([^']+)'/.exec(curl)!;
    const [, body] = /-d '([^']+)'/.exec(curl)!;
    expect(JSON.parse(body!)).toEqual({ input });
    const answer = await fetch(address!, { method: 'POST', headers: { 'content-type': 'application/json' }, body: body! });
    expect([answer.status, (await answer.json()) as Called]).toMatchObject([200, { version: 1, outcome: { decision: 'letter' } }]);

    expect(await call(customer('C1', 5000, 45, null))).toMatchObject({ outcome: { decision: 'manual' }, outputs: { severity: 'middle' } });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => call(customer(`C${index}`, 5000, index, 1000))));
    expect(answers.map(({ outputs }) => outputs)).toEqual(Array.from({ length: 40 }, (_, index) => ({ severity: index < 30 ? 'light' : 'middle', score: 59 })));
    // The same customer is always in the same arm, and both arms have customers.
    expect(new Set(answers.map(({ outcome }) => outcome.decision))).toEqual(new Set(['call', 'message']));
    expect((await call(customer('C3', 7000, 3, 1000))).outcome.decision).toBe(answers[3]!.outcome.decision);
    expect(await client.send('POST', `/v1/strategies/${endpoint}/decisions?environment=test`, { input: { debt: 'much' } })).toMatchObject({ status: 400 });
  });

  it('publishes a second version, rolls back and stops with one press each', async () => {
    const { page, t } = hands;
    const letter = async () => (await call(customer('C1', 1, 1, 1))).outcome.decision;
    const publication = new URL(page.url()).pathname;
    await hands.open(`/studio/items/${itemId}`);
    await shown(page.locator('.svelte-flow__node'));
    await hands.choose(names.letter);
    await hands.write(t('nodeLogic.decision'), '"paper"');
    await hands.saved();
    await register(2);
    await hands.open(`${publication}?tab=settings`);
    await page.getByRole('combobox', { name: startsWith(t('studioPublications.version')) }).first().click();
    await page.getByRole('option', { name: startsWith('v2') }).click();
    await hands.button(t('studioPublications.publishNext', { revision: 2 })).click();
    await client.waitFor('version 2', letter, (decision) => decision === 'paper');
    await hands.button(t('studioPublications.rollBackTo', { revision: 1 })).click();
    await client.waitFor('version 1', letter, (decision) => decision === 'letter');
    await hands.button(t('studioPublications.stop')).click();
    await shown(hands.button(t('studioPublications.start')));
    expect((await client.send('POST', `/v1/strategies/${endpoint}/decisions?environment=test`, { input: customer('C1', 1, 1, 1) })).status).toBe(404);
    await hands.button(t('studioPublications.start')).click();
    await shown(hands.button(t('studioPublications.stop')));
    expect(await letter()).toBe('letter');
    await hands.good('publication-settings');
    expect((await client.get<Publication[]>('/v1/publications')).find((one) => one.endpoint === endpoint)).toMatchObject({ state: 'running' });
    expect(visitor.errors).toEqual([]);
  });
});
