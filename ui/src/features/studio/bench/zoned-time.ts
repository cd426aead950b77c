const parts = (instantMs: number, timeZone: string): number => {
  const read = Object.fromEntries(new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' }).formatToParts(instantMs).map(({ type, value }) => [type, value]));
  return Date.UTC(Number(read.year), Number(read.month) - 1, Number(read.day), Number(read.hour), Number(read.minute), Number(read.second));
};

/** The time on the wall of a zone at an instant, as a field of date and time takes it: `2026-03-01T22:30`. Empty where there is no instant. */
export function wallTime(instant: string, timeZone: string): string {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? '' : new Date(parts(ms, timeZone)).toISOString().slice(0, 16);
}

/** The instant of a time on the wall of a zone, ISO in UTC; of a time that comes twice the first one. Empty where the text is no time. */
export function instantOf(wall: string, timeZone: string): string {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return '';
  let ms = asUtc;
  // The offset of the zone is that of the instant looked for: twice is enough near a change of the clocks.
  for (let round = 0; round < 2; round += 1) ms = asUtc - (parts(ms, timeZone) - ms);
  return new Date(ms).toISOString();
}

/** IANA zones, with UTC. */
export const timeZones = (): string[] => ['UTC', ...new Set(Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC'))];
