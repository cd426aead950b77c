import { chartTexts } from './chart-texts.js';
import { escapeMarkup } from '../chart-wording.js';
import type { ChartPlan, ChartPoint, ChartSeries } from './chart-plan.js';
import { differenceText, numberText, percentText, type TableChartContext } from './table-values.js';

/** "12,4 % (10,1 % … 14,9 %)", or why it is not known. */
export function pointText(point: ChartPoint | null, context: TableChartContext): string {
  const texts = chartTexts(context.language);
  if (!point || point.value === null) return point?.reason ? `${texts.unknown}: ${texts.reasons[point.reason] ?? point.reason}` : '–';
  const unit = point.column.unit ?? 'number';
  const value = numberText(point.value, unit, context);
  return point.low === null || point.high === null ? value : `${value} (${numberText(point.low, unit, context)} … ${numberText(point.high, unit, context)})`;
}

/** "+3,1 п. п." or "+12 %" against the period or campaign compared with; null where that is not known. */
export function changeText(point: ChartPoint, context: TableChartContext): string | null {
  if (point.value === null || point.compared === null) return null;
  const unit = point.column.unit ?? 'number';
  if (unit === 'share' || unit === 'points' || unit === 'index' || point.compared === 0) return differenceText(point.value - point.compared, unit, context, true);
  return percentText((point.value - point.compared) / Math.abs(point.compared), context);
}

/** One point for the ear: category, series, value, change. */
export function spokenPoint(plan: ChartPlan, series: ChartSeries, category: number, context: TableChartContext): string {
  const point = series.points[category] ?? null;
  const name = plan.categories[category]?.text ?? '';
  const parts = [name, plan.series.length > 1 || name === '' ? series.name : '', pointText(point, context)].filter((part) => part !== '');
  const change = point ? comparedText(point, context) : null;
  return [parts.join(', '), ...(change ? [change] : [])].join('; ');
}

function comparedText(point: ChartPoint, context: TableChartContext): string | null {
  if (point.compared === null) return null;
  const texts = chartTexts(context.language);
  const change = changeText(point, context);
  return `${texts.compared} ${numberText(point.compared, point.column.unit ?? 'number', context)}${change === null ? '' : ` (${change})`}`;
}

/** Markup of a tooltip: everything known of one category, each series with its colour. */
export function categoryTooltip(plan: ChartPlan, category: number, context: TableChartContext, only?: number): string {
  const name = plan.categories[category];
  if (!name) return '';
  const lines = plan.series.flatMap((series, index) => {
    const point = series.points[category];
    if (!point || (only !== undefined && only !== index)) return [];
    const compared = comparedText(point, context);
    const mark = `<span style="display:inline-block;width:9px;height:9px;margin-right:6px;border-radius:3px;background:${series.colour}"></span>`;
    return [`${mark}${series.name === '' ? '' : `${escapeMarkup(series.name)}: `}<b>${escapeMarkup(pointText(point, context))}</b>${compared === null ? '' : `<br><span style="opacity:.75;padding-left:15px">${escapeMarkup(compared)}</span>`}`];
  });
  return [`<b>${escapeMarkup(name.text)}</b>`, ...lines].join('<br>');
}

const pointsSpoken = 40;

/** The whole chart in words: what it is of, and its points as far as one can listen to them. */
export function chartDescription(plan: ChartPlan, title: string, context: TableChartContext): string {
  const texts = chartTexts(context.language);
  if (plan.isEmpty) return `${title === '' ? '' : `${title}. `}${texts.noData}`;
  const words = plan.series.flatMap((series) => series.points.flatMap((point, category) => (point ? [spokenPoint(plan, series, category, context)] : [])));
  const rest = words.length - pointsSpoken;
  return `${title === '' ? '' : `${title}. `}${words.slice(0, pointsSpoken).join('. ')}${rest > 0 ? `. ${texts.morePoints(String(rest))}` : ''}`;
}
