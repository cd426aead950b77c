import type { ReportLimit, ReportModel } from '@arbiter/contracts/report-model';
import type { EChartsOption } from 'echarts';
import { categoryAxis, chartFrame, legendFrame, tooltipFrame, valueAxis } from './chart-frame.js';
import { chartTheme } from './chart-theme.js';
import { type ChartContext, escapeMarkup, formatPercent, formatValue } from './chart-wording.js';

/** Use of the campaign's limits, plan beside fact, as shares of each limit: what passes the line of 100 % broke it. */
export function limitBars(report: ReportModel, context: ChartContext): EChartsOption {
  const theme = chartTheme(context.theme);
  const { text } = context;
  const limits = report.limits.filter((limit) => limit.limit > 0 && (limit.used !== null || limit.planned !== null));
  const names = limits.map((limit) => context.itemTitle(limit.constraintId));
  const amount = (limit: ReportLimit, value: number | null): string => formatValue(value, limit.unit === 'actions' ? 'number' : limit.unit, context);
  const words = (limit: ReportLimit): string => `${text.used} ${amount(limit, limit.used)}, ${text.planned} ${amount(limit, limit.planned)}, ${text.limit} ${amount(limit, limit.limit)}`;
  const share = (limit: ReportLimit, value: number | null): number | '-' => (value === null ? '-' : value / limit.limit);
  const isPlanned = limits.some((limit) => limit.planned !== null);
  const plannedBars = { type: 'bar' as const, name: text.planned, barMaxWidth: 18, itemStyle: { color: theme.muted, opacity: 0.5, borderRadius: [0, 3, 3, 0] }, data: limits.map((limit) => share(limit, limit.planned)) };
  return {
    ...chartFrame(theme, limits.map((limit, index) => `${names[index]}: ${words(limit)}`).join('; ')),
    tooltip: {
      ...tooltipFrame(theme),
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (params: unknown) => {
        const first: unknown = Array.isArray(params) ? params[0] : params;
        const index = first && typeof first === 'object' && 'dataIndex' in first ? Number(first.dataIndex) : -1;
        const limit = limits[index];
        return limit ? `<b>${escapeMarkup(names[index] ?? '')}</b><br>${escapeMarkup(words(limit))}` : '';
      },
    },
    legend: legendFrame(theme, isPlanned ? [text.planned, text.used] : [text.used]),
    xAxis: { ...valueAxis(theme, (value) => formatPercent(value, context.locale)), min: 0, splitNumber: context.narrow === true ? 3 : 5 },
    yAxis: { ...categoryAxis(theme, names, true, context.narrow === true ? 18 : 32), inverse: true },
    series: [
      ...(isPlanned ? [plannedBars] : []),
      {
        type: 'bar',
        name: text.used,
        barMaxWidth: 18,
        itemStyle: { color: theme.target, borderRadius: [0, 3, 3, 0] },
        data: limits.map((limit) => share(limit, limit.used)),
        markLine: { silent: true, symbol: 'none', lineStyle: { color: theme.ink, type: 'dashed' }, label: { show: false }, data: [{ xAxis: 1 }] },
      },
    ],
  };
}
