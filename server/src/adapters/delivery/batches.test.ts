import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsV4Signer } from 'aws4fetch';
import S3rver from 's3rver';
import { afterAll, expect, it } from 'vitest';
import type { BatchWriter } from '../../ports/delivery.js';
import { openDeliveryGateway } from './open-delivery-gateway.js';

const closers: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
const folderOf = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'arbiter-batches-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
};
const signal = new AbortController().signal;
const secrets: Record<string, string> = { ARBITER_SECRET_KEY: 'S3RVER', ARBITER_SECRET_SECRET: 'S3RVER', ARBITER_SECRET_STRANGER: 'STRANGER' };
function gateway(dataDir: string) {
  const made = openDeliveryGateway({ config: { secretOf: (name) => secrets[name], dataDir, httpLimits: { timeoutMs: 5_000, connections: 4 } }, now: () => new Date(), clock: () => performance.now() });
  closers.push(() => made.close());
  return made;
}

it('files are whole, and the same name again replaces the batch', async () => {
  const dataDir = await folderOf();
  const writer = gateway(dataDir).open('post', { kind: 'file', folder: 'letters', everyMinutes: 1, format: 'csv' }) as BatchWriter;
  const path = await writer.write('post-1.csv', 'a,b\r\n', signal);
  expect(path).toBe(join(dataDir, 'deliveries', 'letters', 'post-1.csv'));
  await writer.write('post-1.csv', 'c,d\r\n', signal);
  expect(await readFile(path, 'utf8')).toBe('c,d\r\n');
  expect(await readdir(join(dataDir, 'deliveries', 'letters'))).toEqual(['post-1.csv']);
  await expect(writer.write('../evil.csv', '', signal)).rejects.toThrow('no name of a file');
  await expect(writer.write('post-2.csv', 'x', AbortSignal.abort())).rejects.toThrow();
  expect(await readdir(join(dataDir, 'deliveries', 'letters'))).toEqual(['post-1.csv']);
});

/** This server knows the access key but works no signature of version 4 out: the example below stands for that. */
it('objects go into a bucket under their encoded names, and the same name again replaces them', async () => {
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: await folderOf(), configureBuckets: [{ name: 'letters', configs: [] }] });
  const { port } = await server.run();
  closers.push(() => server.close());
  const opened = gateway(await folderOf());
  const way = { kind: 's3', endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', bucket: 'letters', prefix: 'from arbiter/(2026)', accessKeySecret: 'ARBITER_SECRET_KEY', secretKeySecret: 'ARBITER_SECRET_SECRET', everyMinutes: 1, format: 'csv' } as const;
  const writer = opened.open('post', way) as BatchWriter;
  for (const content of ['a,b\r\n', 'Привет,"x"\r\n']) expect(await writer.write('post-1.csv', content, signal)).toBe('s3://letters/from arbiter/(2026)/post-1.csv');
  const object = await fetch(`http://127.0.0.1:${port}/letters/${encodeURIComponent('from arbiter')}/(2026)/post-1.csv`);
  expect([object.status, await object.text(), object.headers.get('content-type')]).toEqual([200, 'Привет,"x"\r\n', 'text/csv; charset=utf-8']);
  const stranger = opened.open('post2', { ...way, accessKeySecret: 'ARBITER_SECRET_STRANGER' }) as BatchWriter;
  await expect(stranger.write('post-2.csv', 'x', signal)).rejects.toThrow('InvalidAccessKeyId');
  const astray = opened.open('post3', { ...way, bucket: 'nowhere' }) as BatchWriter;
  await expect(astray.write('post-3.csv', 'x', signal)).rejects.toThrow('NoSuchBucket');
});

it('a bucket that fails says so', async () => {
  const server = createServer((_request, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const writer = gateway(await folderOf()).open('post', { kind: 's3', endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, region: 'r', bucket: 'letters', accessKeySecret: 'ARBITER_SECRET_KEY', secretKeySecret: 'ARBITER_SECRET_SECRET', everyMinutes: 1, format: 'csv' }) as BatchWriter;
  await expect(writer.write('a.csv', 'x', signal)).rejects.toThrow('503');
});

/** Amazon S3 API reference, "Signature Calculations for the Authorization Header", example PUT Object. */
it('signatures are those of the published example', async () => {
  const body = 'Welcome to Amazon S3.';
  const signer = new AwsV4Signer({
    method: 'PUT', url: 'https://examplebucket.s3.amazonaws.com/test%24file.text', service: 's3', region: 'us-east-1', datetime: '20130524T000000Z', body,
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY', 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') },
  });
  expect((await signer.sign()).headers.get('authorization')).toContain('Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd');
});
