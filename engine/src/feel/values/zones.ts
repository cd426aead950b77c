import { daysFromCivil } from './calendar.js';

/** Zones by name; null for a name that is none. Bounded, since names can come from outside. */
const formats = new Map<string, Intl.DateTimeFormat | null>();
const maxZones = 1000;
/** Instants that JavaScript's calendar knows, in seconds, with a margin. Zones beyond keep the offset of the end. */
const lastSecond = 8_640_000_000_000 - 200_000;

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat | null = null;
  if (/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(zone)) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', era: 'short',
        year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
      });
    } catch {
      format = null;
    }
  }
  if (formats.size >= maxZones) formats.clear();
  formats.set(zone, format);
  return format;
}

/** Whether the name is an IANA zone, such as Europe/Moscow. */
export function isZone(zone: string): boolean {
  return formatOf(zone) !== null;
}

const offsets = new Map<string, Map<number, number>>();
const maxOffsets = 100_000;

/** Seconds that the zone is ahead of UTC at an instant (seconds since 1970). Offsets change on quarters of an hour, so these are kept. */
export function offsetAtInstant(zone: string, instant: number): number {
  const clamped = Math.max(-lastSecond, Math.min(lastSecond, instant));
  const quarter = Math.floor(clamped / 900);
  let kept = offsets.get(zone);
  if (!kept) {
    if (offsets.size >= maxZones) offsets.clear();
    offsets.set(zone, (kept = new Map()));
  }
  const known = kept.get(quarter);
  if (known !== undefined) return known;
  const format = formatOf(zone);
  if (!format) return 0;
  const parts: Record<string, string> = {};
  const start = quarter * 900;
  for (const part of format.formatToParts(start * 1000)) parts[part.type] = part.value;
  const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
  const local = daysFromCivil(year, Number(parts['month']), Number(parts['day'])) * 86_400 + Number(parts['hour']) * 3600 + Number(parts['minute']) * 60 + Number(parts['second']);
  const offset = local - start;
  if (kept.size >= maxOffsets) kept.clear();
  kept.set(quarter, offset);
  return offset;
}

/** Seconds ahead of UTC at a local time (seconds since 1970 as if in UTC). A time that comes twice takes the earlier one; one that is skipped, the offset before. */
export function offsetAtLocal(zone: string, local: number): number {
  const before = offsetAtInstant(zone, local - 86_400);
  const first = offsetAtInstant(zone, local - before);
  if (first === before) return before;
  const second = offsetAtInstant(zone, local - first);
  return second === first ? first : before;
}
