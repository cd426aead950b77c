import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigurationEntry, ContactPolicyDocument, Decision, Delivery, DeliverySummary, PlacementDocument, QuotaDocument, QuotaUse, Timeline } from '@arbiter/contracts';
import type { Locator, Page } from 'playwright-core';
import { accessibilityFaults, keepScreenshot, visit, type Language, type Visitor } from './browser.js';
import { Client } from './client.js';
import { addValue, choose, expectNoSidewaysScroll, shown, startsWith } from './page-actions.js';
import { startProduct, type Product } from './product.js';
import { wordsOf } from './wording.js';

/** The stories are told in Russian, and in English for pictures of the documentation. */
const language: Language = process.env.ARBITER_JOURNEY_LANGUAGE === 'en' ? 'en' : 'ru';
const t = wordsOf(language);
const other = language === 'ru' ? 'en' : 'ru';
const names = {
  ru: { law: 'Взыскание: закон 230-ФЗ', web: 'Личный кабинет', quota: 'Баннеры осени', placement: 'Баннер оплаты', instalment: 'Рассрочка на полгода', autopay: 'Автоплатёж со скидкой' },
  en: { law: 'Collection: Russian law 230-FZ', web: 'Web account', quota: 'Banners of autumn', placement: 'Banner of payments', instalment: 'Six instalments', autopay: 'Autopay with a discount' },
}[language];
const policyId = 'collection-law-230-fz';
/** A business: the demo company's policies by law speak of households. */
const customerId = 'C0000010';

/** A gateway of messages that breaks off without an answer, until it is mended. */
const gateway = { mended: false, taken: [] as string[] };
const gatewayServer = createServer((request, response) => {
  if (!gateway.mended) return void request.socket.destroy();
  let text = '';
  request.on('data', (chunk: Buffer) => (text += chunk.toString())).on('end', () => {
    gateway.taken.push(text);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});

let product: Product;
let client: Client;
let visitor: Visitor;
let page: Page;

beforeAll(async () => {
  product = await startProduct({ customers: 1_000, environment: { LANG: language === 'ru' ? 'ru_RU.UTF-8' : 'en_GB.UTF-8' } });
  client = new Client(product.url);
  visitor = await visit(language, { width: 1280, height: 900 });
  page = visitor.page;
});
afterAll(async () => {
  await visitor?.leave();
  await product?.stop();
  gatewayServer.close();
});

const button = (name: string, scope: Page | Locator = page) => scope.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByRole('textbox', { name: startsWith(name) }).first();
const save = async (version: number) => {
  await button(t('common.save')).click();
  await shown(page.getByText(t('realTime.version', { version }), { exact: true }));
};
const good = async (screen: string) => {
  const told = button(t('common.close'), page.getByRole('status'));
  while (await told.count()) await told.first().click();
  expect(await accessibilityFaults(page), screen).toEqual([]);
  await keepScreenshot(page, `${screen}-${language}`);
};
const open = (address: string) => page.goto(`${product.url}/real-time/${address}`);
const document = async <Document>(kind: string, id: string) => (await client.get<ConfigurationEntry>(`/v1/${kind}/${id}`)).document as Document;

describe('a marketer sets what holds at the moment of a decision', () => {
  it('opens real time and sees what goes on now', async () => {
    await page.goto(product.url);
    await page.getByRole('link', { name: t('realTime.title'), exact: true }).first().click();
    await shown(page.getByRole('heading', { name: t('realTime.quotaUse') }));
    await shown(page.getByRole('heading', { name: t('realTime.channelsNow') }));
    await shown(page.getByText(t('realTime.journalEmpty')));
  });

  it('makes a policy of the law out of its template, with its tests', async () => {
    await page.getByRole('link', { name: t('realTime.policies'), exact: true }).click();
    await page.getByRole('link', { name: t('realTime.new'), exact: true }).click();
    await button(t('realTime.runTests')).waitFor();
    await page.getByRole('button', { name: startsWith(names.law) }).click();
    await button(t('realTime.runTests')).click();
    const { tests = [] } = (await client.get<{ id: string; document: ContactPolicyDocument }[]>('/v1/contact-policy-templates')).find(({ id }) => id === policyId)!.document;
    expect(tests.length).toBeGreaterThan(20);
    await shown(page.getByText(t('realTime.testsPassed', { passed: tests.length, all: tests.length })));
    await save(1);
    expect(new URL(page.url()).pathname).toBe(`/real-time/contact-policies/${policyId}`);
    await good('contact-policy');
  });

  it('is held back from a softer cap by the tests, and changes both knowingly', async () => {
    await page.getByRole('button', { expanded: false }).filter({ hasText: t('choices.day') }).first().click();
    await field(t('fields.atMost')).fill('2');
    await shown(page.getByText(t('realTime.unsaved')));
    await button(t('common.save')).click();
    await shown(page.getByRole('alert').getByText(/second of the day/));
    expect(await client.get<ConfigurationEntry>(`/v1/contact-policies/${policyId}`)).toMatchObject({ version: 1 });
    await button(t('realTime.remove'), page.getByRole('listitem').filter({ hasText: 'phone: second of the day' }).first()).click();
    await save(2);
    const { rules } = await document<ContactPolicyDocument>('contact-policies', policyId);
    expect(rules.find(({ id }) => id === 'calls-day')).toMatchObject({ kind: 'cap', atMost: 2 });
  });

  it('restores the first version', async () => {
    await button(t('realTime.versions')).click();
    await button(t('realTime.restore'), page.getByRole('dialog')).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await shown(page.getByText(t('realTime.version', { version: 3 }), { exact: true }));
    const { rules, tests } = await document<ContactPolicyDocument>('contact-policies', policyId);
    expect(rules.find(({ id }) => id === 'calls-day')).toMatchObject({ atMost: 1 });
    expect(tests?.some(({ name }) => name === 'phone: second of the day')).toBe(true);
  });

  it('makes a quota and a placement by their forms', async () => {
    await open('quotas/new');
    await field(t('realTime.code')).fill('journey-web');
    await field(t('fields.title')).fill(names.quota);
    await addValue(page, t('fields.channel'), names.web);
    await field(t('fields.atMost')).fill('3');
    // Never begins anew, so that the story is the same at midnight.
    await choose(page, t('fields.per'), t('choices.total'));
    await save(1);
    expect(await document<QuotaDocument>('quotas', 'journey-web')).toMatchObject({ title: names.quota, of: { channel: ['web'] }, atMost: 3, unit: 'contacts', per: 'total', active: true });

    await open('placements/new');
    await field(t('realTime.code')).fill('journey-banner');
    await field(t('fields.title')).fill(names.placement);
    await addValue(page, t('fields.offers'), names.instalment);
    await save(1);
    expect(await document<PlacementDocument>('placements', 'journey-banner')).toMatchObject({ title: names.placement, inbound: true, offers: ['offer-instalment'] });
  });

  it('reads the lists in the other language too', async () => {
    await open('placements');
    await shown(page.getByRole('link', { name: names.placement }));
    await page.getByText(other.toUpperCase(), { exact: true }).click();
    await shown(page.getByRole('heading', { name: wordsOf(other)('realTime.placements') }));
    await shown(page.getByRole('link', { name: wordsOf(other)('realTime.quotas'), exact: true }));
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByText(language.toUpperCase(), { exact: true }).click();
    await shown(page.getByRole('heading', { name: t('realTime.placements') }));
  });
});

describe('an integrator asks, and a manager sees what came of it', () => {
  const decisions: Decision[] = [];

  it('sends events, each of which counts once', async () => {
    const at = new Date().toISOString();
    const event = (eventId: string, type: string, data?: object) => ({ eventId, type, customerId, at, ...(data ? { data } : {}) });
    const events = [event('j-1', 'page-viewed', { page: 'bills' }), event('j-2', 'page-viewed', { page: 'tariffs' }), event('j-3', 'app-login')];
    expect(await client.post('/v1/events', events)).toMatchObject({ accepted: 3, repeated: 0, refused: 0 });
    expect(await client.post('/v1/events', events)).toMatchObject({ accepted: 0, repeated: 3 });
    expect(await client.post('/v1/events', [event('j-4', 'page-viewed', { page: 7 })])).toMatchObject({ accepted: 0, refused: 1 });
    const { features } = await client.get<{ features: { name: string; value: unknown }[] }>(`/v1/customers/${customerId}/features`);
    expect(features).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'pages_1h', value: 2 }), expect.objectContaining({ name: 'logins_30d', value: 1 })]));
  });

  it('gets offers with terms of the customer’s own until the quota of the marketer is used up', async () => {
    for (let asked = 0; asked < 4; asked += 1) decisions.push(await client.decide({ customerId, placement: 'web-account' }));
    expect(decisions.map(({ outcome }) => outcome)).toEqual(['action', 'action', 'action', 'no-action']);
    const offered = decisions.flatMap(({ action }) => (action ? [action] : []));
    expect(offered[1]).toMatchObject({ id: 'offer-instalment', channel: 'web', terms: [{ name: 'monthlyPayment', value: expect.any(Number) }, { name: 'months', value: 6 }] });
    expect(decisions[3]!.refused.map(({ reason }) => reason)).toContain('QUOTA_EXHAUSTED');
    // The quota is the company's: another customer and another placement find it used up as well.
    const elsewhere = await client.decide({ customerId: 'C0000020', placement: 'journey-banner' });
    expect(elsewhere).toMatchObject({ outcome: 'no-action', refused: [{ actionId: 'offer-instalment', reason: 'QUOTA_EXHAUSTED' }] });
    const { uses } = await client.get<{ uses: QuotaUse[] }>('/v1/quotas-use');
    expect(uses).toContainEqual(expect.objectContaining({ quotaId: 'journey-web', used: 3, atMost: 3 }));
  });

  it('reports what the customer did', async () => {
    const response = { responseId: 'journey-click', customerId, kind: 'click', decisionId: decisions[1]!.decisionId, at: new Date().toISOString() };
    expect(await client.post('/v1/responses', response)).toMatchObject({ accepted: 1, repeated: 0, responses: [{ joined: { actionId: 'offer-instalment', channel: 'web' } }] });
    expect(await client.post('/v1/responses', response)).toMatchObject({ accepted: 0, repeated: 1 });
  });

  it('the manager sees the quota, and decides about messages that broke off', async () => {
    await new Promise<void>((resolve) => gatewayServer.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(gatewayServer.address() as AddressInfo).port}/messages`;
    await client.need('PUT', '/v1/delivery-ways/email', { version: 0, document: { active: true, way: { kind: 'webhook', url }, attempts: 1 } });
    const written: string[] = [];
    for (let number = 101; written.length < 2; number += 1) {
      const decision = await client.decide({ customerId: `C0000${number}`, placement: 'follow-up' });
      if (decision.action) written.push(decision.customerId);
    }
    const unknown = () => client.get<Delivery[]>('/v1/deliveries?status=unknown');
    await client.waitFor('both to break off', unknown, (list) => list.length === 2);

    await open('operations');
    await shown(page.getByRole('listitem').filter({ hasText: names.quota }).getByText(t('realTime.quotaUsed', { used: '3', limit: '3' })));
    const stopped = (id: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name: id, exact: true }) });
    for (const id of written) await shown(stopped(id));
    await good('operations');
    await page.setViewportSize({ width: 400, height: 900 });
    await expectNoSidewaysScroll(page);
    await page.setViewportSize({ width: 1280, height: 900 });

    await button(t('realTime.giveUp'), stopped(written[0]!)).click();
    await button(t('realTime.giveUp'), page.getByRole('dialog').or(page.getByRole('alertdialog'))).click();
    await stopped(written[0]!).waitFor({ state: 'detached' });
    gateway.mended = true;
    await button(t('realTime.retry'), stopped(written[1]!)).click();
    await stopped(written[1]!).waitFor({ state: 'detached' });
    await client.waitFor('the second message', () => client.get<Delivery[]>(`/v1/deliveries?customerId=${written[1]}`), ([delivery]) => delivery?.status === 'sent');
    expect(gateway.taken).toHaveLength(1);
    expect(gateway.taken[0]).toContain(written[1]);
    expect(await client.get<Delivery[]>(`/v1/deliveries?customerId=${written[0]}`)).toMatchObject([{ status: 'failed' }]);
    const { channels } = await client.get<DeliverySummary>('/v1/deliveries/summary');
    expect(channels.find(({ channel }) => channel === 'email')).toMatchObject({ waiting: 0, way: 'webhook' });
  });

  it('the manager follows the customer’s history to the course of a decision, and replays it', async () => {
    await client.waitFor('the history', () => client.get<Timeline>(`/v1/customers/${customerId}/timeline?limit=100`), ({ items }) => ['event', 'decision', 'response'].every((kind) => items.some((item) => item.kind === kind)));
    await page.goto(`${product.url}/customers/${customerId}`);
    const history = page.getByRole('heading', { name: t('timeline.title') });
    await shown(history);
    await shown(page.getByText(t('timeline.kind-event'), { exact: true }));
    await shown(page.getByText(t('timeline.kind-response'), { exact: true }));
    await history.scrollIntoViewIfNeeded();
    await good('customer-timeline');
    await page.locator(`a[href="/decisions/${decisions[1]!.decisionId}"]`).first().click();
    await shown(page.getByRole('heading', { name: t('timeline.course') }));
    await shown(page.getByText(t('timeline.step-terms'), { exact: true }));
    await button(t('timeline.replay')).click();
    await shown(page.getByText(t('timeline.same')));
    expect(visitor.errors.filter((error) => !error.includes('400'))).toEqual([]);
  });
});
