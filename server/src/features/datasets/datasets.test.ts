import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { addAttributes, listAttributes } from './api.js';

let container: Container;
let app: FastifyInstance;
beforeAll(async () => {
  container = await makeTestContainer();
  app = await buildApp(container);
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

const title = (text: string) => ({ ru: text, en: text });
const get = async (url: string) => {
  const reply = await app.inject({ url });
  return { status: reply.statusCode, body: reply.json<Record<string, unknown>>() };
};

describe('attributes', () => {
  it('are added once, each as a column of its type', async () => {
    const attributes = [
      { name: 'age', type: 'number' as const, title: title('Age') },
      { name: 'debt', type: 'money' as const, title: title('Debt') },
      { name: 'since', type: 'date' as const, title: title('Since') },
      { name: 'tags', type: 'list' as const, title: title('Tags') },
      { name: 'vip', type: 'boolean' as const, title: title('VIP') },
    ];
    await Promise.all([addAttributes(container, attributes), addAttributes(container, attributes)]);
    await addAttributes(container, attributes);
    const listed = await listAttributes(container.repository);
    expect(listed.filter((attribute) => !attribute.builtIn).map(({ name, type }) => `${name} ${type}`)).toEqual(['age number', 'debt money', 'since date', 'tags list', 'vip boolean']);
    await container.analytics.insert('customers', [
      { customer_id: 'a', segment: 'gold', age: 30, debt: 12345, since: '1890-01-01', tags: ['x', 'y'], vip: true, version: 1 },
      { customer_id: 'b', segment: 'gold', debt: -100, since: '2024-02-29', tags: ['x'], version: 1 },
      { customer_id: 'c', version: 1 },
    ]);
  });

  it.each([
    ['Debt', 'validation-failed'],
    ['1st', 'validation-failed'],
    ['a`b', 'validation-failed'],
    ['segment', 'conflict'],
    ['version', 'conflict'],
    ['debt', 'conflict'],
  ])('refuse %s', async (name, code) => {
    await expect(addAttributes(container, [{ name, type: 'number', title: title(name) }])).rejects.toMatchObject({ code });
  });

  it('tell their values or their range', async () => {
    expect(await get('/v1/attributes/segment/values')).toEqual({ status: 200, body: { values: [{ value: 'gold', count: 2 }], missing: 1 } });
    expect((await get('/v1/attributes/segment/values?search=zzz')).body).toEqual({ values: [], missing: 1 });
    expect((await get('/v1/attributes/tags/values?limit=1')).body).toEqual({ values: [{ value: 'x', count: 2 }], missing: 0 });
    expect((await get('/v1/attributes/vip/values')).body).toEqual({ values: [{ value: 'true', count: 1 }], missing: 2 });
    expect((await get('/v1/attributes/debt/values')).body).toEqual({ values: [], min: -1, max: 123.45, missing: 1 });
    expect((await get('/v1/attributes/since/values')).body).toMatchObject({ max: '2024-02-29', missing: 1 });
    expect((await get('/v1/attributes/nothing/values')).status).toBe(404);
  });

  it('carry the titles of their values, and none that are malformed', async () => {
    const valueTitles = { segment: { gold: { ru: 'Золото', en: 'Gold' } }, age: { 30: 'thirty' }, nothing: { x: title('x') } };
    await container.repository.insertInto('settings').values({ key: 'value-titles', value: JSON.stringify(valueTitles) }).execute();
    const listed = await listAttributes(container.repository);
    expect(listed.find(({ name }) => name === 'segment')?.valueTitles).toEqual(valueTitles.segment);
    expect(listed.filter((attribute) => attribute.valueTitles !== undefined).map(({ name }) => name)).toEqual(['segment']);
    expect((await app.inject({ url: '/v1/attributes' })).json<{ valueTitles?: unknown }[]>().filter((attribute) => attribute.valueTitles)).toHaveLength(1);
  });

  it('say how much there is of each dataset', async () => {
    const { body } = await get('/v1/datasets');
    expect(body).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'customers', rows: 3 }), expect.objectContaining({ id: 'invoices', rows: 0, updatedAt: null })]));
  });
});
