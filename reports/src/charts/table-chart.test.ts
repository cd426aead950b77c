import type { ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';
import { chartTypes } from '@arbiter/contracts/reporting/report-table';
import { type EChartsOption, init } from 'echarts';
import { describe, expect, it } from 'vitest';
import { controlColour, targetColour } from './chart-theme.js';
import { chartPlan, chooseChart, graphCategory, heatMapCell, numberText, tableChart, type TableChartContext } from './table-chart.js';

const title = (text: string) => ({ ru: `${text} (ру)`, en: text });
const context: TableChartContext = { language: 'en', locale: 'en-GB', currency: 'RUB', theme: 'light' };
const dimension = (id: string, more: Partial<ReportColumn> = {}): ReportColumn => ({ id, title: title(id), role: 'dimension', type: 'text', ...more });
const measure = (id: string, more: Partial<ReportColumn> = {}): ReportColumn => ({ id, title: title(id), role: 'measure', type: 'number', unit: 'count', ...more });
const table = (columns: ReportColumn[], rows: ReportTable['rows'], unknown: ReportTable['unknown'] = []): ReportTable => ({ columns, rows, rowsOmitted: 0, unknown, notes: [], queries: [], asOf: '2026-11-01T00:00:00Z', tookMs: 1 });

function draw(option: EChartsOption, width = 640): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height: 360 });
  chart.setOption({ ...option, animation: false });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
const description = (option: EChartsOption): string => (option.aria as { label: { description: string } }).label.description;

const byDay = table(
  [dimension('day', { type: 'date', grain: 'day' }), dimension('channel', { valueTitles: { sms: title('SMS'), call: title('Call') } }), measure('share', { unit: 'share', low: 'share.low', high: 'share.high' }), measure('share.low'), measure('share.high'), measure('share.before', { comparedTo: 'share', unit: 'share' })],
  [
    ['2026-10-02', 'sms', 1.2, 1.1, 1.3, 1],
    ['2026-10-01', 'sms', 0.5, 0.4, 0.6, 0.4],
    ['2026-10-03', 'sms', null, null, null, null],
    ['2026-10-01', 'call', 0.2, 0.1, 0.3, 0.2],
  ],
  [{ row: 2, column: 'share', reason: 'denominator-zero' }],
);
const arms = table(
  [dimension('segment'), measure('target', { unit: 'share', arm: 'target', low: 'tl', high: 'th' }), measure('tl'), measure('th'), measure('control', { unit: 'share', arm: 'control' })],
  [['lazy', 1.35, 1.2, 1.5, 1.1], ['lost', 0.4, 0.3, 0.5, 0.45]],
);
const two = table([dimension('from'), dimension('to'), measure('n', { additive: true })], [['0', '0', 5], ['0', '30', 2], ['30', '0', 1], ['30', '30', 9]]);
const numeric = table([dimension('score', { type: 'number', unit: 'share' }), measure('rate', { unit: 'share' })], [[0.5, 0.4], [0.1, 0.05], [0.9, 0.97]]);

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each(chartTypes)('%s draws any table without an error, wide and narrow', (type) => {
    for (const one of [byDay, arms, two, numeric, table([measure('a'), measure('b', { unit: 'money-minor' })], [[1, 250_000]])]) {
      for (const narrow of [false, true]) {
        const svg = draw(tableChart(one, { type }, { ...context, theme, narrow, annotations: [{ on: '2026-10-02', text: 'Release' }, { on: '2026-10-01', until: '2026-10-02', text: 'Holidays' }] }), narrow ? 340 : 900);
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        expect(svg).toMatch(/<path|<text/);
      }
    }
  });
});

it('an empty table says so, in the picture and in words', () => {
  const option = tableChart(table([dimension('a'), measure('n')], []), { type: 'bar' }, { ...context, language: 'ru', locale: 'ru-RU' }, 'Контакты');
  expect(draw(option)).toContain('Нет данных');
  expect(description(option)).toBe('Контакты. Нет данных');
});

it('orders time, leaves gaps where nothing is known and says why', () => {
  const plan = chartPlan(byDay, { type: 'line' }, context);
  expect(plan.categories.map(({ value }) => value)).toEqual(['2026-10-01', '2026-10-02', '2026-10-03']);
  const sms = plan.series.find(({ value }) => value === 'sms');
  expect(sms?.points.map((point) => point?.value)).toEqual([0.5, 1.2, null]);
  expect(plan.series.find(({ value }) => value === 'call')?.points.map((point) => point?.value)).toEqual([0.2, undefined, undefined]);
  const option = tableChart(byDay, { type: 'line' }, context) as { tooltip: { formatter: (params: unknown) => string } };
  expect(option.tooltip.formatter([{ dataIndex: 2 }])).toContain('unknown: nothing to divide by');
  expect(option.tooltip.formatter([{ dataIndex: 1 }])).toContain('120% (110% … 130%)');
  expect(option.tooltip.formatter([{ dataIndex: 1 }])).toContain('+20\u00a0pp');
});

it('target and control keep their colours; differences stand above the pairs and nothing is clipped at 100 %', () => {
  const svg = draw(tableChart(arms, { type: 'paired-bars' }, context));
  expect(svg).toContain(targetColour);
  expect(svg).toContain(controlColour);
  expect(svg).toContain('+25\u00a0pp');
  expect(svg).toMatch(/1[56]0%/);
});

it('a value keeps its colour when others are filtered away', () => {
  const channel = dimension('channel', { valueTitles: { call: title('Call'), sms: title('SMS'), mail: title('Mail') } });
  const month = dimension('month', { type: 'date', grain: 'month' });
  const colour = (rows: ReportTable['rows'], value: string) => chartPlan(table([month, channel, measure('n')], rows), { type: 'line' }, context).series.find((series) => series.value === value)?.colour;
  const all: ReportTable['rows'] = [['2026-10-01', 'mail', 1], ['2026-10-01', 'sms', 1], ['2026-10-01', 'call', 1]];
  expect(colour(all, 'sms')).toBe(colour(all.slice(1).reverse(), 'sms'));
});

it('many categories become the largest and the others only where sums mean something', () => {
  const rows = Array.from({ length: 50 }, (_, index) => [`c${index}`, index + 1] as [string, number]);
  const sums = chartPlan(table([dimension('c'), measure('n', { additive: true })], rows), { type: 'bar' }, { ...context, maxCategories: 20 });
  expect(sums.categories).toHaveLength(20);
  expect(sums.categories.at(-1)).toEqual({ text: 'others', value: null, isRest: true });
  expect(sums.series[0]?.points.reduce((sum, point) => sum + (point?.value ?? 0), 0)).toBe((50 * 51) / 2);
  const averages = chartPlan(table([dimension('c'), measure('n')], rows), { type: 'bar' }, { ...context, maxCategories: 20 });
  expect(averages.categories).toHaveLength(20);
  expect(averages.categoriesOmitted).toBe(30);
});

it('many series become a handful and the others', () => {
  const rows = Array.from({ length: 30 }, (_, index) => ['2026-10-01', `s${index}`, index] as [string, string, number]);
  const plan = chartPlan(table([dimension('day', { type: 'date' }), dimension('s'), measure('n', { additive: true })], rows), { type: 'stacked-area' }, context);
  expect(plan.series).toHaveLength(8);
  expect(plan.series.at(-1)?.name).toBe('others');
  expect(plan.series.reduce((sum, { points }) => sum + (points[0]?.value ?? 0), 0)).toBe((29 * 30) / 2);
});

it('rows that repeat a category are all drawn', () => {
  expect(chartPlan(table([dimension('c'), measure('n')], [['a', 1], ['a', 2]]), { type: 'bar' }, context).categories.map(({ text }) => text)).toEqual(['a', 'a']);
});

it('a click on a cell of a heat map finds its row', () => {
  const plan = chartPlan(two, { type: 'heatmap', x: 'from', series: 'to' }, context);
  const cell = heatMapCell(plan, 2);
  expect(cell).toEqual({ series: 1, category: 0 });
  expect(plan.series[1]?.points[0]?.row).toBe(1);
});

it('chooses a chart by what the columns are', () => {
  expect(chooseChart(byDay).type).toBe('line');
  expect(chooseChart(arms).type).toBe('paired-bars');
  expect(chooseChart(two)).toEqual({ type: 'stacked-bar', x: 'from', series: 'to' });
  expect(chooseChart(table([measure('n')], [[1]])).type).toBe('number');
  expect(chooseChart(table([dimension('a')], [['x']])).type).toBe('table');
});

it('writes units by locale', () => {
  const russian: TableChartContext = { ...context, language: 'ru', locale: 'ru-RU' };
  expect(numberText(0.1234, 'share', russian)).toBe('12,3\u00a0%');
  expect(numberText(-0.031, 'points', russian)).toBe('−3,1\u00a0п. п.');
  expect(numberText(123_456_700, 'money-minor', russian)).toBe('1\u00a0234\u00a0567\u00a0₽');
  expect(numberText(123_456_700, 'money-minor', russian, true)).toBe('1,23\u00a0млн\u00a0₽');
  expect(numberText(45.25, 'days', russian)).toBe('45,3\u00a0дн.');
  expect(numberText(350, 'duration-us', context)).toBe('350 μs');
  expect(numberText(Number.NaN, 'count', context)).toBe('–');
});

it('markup of values does not reach the tooltip', () => {
  const option = tableChart(table([dimension('c'), measure('n')], [['<img src=x>', 1]]), { type: 'bar' }, context) as { tooltip: { formatter: (params: unknown) => string } };
  expect(option.tooltip.formatter([{ dataIndex: 0 }])).not.toContain('<img');
});

it('says the chart in words', () => {
  expect(description(tableChart(arms, { type: 'paired-bars' }, context, 'Paid'))).toMatch(/^Paid\. lazy, target, 135% \(120% … 150%\)\. lost, target, 40%/);
});

it('draws a strategy in layers with its counts, and finds the row of a mark', () => {
  const columns = [dimension('element'), dimension('step'), dimension('node'), dimension('nodeKind'), dimension('title'), dimension('port'), dimension('to'), measure('decisions'), measure('share', { unit: 'share' }), measure('failed'), measure('y', { unit: 'number' })];
  const node = (id: string, decisions: number, share: number) => ['node', id, id, 'rules', `Step ${id}`, '', '', decisions, share, 0, null] as ReportTable['rows'][number];
  const edge = (from: string, to: string, decisions: number, share: number) => ['edge', `${from}:out`, from, '', 'out', 'out', to, decisions, share, 0, null] as ReportTable['rows'][number];
  const strategy = table(columns, [node('a', 100, 1), node('b', 70, 0.7), node('c', 30, 0.3), edge('a', 'b', 70, 0.7), edge('a', 'c', 30, 0.3), edge('c', 'b', 0, 0), edge('b', 'a', 0, 0)]);
  const plan = chartPlan(strategy, { type: 'strategy-graph' }, context);
  expect(plan.graph?.nodes.map(({ layer }) => layer)).toHaveLength(3);
  expect(graphCategory(plan.graph as NonNullable<typeof plan.graph>, 'edges', 1)).toBe(4);
  expect(plan.series[0]?.points[4]?.row).toBe(4);
  const svg = draw(tableChart(strategy, { type: 'strategy-graph' }, context), 900);
  expect(svg).toContain('Step a');
  expect(svg).toMatch(/70%/);
  expect(svg).not.toMatch(/NaN|undefined/);
});
