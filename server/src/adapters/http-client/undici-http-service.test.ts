import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpCall, HttpServiceDefinition, HttpServiceLimits } from '../../ports/http-service.js';
import { isLinkLocal } from '../../ports/link-local-address.js';
import { targetAddress } from './target-address.js';
import { UndiciHttpService } from './undici-http-service.js';

const limits: HttpServiceLimits = { timeoutMs: 2_000, answerBytes: 100_000, connections: 4, failureRate: 0.5, leastCalls: 4, windowMs: 10_000, openMs: 1_000 };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server: Server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let clock = 0;
function open(baseUrl: string, changes: Partial<HttpServiceDefinition> = {}) {
  const service = new UndiciHttpService({ name: 'scoring', baseUrl, headers: {}, secretHeaders: {}, allowedHosts: [], limits, ...changes }, () => clock);
  closers.push(() => service.close());
  return service;
}
const get = (url: string, changes: Partial<HttpCall> = {}): HttpCall => ({ method: 'GET', url, headers: {}, timeoutMs: 2_000, cacheMs: 0, ...changes });
const json = (response: ServerResponse, body: unknown, status = 200) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('calls', () => {
  it('send and read JSON and text, with the headers of the service', async () => {
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => (request.url === '/v1/text' ? response.writeHead(200, { 'content-type': 'text/plain; charset=windows-1251' }).end(Buffer.from([0xcf, 0xf0])) : json(response, { method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() }, 201)));
    });
    const service = open(`${url}/v1`, { headers: { 'X-Source': 'arbiter' }, secretHeaders: { Authorization: 'Bearer s3cret' } });
    const reply = await service.call(get('/score/a%2Fb?x=%D1%8F', { method: 'POST', headers: { 'X-Request': '1', authorization: 'mine' }, body: { a: [1, 'ё'] } }));
    expect(reply).toMatchObject({ status: 201, body: { method: 'POST', url: '/v1/score/a%2Fb?x=%D1%8F', body: '{"a":[1,"ё"]}', headers: { 'x-source': 'arbiter', 'x-request': '1', authorization: 'Bearer s3cret', 'content-type': 'application/json' } } });
    expect((await service.call(get('text'))).body).toBe('Пр');
  });

  it('keep connections, and answer 500 as an answer', async () => {
    const sockets = new Set<unknown>();
    const url = await serve((request, response) => {
      sockets.add(request.socket);
      json(response, null, 500);
    });
    const service = open(url);
    for (let call = 0; call < 3; call += 1) expect(await service.call(get('/'))).toMatchObject({ status: 500, body: null });
    expect(sockets.size).toBeLessThan(3);
  });

  it('cost their time and no more when the service is silent or drips', async () => {
    const silent = open(await serve(() => undefined));
    const dripping = open(
      await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      }),
    );
    for (const service of [silent, dripping]) {
      const startedAt = performance.now();
      await expect(service.call(get('/', { timeoutMs: 200 }))).rejects.toMatchObject({ code: 'http-timeout' });
      expect(performance.now() - startedAt).toBeLessThan(600);
    }
  });

  it('refuse what is too large, packed or not, too deep, or no JSON', async () => {
    const service = open(
      await serve((request, response) => {
        const type = { 'content-type': 'application/json' };
        if (request.url === '/huge') response.writeHead(200, type).end('"'.padEnd(200_000, 'x'));
        else if (request.url === '/endless') response.writeHead(200, type).write('x'.repeat(150_000));
        else if (request.url === '/bomb') response.writeHead(200, { ...type, 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000)));
        else if (request.url === '/gzip') response.writeHead(200, { ...type, 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'));
        else if (request.url === '/deep') response.writeHead(200, type).end('['.repeat(40_000));
        else if (request.url === '/broken') response.writeHead(200, type).end('{"a":');
        else if (request.url === '/html') response.writeHead(200, { 'content-type': 'text/html' }).end('<p>');
        else if (request.url === '/proto') response.writeHead(200, type).end('{"__proto__":{"polluted":1}}');
        else response.writeHead(200, { 'content-type': 'image/png' }).end('x');
      }),
    );
    for (const path of ['/huge', '/endless', '/bomb', '/deep', '/broken', '/image']) await expect(service.call(get(path))).rejects.toMatchObject({ code: 'http-unreadable' });
    expect((await service.call(get('/gzip'))).body).toEqual({ a: 1 });
    expect((await service.call(get('/html'))).body).toBe('<p>');
    expect(Object.keys((await service.call(get('/proto'))).body as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('tell a service that is away or resets', async () => {
    await expect(open('http://127.0.0.1:1').call(get('/'))).rejects.toMatchObject({ code: 'http-unreachable' });
    const resetting = open(await serve((request) => request.socket.destroy()));
    await expect(resetting.call(get('/'))).rejects.toMatchObject({ code: 'http-unreachable' });
    const half = open(await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '10', 'content-type': 'text/plain' }).write('abc');
      setTimeout(() => response.destroy(), 20);
    }));
    await expect(half.call(get('/'))).rejects.toMatchObject({ code: 'http-unreachable' });
  });

  it('end with the caller', async () => {
    const service = open(await serve(() => undefined));
    const left = new AbortController();
    setTimeout(() => left.abort(new Error('left')), 50);
    await expect(service.call(get('/'), left.signal)).rejects.toThrow('left');
  });
});

describe('addresses', () => {
  it('stay below the base address', () => {
    const service = { name: 's', baseUrl: 'https://api.example/v1/', allowedHosts: ['files.example:8443'] };
    expect(targetAddress(service, 'a/b?c=d').href).toBe('https://api.example/v1/a/b?c=d');
    expect(targetAddress(service, '').href).toBe('https://api.example/v1');
    expect(targetAddress(service, 'https://files.example:8443/x').href).toBe('https://files.example:8443/x');
    for (const url of [
      'https://other.example/', 'http://api.example/v1/x', 'https://api.example/v2', 'https://api.example/v1evil', '/../v2', '/a/%2e%2E/b', '..', '//evil.example/x', '/\\evil.example', 'https://api.example@evil.example/v1/',
      'https://user:pw@api.example/v1/x', 'file:///etc/passwd', 'gopher://api.example/v1/', 'javascript:alert(1)', 'http://169.254.169.254/latest', 'https://files.example/x', ' /x', '/x\r\nHost: evil', 'HTTPS://evil.example', 'data:,x',
    ]) expect(() => targetAddress(service, url), url).toThrow('is not called');
  });

  it('of clouds are known in every form', () => {
    const hosts = ['http://169.254.169.254', 'http://2852039166', 'http://0xa9fea9fe', 'http://[fd00:ec2::254]', 'http://[::ffff:169.254.169.254]', 'http://[::ffff:a9fe:a9fe]', 'http://0.0.0.0', 'http://0', 'http://[fe80::1]', 'http://[::]'];
    expect(hosts.filter((host) => !isLinkLocal(new URL(host).hostname))).toEqual([]);
    expect(['10.0.0.1', '127.0.0.1', '::1', 'example', '169.254.example'].filter(isLinkLocal)).toEqual([]);
  });

  it('of redirects are followed within the service only, and secrets stay at home', async () => {
    const seen: (string | undefined)[] = [];
    const friend = await serve((request, response) => {
      seen.push(request.headers.authorization);
      json(response, 'friend');
    });
    const stranger = await serve((_request, response) => json(response, 'stranger'));
    const url = await serve((request, response) => {
      const to: Record<string, string> = { '/near': '/there', '/friend': `${friend}/x`, '/stranger': `${stranger}/x`, '/round': '/round', '/file': 'file:///etc/passwd', '/cloud': 'http://169.254.169.254/' };
      if (to[request.url ?? '']) response.writeHead(302, { location: to[request.url ?? ''] }).end();
      else json(response, request.headers.authorization ?? null);
    });
    const service = open(url, { secretHeaders: { authorization: 'secret' }, allowedHosts: [new URL(friend).host] });
    expect((await service.call(get('/near'))).body).toBe('secret');
    expect((await service.call(get('/friend'))).body).toBe('friend');
    expect(seen).toEqual([undefined]);
    for (const path of ['/stranger', '/round', '/file', '/cloud']) await expect(service.call(get(path))).rejects.toMatchObject({ code: 'http-refused' });
    expect((await service.call(get('/near', { method: 'POST', body: {} }))).status).toBe(302);
  });

  it('and headers cannot smuggle', async () => {
    const service = open(await serve((_request, response) => json(response, null)));
    const attempts: Record<string, string>[] = [{ host: 'evil' }, { 'Transfer-Encoding': 'chunked' }, { 'x-a': 'b\r\nx-c: d' }, { 'x a': 'b' }, { 'x-a': 'имя' }];
    for (const headers of attempts) await expect(service.call(get('/', { headers }))).rejects.toMatchObject({ code: 'http-refused' });
  });
});

describe('cache', () => {
  it('keeps answers for their time, by address, headers and body; one call serves all who wait', async () => {
    let calls = 0;
    const service = open(await serve((request, response) => {
      calls += 1;
      setTimeout(() => json(response, { calls }, request.url === '/bad' ? 404 : 200), 20);
    }));
    const kept = { cacheMs: 1_000 };
    const answers = await Promise.all(Array.from({ length: 10 }, () => service.call(get('/a', kept))));
    expect(answers.every(({ body }) => (body as { calls: number }).calls === 1)).toBe(true);
    (answers[0]!.body as { calls: number }).calls = 99;
    expect((await service.call(get('/a', kept))).body).toEqual({ calls: 1 });
    await service.call(get('/b', kept));
    await service.call(get('/a', { ...kept, headers: { 'x-tenant': '2' } }));
    await service.call(get('/a', { ...kept, method: 'POST', body: { x: 1 } }));
    await service.call(get('/a', { ...kept, method: 'POST', body: { x: 1 } }));
    expect(calls).toBe(4);
    clock += 1_001;
    expect((await service.call(get('/a', kept))).body).toEqual({ calls: 5 });
    await service.call(get('/bad', kept));
    await service.call(get('/bad', kept));
    expect(calls).toBe(7);
  });
});

describe('the circuit', () => {
  it('opens after failures, lets one call try, and closes', async () => {
    let healthy = false;
    let calls = 0;
    const service = open(await serve((_request, response) => {
      calls += 1;
      setTimeout(() => json(response, null, healthy ? 200 : 503), 20);
    }));
    await Promise.all(Array.from({ length: 4 }, () => service.call(get('/'))));
    expect(service.circuit()).toBe('open');
    await expect(service.call(get('/'))).rejects.toMatchObject({ code: 'circuit-open' });
    expect(calls).toBe(4);
    clock += 1_000;
    expect(service.circuit()).toBe('half-open');
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => service.call(get('/'))));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(calls).toBe(5);
    expect(service.circuit()).toBe('open');
    clock += 1_000;
    healthy = true;
    await service.call(get('/'));
    expect(service.circuit()).toBe('closed');
    await Promise.all(Array.from({ length: 8 }, () => service.call(get('/'))));
  });

  it('forgets old failures, and callers who leave are none', async () => {
    let fail = true;
    const service = open(await serve((request, response) => {
      if (request.url !== '/slow') json(response, null, fail ? 500 : 200);
    }));
    for (let call = 0; call < 3; call += 1) await service.call(get('/'));
    clock += 11_000;
    await service.call(get('/'));
    expect(service.circuit()).toBe('closed');
    fail = false;
    for (let call = 0; call < 6; call += 1) await service.call(get('/slow'), AbortSignal.timeout(10)).catch(() => undefined);
    expect(service.circuit()).toBe('closed');
  });

  it('counts only so many calls at once; the others wait within their time', async () => {
    let present = 0;
    let most = 0;
    const service = open(await serve((request, response) => {
      present += 1;
      most = Math.max(most, present);
      if (request.url === '/hang') return;
      setTimeout(() => {
        present -= 1;
        json(response, null);
      }, 20);
    }));
    await Promise.all(Array.from({ length: 20 }, () => service.call(get('/'))));
    expect(most).toBe(4);
    const hanging = Array.from({ length: 4 }, () => service.call(get('/hang', { timeoutMs: 500 })).catch((error: unknown) => error));
    const startedAt = performance.now();
    await expect(service.call(get('/', { timeoutMs: 100 }))).rejects.toMatchObject({ code: 'http-timeout' });
    expect(performance.now() - startedAt).toBeLessThan(400);
    await Promise.all(hanging);
  });
});
