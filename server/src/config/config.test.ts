import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../project-root.js';
import { ConfigError, parseConfig } from './config.js';
import { chooseLanguage } from './language.js';
import { writeEnvExample } from './write-env-example.js';

describe('parseConfig', () => {
  it('needs nothing: the embedded profile for this machine alone', () => {
    const config = parseConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, portGiven: false, profile: 'embedded', role: 'all', signInRequired: false, demo: true, dataDir: join(projectRoot, '.data') });
    expect(config.importDir).toBe(join(projectRoot, '.data', 'imports'));
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes an empty variable for an absent one, and blanks around a value for nothing', () => {
    expect(parseConfig({ PORT: '', DATABASE_URL: '  ', LOG_LEVEL: ' debug ' })).toMatchObject({ portGiven: false, profile: 'embedded', logLevel: 'debug' });
  });

  it.each(['0.0.0.0', '192.168.1.5', '::', 'arbiter.example.com'])('wants accounts when it listens on %s', (HOST) => {
    expect(parseConfig({ HOST }).signInRequired).toBe(true);
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('does without accounts on %s', (HOST) => {
    expect(parseConfig({ HOST }).signInRequired).toBe(false);
  });

  it.each([{ DATABASE_URL: 'postgres://db/arbiter' }, { CLICKHOUSE_URL: 'http://ch:8123' }, { REDIS_URL: 'redis://cache' }])('is the server profile with accounts when %j is given', (source) => {
    expect(parseConfig(source)).toMatchObject({ profile: 'server', signInRequired: true });
  });

  it('lets a process be a worker only when every store is outside', () => {
    expect(() => parseConfig({ ARBITER_ROLE: 'worker', DATABASE_URL: 'postgres://db/a' })).toThrow(/CLICKHOUSE_URL, REDIS_URL are not set/);
    expect(parseConfig({ ARBITER_ROLE: 'worker', DATABASE_URL: 'postgres://db/a', CLICKHOUSE_URL: 'http://ch', REDIS_URL: 'redis://r' }).role).toBe('worker');
  });

  it.each([
    [{ PORT: '99999' }, 'PORT is "99999", but must be a whole number from 0 to 65535'],
    [{ PORT: '3e3' }, 'PORT is "3e3"'],
    [{ PORT: '-1' }, 'PORT is "-1"'],
    [{ ARBITER_ROLE: 'boss' }, 'ARBITER_ROLE is "boss", but must be one of api, worker, all'],
    [{ ARBITER_DEMO: 'yes' }, 'ARBITER_DEMO is "yes", but must be one of on, off'],
    [{ ARBITER_WORKER_CONCURRENCY: '0' }, 'ARBITER_WORKER_CONCURRENCY is "0"'],
    [{ CLICKHOUSE_DATABASE: 'a; DROP' }, 'CLICKHOUSE_DATABASE'],
  ])('names the variable and the value of %j', (source, message) => {
    expect(() => parseConfig(source)).toThrow(message);
  });

  it('tells of every fault at once, and keeps secrets to itself', () => {
    const read = () => parseConfig({ PORT: 'x', DATABASE_URL: 'mysql://root:hunter2@db/a', ARBITER_SETUP_TOKEN: 'short' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/PORT[\s\S]*DATABASE_URL[\s\S]*ARBITER_SETUP_TOKEN/);
    expect(read).not.toThrow(/hunter2|short/);
  });
});

describe('chooseLanguage', () => {
  it.each([
    ['ru', { LANG: 'en_US.UTF-8' }, 'ru'],
    [undefined, { LANG: 'ru_RU.UTF-8' }, 'ru'],
    [undefined, { LC_ALL: 'en_GB', LANG: 'ru_RU' }, 'en'],
    [undefined, { LC_ALL: '', LANG: 'ru_RU' }, 'ru'],
    [undefined, {}, 'en'],
    ['fr', {}, 'en'],
  ] as const)('asked %s in %j: %s', (asked, environment, language) => {
    expect(chooseLanguage(asked, environment)).toBe(language);
  });
});

describe('.env.example', () => {
  const file = join(projectRoot, '.env.example');

  it('is what the schema says (written by: node scripts/write-env-example.mjs)', () => {
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(writeEnvExample());
  });

  it('switches nothing on', () => {
    expect(writeEnvExample().split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});
