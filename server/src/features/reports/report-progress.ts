const underWay = new Map<string, number>();

/** How far the report asked for under this name is, 0 to 1; null for one that is not under way. */
export function progressOf(ask: string): number | null {
  return underWay.get(ask) ?? null;
}

/** Notes how far a report is, for who asked for it under a name. */
export function noteProgress(ask: string | undefined): { note: (done: number) => void; end: () => void } {
  if (ask === undefined) return { note: () => undefined, end: () => undefined };
  underWay.set(ask, 0);
  return {
    note: (done) => {
      if (underWay.has(ask)) underWay.set(ask, done);
    },
    end: () => underWay.delete(ask),
  };
}
