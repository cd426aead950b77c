import type { EnrichmentStep } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { checkEnrichment, type SourceKinds } from './check-enrichment.js';

const sources: SourceKinds = new Map([['crm', 'postgresql'], ['scoring', 'http']]);
const faultsOf = (...steps: Partial<EnrichmentStep>[]) => checkEnrichment(steps.map((step, index) => ({ name: `s${index}`, timeoutMs: 100, ...step }) as EnrichmentStep), sources).map(({ path, code }) => `${path} ${code}`);

describe('the check of enrichment', () => {
  it('passes what can be asked', () => {
    expect(
      faultsOf(
        { kind: 'http', source: 'scoring', path: '/v1/{customerId}?c={context.region}&s={attributes.segment}&f={features.n}' },
        { kind: 'sql', source: 'crm', statement: 'SELECT balance FROM accounts WHERE id = :customerId AND region = {context_region:text}' },
        { kind: 'sql', source: 'analytics', statement: 'SELECT segment FROM customers WHERE customer_id = {customerId:String}', rows: 'all' },
        { kind: 'hot-state', key: 'rate:{placement}:{channel}' },
      ),
    ).toEqual([]);
  });

  it.each<[Partial<EnrichmentStep>, string]>([
    [{ kind: 'http', path: '/x' }, '/source field-missing'],
    [{ kind: 'http', source: 'gone', path: '/x' }, '/source unknown-source'],
    [{ kind: 'http', source: 'crm', path: '/x' }, '/source wrong-kind'],
    [{ kind: 'http', source: 'analytics', path: '/x' }, '/source wrong-kind'],
    [{ kind: 'http', source: 'scoring', path: 'http://{customerId}/x' }, '/path path-invalid'],
    [{ kind: 'http', source: 'scoring', path: '//evil.example/x' }, '/path path-invalid'],
    [{ kind: 'http', source: 'scoring', path: '/{secret}' }, '/path unknown-place'],
    [{ kind: 'http', source: 'scoring', path: '/{customerId' }, '/path unknown-place'],
    [{ kind: 'http', source: 'scoring', path: '/x', statement: 'SELECT 1' }, '/statement field-unused'],
    [{ kind: 'sql', source: 'scoring', statement: 'SELECT 1' }, '/source wrong-kind'],
    [{ kind: 'sql', source: 'crm', statement: 'DELETE FROM x' }, '/statement sql-refused'],
    [{ kind: 'sql', source: 'crm', statement: 'SELECT :unknown' }, '/statement unknown-parameter'],
    [{ kind: 'sql', source: 'crm' }, '/statement field-missing'],
    [{ kind: 'hot-state' }, '/key field-missing'],
    [{ kind: 'hot-state', key: 'a{nope}' }, '/key unknown-place'],
  ])('finds faults: %j', (step, fault) => {
    expect(faultsOf(step)).toEqual([`/enrichment/0${fault}`]);
  });

  it('wants names once', () => {
    expect(faultsOf({ name: 'a', kind: 'hot-state', key: 'x' }, { name: 'a', kind: 'hot-state', key: 'y' })).toEqual(['/enrichment/1/name duplicate-name']);
  });
});
