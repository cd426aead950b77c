import type { Constraint } from '@arbiter/contracts';
import type { ReportTable } from '@arbiter/contracts/reporting/report-table';
import { type BoardInput, type CampaignInput, type DocumentReader, noNames, type TableInput } from '@arbiter/reports/documents/index';
import { sampleReport } from './sample-report.js';

export const readers: Record<'ru' | 'en', DocumentReader> = {
  ru: { language: 'ru', currency: 'RUB', timeZone: 'Europe/Moscow', madeAt: '2026-06-02T09:15:00.000Z' },
  en: { language: 'en', currency: 'EUR', timeZone: 'Europe/London', madeAt: '2026-06-02T09:15:00.000Z' },
};

const constraints: Constraint[] = [
  { id: 'budget', kind: 'budget', atMostMinor: 80_000_000 },
  { id: 'calls', kind: 'capacity', of: { channel: ['phone'], stage: ['soft'] }, atMost: 6_000, per: 'week' },
  { id: 'court', kind: 'share', of: { action: ['court'] }, below: 0.05, denominator: 'acted-upon' },
];

/** A collection campaign with so many segments. */
export function sampleCampaign({ segments = 5 } = {}): CampaignInput {
  const names = ['lazy', '=2+3', 'problem', 'lost', 'disorganised'];
  const report = sampleReport(segments === 0 ? [] : Array.from({ length: segments }, (_, index) => names[index] ?? `сегмент достопримечательностей номер ${index + 1}`));
  return {
    kind: 'campaign',
    name: 'Весенние письма и звонки «Тёплая волна»',
    report,
    names: {
      ...noNames,
      dimensions: { region: { ru: 'Регион', en: 'Region' }, segment: { ru: 'Сегмент', en: 'Segment' } },
      values: { segment: { lazy: { ru: 'лентяи', en: 'lazy' }, problem: { ru: 'проблемные неплательщики', en: 'problem payers' }, lost: { ru: 'пропавшие', en: 'lost' }, disorganised: { ru: 'несобранные', en: 'disorganised' } }, region: { volga: { ru: 'Поволжье', en: 'Volga' } } },
      channels: { phone: { ru: 'Телефон', en: 'Phone' }, 'e-mail': { ru: 'Электронная почта', en: 'E-mail' } },
      actions: { court: { ru: 'Судебный приказ', en: 'Court order' } },
      constraints,
    },
  };
}

export const regions = ['Приволжье', 'Урал', 'Сибирь', 'Дальний Восток', '=HYPERLINK("http://x")', 'Северо-Запад'];

/** Recoveries by region with an interval, money in kopecks, a share, a date and a number that cannot be known. */
export function sampleTable(rows = regions.length): ReportTable {
  return {
    columns: [
      { id: 'region', title: { ru: 'Регион', en: 'Region' }, role: 'dimension', type: 'text' },
      { id: 'stage', title: { ru: 'Стадия', en: 'Stage' }, role: 'dimension', type: 'text', valueTitles: { soft: { ru: 'Мягкая', en: 'Soft' } } },
      { id: 'lastOn', title: { ru: 'Последний платёж', en: 'Last payment' }, role: 'dimension', type: 'date', grain: 'day' },
      { id: 'customers', title: { ru: 'Клиентов', en: 'Customers' }, role: 'measure', type: 'number', unit: 'count', additive: true },
      { id: 'recovered', title: { ru: 'Взыскано', en: 'Recovered' }, role: 'measure', type: 'number', unit: 'money-minor', better: 'higher', additive: true },
      { id: 'rate', title: { ru: 'Доля оплативших', en: 'Share paid' }, role: 'measure', type: 'number', unit: 'share', low: 'rateLow', high: 'rateHigh' },
      { id: 'rateLow', title: { ru: 'Доля: низ', en: 'Share: low' }, role: 'measure', type: 'number', unit: 'share' },
      { id: 'rateHigh', title: { ru: 'Доля: верх', en: 'Share: high' }, role: 'measure', type: 'number', unit: 'share' },
    ],
    rows: Array.from({ length: rows }, (_, index) => {
      const rate = 0.1234567890123 + (index % 7) / 100;
      return [`${regions[index % regions.length] ?? ''}${index < regions.length ? '' : ` ${index}`}`, 'soft', '2026-05-31', 1200 + index * 17, 123_456_789 + index * 1_000_001, index === 3 ? null : rate, index === 3 ? null : rate - 0.02, index === 3 ? null : rate + 0.02];
    }),
    rowsOmitted: 0,
    unknown: rows > 3 ? [{ row: 3, column: 'rate', reason: 'denominator-zero' }] : [],
    notes: [{ ru: 'Платежи без счёта не учтены.', en: 'Payments without an invoice are left out.' }],
    queries: [{ sql: 'SELECT region FROM payments WHERE paid_on < {today:Date}', params: { today: '2026-06-01' } }],
    asOf: '2026-06-01T21:00:00.000Z',
    tookMs: 12,
  };
}

export const sampleTableInput = (rows?: number): TableInput => ({
  kind: 'table', title: 'Взыскание по регионам', table: sampleTable(rows), names: noNames,
  chosen: { period: { kind: 'last', count: 3, unit: 'month' }, filters: [{ dimension: 'stage', op: 'in', values: ['soft'] }], compare: { kind: 'previous-period' } },
});

export function sampleBoard(): BoardInput {
  const source = { kind: 'view', view: 'collections' } as const;
  const number: ReportTable = { ...sampleTable(1), columns: [sampleTable(1).columns[4]!, { id: 'before', title: { ru: 'Было', en: 'Before' }, role: 'measure', type: 'number', unit: 'money-minor', comparedTo: 'recovered' }], rows: [[987_654_321_00, 900_000_000_00]], unknown: [], notes: [] };
  return {
    kind: 'board',
    document: {
      title: { ru: 'Взыскание', en: 'Collections' }, description: { ru: 'Сколько возвращается и через что.', en: 'How much comes back, and through what.' }, filters: ['region'], shared: true, period: { kind: 'last', count: 1, unit: 'month' },
      tiles: [
        { id: 'sum', title: { ru: 'Взыскано', en: 'Recovered' }, source, chart: { type: 'number' }, width: 3, height: 'small' },
        { id: 'regions', title: { ru: 'По регионам', en: 'By region' }, note: { ru: 'Регион — по адресу договора.', en: 'The region is that of the contract.' }, source, chart: { type: 'lying-bar', x: 'region', y: ['recovered'] }, width: 6, height: 'middle' },
        { id: 'rates', title: { ru: 'Доля оплативших', en: 'Share paid' }, source, chart: { type: 'forest', x: 'region', y: ['rate'] }, width: 6, height: 'middle' },
        { id: 'broken', title: { ru: 'Сломанная', en: 'Broken' }, source, chart: { type: 'line' }, width: 6, height: 'middle' },
      ],
    },
    tiles: [
      { id: 'sum', table: number, failure: null },
      { id: 'regions', table: sampleTable(), failure: null },
      { id: 'rates', table: sampleTable(), failure: null },
      { id: 'broken', table: null, failure: 'time-out' },
    ],
    chosen: {}, names: noNames,
  };
}
