import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decision, Problem } from '@arbiter/contracts';
import { Client, type CustomerCard, type PlanPage } from './client.js';
import { startProduct, type Product } from './product.js';

type PlanRow = PlanPage['rows'][number];

const campaignId = 'demo-next-collection';
const customers = 5_000;
let product: Product;
let client: Client;
let plan: PlanRow[];

beforeAll(async () => {
  product = await startProduct({ customers });
  client = new Client(product.url);
  const run = await client.run(campaignId);
  expect(run.state).toBe('succeeded');
  plan = await client.plan(run.id);
  await client.approveAndLaunch(campaignId, run.id);
});
afterAll(() => product?.stop());

const planned = (test: (row: PlanRow) => boolean): PlanRow => {
  const row = plan.find(test);
  if (!row) throw new Error('the plan has no such row');
  return row;
};

/** A customer for whom a dry run answers so; nothing is taken by looking. */
async function customerWith(test: (decision: Decision) => boolean): Promise<string> {
  for (let number = 1; number <= customers; number += 1) {
    const customerId = `C${String(number).padStart(7, '0')}`;
    if (test(await client.decide({ customerId, dryRun: true }))) return customerId;
  }
  throw new Error('no customer is answered so');
}

/** Moving to the analytical store takes a moment. */
const cardWhen = (customerId: string, done: (card: CustomerCard) => boolean) => client.waitFor(`the history of ${customerId}`, () => client.get<CustomerCard>(`/v1/customers/${customerId}`), done);

describe('an integrator', () => {
  it('gets the planned action, once, and finds the decision by its id', async () => {
    const row = planned(({ period }) => period === 0);
    const decision = await client.decide({ customerId: row.customerId });
    expect(decision).toMatchObject({ customerId: row.customerId, campaignId, outcome: 'action', source: 'plan', arm: 'target', reasons: ['PLANNED_ACTION'], action: { id: row.actionId, channel: row.channel } });
    expect(decision.version).not.toBe('');
    const found = await client.get<{ decision: Decision }>(`/v1/decisions/${decision.decisionId}`);
    expect(found.decision).toEqual(decision);

    const again = await client.decide({ customerId: row.customerId });
    expect(again.decisionId).not.toBe(decision.decisionId);
    expect(again.refused).toContainEqual({ actionId: row.actionId, reason: 'PLAN_TAKEN' });
    expect(again.outcome).toBe('no-action');
    const card = await cardWhen(row.customerId, ({ decisions }) => decisions.length === 2);
    expect(card.decisions.filter(({ decisionId }) => decisionId === decision.decisionId)).toHaveLength(1);
  });

  it('gets what the rule set says where the plan holds nothing', async () => {
    const customerId = await customerWith(({ source }) => source === 'rules');
    const decision = await client.decide({ customerId, context: { page: 'account' } });
    expect(decision).toMatchObject({ outcome: 'action', source: 'rules', arm: 'target', campaignId });
    expect(decision.reasons).toContain('RULE_SET');
    const found = await client.get<{ decision: Decision; request: { context?: object }; facts: Record<string, Record<string, unknown>> }>(`/v1/decisions/${decision.decisionId}`);
    expect(found.request.context).toEqual({ page: 'account' });
    expect(Number(found.facts[campaignId]!.overdue)).toBeGreaterThan(0);
  });

  it('offers nothing to the control group, to strangers, and before the week of the plan', async () => {
    const control = await customerWith(({ arm }) => arm === 'control');
    expect(await client.decide({ customerId: control })).toMatchObject({ outcome: 'no-action', action: null, arm: 'control', reasons: ['CONTROL_GROUP'] });
    expect(await client.decide({ customerId: 'nobody' })).toMatchObject({ outcome: 'no-action', action: null, reasons: ['CUSTOMER_UNKNOWN'] });
    const later = planned(({ period }) => period > 0);
    expect((await client.decide({ customerId: later.customerId, dryRun: true })).refused).toContainEqual({ actionId: later.actionId, reason: 'PLAN_NOT_DUE' });
  });

  it('may look without taking, and repeat a request without taking twice', async () => {
    const [looked, asked] = plan.filter(({ period }) => period === 0).slice(5, 7) as [PlanRow, PlanRow];
    const look = await client.decide({ customerId: looked.customerId, dryRun: true });
    expect(look.reasons).toEqual(['PLANNED_ACTION']);
    expect((await client.send('GET', `/v1/decisions/${look.decisionId}`)).status).toBe(404);
    expect((await client.decide({ customerId: looked.customerId })).reasons).toEqual(['PLANNED_ACTION']);

    const request = { customerId: asked.customerId, idempotencyKey: 'call-4711' };
    const first = await client.decide(request);
    expect(await client.decide(request)).toEqual(first);
    const parallel = await Promise.all(Array.from({ length: 8 }, () => client.decide({ customerId: looked.customerId, idempotencyKey: 'call-4712' })));
    expect(new Set(parallel.map(({ decisionId }) => decisionId)).size).toBe(1);
    const other = await client.send<Problem>('POST', '/v1/decisions', { ...request, customerId: looked.customerId });
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency-key-reused' } });
    const card = await cardWhen(asked.customerId, ({ decisions }) => decisions.length > 0);
    expect(card.decisions.map(({ decisionId }) => decisionId)).toEqual([first.decisionId]);
  });

  it('sends responses, each of which counts once; a payment ends the plan', async () => {
    const row = planned(({ period }) => period > 0);
    const payment = { responseId: 'bank-1', customerId: row.customerId, kind: 'payment', amountMinor: 123_456, campaignId, at: new Date().toISOString() };
    expect(await client.post('/v1/responses', payment)).toMatchObject({ accepted: 1, repeated: 0 });
    expect(await client.post('/v1/responses', [payment, payment])).toMatchObject({ accepted: 0, repeated: 2 });
    expect((await client.decide({ customerId: row.customerId })).refused).toContainEqual({ actionId: row.actionId, reason: 'PLAN_EXPIRED' });
    const { responses } = await cardWhen(row.customerId, (card) => card.responses.some(({ responseId }) => responseId === 'bank-1'));
    expect(responses.filter(({ responseId }) => responseId === 'bank-1')).toMatchObject([{ amountMinor: 123_456 }]);
  });

  it('reads what the API can do', async () => {
    const page = await client.send<string>('GET', '/docs');
    expect([page.status, page.contentType]).toEqual([200, expect.stringContaining('text/html')]);
    const { openapi, paths } = await client.get<{ openapi: string; paths: Record<string, object> }>('/docs/openapi.json');
    expect(openapi).toMatch(/^3\./);
    for (const path of ['/v1/decisions', '/v1/responses', '/v1/imports', '/v1/campaigns/{id}/report']) expect(Object.keys(paths)).toContain(path);
    expect(await client.get<string>('/metrics')).toMatch(/arbiter\w*decisions\w*{[^}]*source="plan"[^}]*} \d+/);
  });

  it('is told what is wrong, as RFC 9457', async () => {
    const wrong: [string, string, unknown, number, string, string?][] = [
      ['POST', '/v1/decisions', {}, 400, 'validation-failed', 'customerId'],
      ['POST', '/v1/decisions', { customerId: 'C0000001', chanel: 'phone' }, 400, 'validation-failed', 'chanel'],
      ['POST', '/v1/responses', { responseId: 'r', customerId: 'C0000001', kind: 'payment', at: 'yesterday' }, 400, 'validation-failed', '/at'],
      ['POST', '/v1/responses', [], 400, 'validation-failed'],
      ['GET', '/v1/decisions/no-such-decision', undefined, 404, 'not-found'],
      ['GET', '/v1/no-such-thing', undefined, 404, 'not-found'],
      ['POST', `/v1/campaigns/${campaignId}/launch`, { version: 1 }, 409, expect.stringMatching(/wrong-state|stale-version/)],
    ];
    for (const [method, path, body, status, code, named] of wrong) {
      const answer = await client.send<Problem>(method, path, body);
      expect(answer, `${method} ${path} ${JSON.stringify(body)}`).toMatchObject({ status, contentType: expect.stringContaining('application/problem+json'), body: { status, code, title: expect.any(String), type: expect.any(String), detail: expect.stringMatching(/\w/) } });
      if (named) expect(JSON.stringify(answer.body.faults)).toContain(named);
    }
    const broken = await fetch(`${product.url}/v1/decisions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"customerId":' });
    expect([broken.status, ((await broken.json()) as Problem).code]).toEqual([400, 'unreadable-body']);
  });
});
