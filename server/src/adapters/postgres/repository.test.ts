import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgresServer, whyNoPostgres, type PostgresServer } from '../../testing/postgres-server.js';
import { openRepository, migrateRepository, type Repository } from './open-repository.js';

const engines = ['PGlite', 'PostgreSQL'] as const;
const missing = whyNoPostgres();
if (missing) process.stdout.write(`The repository is tested on PGlite alone: ${missing}\n`);

const run = { id: 'r1', campaign_id: 'c1', number: 1, state: 'waiting', job_id: 'j1', draft: '{}' };
const campaign = { id: 'c1', draft: '{"name":"Осень"}', origin: 'own' as const, state: 'draft' as const, version: 1, approved_run_id: null };

describe.each(engines.filter((engine) => engine === 'PGlite' || !missing))('repository on %s', (engine) => {
  let server: PostgresServer | undefined;
  let folder: string | undefined;
  let repository: Repository;
  let options: Parameters<typeof openRepository>[0];

  beforeAll(async () => {
    if (engine === 'PostgreSQL') {
      server = await startPostgresServer();
      options = { databaseUrl: server.url, databasePoolSize: 5, folder: undefined };
    } else {
      folder = await mkdtemp(join(tmpdir(), 'arbiter-repository-'));
      options = { databaseUrl: undefined, databasePoolSize: 1, folder: join(folder, 'repository') };
    }
    repository = await openRepository(options);
  });

  afterAll(async () => {
    await repository.destroy();
    await server?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('gives the same JavaScript values on every engine', async () => {
    await repository.insertInto('channels').values({ id: 'phone', title: JSON.stringify({ ru: 'Телефон', en: 'Phone' }) }).execute();
    await repository.insertInto('actions').values({ id: 'call', title: JSON.stringify({ ru: 'Звонок', en: 'Call' }), channel: 'phone', stage: 'soft', cost_minor: 900_719_925_474_099 }).execute();
    const action = await repository.selectFrom('actions').selectAll().where('id', '=', 'call').executeTakeFirstOrThrow();
    expect(action).toEqual({ id: 'call', title: { ru: 'Звонок', en: 'Call' }, channel: 'phone', stage: 'soft', cost_minor: 900_719_925_474_099, details: {}, position: 0 });
    const { count } = await repository.selectFrom('actions').select((expression) => expression.fn.countAll().as('count')).executeTakeFirstOrThrow();
    expect(count).toBe(1);
  });

  it('keeps instants to the millisecond and gives them as dates', async () => {
    const at = new Date('2026-03-01T23:59:59.123Z');
    await repository.insertInto('imports').values({ id: 'i1', file_name: "d'Artagnan.csv", size_bytes: 2 ** 40, content_hash: 'h', state: 'uploaded', rows: '{"read":0}', created_at: at }).execute();
    const row = await repository.selectFrom('imports').select(['created_at', 'size_bytes', 'rows', 'settings', 'file_name']).where('id', '=', 'i1').executeTakeFirstOrThrow();
    expect(row).toEqual({ created_at: at, size_bytes: 2 ** 40, rows: { read: 0 }, settings: null, file_name: "d'Artagnan.csv" });
  });

  it('says how many rows a change touched', async () => {
    const changed = await repository.updateTable('imports').set({ state: 'waiting' }).where('id', '=', 'i1').where('state', '=', 'uploaded').executeTakeFirst();
    expect(changed.numUpdatedRows).toBe(1n);
    const again = await repository.updateTable('imports').set({ state: 'waiting' }).where('id', '=', 'i1').where('state', '=', 'uploaded').executeTakeFirst();
    expect(again.numUpdatedRows).toBe(0n);
    const returned = await repository.deleteFrom('imports').where('id', '=', 'i1').returning('id').execute();
    expect(returned).toEqual([{ id: 'i1' }]);
  });

  it('refuses what would break a reference, and removes what hangs on a campaign with it', async () => {
    await expect(repository.deleteFrom('channels').where('id', '=', 'phone').execute()).rejects.toMatchObject({ code: '23503' });
    await expect(repository.insertInto('runs').values({ ...run, campaign_id: 'none' }).execute()).rejects.toMatchObject({ code: '23503' });
    await repository.insertInto('campaigns').values(campaign).execute();
    await repository.insertInto('runs').values(run).execute();
    await expect(repository.insertInto('runs').values({ ...run, id: 'r2' }).execute()).rejects.toMatchObject({ code: '23505' });
    await repository.updateTable('campaigns').set({ approved_run_id: 'r1' }).where('id', '=', 'c1').execute();
    await repository.deleteFrom('campaigns').where('id', '=', 'c1').execute();
    expect(await repository.selectFrom('runs').selectAll().execute()).toEqual([]);
  });

  it('takes a login once, whatever its case', async () => {
    const user = { id: 'u1', login: 'Anna', password_hash: null, role: 'owner', language: 'ru' };
    await repository.insertInto('users').values(user).execute();
    await expect(repository.insertInto('users').values({ ...user, id: 'u2', login: 'ANNA' }).execute()).rejects.toMatchObject({ code: '23505' });
    await repository.insertInto('sessions').values({ token_hash: 't', user_id: 'u1', csrf_token: 'c', expires_at: new Date('2030-01-01T00:00:00Z') }).execute();
    await repository.deleteFrom('users').where('id', '=', 'u1').execute();
    expect(await repository.selectFrom('sessions').selectAll().execute()).toEqual([]);
  });

  it('takes hostile text as a value', async () => {
    const text = `'; DROP TABLE users; -- \\ " $1 \u00e9 \u{1F600}`;
    await repository.insertInto('settings').values({ key: text, value: JSON.stringify(text) }).execute();
    expect(await repository.selectFrom('settings').select('value').where('key', '=', text).executeTakeFirst()).toEqual({ value: text });
  });

  it('undoes a transaction that fails, and many at once do not mix', async () => {
    const failing = repository.transaction().execute(async (transaction) => {
      await transaction.insertInto('settings').values({ key: 'undone', value: '1' }).execute();
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    await repository.insertInto('settings').values({ key: 'counter', value: '0' }).execute();
    await Promise.all(
      Array.from({ length: 20 }, () =>
        repository.transaction().execute(async (transaction) => {
          const row = await transaction.selectFrom('settings').select('value').where('key', '=', 'counter').forUpdate().executeTakeFirstOrThrow();
          await transaction.updateTable('settings').set({ value: JSON.stringify(Number(row.value) + 1) }).where('key', '=', 'counter').execute();
        }),
      ),
    );
    expect(await repository.selectFrom('settings').select('value').where('key', '=', 'counter').executeTakeFirst()).toEqual({ value: 20 });
    expect(await repository.selectFrom('settings').select('key').where('key', '=', 'undone').executeTakeFirst()).toBeUndefined();
  });

  it('refuses a 64-bit integer that would lose digits', async () => {
    await expect(sql`SELECT 9007199254740993::bigint AS n`.execute(repository)).rejects.toThrow(/9007199254740993/);
  });

  it('migrates from several places at once, and again without effect', async () => {
    if (server) {
      const url = await server.createDatabase('together');
      const both = await Promise.all([1, 2, 3].map(() => openRepository({ databaseUrl: url, databasePoolSize: 2, folder: undefined })));
      expect(await both[0]?.selectFrom('users').selectAll().execute()).toEqual([]);
      await Promise.all(both.map((one) => one.destroy()));
    }
    await migrateRepository(repository);
  });

  it('is as it was after closing and opening', async () => {
    await repository.destroy();
    repository = await openRepository(options);
    expect(await repository.selectFrom('settings').select('value').where('key', '=', 'counter').executeTakeFirst()).toEqual({ value: 20 });
  });
});

describe('an embedded database whose first start was killed', () => {
  it('is made anew', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'arbiter-repository-')), 'repository');
    await mkdir(folder);
    await writeFile(join(folder, 'PG_VERSION'), '18\n');
    await writeFile(`${folder}.unfinished`, '');
    const repository = await openRepository({ databaseUrl: undefined, databasePoolSize: 1, folder });
    expect(await repository.selectFrom('users').selectAll().execute()).toEqual([]);
    await repository.destroy();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });
});

describe('a PostgreSQL that does not answer', () => {
  it('is an error that names it', async () => {
    await expect(openRepository({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', databasePoolSize: 1, folder: undefined })).rejects.toMatchObject({ code: 'unavailable', detail: expect.stringContaining('DATABASE_URL') as string });
  });
});
