import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { choosePort } from '../main.js';
import { commands } from './commands.js';
import { checkDataFolder, checkMemory, checkNode, checkPort } from './doctor-checks.js';
import { runCommandLine } from './run-command-line.js';
import { startChanges } from './start.command.js';

async function run(...args: string[]) {
  const printed: string[] = [];
  const reported: string[] = [];
  const code = await runCommandLine(args, { print: (line) => printed.push(line), report: (line) => reported.push(line) });
  return { code, printed: printed.join('\n'), reported: reported.join('\n') };
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-cli-'));
  vi.stubEnv('LANG', 'en_US.UTF-8');
  vi.stubEnv('LC_ALL', '');
  vi.stubEnv('LC_MESSAGES', '');
  vi.stubEnv('ARBITER_DATA_DIR', folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('the command line', () => {
  it('lists every command in both languages', async () => {
    const english = await run('--help');
    expect(english.code).toBe(0);
    for (const name of Object.keys(commands)) expect(english.printed).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect(english.printed).toContain('Usage');
    expect((await run('--help', '--lang', 'ru')).printed).toContain('Использование');
    expect((await run('--lang=ru', 'help')).printed).toContain('Команды');
    vi.stubEnv('LANG', 'ru_RU.UTF-8');
    expect((await run('-h')).printed).toContain('Использование');
    expect((await run('-h', '--lang', 'en')).printed).toContain('Usage');
  });

  it('helps with each command in both languages', async () => {
    for (const name of Object.keys(commands)) {
      for (const language of ['ru', 'en']) {
        const { code, printed } = await run(name, '--help', '--lang', language);
        expect(code).toBe(0);
        expect(printed).toContain(`arbiter ${name}`);
      }
    }
  });

  it('says what it does not know', async () => {
    expect(await run('frobnicate')).toMatchObject({ code: 2, reported: 'There is no command "frobnicate". See: arbiter --help' });
    expect(await run('constructor')).toMatchObject({ code: 2 });
    expect((await run('doctor', '--frob')).reported).toContain('--frob');
    expect((await run('start', '--port', 'x')).reported).toContain('--port is "x"');
    expect((await run('start', '--role', 'boss')).reported).toContain('one of api, worker, all');
    expect(await run()).toMatchObject({ code: 1 });
    expect((await run('--version')).printed).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('does not start a worker on embedded stores', async () => {
    expect(await run('worker')).toMatchObject({ code: 1, reported: expect.stringContaining('DATABASE_URL') as string });
  });

  it('lets options win over the environment', () => {
    expect(startChanges({ options: { port: '0', host: '::1', role: 'api' } })).toEqual({ port: 0, portGiven: true, host: '::1', role: 'api' });
  });
});

describe('doctor', () => {
  it('finds an installation in order, every store included', async () => {
    const { code, printed } = await run('doctor');
    expect(printed).toMatch(/✓ Repository: PGlite/);
    expect(printed).toMatch(/✓ Analytics: chDB/);
    expect(printed).toMatch(/✓ Hot state: LMDB/);
    expect(printed).toMatch(/✓ Job queue/);
    expect(code).toBe(0);
  });

  it('fails when a store does not answer, and says where to look', async () => {
    vi.stubEnv('DATABASE_URL', 'postgres://nobody:secret@127.0.0.1:1/none');
    const { code, printed } = await run('doctor', '--lang', 'ru');
    expect(code).toBe(1);
    expect(printed).toMatch(/✗ Хранилища: .*PostgreSQL/);
    expect(printed).toContain('DATABASE_URL');
    expect(printed).not.toContain('secret');
  });

  it('names each setting at fault', async () => {
    vi.stubEnv('PORT', 'x');
    vi.stubEnv('LOG_LEVEL', 'loud');
    const { code, printed } = await run('doctor');
    expect(code).toBe(1);
    expect(printed).toMatch(/✗ Settings: PORT is "x"/);
    expect(printed).toMatch(/✗ Settings: LOG_LEVEL is "loud"/);
  });

  it('knows old versions of Node.js, little memory and folders that cannot be', async () => {
    expect(checkNode('18.19.0').state).toBe('wrong');
    expect(checkNode('20.18.9').state).toBe('wrong');
    expect(checkNode('20.19.0').state).toBe('ok');
    expect(checkNode('24.0.0').state).toBe('ok');
    expect(checkMemory({ clickhouseMemoryBytes: 1e9, clickhouseUrl: undefined }, 1e9, 5e8).state).toBe('wrong');
    expect(checkMemory({ clickhouseMemoryBytes: 8e9, clickhouseUrl: undefined }, 8e9, 5e8).state).toBe('warning');
    expect(checkMemory({ clickhouseMemoryBytes: 8e9, clickhouseUrl: 'http://ch' }, 8e9, 5e8).state).toBe('ok');
    expect((await checkDataFolder('/dev/null/data'))[0]).toMatchObject({ state: 'wrong', found: expect.stringContaining('/dev/null/data') as string });
  });
});

describe('the port', () => {
  let holder: Server;
  let port: number;

  beforeEach(async () => {
    holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    port = (holder.address() as AddressInfo).port;
  });

  afterEach(() => new Promise((resolve) => holder.close(resolve)));

  it('moves on when it is a default, and stays when it was asked for', async () => {
    const next = await choosePort({ host: '127.0.0.1', port, portGiven: false });
    expect(next).toBeGreaterThan(port);
    expect(await choosePort({ host: '127.0.0.1', port, portGiven: true })).toBe(port);
    expect(await choosePort({ host: '127.0.0.1', port: 0, portGiven: false })).toBe(0);
  });

  it('is a finding of the doctor', async () => {
    expect(await checkPort({ host: '127.0.0.1', port, portGiven: true })).toMatchObject({ state: 'wrong', found: `127.0.0.1:${port} is taken` });
    expect(await checkPort({ host: '127.0.0.1', port, portGiven: false })).toMatchObject({ state: 'ok' });
    expect(await checkPort({ host: '203.0.113.1', port: 3000, portGiven: true })).toMatchObject({ state: 'wrong' });
  });
});
