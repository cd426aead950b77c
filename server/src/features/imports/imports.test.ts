import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import type { ImportSettings } from '@arbiter/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveAction, saveChannel } from '../catalogue/api.js';
import { openImportHarness, type ImportHarness } from './testing/import-harness.js';

let harness: ImportHarness;
beforeAll(async () => {
  harness = await openImportHarness();
});
afterAll(() => harness?.close());

const query = <Row>(sql: string) => harness.container.analytics.query<Row>(sql);
const stagingLeft = () => query<{ name: string }>(`SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'staging%'`);

describe('a dirty file of customers', () => {
  const text = [
    'Код клиента;Наименование;Сегмент;Согласие;Сумма долга;Дней просрочки;Дата договора;Каналы;Комментарий',
    'A1;"ООО ""Ромашка"""; Крупные ;да;1 234,56;30;31.12.2020;sms|post;"две',
    'строки"',
    'A2;Иванов;Малые;нет;;;;;',
    'A3;Петров;Малые;может быть;сто;12;32.01.2020;;=cmd()',
    ';Без кода;Малые;да;1,00;1;01.01.2020;;',
    '',
    'A4;Сидоров;Малые;да;5',
    'A5;Лишний;Малые;да;5,00;1;01.01.2020;;;что-то',
    'A2;Иванова;Крупные;1;(7,50);5;29.02.2024;sms;',
    '',
  ].join('\r\n');

  it('is read in Windows-1251, with every faulty cell told', async () => {
    const { import: done, preview } = await harness.bring('клиенты.csv', iconv.encode(text, 'win1251'));
    expect(preview.settings.format).toMatchObject({ kind: 'csv', encoding: 'windows-1251', separator: ';', header: true, decimalComma: true, dateOrder: 'dmy' });
    expect(preview.settings.dataset).toBe('customers');
    expect(preview.settings.mapping.map(({ to }) => ('field' in to ? to.field : 'newAttribute' in to ? `${to.newAttribute.name}:${to.newAttribute.type}` : 'skip'))).toEqual([
      'customer_id', 'name', 'segment', 'consent', 'summa_dolga:text', 'dney_prosrochki:number', 'data_dogovora:text', 'kanaly:list', 'kommentariy:text',
    ]);
    expect(preview.faults).toEqual([]);
    expect(done).toMatchObject({ state: 'succeeded', rows: { read: 7, loaded: 2, rejected: 4, duplicates: 1 } });
  });

  it('is corrected and imported again, rejects and all', async () => {
    const uploaded = await harness.upload('клиенты.csv', iconv.encode(text, 'win1251'));
    const detected = await harness.preview(uploaded.import.id);
    const mapping: ImportSettings['mapping'] = detected.settings.mapping.map((entry) => {
      const retype = (name: string, type: 'money' | 'date') => ({ column: entry.column, to: { newAttribute: { name, type, title: { ru: name, en: name } } } });
      return entry.column === 4 ? retype('debt', 'money') : entry.column === 6 ? retype('contract_date', 'date') : entry;
    });
    const preview = await harness.preview(uploaded.import.id, { ...detected.settings, mapping });
    expect(preview.rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [5, 'not-a-boolean'], [5, 'not-a-number'], [5, 'not-a-date'], [6, 'missing-key'], [8, 'too-few-columns'], [9, 'too-many-columns'],
    ]);
    const { import: done } = await harness.run(uploaded.import.id, { ...detected.settings, mapping });
    expect(done).toMatchObject({ state: 'succeeded', rows: { read: 7, loaded: 2, rejected: 4, duplicates: 1 } });
    const rejects = await harness.get(`/v1/imports/${done.id}/rejects`);
    expect(rejects.text.replace(/^\ufeff/, '').trim().split('\n')).toEqual([
      '"line","column","value","reason"',
      '"5","Согласие","может быть","not-a-boolean"',
      '"5","Сумма долга","сто","not-a-number"',
      '"5","Дата договора","32.01.2020","not-a-date"',
      '"6","Код клиента","","missing-key"',
      '"8","","A4;Сидоров;Малые;да;5","too-few-columns"',
      '"9","","A5;Лишний;Малые;да;5,00;1;01.01.2020;;;что-то","too-many-columns"',
    ]);
    expect(await query('SELECT customer_id, name, segment, consent, debt, dney_prosrochki AS days, contract_date, kanaly, kommentariy FROM customers FINAL ORDER BY customer_id')).toEqual([
      { customer_id: 'A1', name: 'ООО "Ромашка"', segment: 'Крупные', consent: true, debt: '123456', days: 30, contract_date: '2020-12-31', kanaly: ['sms', 'post'], kommentariy: 'две\r\nстроки'.replace('\r', '') },
      { customer_id: 'A2', name: 'Иванова', segment: 'Крупные', consent: true, debt: '-750', days: 5, contract_date: '2024-02-29', kanaly: ['sms'], kommentariy: '' },
    ]);
    expect(await stagingLeft()).toEqual([]);
  });

  it('changes nothing the second time, and goes on from it with a file of one attribute', async () => {
    const again = await harness.upload('копия.csv', iconv.encode(text, 'win1251'));
    const [last] = (await harness.get('/v1/imports')).body as unknown as { settings: ImportSettings | null }[];
    expect(last?.settings).toBeNull();
    const [, earlier] = (await harness.get('/v1/imports')).body as unknown as { settings: ImportSettings }[];
    const same = await harness.run(again.import.id, earlier!.settings);
    expect(same).toMatchObject({ job: null, import: { state: 'unchanged', rows: { loaded: 2, rejected: 4 } } });

    const { import: done } = await harness.bring('segments.csv', 'customer_id,segment\nA1,VIP\nA9,new\n');
    expect(done).toMatchObject({ state: 'succeeded', rows: { loaded: 2 } });
    expect(await query('SELECT customer_id, name, segment, consent, debt FROM customers FINAL ORDER BY customer_id')).toEqual([
      { customer_id: 'A1', name: 'ООО "Ромашка"', segment: 'VIP', consent: true, debt: '123456' },
      { customer_id: 'A2', name: 'Иванова', segment: 'Крупные', consent: true, debt: '-750' },
      { customer_id: 'A9', name: '', segment: 'new', consent: true, debt: null },
    ]);
    // Rows of the first file were replaced in the meantime: now it is news again.
    expect((await harness.run(again.import.id, earlier!.settings)).import.state).toBe('succeeded');
    expect(await query(`SELECT segment FROM customers FINAL WHERE customer_id = 'A1'`)).toEqual([{ segment: 'Крупные' }]);
  });
});

describe('other datasets', () => {
  it('refuses candidates of unknown actions and counts unknown customers', async () => {
    await saveChannel(harness.container.repository, { id: 'phone', title: { ru: 'Телефон', en: 'Phone' } });
    await saveAction(harness.container.repository, { id: 'call', title: { ru: 'Звонок', en: 'Call' }, channel: 'phone', stage: 'soft', costMinor: 1000 });
    const { import: done, preview } = await harness.bring('scores.csv', 'client,action,score,value,cost\nA1,call,0.25,100.50,\nZ1,call,35%,1,2\nA1,fly,0.1,1,1\nA2,call,1.5,1,-1\n', { constants: { score_set: 'may' } });
    expect(preview.settings.dataset).toBe('candidates');
    expect(done).toMatchObject({ state: 'succeeded', rows: { read: 4, loaded: 2, rejected: 2, unknownCustomers: 1 } });
    expect(await query('SELECT score_set, customer_id, action_id, probability, value_minor, cost_minor FROM candidates FINAL ORDER BY customer_id')).toEqual([
      { score_set: 'may', customer_id: 'A1', action_id: 'call', probability: 0.25, value_minor: 10050, cost_minor: null },
      { score_set: 'may', customer_id: 'Z1', action_id: 'call', probability: 0.35, value_minor: 100, cost_minor: 200 },
    ]);
    const rejects = (await harness.get(`/v1/imports/${done.id}/rejects`)).text;
    expect(rejects).toContain('"4","action","fly","unknown-action"');
    expect(rejects).toContain(`"5","cost","'-1","out-of-range"`);
  });

  it('takes contacts and payments with their times', async () => {
    const contacts = await harness.bring('contacts.csv', 'id,client,channel,date,cost\n1,A1,phone,2024-05-01T10:00:00+03:00,12.5\n2,A1,post,2024-05-02 11:30,\n');
    expect(contacts.preview.settings.dataset).toBe('contacts');
    expect(await query('SELECT contact_id, channel, status, cost_minor, at FROM contacts FINAL ORDER BY contact_id')).toEqual([
      { contact_id: '1', channel: 'phone', status: 'sent', cost_minor: '1250', at: '2024-05-01 07:00:00.000' },
      { contact_id: '2', channel: 'post', status: 'sent', cost_minor: '0', at: '2024-05-02 11:30:00.000' },
    ]);
    const payments = await harness.bring('payments.csv', 'payment,customer,amount,paid_on\n1,A1,10.00,1/15/2013\n2,A1,"1,000.00",2/3/2013\n');
    expect(payments.preview.settings).toMatchObject({ dataset: 'payments', format: { dateOrder: 'mdy' } });
    expect(await query('SELECT payment_id, amount_minor, paid_on FROM payments FINAL ORDER BY payment_id')).toEqual([
      { payment_id: '1', amount_minor: '1000', paid_on: '2013-01-15' },
      { payment_id: '2', amount_minor: '100000', paid_on: '2013-02-03' },
    ]);
  });

  it('takes Parquet, whatever its name', async () => {
    const path = join(harness.container.folders.scratch, 'made.parquet');
    await harness.container.analytics.command(
      `INSERT INTO FUNCTION file('${path}', 'Parquet') SELECT concat('P', toString(number)) AS customer_id, if(number = 1, NULL, number / 4) AS rate, toDate32('2024-01-01') + number AS since, [toString(number), 'x,y'] AS labels, number % 2 = 1 AS odd, toDecimal64(number, 2) AS balance, map('a', 1) AS nested FROM numbers(2000)`,
    );
    const { import: done, preview } = await harness.bring('table.csv', readFileSync(path));
    expect(preview.columns.map(({ name, detectedType }) => `${name} ${detectedType}`)).toEqual(['customer_id text', 'rate number', 'since date', 'labels list', 'odd number', 'balance money', 'nested text']);
    expect(done).toMatchObject({ state: 'succeeded', rows: { read: 2000, loaded: 2000, rejected: 0 } });
    expect(await query(`SELECT rate, since, labels, balance FROM customers FINAL WHERE customer_id IN ('P1', 'P3') ORDER BY customer_id`)).toEqual([
      { rate: null, since: '2024-01-02', labels: ['1', 'x y'], balance: '100' },
      { rate: 0.75, since: '2024-01-04', labels: ['3', 'x y'], balance: '300' },
    ]);
  });
});

describe('what cannot be imported', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 422, 'import-not-readable'],
    ['a workbook', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0]), 415, 'unsupported-format'],
    ['garbage', Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 37) % 256)), 415, 'unsupported-format'],
    ['half a Parquet file', Buffer.from('PAR1abcdefgh'), 422, 'import-not-readable'],
  ])('refuses %s at once', async (_, bytes, status, code) => {
    const reply = await harness.upload('data.csv', bytes);
    expect([reply.status, reply.body['code']]).toEqual([status, code]);
  });

  it('says of a header without rows, of too many columns and of an open quote what is wrong', async () => {
    const headerOnly = await harness.upload('h.csv', 'customer_id,name\n');
    expect((await harness.preview(headerOnly.import.id)).faults).toMatchObject([{ code: 'no-rows' }]);
    const wide = await harness.upload('w.csv', `${Array.from({ length: 10_000 }, (_, index) => `c${index}`).join(',')}\n1\n`);
    expect(await harness.post(`/v1/imports/${wide.import.id}/preview`, {})).toMatchObject({ status: 413, body: { code: 'too-large' } });
    const rows = Array.from({ length: 3000 }, (_, index) => `Q${index},x`).join('\n');
    const open = await harness.upload('q.csv', `customer_id,name\n${rows}\nQ,"never\nR,x\n`);
    const { settings } = await harness.preview(open.import.id);
    const { import: failed } = await harness.run(open.import.id, settings);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'import-not-readable', detail: expect.stringContaining('line 3002') as string } });
    expect(await query(`SELECT 1 FROM customers WHERE startsWith(customer_id, 'Q')`)).toEqual([]);
    expect(await stagingLeft()).toEqual([]);
  });

  it('names every fault of a mapping', async () => {
    const { import: uploaded } = await harness.upload('p.csv', 'payment,customer,amount,paid_on\n1,A1,10.00,2013-01-15\n');
    const { settings } = await harness.preview(uploaded.id);
    const reply = await harness.post(`/v1/imports/${uploaded.id}/start`, { settings: { ...settings, mapping: [{ column: 0, to: { field: 'payment_id' } }, { column: 9, to: { field: 'amount_minor' } }, { column: 1, to: { field: 'nonsense' } }] } });
    expect(reply.status).toBe(422);
    expect((reply.body['faults'] as { code: string }[]).map(({ code }) => code)).toEqual(['no-such-column', 'unknown-field', 'missing', 'missing', 'missing']);
  });

  it('stays inside the import folder', async () => {
    const { imports, data } = harness.container.folders;
    mkdirSync(join(imports, 'sub'));
    writeFileSync(join(imports, 'ok.csv'), 'customer_id,name\nF1,x\n');
    writeFileSync(join(data, 'secret.csv'), 'customer_id\nS1\n');
    symlinkSync(join(data, 'secret.csv'), join(imports, 'link.csv'));
    expect((await harness.get('/v1/imports/folder')).body).toMatchObject([{ name: 'ok.csv' }]);
    for (const fileName of ['../secret.csv', 'link.csv', 'sub', '..', join(data, 'secret.csv'), 'none.csv', 'ok.csv\u0000']) {
      expect((await harness.post('/v1/imports/from-folder', { fileName })).status, fileName).toBe(404);
    }
    expect(await harness.post('/v1/imports/from-folder', { fileName: 'ok.csv' })).toMatchObject({ status: 201, body: { state: 'uploaded' } });
  });

  it('leaves nothing of a file that is too large', async () => {
    const small = await openImportHarness({ uploadLimitBytes: 1000 });
    try {
      const reply = await small.upload('big.csv', 'x'.repeat(5000));
      expect([reply.status, reply.body['code']]).toEqual([413, 'too-large']);
      expect(readdirSync(small.container.folders.uploads)).toEqual([]);
    } finally {
      await small.close();
    }
  });
});
