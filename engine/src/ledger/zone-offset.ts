/** Clocks of all zones are changed at multiples of this, in UTC. */
export const slotMs = 900_000;
const mostSlots = 2_000;

const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

/**
 * How far a zone's clock is ahead of UTC at an instant, in milliseconds. Since 1972 clocks are changed at whole quarters of an hour of UTC
 * only, so that one look at the zone's rules serves its quarter.
 */
export function zoneOffsetMs(timeZone: string, atMs: number): number {
  if (timeZone === 'UTC') return 0;
  const slot = Math.floor(atMs / slotMs);
  let known = offsets.get(timeZone);
  if (!known) offsets.set(timeZone, (known = new Map<number, number>()));
  let offset = known.get(slot);
  if (offset === undefined) {
    if (known.size >= mostSlots) known.clear();
    known.set(slot, (offset = lookUp(timeZone, slot * slotMs)));
  }
  return offset;
}

function lookUp(timeZone: string, atMs: number): number {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric', era: 'short' });
    formatters.set(timeZone, formatter);
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of formatter.formatToParts(atMs)) parts[type] = value;
  return Date.UTC(Number(parts.year), Number(parts.month) - 1, Number(parts.day), Number(parts.hour), Number(parts.minute), Number(parts.second)) - atMs;
}

/** Whether the name is one of the time zones that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
