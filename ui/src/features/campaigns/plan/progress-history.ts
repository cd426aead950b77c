/** What a run said of itself at a moment. Times are milliseconds since it began. */
export interface ProgressPoint {
  atMs: number;
  bound: number | null;
  objective: number | null;
}

const most = 400;

/**
 * The history with one more report. Reports that change nothing move the last point's time only, and a long history is thinned
 * by half, so that a run of hours is drawn as lightly as one of seconds.
 */
export function withReport(history: readonly ProgressPoint[], report: ProgressPoint): ProgressPoint[] {
  const last = history.at(-1);
  const before = history.at(-2);
  const same = (a: ProgressPoint | undefined, b: ProgressPoint): boolean => a !== undefined && a.bound === b.bound && a.objective === b.objective;
  // A flat stretch keeps its two ends.
  if (same(last, report) && same(before, report)) return [...history.slice(0, -1), report];
  const longer = [...history, report];
  return longer.length <= most ? longer : longer.filter((_, index) => index % 2 === 0 || index === longer.length - 1);
}
