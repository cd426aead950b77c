import type { EChartsOption } from 'echarts';
import { chartFrame } from '../chart-frame.js';
import { chartTheme } from '../chart-theme.js';
import type { ChartPlan, ChartPoint } from './chart-plan.js';
import { chartTexts } from './chart-texts.js';
import { isTime } from './choose-chart.js';
import { changeText, pointText } from './point-words.js';
import type { Drawing } from './table-frame.js';
import { numberText, type TableChartContext, titleIn } from './table-values.js';

/** A headline number with what stands beside it. */
export interface HeadlineNumber {
  title: string;
  text: string;
  /** "10 … 14", the reason why it is unknown, or empty. */
  note: string;
  change: { text: string; tone: 'good' | 'bad' | 'plain'; against: string } | null;
  /** The measure over time where the table has it, for a small line under the number. */
  course: { value: number | null; text: string }[];
  point: ChartPoint;
}

/** The measures of a table as headline numbers: of its only row, or of the last period where it runs over time. */
export function headlineNumbers(plan: ChartPlan, context: TableChartContext): HeadlineNumber[] {
  const texts = chartTexts(context.language);
  const overTime = isTime(plan.x);
  const places: { title: string; points: (ChartPoint | null)[] }[] = plan.x === null && plan.seriesColumns.length === 0
    ? (plan.series[0]?.points ?? []).map((point) => ({ title: point ? titleIn(point.column.title, context.language) : '', points: [point] }))
    : overTime
      ? plan.series.map(({ name, points }) => ({ title: name, points }))
      : plan.series.flatMap(({ name, points }) => points.map((point, category) => ({ title: [plan.categories[category]?.text ?? '', ...(plan.series.length > 1 ? [name] : [])].filter((part) => part !== '').join(' · '), points: [point] })));
  return places.flatMap(({ title, points }) => {
    const point = points.findLast((candidate) => candidate !== null) ?? null;
    if (!point) return [];
    const unit = point.column.unit ?? 'number';
    const change = changeText(point, context);
    const grows = (point.value ?? 0) - (point.compared ?? 0);
    const tone = point.column.better === undefined || grows === 0 ? 'plain' : (grows > 0) === (point.column.better === 'higher') ? 'good' : 'bad';
    return [
      {
        title,
        text: point.value === null ? '–' : numberText(point.value, unit, context, true),
        note: point.value === null ? pointText(point, context) : point.low === null || point.high === null ? '' : `${numberText(point.low, unit, context, true)} … ${numberText(point.high, unit, context, true)}`,
        change: change === null ? null : { text: change, tone, against: `${texts.compared} ${numberText(point.compared ?? 0, unit, context, true)}` },
        course: points.length > 1 ? points.map((one, category) => ({ value: one?.value ?? null, text: plan.categories[category]?.text ?? '' })) : [],
        point,
      },
    ];
  });
}

/** Headline numbers as a picture, for files; on the page they are text. */
export function numberCard({ plan, context, description }: Drawing): EChartsOption {
  const theme = chartTheme(context.theme);
  const numbers = headlineNumbers(plan, context).slice(0, 4);
  return {
    ...chartFrame(theme, description),
    title: numbers.map((number, index) => ({
      text: number.text,
      subtext: [numbers.length > 1 || plan.x !== null ? number.title : '', number.note, number.change ? `${number.change.text}, ${number.change.against}` : ''].filter((part) => part !== '').join('\n'),
      left: `${((index + 0.5) * 100) / numbers.length}%`,
      top: 'middle',
      textAlign: 'center' as const,
      itemGap: 8,
      textStyle: { color: theme.ink, fontSize: numbers.length > 2 ? 22 : 34, fontWeight: 600 },
      subtextStyle: { color: theme.muted, fontSize: 12, lineHeight: 18 },
    })),
  };
}

