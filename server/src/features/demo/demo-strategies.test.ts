import { demoEndpoints, demoItems } from '@arbiter/demo';
import { expect, it } from 'vitest';
import { openRepositoryApp } from '../../testing/open-repository-app.js';
import { projectsRoutes } from '../projects/projects.routes.js';
import { livePublicationsOf } from '../publications/api.js';
import { registrationRoutes } from '../registration/versions.routes.js';
import { addDemoStrategies } from './add-demo-strategies.js';

it('tells strategies that answer in test and production, once', async () => {
  const made = await openRepositoryApp('PGlite', [projectsRoutes, registrationRoutes]);
  try {
    await addDemoStrategies(made.container, 'ru');
    await addDemoStrategies(made.container, 'en');
    const { body } = await made.call('GET', '/v1/projects/demo-strategies/items');
    expect(body.total).toBe(demoItems.length);
    expect(Object.fromEntries(body.items.map((item: { id: string; faults: number; latestVersion: number }) => [item.id, [item.faults, item.latestVersion]]))).toEqual(Object.fromEntries(demoItems.map(({ id, next }) => [id, [0, next === undefined ? 1 : 2]])));
    expect(body.items.filter((item: { warnings: number }) => item.warnings > 0).map((item: { name: string }) => item.name)).toEqual([]);
    const context = { nowMs: Date.UTC(2026, 2, 1), timeZone: 'Europe/Moscow', clock: () => 0 };
    const ask = (endpoint: string, input: Record<string, unknown>, environment: 'test' | 'production' = 'production') => {
      const result = livePublicationsOf(made.container).find(environment, endpoint)!.arms[0]!.compiled.evaluate(input, context);
      if (!result.ok) throw new Error(JSON.stringify(result.failure));
      return result.answer;
    };
    for (const { endpoint, example } of demoEndpoints) expect(ask(endpoint, example, 'test')).toEqual(ask(endpoint, example));
    expect(ask('collection', { customer: 'c' }).outcome).toMatchObject({ decision: 'none', reasonCodes: ['NOTHING_DUE'] });
    expect(ask('collection', { customer: 'c', overdue: 5 }).outcome.reasonCodes).toEqual([]);
    const hard = ask('collection', { customer: 'c', kind: 'business', segment: 'lost', overdue: 40_000, overdue_days: 130, promises_broken: 2 });
    expect(hard).toMatchObject({ outputs: { action: 'hard-court', channel: 'court', stage: 'hard', risk: 100 }, outcome: { reasonCodes: expect.arrayContaining(['LONG_OVERDUE']) as string[] } });
    const soft = Array.from({ length: 200 }, (_, i) => ask('collection', { customer: `c${i}`, overdue: 4200, overdue_days: 20 }).outputs);
    expect(new Set(soft.map(({ arm, action }) => `${String(arm)} ${String(action)}`))).toEqual(new Set(['table soft-phone', 'letter soft-email']));
    expect(ask('next-best-offer', demoEndpoints[1]!.example).outputs).toMatchObject({ offer: 'green-tariff', next: ['green-tariff', 'home-insurance'] });
    expect(ask('next-best-offer', { customer: 'c', consent: false, propensity: {} }).outcome.reasonCodes).toEqual(['NO_CONSENT']);
    expect(ask('claim-referral', demoEndpoints[2]!.example).outputs).toMatchObject({ way: 'pay', missing: [] });
    expect(ask('claim-referral', { claim: 'k', amount: 10, cause: 'theft', policy_days: 5 }).outputs).toMatchObject({ way: 'expert', points: 65 });
    expect(ask('claim-referral', { claim: 'k', amount: 10, documents: [{ name: 'photo' }] }).outputs).toMatchObject({ way: 'documents', missing: ['photo'] });
  } finally {
    await made.close();
  }
});
