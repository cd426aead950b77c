import type { WhatIfCurve } from '@arbiter/contracts';
import { chartFrame, legendFrame, tooltipFrame, valueAxis } from '@arbiter/reports/charts/chart-frame';
import { chartTheme, type ChartThemeName } from '@arbiter/reports/charts/chart-theme';
import type { EChartsOption } from 'echarts';

type Point = WhatIfCurve['points'][number];

export interface WhatIfWords {
  theme: ChartThemeName;
  worth: string;
  band: string;
  noPlan: string;
  current: string;
  description: string;
  at: (bound: number) => string;
  atShort: (bound: number) => string;
  money: (minor: number) => string;
  moneyShort: (minor: number) => string;
  price: (point: Point) => string;
}

/** Bounds as the chart's axis has them: shares in hundredths of a per cent, so that every bound is about a whole number. */
export const axisScale = (unit: WhatIfCurve['unit']): number => (unit === 'share' ? 10_000 : 1);

/** A band narrower than this part of the curve's height is not seen. */
const visible = 0.003;

/** The best objective by the limit's bound: the bound that the run had, the price at the chosen one, what is not proved, where no plan is. */
export function whatIfChart({ points, unit, current }: Pick<WhatIfCurve, 'points' | 'unit' | 'current'>, chosen: number, words: WhatIfWords): EChartsOption {
  const theme = chartTheme(words.theme);
  const scale = axisScale(unit);
  const x = (point: Point): number => point.at * scale;
  const known = points.flatMap(({ objectiveMinor, bound }) => [objectiveMinor, bound]).filter((value): value is number => value !== null);
  const height = known.length ? Math.max(...known) - Math.min(...known) : 0;
  const banded = points.some(({ objectiveMinor, bound }) => objectiveMinor !== null && bound !== null && Math.abs(bound - objectiveMinor) > visible * height);
  const bandLine = { type: 'line' as const, symbol: 'none', silent: true, lineStyle: { opacity: 0 }, stack: 'band', stackStrategy: 'all' as const };
  const low = (point: Point) => (point.objectiveMinor === null || point.bound === null ? '-' : Math.min(point.objectiveMinor, point.bound));
  const span = (point: Point) => (point.objectiveMinor === null || point.bound === null ? '-' : Math.abs(point.bound - point.objectiveMinor));
  const tangent = tangentAt(points, chosen, unit);
  return {
    ...chartFrame(theme, words.description),
    animation: false,
    grid: { left: 8, right: 20, top: 40, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...tooltipFrame(theme),
      trigger: 'axis',
      axisPointer: { snap: true },
      formatter: (params: unknown) => {
        const list: unknown[] = Array.isArray(params) ? params : [params];
        const main = list.find((item) => item && typeof item === 'object' && 'seriesId' in item && item.seriesId === 'worth');
        const point = points[main && typeof main === 'object' && 'dataIndex' in main ? Number(main.dataIndex) : -1];
        if (!point) return '';
        return `<b>${words.at(point.at)}</b><br>${point.objectiveMinor === null ? words.noPlan : `${words.worth}: <b>${words.money(point.objectiveMinor)}</b><br>${words.price(point)}`}`;
      },
    },
    legend: legendFrame(theme, [words.worth, ...(banded ? [words.band] : [])]),
    xAxis: { ...valueAxis(theme, (value) => words.atShort(value / scale)), min: 'dataMin', max: 'dataMax', splitLine: { show: false }, axisLine: { lineStyle: { color: theme.line } } },
    yAxis: { ...valueAxis(theme, words.moneyShort), scale: true },
    series: [
      ...(banded
        ? [
            { ...bandLine, name: `${words.band} ↓`, data: points.map((point) => [x(point), low(point)]) },
            { ...bandLine, name: words.band, itemStyle: { color: theme.control, opacity: theme.bandOpacity }, areaStyle: { color: theme.control, opacity: theme.bandOpacity }, data: points.map((point) => [x(point), span(point)]) },
          ]
        : []),
      {
        id: 'worth',
        type: 'line',
        name: words.worth,
        symbol: 'circle',
        symbolSize: (_value: unknown, item: { dataIndex: number }) => (item.dataIndex === chosen ? 11 : 6),
        itemStyle: { color: theme.target },
        lineStyle: { color: theme.target, width: 2 },
        data: points.map((point) => [x(point), point.objectiveMinor ?? '-']),
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: theme.ink, type: 'dashed' },
          label: { show: true, formatter: words.current, color: theme.muted, position: 'end', rotate: 0 },
          data: [{ xAxis: current * scale }],
        },
        markArea: {
          silent: true,
          itemStyle: { color: theme.muted, opacity: 0.14 },
          label: { show: true, color: theme.muted, position: 'inside' },
          // A name needs room.
          data: stretchesWithoutPlan(points, scale).map(([from, to]) => [{ name: to - from > widthOf(points) * scale * 0.15 ? words.noPlan : '', xAxis: from }, { xAxis: to }]),
        },
      },
      ...(tangent ? [{ type: 'line' as const, name: 'tangent', silent: true, symbol: 'none', tooltip: { show: false }, lineStyle: { color: theme.ink, width: 1.5, type: 'dotted' as const }, data: tangent }] : []),
    ],
  };
}

const widthOf = (points: readonly Point[]): number => (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);

/** Where no plan is, as far as the points say: halfway to the neighbour that has one. */
export function stretchesWithoutPlan(points: readonly Point[], scale = 1): [number, number][] {
  const stretches: [number, number][] = [];
  let first = -1;
  points.forEach((point, index) => {
    const without = point.objectiveMinor === null;
    if (without && first < 0) first = index;
    if (first < 0 || (without && index < points.length - 1)) return;
    const last = without ? index : index - 1;
    const halfway = (a: number, b: number): number => (((points[a]?.at ?? 0) + (points[b]?.at ?? points[a]?.at ?? 0)) / 2) * scale;
    stretches.push([first === 0 ? (points[0]?.at ?? 0) * scale : halfway(first - 1, first), last === points.length - 1 ? (points[last]?.at ?? 0) * scale : halfway(last, last + 1)]);
    first = -1;
  });
  return stretches;
}

/** The price at a point as a short line of its slope; its direction is the curve's own. Null for shares, whose price is for an action. */
function tangentAt(points: readonly Point[], index: number, unit: WhatIfCurve['unit']): [number, number][] | null {
  const point = points[index];
  const whole = widthOf(points);
  if (!point || point.objectiveMinor === null || point.price === null || unit === 'share' || whole <= 0) return null;
  const [before, after] = [points[index - 1] ?? point, points[index + 1] ?? point];
  const rise = (after.objectiveMinor ?? point.objectiveMinor) - (before.objectiveMinor ?? point.objectiveMinor);
  const slope = Math.abs(point.price) * Math.sign(rise);
  const { objectiveMinor } = point;
  // Half of it where the point stands at an end of the curve.
  const from = Math.max(points[0]?.at ?? point.at, point.at - whole * 0.1);
  const to = Math.min(points.at(-1)?.at ?? point.at, point.at + whole * 0.1);
  return [from, to].map((at): [number, number] => [at, objectiveMinor + (at - point.at) * slope]);
}
