import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../ports/delivery.js';
import { isMailAddress } from './mail-address.js';
import { plainTextOf } from './plain-text-of.js';
import { SmtpSender, type SmtpWay } from './smtp-sender.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

let folder: string;
let key: string;
let cert: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'arbiter-mail-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')], { stdio: 'ignore' });
  key = readFileSync(join(folder, 'key.pem'), 'utf8');
  cert = readFileSync(join(folder, 'cert.pem'), 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Mailbox {
  port: number;
  mails: { to: string[]; text: string; secure: boolean; user: string | undefined }[];
  sessions: () => number;
}

/** A real mail server that keeps what it takes. */
async function serveMail(options: SMTPServerOptions = {}): Promise<Mailbox> {
  const mails: Mailbox['mails'] = [];
  let sessions = 0;
  const server = new SMTPServer({
    authOptional: true, disabledCommands: options.secure || options.key ? [] : ['STARTTLS'], closeTimeout: 100,
    onConnect: (_session, done) => {
      sessions += 1;
      done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString(), secure: session.secure, user: session.user as string | undefined });
        done(null, 'queued as 4711');
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, mails, sessions: () => sessions };
}

async function serveRaw(handler: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    handler(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

function open(port: number, way: Partial<SmtpWay> = {}, more: { password?: string; timeoutMs?: number } = {}): SmtpSender {
  const sender = new SmtpSender({ way: { kind: 'smtp', host: 'localhost', port, tls: 'none', from: 'Bank <bank@company.example>', addressAttribute: 'email', ...way }, password: more.password, ca: cert, timeoutMs: more.timeoutMs ?? 3_000 });
  closers.push(() => sender.close());
  return sender;
}
const message = (changes: Partial<OutboundMessage> = {}): OutboundMessage => ({ deliveryId: 'd-1', customerId: 'c1', channel: 'email', actionId: 'offer', address: 'anna@client.example', subject: 'Предложение', body: 'Здравствуйте, Анна', format: 'text', terms: {}, context: {}, validUntil: undefined, ...changes });
const send = (sender: SmtpSender, changes: Partial<OutboundMessage> = {}) => sender.send(message(changes), { idempotencyKey: 'd-1', signal: AbortSignal.timeout(10_000) });

describe('mail', () => {
  it('goes out with an identifier that stays the same, over one connection for many', async () => {
    const box = await serveMail();
    const sender = open(box.port);
    for (let turn = 0; turn < 5; turn += 1) expect(await send(sender)).toEqual({ outcome: 'sent', providerId: 'd-1@company.example', detail: expect.stringContaining('250') });
    expect(box.mails).toHaveLength(5);
    for (const { text, to } of box.mails) {
      expect(to).toEqual(['anna@client.example']);
      expect(text).toMatch(/^Message-ID: <d-1@company\.example>\r$/m);
      expect(text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    }
    expect(box.sessions()).toBe(1);
  });

  it('is HTML with a text for those who read no HTML', async () => {
    const box = await serveMail();
    expect((await send(open(box.port), { format: 'html', body: '<p>Hello, <b>Anna</b></p><p>12&nbsp;%</p>' })).outcome).toBe('sent');
    expect(box.mails[0]!.text).toContain('multipart/alternative');
    expect(plainTextOf('<style>p { x: 1 }</style><p>Hello, <b>Anna</b> &amp; co</p><a href="https://x.example/">here</a>')).toBe('Hello, Anna & co\nhere (https://x.example/)');
  });

  it('goes over TLS from the start or from STARTTLS on, with a password', async () => {
    const auth: SMTPServerOptions = { key: key, cert: cert, authOptional: false, onAuth: ({ username, password }, _session, done) => (username === 'bank' && password === 's3cret' ? done(null, { user: username }) : done(new Error('wrong password'))) };
    const implicit = await serveMail({ ...auth, secure: true });
    const upgraded = await serveMail(auth);
    for (const [box, tls] of [[implicit, 'implicit'], [upgraded, 'starttls']] as const) {
      expect((await send(open(box.port, { tls, user: 'bank' }, { password: 's3cret' }))).outcome).toBe('sent');
      expect(box.mails).toMatchObject([{ secure: true, user: 'bank' }]);
      // What is wrong with the settings is mended without a message lost.
      expect(await send(open(box.port, { tls, user: 'bank' }, { password: 'wrong' }))).toMatchObject({ outcome: 'retry' });
    }
    const clear = await serveMail();
    expect(await send(open(clear.port, { tls: 'starttls' }))).toMatchObject({ outcome: 'retry' });
    expect(clear.mails).toEqual([]);
  });

  it('is not sent over a certificate that nobody vouches for', async () => {
    const box = await serveMail({ secure: true, key, cert });
    const sender = new SmtpSender({ way: { kind: 'smtp', host: 'localhost', port: box.port, tls: 'implicit', from: 'bank@company.example', addressAttribute: 'email' }, password: undefined, timeoutMs: 3_000 });
    closers.push(() => sender.close());
    expect(await send(sender)).toMatchObject({ outcome: 'retry', detail: expect.stringContaining('certificate') });
  });

  it('waits where the server says later, and ends where it says never', async () => {
    const grey = await serveMail({ onRcptTo: (_address, _session, done) => done(Object.assign(new Error('greylisted, come again'), { responseCode: 451 })) });
    expect(await send(open(grey.port))).toMatchObject({ outcome: 'retry', detail: expect.stringContaining('451') });
    const strict = await serveMail({ onRcptTo: ({ address }, _session, done) => (address.startsWith('nobody') ? done(Object.assign(new Error('no such user'), { responseCode: 550 })) : done()) });
    const sender = open(strict.port);
    expect(await send(sender, { address: 'nobody@client.example' })).toMatchObject({ outcome: 'refused', detail: expect.stringContaining('550') });
    expect((await send(sender)).outcome).toBe('sent');
    expect(await send(open(1))).toMatchObject({ outcome: 'retry' });
  });

  it('is unknown where the server went silent after it had the message, and sure where it went before', async () => {
    const talk = (socket: Socket, answerData: (socket: Socket) => void) => {
      socket.write('220 here\r\n');
      let data = false;
      socket.on('data', (chunk: Buffer) => {
        const text = chunk.toString();
        if (data) {
          if (text.includes('\r\n.\r\n')) answerData(socket);
          return;
        }
        if (/^DATA/m.test(text)) {
          data = true;
          socket.write('354 go on\r\n');
        } else socket.write('250 ok\r\n');
      });
    };
    const cut = await serveRaw((socket) => talk(socket, () => socket.destroy()));
    expect(await send(open(cut))).toMatchObject({ outcome: 'unknown' });
    const silent = await serveRaw((socket) => talk(socket, () => undefined));
    expect(await send(open(silent, {}, { timeoutMs: 300 }))).toMatchObject({ outcome: 'unknown' });
    const early = await serveRaw((socket) => socket.destroy());
    expect(await send(open(early))).toMatchObject({ outcome: 'retry' });
    const mute = await serveRaw(() => undefined);
    expect(await send(open(mute, {}, { timeoutMs: 300 }))).toMatchObject({ outcome: 'retry' });
  });

  it('comes to one address, and its headers are ours', async () => {
    const box = await serveMail();
    const sender = open(box.port);
    for (const address of ['a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', 'A <a@b.example>', 'a@b.example>', '@b.example', 'a b@c.example', 'a@b@c.example', '', 'a..b@c.example', '"a\\"b"@c.example']) {
      expect(await send(sender, { address }), address).toMatchObject({ outcome: 'refused' });
      expect(isMailAddress(address)).toBe(false);
    }
    expect(await send(sender, { subject: 'Hello\r\nBcc: c@d.example' })).toMatchObject({ outcome: 'refused' });
    expect((await send(sender, { body: 'text\r\n.\r\nMAIL FROM:<x@y.example>\r\n' })).outcome).toBe('sent');
    expect(box.mails).toHaveLength(1);
    expect(['анна@клиент.example', "o'hara+tag@client.example"].every(isMailAddress)).toBe(true);
  });
});
