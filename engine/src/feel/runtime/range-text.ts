import type { FeelNode } from '../parse/feel-node.js';
import { parseFeel } from '../parse/parse-feel.js';
import { FeelRange } from '../values/feel-range.js';
import { compare } from './comparing.js';
import { date, dateTime, duration, temporal, time } from './temporal-functions.js';

/** `range("[1..3]")`: the ends are literals; null where the text is no range or its ends are in no order. */
export function parseRangeText(text: string): FeelRange | null {
  const parsed = text.length > 1000 ? null : parseFeel(text);
  if (!parsed?.ok || parsed.value.kind !== 'range') return null;
  const low = literal(parsed.value.low);
  const high = literal(parsed.value.high);
  const order = compare(low, high);
  return order === null || order > 0 ? null : new FeelRange(low, high, parsed.value.lowIncluded, parsed.value.highIncluded);
}

function literal(node: FeelNode): unknown {
  if (node.kind === 'number' || node.kind === 'string') return node.value;
  if (node.kind === 'at') return temporal(node.text);
  const [argument] = node.kind === 'call' && node.arguments.length === 1 ? node.arguments : [];
  if (node.kind !== 'call' || node.callee.kind !== 'name' || argument?.kind !== 'string') return null;
  switch (node.callee.name) {
    case 'date': return date(argument.value);
    case 'time': return time(argument.value);
    case 'date and time': return dateTime(argument.value);
    case 'duration': return duration(argument.value);
    default: return null;
  }
}
