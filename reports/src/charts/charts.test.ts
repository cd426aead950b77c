import { type EChartsOption, init } from 'echarts';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../control-vs-target/build-report.js';
import { collectionConstraints, collectionCells, collectionScope } from '../control-vs-target/fixtures/collection.fixture.js';
import { type ChartContext, controlColour, cumulativeChart, forestPlot, formatDifference, formatValue, limitBars, pairedBars, sparkline, targetColour } from './index.js';

const report = buildReport({ scope: collectionScope, cells: collectionCells, constraints: collectionConstraints });
const context: ChartContext = {
  text: { target: 'Target', control: 'Control', difference: 'Difference', interval: '95 % interval', allCustomers: 'All', noEffect: 'no effect', used: 'Used', planned: 'Planned', limit: 'Limit', percentagePoints: 'pp', days: 'days' },
  locale: 'en',
  currency: 'RUB',
  theme: 'light',
  metricTitle: (metric) => metric,
  segmentTitle: (segment) => segment,
  itemTitle: (id) => id,
};

function draw(option: EChartsOption | null): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 640, height: 360 });
  chart.setOption(option ?? {});
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const themed = { ...context, theme };

  it('paired bars show both arms in full with the difference above', () => {
    const svg = draw(pairedBars(report, 'overdue_paid_share', 'target', themed));
    expect(svg).toContain(targetColour);
    expect(svg).toContain(controlColour);
    expect(svg).toContain('+25\u00a0pp');
    // The axis reaches past 100 % because the values do.
    expect(svg).toContain('120%');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('forest, cumulative line, sparkline and limits draw', () => {
    for (const option of [forestPlot(report, 'turnover_days', 'target', themed), cumulativeChart(report, 'turnover_days', 'target', themed), sparkline(report, 'turnover_days', 'target', themed), limitBars(report, themed)]) {
      const svg = draw(option);
      expect(svg).toContain('<path');
      expect(svg).not.toMatch(/NaN|Infinity/);
    }
  });
});

it('says the chart in words', () => {
  const { aria } = forestPlot(report, 'turnover_days', 'target', context) as { aria: { label: { description: string } } };
  expect(aria.label.description).toMatch(/turnover_days\. All: −3\sdays \(−3\.\d\sdays … −2\.\d\sdays\)/);
});

it('formats by locale and unit', () => {
  const russian = { ...context, locale: 'ru', text: { ...context.text, percentagePoints: 'п. п.', days: 'дн.' } };
  expect(formatDifference(-2.2, 'days', russian)).toBe('−2,2\u00a0дн.');
  expect(formatDifference(0.131, 'share', russian)).toBe('+13,1\u00a0п. п.');
  expect(formatValue(1.2, 'share', context)).toBe('120%');
  expect(formatValue(null, 'days', context)).toBe('–');
});

it('unknown metrics and empty series give an empty chart, not an error', () => {
  expect(sparkline(report, 'response_rate', 'target', context)).toBeNull();
  expect(draw(pairedBars(report, 'nothing', 'target', context))).toContain('<svg');
  expect(draw(cumulativeChart(report, 'response_rate', 'target', context))).toContain('<svg');
});

it('markup of a segment’s name does not reach the tooltip', () => {
  const option = pairedBars(report, 'turnover_days', 'target', { ...context, segmentTitle: () => '<img src=x>' }) as { tooltip: { formatter: (params: unknown) => string } };
  expect(option.tooltip.formatter([{ dataIndex: 0 }])).not.toContain('<img');
});
