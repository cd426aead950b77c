import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import type { Analytics } from '../../ports/analytics.js';
import { makeTestContainer } from '../../testing/make-test-container.js';

let container: Container;
let app: FastifyInstance;
let ended: Promise<unknown>;
let begun: Promise<void>;
beforeAll(async () => {
  container = await makeTestContainer();
  let begin: () => void = () => undefined;
  begun = new Promise((resolve) => (begin = resolve));
  let end: (reason: unknown) => void = () => undefined;
  ended = new Promise((resolve) => (end = resolve));
  /** A store that is asked once and never answers unless it is told to stop. */
  const query: Analytics['query'] = (sql, params, options) => {
    // Whatever else the application asks at its start is answered.
    if (!sql.includes('matching')) return container.analytics.query(sql, params, options);
    begin();
    return new Promise((_resolve, reject) => options!.signal!.addEventListener('abort', () => {
      end(options!.signal!.reason);
      reject(options!.signal!.reason as Error);
    }));
  };
  app = await buildApp({ ...container, analytics: { ...container.analytics, query } });
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

describe('a count', () => {
  it('that nobody waits for any more takes its query along', async () => {
    const { port } = app.server.address() as { port: number };
    const session = (await (await fetch(`http://127.0.0.1:${port}/v1/session`)).json()) as { csrfToken: string };
    const controller = new AbortController();
    const asked = fetch(`http://127.0.0.1:${port}/v1/audience/count`, { method: 'POST', signal: controller.signal, headers: { 'content-type': 'application/json', 'x-csrf-token': session.csrfToken }, body: JSON.stringify({ condition: { all: [] } }) });
    asked.catch(() => undefined);
    await begun;
    controller.abort();
    await expect(asked).rejects.toThrow();
    expect(String(await ended)).toContain('gone away');
  });
});
