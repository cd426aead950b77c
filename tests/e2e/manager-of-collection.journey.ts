import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Campaign, Decision, Run, WhatIfCurve } from '@arbiter/contracts';
import type { Page } from 'playwright-core';
import { accessibilityFaults, keepScreenshot, visit, type Language, type Visitor } from './browser.js';
import { Client, type CustomerCard } from './client.js';
import { dirtyCustomers } from './dirty-customers.js';
import { addValue, choose, downloadFrom, expectNoSidewaysScroll, parseCsv, shown, startsWith } from './page-actions.js';
import { startProduct, type Product } from './product.js';
import { wordsOf } from './wording.js';

const names = {
  ru: { campaign: 'Октябрьское взыскание', overdue: 'Просроченная задолженность', region: 'Регион', farEast: 'Дальний Восток', tier: 'Категория', vip: 'VIP', phone: 'Телефон', court: 'Взыскание через суд', customerId: 'Идентификатор клиента', name: 'Наименование', consent: 'Согласие на контакт' },
  en: { campaign: 'October collection', overdue: 'Overdue debt', region: 'Region', farEast: 'Far East', tier: 'Tier', vip: 'VIP', phone: 'Phone', court: 'Court order', customerId: 'Customer ID', name: 'Name', consent: 'Consent to contact' },
};

describe.each<Language>(['ru', 'en'])('a manager of collection who reads %s', (language) => {
  const t = wordsOf(language);
  const words = names[language];
  const file = language === 'ru' ? dirtyCustomers('N', 'Долг, руб.') : dirtyCustomers('M', 'Остаток, руб.');
  const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
  const count = (value: number) => new Intl.NumberFormat(locale).format(value);
  let product: Product;
  let client: Client;
  let visitor: Visitor;
  let page: Page;
  let campaignId: string;
  let startsOn: string;

  beforeAll(async () => {
    product = await startProduct({ customers: 5_000, environment: { LANG: language === 'ru' ? 'ru_RU.UTF-8' : 'en_GB.UTF-8' } });
    client = new Client(product.url);
    visitor = await visit(language, { width: 1440, height: 900 });
    page = visitor.page;
    startsOn = (await client.get<Campaign>('/v1/campaigns/demo-next-collection')).draft.startsOn;
  });
  afterAll(async () => {
    await visitor?.leave();
    await product?.stop();
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const section = (name: string) => page.getByRole('navigation', { name: t('editor.sections') }).getByRole('link', { name: startsWith(name) }).click();
  const confirm = async (action: string) => {
    const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
    await dialog.getByRole('button', { name: action, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  };
  const saved = () => shown(page.getByRole('status').filter({ hasText: t('editor.saved') }));
  const readCampaign = () => client.get<Campaign>(`/v1/campaigns/${campaignId}`);
  const shownRun = async () => client.get<Run>(`/v1/runs/${new URL(page.url()).searchParams.get('run')}`);
  const good = async (screen: string) => {
    expect(await accessibilityFaults(page), screen).toEqual([]);
    await keepScreenshot(page, `${screen}-${language}`);
  };
  const chooseFile = async () => {
    await page.goto(`${product.url}/data/import?dataset=customers`);
    await page.locator('input[type=file]').setInputFiles({ name: 'clients.csv', mimeType: 'text/csv', buffer: file.content });
    await shown(page.getByRole('heading', { name: t('imports.mapping') }));
  };

  /** The page has the server check each change of the settings before it lets the import begin. */
  const skipNotes = async () => {
    const checked = page.waitForResponse((answer) => answer.url().endsWith('/preview'));
    await choose(page, `${t('imports.target')}: Заметки`, t('imports.toSkip'));
    await checked;
    await page.getByText(t('imports.checking')).waitFor({ state: 'hidden' });
  };

  it('lands in a working company', async () => {
    await page.goto(product.url);
    await shown(page.getByText(t('home.demoTitle')));
    await shown(page.getByRole('heading', { name: t('home.stepsTitle') }));
    await shown(page.getByRole('link', { name: /Spring collection|Весеннее взыскание/ }));
    await page.waitForLoadState('networkidle');
    await good('home');
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
    await keepScreenshot(page, `home-narrow-${language}`);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('imports customers from a dirty file; the same file again changes nothing', async () => {
    await chooseFile();
    for (const [label, value] of [[t('imports.delimiter'), t('imports.delimiterSemicolon')], [t('imports.encoding'), 'Windows-1251'], [t('imports.order'), t('imports.orderDmy')]] as const) {
      expect(await page.getByRole('combobox', { name: label, exact: true }).innerText()).toContain(value);
    }
    expect(await page.getByRole('switch', { name: t('imports.decimalComma') }).isChecked()).toBe(true);
    const target = (column: string) => page.getByRole('combobox', { name: startsWith(`${t('imports.target')}: ${column}`) });
    for (const [column, field] of [['Код клиента', words.customerId], ['Наименование', words.name], ['Регион', words.region], ['Согласие', words.consent]] as const) expect(await target(column).innerText()).toContain(field);
    expect(await target(file.bad.column).innerText()).toContain(t('imports.newAttribute'));
    const preview = page.getByRole('region', { name: t('imports.preview') });
    await shown(preview.getByText('ООО "Ромашка №1"; филиал'));
    await shown(page.getByText(new RegExp(`${file.bad.line}.*${file.bad.value}.*${t('rejects.not-a-number')}`)));
    await skipNotes();
    const start = button(t('imports.start'));
    await page.evaluate('scrollTo(0, 0)');
    await good('import-mapping');

    const progress = page.getByRole('heading', { name: t('imports.running') }).waitFor();
    await start.click();
    await progress;
    await shown(page.getByRole('heading', { name: t('imports.done') }), 120_000);
    await shown(page.getByText(count(file.rows - 1), { exact: true }));
    const rejects = await downloadFrom(page, page.getByRole('link', { name: t('imports.rejectsDownload') }));
    expect(parseCsv(rejects.content.toString().replace(/^\uFEFF/, ''))).toEqual([file.bad]);

    const first = `${language === 'ru' ? 'N' : 'M'}00001`;
    const { profile } = await client.get<CustomerCard>(`/v1/customers/${first}`);
    expect(profile!.attributes).toMatchObject({ name: 'ООО "Ромашка №1"; филиал', consent: false, region: 'volga' });
    const total = async () => (await client.post<{ total: number }>('/v1/audience/count', { condition: { all: [] } })).total;
    const before = await total();
    await chooseFile();
    await skipNotes();
    await start.click();
    await shown(page.getByRole('heading', { name: t('imports.repeated') }));
    expect(await total()).toBe(before);
  });

  it('describes a campaign: audience, actions, objective, constraints, control group', async () => {
    await page.goto(`${product.url}/campaigns/new`);
    await page.getByLabel(t('campaigns.name')).fill(words.campaign);
    await page.getByLabel(t('campaigns.startsOn')).fill(startsOn);
    await button(t('campaigns.create')).click();
    await page.waitForURL(/step=audience/);
    campaignId = /campaigns\/([^?/]+)/.exec(page.url())![1]!;

    const live = page.getByRole('status').filter({ has: page.getByRole('progressbar') });
    await button(t('editor.conditionAdd')).click();
    await choose(page, t('editor.conditionAttribute'), words.overdue);
    await choose(page, t('editor.conditionOperator'), t('operators.atLeast'));
    await page.getByRole('textbox', { name: t('editor.conditionValue') }).fill('500');
    await button(t('editor.conditionAdd')).click();
    await choose(page, t('editor.conditionAttribute'), words.region);
    await choose(page, t('editor.conditionOperator'), t('operators.notIn'));
    await addValue(page, t('editor.conditionValues'), words.farEast);
    const condition = { all: [{ attribute: 'overdue', operator: 'atLeast', value: 500 }, { attribute: 'region', operator: 'notIn', value: ['far_east'] }] };
    const audience = await client.post<{ count: number; total: number }>('/v1/audience/count', { condition });
    expect(audience.count).toBeGreaterThan(1_000);
    await shown(live.getByText(count(audience.count), { exact: true }));

    await section(t('editor.sectionActions'));
    await page.getByRole('checkbox', { name: words.court }).click();
    await shown(page.getByText(t('editor.actionsChosen', { count: 12, total: 13 })).last());
    await section(t('editor.sectionObjective'));
    expect(await page.getByRole('radio', { name: startsWith(t('editor.objectiveValue')) }).first().isChecked()).toBe(true);
    await choose(page, t('editor.then'), t('editor.thenFewest'));

    await section(t('editor.sectionConstraints'));
    const add = async (kind: string) => {
      await button(t('constraints.add')).click();
      await page.getByRole('menuitem', { name: startsWith(kind) }).first().click();
    };
    await add(t('constraints.budget'));
    await page.getByLabel(t('constraints.amount'), { exact: true }).fill('150000');
    await add(t('constraints.capacity'));
    await page.getByRole('button', { name: /^(Удалить|Убрать|Remove) [«“]/ }).first().click();
    await addValue(page, t('constraints.of'), t('constraints.pickChannel', { name: words.phone }));
    await page.getByLabel(t('constraints.atMost'), { exact: true }).fill('90');
    await add(t('constraints.share'));
    await page.getByLabel(t('constraints.below'), { exact: true }).fill('2');
    await page.getByRole('radio', { name: t('constraints.strictnessSoft'), exact: true }).click();
    await add(t('constraints.exclusion'));
    await choose(page, t('constraints.customers'), words.tier);
    await addValue(page, t('editor.conditionValues'), words.vip);
    await add(t('constraints.gap'));
    await saved();

    await section(t('editor.sectionControl'));
    await page.getByRole('textbox', { name: t('editor.controlShare') }).fill('15');
    await shown(page.getByText(startsWith(t('editor.controlSizes', { control: '', target: '' }).split(':')[0]!)));
    await shown(page.getByText(t('editor.mdeTitle')));
    await saved();
    await section(t('editor.sectionConstraints'));
    await shown(page.getByText(startsWith(`${words.tier}: ${words.vip}`)));
    await good('campaign-editor');

    const { draft } = await client.waitFor('the saved draft', readCampaign, ({ draft: kept }) => kept.controlGroup.share === 0.15);
    expect(draft.audience).toEqual(condition);
    expect(draft.actions).toHaveLength(12);
    expect(draft.objective).toEqual({ kind: 'most-value', then: { goal: 'fewest-actions', keeping: 0.999 } });
    expect(draft.constraints.map(({ id: _id, ...row }) => row)).toEqual([
      { kind: 'contacts', atMost: 1 },
      { kind: 'budget', atMostMinor: 150_000_00 },
      { kind: 'capacity', of: { channel: ['phone'] }, atMost: 90, per: 'week' },
      { kind: 'share', of: { channel: ['web'] }, below: 0.02, denominator: 'acted-upon', soft: { price: 1_000_00 } },
      { kind: 'exclusion', forbid: { channel: ['web'] }, for: { attribute: 'tier', values: ['vip'] } },
      { kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 },
    ]);
  });

  it('has it planned, and sees the proof, the limits and their prices', async () => {
    await button(t('editor.goOptimise')).click();
    await page.waitForURL(/plan\?run=/);
    await shown(page.getByText(t('plan.verified')), 120_000);
    const { result } = await shownRun();
    expect(result).toMatchObject({ verified: true, control: expect.any(Number) });
    expect(result!.gap!).toBeLessThan(0.01);
    expect(result!.limits.some((limit) => limit.price > 0)).toBe(true);
    // The second goal and the limit that may be broken at a price are told of as well.
    expect(result!.then).toMatchObject({ goal: 'fewest-actions', objective: expect.any(Number) });
    await shown(page.getByText(t('plan.thenTitle', { goal: t('editor.thenFewest') })));
    const soft = result!.limits.find((limit) => limit.violation !== undefined)!;
    // A phone has the same words below the limit's name.
    await shown(page.getByRole('cell').filter({ hasText: soft.violation! > 1e-9 ? t('plan.softBroken', { amount: '', cost: '' }).split(' ')[0]! : t('plan.softKept') }));
    await shown(page.getByText(count(result!.assigned), { exact: true }));
    const limits = page.getByRole('row').filter({ hasText: t('constraints.budgetText', { amount: '', whom: '' }).trim().split(':')[0]! });
    await shown(limits);
    await page.waitForLoadState('networkidle');
    await good('run');
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
    await keepScreenshot(page, `run-narrow-${language}`);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('asks what another budget would bring, and takes a value of the curve', async () => {
    const run = await shownRun();
    const budget = run.result!.limits.find((limit) => limit.unit === 'money-minor')!;
    await page.getByRole('button', { name: startsWith(t('whatIf.askNamed', { limit: t('constraints.budgetText', { amount: '', whom: '' }).trim().split(':')[0]! })) }).click();
    await shown(page.getByText(t('whatIf.empty')));
    await page.getByRole('radio', { name: '10', exact: true }).click();
    await button(t('whatIf.start')).click();
    const table = page.getByRole('region', { name: t('whatIf.table') });
    await shown(table, 120_000);
    await shown(page.getByText(startsWith(t('whatIf.chosen', { at: '' }).trim())));
    await good('what-if');
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
    await keepScreenshot(page, `what-if-narrow-${language}`);
    await page.setViewportSize({ width: 1440, height: 900 });

    const [curve] = await client.get<WhatIfCurve[]>(`/v1/runs/${run.id}/what-if`);
    const known = curve!.points.filter((point) => point.objectiveMinor !== null);
    expect(known.length).toBeGreaterThan(4);
    for (const [index, point] of known.entries()) if (index > 0) expect(point.bound!).toBeGreaterThanOrEqual(known[index - 1]!.objectiveMinor! * (1 - 1e-6));
    const below = known.filter((point) => point.at < budget.limit).at(-1)!;
    await table.getByRole('button').nth(curve!.points.indexOf(below)).click();
    await button(t('whatIf.take')).click();
    await table.waitFor({ state: 'hidden' });
    const { draft } = await readCampaign();
    expect(draft.constraints.find((row) => row.kind === 'budget')).toMatchObject({ atMostMinor: Math.round(below.at) });
    await shown(page.getByText(t('plan.stale')));
  });

  it('asks for too much, sees what collides, relaxes it and compares the runs', async () => {
    const { result } = await shownRun();
    // A little more than the best plan within the limits is worth.
    const floor = Math.round((result!.valueMinor * 1.02) / 100_000) * 1_000;
    await page.goto(`${product.url}/campaigns/${campaignId}?step=objective`);
    await page.getByRole('radio', { name: startsWith(t('editor.objectiveCost')) }).click();
    await page.getByLabel(t('editor.objectiveFloor'), { exact: true }).fill(String(floor));
    await saved();
    await button(t('editor.goOptimise')).click();
    await page.waitForURL(/plan\?run=/);
    const relax = button(t('plan.applyRelaxation'));
    await shown(relax, 120_000);
    const refused = (await shownRun()).result!;
    expect(refused.conflict!.constraintIds.length).toBeGreaterThan(1);
    await shown(page.getByText(t('plan.conflictRelax')));
    await good('infeasible');
    const infeasibleRun = page.url();
    await relax.click();
    await confirm(t('plan.applyRelaxation'));
    await page.waitForURL((url) => url.href !== infeasibleRun);
    const relaxed = await client.waitFor('the relaxed run', shownRun, ({ state }) => state !== 'waiting' && state !== 'running', 120_000);
    expect({ state: relaxed.state, error: relaxed.error, conflict: relaxed.result?.conflict ?? null }).toEqual({ state: 'succeeded', error: null, conflict: null });
    await shown(page.getByText(t('plan.verified')), 120_000);

    await page.getByRole('link', { name: t('plan.compare'), exact: true }).click();
    await page.waitForURL(/compare/);
    await shown(page.getByRole('heading', { name: t('compare.byAction') }));
    await shown(page.getByText(t('compare.differentObjective')));
    await page.getByRole('region', { name: t('compare.matrix') }).getByRole('button').first().click();
    await shown(page.getByRole('link', { name: /^[CMN]\d+$/ }));
    await good('compare');
  });

  it('approves and launches, and takes the same list every time, without the control group', async () => {
    await page.goto(`${product.url}/campaigns/${campaignId}/plan`);
    await button(t('plan.approve')).click();
    await confirm(t('plan.approve'));
    await page.waitForURL(/launch/);
    await button(t('launch.launch')).click();
    await confirm(t('launch.launch'));
    await shown(page.getByText(t('launch.running')), 120_000);
    await shown(page.getByRole('heading', { name: t('launch.lists') }));
    const links = page.getByRole('link', { name: startsWith(t('launch.listDownload')) }).and(page.locator('a:not([href*="week="])'));
    await shown(links);
    await page.waitForLoadState('networkidle');
    await good('launch');

    const listed: Record<string, string>[] = [];
    const clicked = await downloadFrom(page, links.first());
    for (const [index, link] of (await links.all()).entries()) {
      // Clicking a dozen downloads in a row on one page did not start all of them in Chromium, so the others are fetched from the links' addresses.
      const fetchList = async () => (await page.request.get(new URL((await link.getAttribute('href'))!, product.url).href)).body();
      const once = await fetchList();
      expect((await fetchList()).equals(once)).toBe(true);
      if (index === 0) expect(clicked.content.equals(once)).toBe(true);
      listed.push(...parseCsv(once.toString()));
    }
    const run = await client.get<Run>(`/v1/runs/${(await readCampaign()).approvedRunId}`);
    expect(listed).toHaveLength(run.result!.cells.reduce((sum, cell) => sum + cell.count, 0));
    expect(listed.length).toBeGreaterThan(20);
    const decisions: Decision[] = [];
    for (let first = 0; first < listed.length; first += 32) {
      decisions.push(...(await Promise.all(listed.slice(first, first + 32).map((row) => client.decide({ customerId: row.customer_id, campaignId, dryRun: true })))));
    }
    for (const { arm, reasons, refused } of decisions) {
      expect(arm).toBe('target');
      expect([...reasons, ...refused.map(({ reason }) => reason)]).not.toContain('NO_CONSENT');
    }
    for (const row of listed.filter((_, index) => index % 20 === 0)) {
      const { attributes } = (await client.get<CustomerCard>(`/v1/customers/${row.customer_id}`)).profile!;
      expect(attributes).toMatchObject({ consent: true, refused_channels: expect.not.arrayContaining([row.channel]) });
    }

    await page.goto(`${product.url}/decisions?campaign=${campaignId}`);
    await page.getByLabel(t('decisions.customer'), { exact: true }).fill(listed.find((row) => row.week_start === startsOn)!.customer_id!);
    await button(t('decisions.decide')).click();
    await shown(page.getByText(t('reasons.PLANNED_ACTION')));
    await good('decision');
  });

  it('pauses and finishes it', async () => {
    await page.goto(`${product.url}/campaigns/${campaignId}/launch`);
    await button(t('launch.pause')).click();
    await confirm(t('launch.pause'));
    await shown(page.getByText(t('launch.paused')));
    expect((await client.send<Decision>('POST', '/v1/decisions', { customerId: 'C0000001', campaignId, dryRun: true })).body.outcome).toBe('no-action');
    await button(t('launch.finish')).click();
    await confirm(t('launch.finish'));
    await shown(page.getByText(t('launch.finishedText')));
    expect((await readCampaign()).state).toBe('finished');
    expect(visitor.errors).toEqual([]);
  });
});
