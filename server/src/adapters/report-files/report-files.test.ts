import { inflateRawSync } from 'node:zlib';
import { buildDocument } from '@arbiter/reports/documents/index';
import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, it } from 'vitest';
import { renderReportFile } from './render-report-file.js';
import { readers, sampleBoard, sampleCampaign, sampleTable, sampleTableInput } from './testing/sample-inputs.js';

/** Spaces of every kind are one; a line's break within a word is none of the text's. */
const flat = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, ' ');
const solid = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, '');

async function pagesOf(pdf: Uint8Array): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: false });
  return text;
}

/** The parts of a workbook by name. */
function unzip(file: Uint8Array): Map<string, string> {
  const bytes = Buffer.from(file);
  const parts = new Map<string, string>();
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [method, size, nameLength, extraLength, commentLength, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const raw = bytes.subarray(data, data + size);
    parts.set(name, (method === 0 ? raw : inflateRawSync(raw)).toString('utf8'));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return parts;
}

describe('the PDF', () => {
  it.each(['ru', 'en'] as const)('of a campaign holds every number of its tables as text (%s)', async (language) => {
    const input = sampleCampaign();
    const pages = await pagesOf(await renderReportFile({ format: 'pdf', input, reader: readers[language] }));
    const text = solid(pages.join(' '));
    for (const section of buildDocument(input, readers[language]).sections) {
      expect(text).toContain(solid(section.title));
      for (const block of section.blocks) {
        if (block.kind !== 'table') continue;
        for (const cell of block.table.rows.flat()) {
          expect(text).toContain(solid(cell.text));
          if (cell.detail) expect(text).toContain(solid(cell.detail));
        }
      }
    }
    expect(flat(pages[0] ?? '')).toContain(language === 'ru' ? 'меньше на 2,8 дня' : 'lower by 2.8 days');
    expect(flat(pages.at(-1) ?? '')).toContain(language === 'ru' ? `Страница ${pages.length} из ${pages.length}` : `Page ${pages.length} of ${pages.length}`);
    // No letter is missing from the typeface.
    expect(text).not.toMatch(/[\u0000\ufffd]/);
    expect(text).toContain(language === 'ru' ? '1697₽' : '€1,697');
  });

  it('repeats the header of a table on each of its pages, with sixty segments of long names', async () => {
    const pages = await pagesOf(await renderReportFile({ format: 'pdf', input: sampleCampaign({ segments: 60 }), reader: readers.ru }));
    const withRows = pages.filter((page) => (solid(page).match(/достопримечательностейномер\d+/g) ?? []).length > 4);
    expect(withRows.length).toBeGreaterThan(3);
    for (const page of withRows) expect(solid(page)).toContain('спопр');
    expect(solid(pages.join(''))).toContain('достопримечательностейномер60');
  }, 60_000);

  it('is tagged, has bookmarks and says its language and title', async () => {
    const pdf = Buffer.from(await renderReportFile({ format: 'pdf', input: sampleCampaign(), reader: readers.ru })).toString('latin1');
    expect(pdf).toContain('/StructTreeRoot');
    expect(pdf).toMatch(/\/Lang \(ru-RU\)/);
    expect(pdf).toContain('/Outlines');
    expect(pdf).toContain('/Marked true');
    expect(pdf).toContain('/DisplayDocTitle true');
  });

  it('of an empty report, an empty table and a board with a broken tile says so', async () => {
    const campaign = sampleCampaign({ segments: 0 });
    const nothing = { ...campaign, report: { ...campaign.report, overall: [], series: [], channels: [], limits: [], economics: [], verdicts: [], metrics: [] } };
    expect((await pagesOf(await renderReportFile({ format: 'pdf', input: nothing, reader: readers.en }))).length).toBeGreaterThan(0);
    expect(flat((await pagesOf(await renderReportFile({ format: 'pdf', input: sampleTableInput(0), reader: readers.ru }))).join(' '))).toContain('Данных за этот период');
    const board = flat((await pagesOf(await renderReportFile({ format: 'pdf', input: sampleBoard(), reader: readers.ru }))).join(' '));
    expect(board).toContain('Плитка не посчиталась: time-out');
    expect(board).toContain('Последний месяц');
  });
});

describe('the workbook', () => {
  it('types its cells, keeps its header in sight, and text that begins like a formula is text', async () => {
    const parts = unzip(await renderReportFile({ format: 'xlsx', input: sampleTableInput(), reader: readers.ru }));
    const sheet = parts.get('xl/worksheets/sheet2.xml') ?? '';
    expect([...parts.keys()].filter((name) => name.startsWith('xl/worksheets/sheet'))).toHaveLength(2);
    expect(sheet).toContain('<pane ySplit="1"');
    expect(sheet).not.toContain('<f>');
    expect(sheet).toContain('<v>1234567.89</v>');
    expect(sheet).toContain('<v>0.1234567890123</v>');
    expect(parts.get('xl/sharedStrings.xml') ?? '').toContain('=HYPERLINK(');
    expect(parts.get('xl/styles.xml') ?? '').toContain('0.00%');
    expect(parts.get('xl/workbook.xml') ?? '').toContain('О файле');
  });

  it('of a campaign has a sheet for each section, with the ends of intervals in columns of their own', async () => {
    const parts = unzip(await renderReportFile({ format: 'xlsx', input: sampleCampaign(), reader: readers.en }));
    const workbook = parts.get('xl/workbook.xml') ?? '';
    for (const name of ['About', 'All metrics', 'By Segment', 'Effect by day', 'Money', 'Channels']) expect(workbook).toContain(`name="${name}"`);
    expect(parts.get('xl/sharedStrings.xml') ?? '').toContain('Difference: from');
  });

  it('takes 100,000 rows', async () => {
    const file = await renderReportFile({ format: 'xlsx', input: sampleTableInput(100_000), reader: readers.ru });
    expect((unzip(file).get('xl/worksheets/sheet2.xml') ?? '').match(/<row /g)?.length).toBe(100_001);
  }, 120_000);
});

describe('charts and numbers', () => {
  it('pictures are drawn with the letters of both alphabets', async () => {
    const svg = Buffer.from(await renderReportFile({ format: 'svg', input: sampleTableInput(), reader: readers.ru })).toString();
    expect(svg).toMatch(/^<svg/);
    expect(svg).toContain('Приволжье');
    const png = Buffer.from(await renderReportFile({ format: 'png', input: sampleCampaign(), reader: readers.en }));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(1_920);
  });

  it('CSV has all digits, the unit where the number does not show it, and no formulas', async () => {
    const csv = Buffer.from(await renderReportFile({ format: 'csv', input: sampleTableInput(), reader: readers.ru, excel: true })).toString();
    const lines = csv.split('\r\n');
    expect(lines[0]).toBe('\uFEFFРегион,Стадия,Стадия (код),Последний платёж,Клиентов,Взыскано [money-minor],Доля оплативших [share],Доля: низ [share],Доля: верх [share],Чего нельзя узнать');
    expect(lines[1]).toBe('Приволжье,Мягкая,soft,2026-05-31,1200,123456789,0.1234567890123,0.1034567890123,0.1434567890123,');
    expect(lines[4]).toContain('знаменатель равен нулю');
    expect(lines[5]).toMatch(/^"'=HYPERLINK/);
    expect(sampleTable().rows).toHaveLength(lines.length - 2);
  });
});
