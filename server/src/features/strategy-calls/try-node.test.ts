import type { StrategyDocument, StrategyNode } from '@arbiter/contracts';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { errorPlugin } from '../../http/error-plugin.js';
import { serializerCompiler, validatorCompiler } from '../../http/schema-compilers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { tryNodeRoutes } from './try-node.routes.js';

let container: Container;
let app: FastifyInstance;

const document = (...nodes: StrategyNode[]): StrategyDocument => ({
  dataModel: {
    inputs: [{ name: 'customer', type: 'string', required: true }, { name: 'debt', type: 'number' }, { name: 'contracts', type: 'list' }],
    variables: [{ name: 'score', type: 'number' }, { name: 'found', type: 'number' }],
    outputs: [{ name: 'way', type: 'string', required: true }],
  },
  // What is not the node itself may be half-made: nothing leads anywhere here.
  graph: { nodes: [{ id: 'in', kind: 'input', settings: {} }, ...nodes, { id: 'broken', kind: 'branch', settings: { branches: [{ port: '', condition: '' }] } }], edges: [] },
});
const attempt = async (wish: object) => {
  const reply = await app.inject({ method: 'POST', url: '/v1/nodes/try', payload: wish });
  return { status: reply.statusCode, body: reply.json() };
};

beforeAll(async () => {
  container = await makeTestContainer();
  app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(true));
  app.addHook('onRequest', async (incoming) => {
    incoming.principal = null;
  });
  await app.register(errorPlugin);
  await app.register(tryNodeRoutes(container));
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

describe('a node alone', () => {
  it('tells what it writes from the values given, those of names that it writes itself too', async () => {
    const node: StrategyNode = { id: 'calc', kind: 'calculate', settings: { assignments: [{ name: 'score', value: 'score + debt / 10' }, { name: 'way', value: 'if score > 10 then "call" else "letter"' }] } };
    expect(await attempt({ document: document(node), nodeId: 'calc', values: { debt: 100, score: 5 } })).toMatchObject({ status: 200, body: { port: 'next', written: { score: 15, way: 'call' }, error: null } });
    expect((await attempt({ document: document(node), nodeId: 'calc', values: {} })).body.written).toEqual({ score: null, way: 'letter' });
  });

  it('tells its way out and its outcome', async () => {
    const branch: StrategyNode = { id: 'b', kind: 'branch', settings: { branches: [{ port: 'large', condition: 'debt > 10' }] } };
    expect((await attempt({ document: document(branch), nodeId: 'b', values: { debt: 11 } })).body.port).toBe('large');
    expect((await attempt({ document: document(branch), nodeId: 'b', values: { debt: 1 } })).body.port).toBe('else');
    const end: StrategyNode = { id: 'o', kind: 'output', settings: { assignments: [{ name: 'way', value: '"x"' }], action: '"call"', reasonCodes: ['"BIG"'] } };
    expect((await attempt({ document: document(end), nodeId: 'o', values: {} })).body).toMatchObject({ port: null, written: { way: 'x' }, outcome: { action: 'call', reasonCodes: ['BIG'] } });
  });

  it('stands in loops with their elements', async () => {
    const inner: StrategyNode = { id: 'inner', kind: 'calculate', settings: { assignments: [{ name: 'score', value: 'contract.balance * place' }] } };
    const loop: StrategyNode = { id: 'each', kind: 'loop', settings: { list: 'contracts', element: 'contract', index: 'place', body: { nodes: [inner], edges: [] } } };
    expect((await attempt({ document: document(loop), place: ['each'], nodeId: 'inner', values: { contract: { balance: 7 }, place: 3 } })).body.written).toEqual({ score: 21 });
  });

  it('asks its services as a run does', async () => {
    const sql: StrategyNode = { id: 'db', kind: 'sql', settings: { source: 'analytics', statement: 'SELECT length({who}) AS n', parameters: [{ name: 'who', type: 'text', value: 'customer' }], result: { take: 'first-row', columns: [{ column: 'n', name: 'found' }] } } };
    expect((await attempt({ document: document(sql), nodeId: 'db', values: { customer: 'abc' } })).body).toMatchObject({ port: 'next', written: { found: 3 }, note: { rows: 1 } });
    const away: StrategyNode = { id: 'web', kind: 'http', settings: { service: 'nowhere', method: 'GET', path: '/x', result: [] }, onError: { then: 'edge' } };
    expect((await attempt({ document: document(away), nodeId: 'web', values: {} })).body).toMatchObject({ port: 'error', error: { code: 'source-unknown' }, failure: null });
    const { onError: _, ...plain } = away;
    expect((await attempt({ document: document(plain), nodeId: 'web', values: {} })).body).toMatchObject({ port: null, failure: { code: 'source-unknown', nodeId: 'web' } });
  });

  it('is refused with its faults while it is not sound, and where there is none', async () => {
    const node: StrategyNode = { id: 'calc', kind: 'calculate', settings: { assignments: [{ name: 'score', value: 'nothing +' }] } };
    const refused = await attempt({ document: document(node), nodeId: 'calc', values: {} });
    expect(refused).toMatchObject({ status: 400, body: { code: 'validation-failed' } });
    expect(refused.body.faults[0].path).toBe('/settings/assignments/0/value');
    expect((await attempt({ document: document(), nodeId: 'gone', values: {} })).status).toBe(404);
    expect((await attempt({ document: document(), nodeId: 'in', values: {} })).status).toBe(400);
    const typed: StrategyNode = { id: 'calc', kind: 'calculate', settings: { assignments: [{ name: 'score', value: 'debt' }] } };
    expect((await attempt({ document: document(typed), nodeId: 'calc', values: { debt: 'much' } })).body.failure.faults[0].path).toBe('/debt');
  });
});
