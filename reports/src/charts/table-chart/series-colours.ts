import type { ReportCell, ReportColumn } from '@arbiter/contracts/reporting/report-table';
import { chartTheme, type ChartThemeName } from '../chart-theme.js';
import { restMark } from './rest-mark.js';

export interface ColouredSeries {
  arm: 'target' | 'control' | null;
  value: ReportCell;
  /** The dimension that the value belongs to; null where measures make the series. */
  column: ReportColumn | null;
}

/**
 * One colour for each series. Target and control have theirs. A value of a dimension that lists its values has the same colour in every
 * chart and under every filter; other values in the order of the alphabet, so that a new sorting does not repaint them.
 */
export function seriesColours(series: readonly ColouredSeries[], themeName: ChartThemeName): string[] {
  const theme = chartTheme(themeName);
  if (series.length === 1 && series[0]?.arm === null) return [theme.plain];
  const hasArms = series.some(({ arm }) => arm !== null);
  const palette = hasArms ? theme.categories.filter((colour) => colour !== theme.target && colour !== theme.control) : theme.categories;
  const listed = Object.keys(series[0]?.column?.valueTitles ?? {});
  const named = [...new Set(series.filter(({ column }) => column !== null).map(({ value }) => String(value)))].filter((value) => !listed.includes(value)).sort();
  const places = new Map([...(listed.length <= palette.length ? listed : listed.filter((value) => series.some((one) => String(one.value) === value))), ...named].map((value, index) => [value, index]));
  const taken = new Set<number>();
  return series.map(({ arm, value, column }, index) => {
    if (arm !== null) return arm === 'target' ? theme.target : theme.control;
    if (value === restMark || (column !== null && (value === null || value === ''))) return theme.rest;
    let place = (column === null ? index : (places.get(String(value)) ?? index)) % palette.length;
    for (let tried = 0; taken.has(place) && tried < palette.length; tried++) place = (place + 1) % palette.length;
    taken.add(place);
    return palette[place] ?? theme.plain;
  });
}
