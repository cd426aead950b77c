import type { ReportModel } from '@arbiter/contracts/report-model';

/** Segments come largest first; those that are numbers (months, scores) read better in their own order. */
export function orderedSegments(report: ReportModel): ReportModel {
  const numbers = new Map(report.segments.map(({ segment }) => [segment, segment === null || segment.trim() === '' ? Number.NaN : Number(segment)]));
  if (numbers.size < 2 || [...numbers.values()].some(Number.isNaN)) return report;
  const place = (segment: string | null): number => numbers.get(segment) ?? 0;
  return { ...report, segments: report.segments.toSorted((a, b) => place(a.segment) - place(b.segment)) };
}
