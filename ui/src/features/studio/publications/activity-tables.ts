import { callsOf, errorsOf, type PublicationActivity } from '@arbiter/contracts';
import type { ReportCell, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';

const timeOf = ({ bucketSeconds }: PublicationActivity): ReportColumn => ({ id: 'time', title: { ru: 'Время', en: 'Time' }, role: 'dimension', type: 'instant', grain: bucketSeconds < 3600 ? 'minute' : 'hour', filterBy: null });
const arm: ReportColumn = { id: 'arm', title: { ru: 'Группа', en: 'Arm' }, role: 'dimension', type: 'text', filterBy: null };

function table(columns: ReportColumn[], rows: ReportCell[][], asOf: string): ReportTable {
  return { columns, rows, rowsOmitted: 0, unknown: [], notes: [], queries: [], asOf, tookMs: 0 };
}

/** Every instant of the window, so that minutes without calls are drawn as such. */
function instants({ from, bucketSeconds, figures }: PublicationActivity): string[] {
  return figures.course.map((_, index) => new Date(Date.parse(from) + index * bucketSeconds * 1000).toISOString());
}

/** Calls by time and arm; an arm without a name holds what never reached one. */
export function callsByArm(activity: PublicationActivity): ReportTable {
  const arms = [...new Set(activity.course.map((point) => point.arm))].filter((name) => name !== '');
  const byPlace = new Map(activity.course.map((point) => [`${point.at} ${point.arm}`, callsOf(point.calls)]));
  const columns: ReportColumn[] = [timeOf(activity), arm, { id: 'calls', title: { ru: 'Вызовов', en: 'Calls' }, role: 'measure', type: 'number', unit: 'count', additive: true }];
  return table(columns, instants(activity).flatMap((at) => arms.map((name): ReportCell[] => [at, name, byPlace.get(`${at} ${name}`) ?? 0])), activity.at);
}

/** Errors by time and kind. */
export function errorsByKind(activity: PublicationActivity): ReportTable {
  const kinds = ['failed', 'refused', 'throttled', 'broken'] as const;
  const sums = new Map<string, number>();
  for (const { at, calls } of activity.course) for (const kind of kinds) sums.set(`${at} ${kind}`, (sums.get(`${at} ${kind}`) ?? 0) + calls[kind]);
  const seen = kinds.filter((kind) => activity.course.some(({ calls }) => calls[kind] > 0));
  const titles = { failed: { ru: 'без ответа (422)', en: 'no answer (422)' }, refused: { ru: 'неверный вход (400)', en: 'wrong input (400)' }, throttled: { ru: 'сверх предела (429)', en: 'over the limit (429)' }, broken: { ru: 'сбой сервера (5xx)', en: 'server fault (5xx)' } };
  const columns: ReportColumn[] = [timeOf(activity), { id: 'kind', title: { ru: 'Ошибка', en: 'Error' }, role: 'dimension', type: 'text', valueTitles: titles, filterBy: null }, { id: 'calls', title: { ru: 'Ошибок', en: 'Errors' }, role: 'measure', type: 'number', unit: 'count', additive: true, better: 'lower' }];
  return table(columns, instants(activity).flatMap((at) => seen.map((kind): ReportCell[] => [at, kind, sums.get(`${at} ${kind}`) ?? 0])), activity.at);
}

/** Times to answer by time: the median and the slow end of the arm that has most of the calls, or of the one named. */
export function timesOfArm(activity: PublicationActivity, name: string): ReportTable {
  const points = new Map(activity.course.filter((point) => point.arm === name).map((point) => [point.at, point.times]));
  const measure = (id: string, title: string): ReportColumn => ({ id, title: { ru: title, en: title }, role: 'measure', type: 'number', unit: 'duration-ms', better: 'lower' });
  return table([timeOf(activity), measure('p50', 'p50'), measure('p95', 'p95'), measure('p99', 'p99')], instants(activity).map((at): ReportCell[] => {
    const times = points.get(at) ?? null;
    return [at, times?.p50 ?? null, times?.p95 ?? null, times?.p99 ?? null];
  }), activity.at);
}

export const hasErrors = (activity: PublicationActivity): boolean => errorsOf(activity.figures.calls) > 0;
