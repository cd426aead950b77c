import type { FeelType } from '../feel-type.js';
import { isAssignable } from './is-assignable.js';

const any: FeelType = { kind: 'any' };
const number: FeelType = { kind: 'number' };
const calendar: Readonly<Record<string, FeelType>> = { year: number, month: number, day: number, weekday: number };
const clock: Readonly<Record<string, FeelType>> = { hour: number, minute: number, second: number, 'time offset': { kind: 'days and time duration' }, timezone: { kind: 'string' } };
const parts: Readonly<Record<string, Readonly<Record<string, FeelType>>>> = {
  date: calendar,
  time: clock,
  'date and time': { ...calendar, ...clock },
  'days and time duration': { days: number, hours: number, minutes: number, seconds: number },
  'years and months duration': { years: number, months: number },
};

/** Type of `value.name`; null where a value of the type has no such part. */
export function typeOfPart(type: FeelType, name: string): FeelType | null {
  switch (type.kind) {
    case 'any': case 'null':
      return any;
    case 'list': {
      const part = typeOfPart(type.items, name);
      return part && { kind: 'list', items: part };
    }
    case 'context':
      return Object.hasOwn(type.fields, name) ? type.fields[name]! : type.open ? any : null;
    case 'range':
      return name === 'start' || name === 'end' ? type.of : name === 'start included' || name === 'end included' ? { kind: 'boolean' } : null;
    default: {
      const known = Object.hasOwn(parts, type.kind) ? parts[type.kind]! : {};
      return Object.hasOwn(known, name) ? known[name]! : null;
    }
  }
}

/** Type of the elements of which a value is a list; of another value, itself. */
export function elementType(type: FeelType): FeelType {
  return type.kind === 'list' ? type.items : type.kind === 'range' ? type.of : type;
}

/** Type of `left operator right`; null where no values of these types can be joined so. */
export function arithmeticType(operator: string, left: FeelType, right: FeelType): FeelType | null {
  const l = left.kind;
  const r = right.kind;
  if (l === 'number' && r === 'number') return left;
  if (l === 'any' || r === 'any' || l === 'null' || r === 'null') return operator === '**' ? number : any;
  const dayTime = 'days and time duration';
  const yearMonth = 'years and months duration';
  const isSpan = (kind: string): boolean => kind === dayTime || kind === yearMonth;
  const moves = (point: string, span: string): boolean => ((point === 'date' || point === 'date and time') && isSpan(span)) || (point === 'time' && span === dayTime);
  switch (operator) {
    case '+':
      if ((l === 'string' || isSpan(l)) && l === r) return left;
      return moves(l, r) ? left : moves(r, l) ? right : null;
    case '-':
      if (isSpan(l) && l === r) return left;
      if (moves(l, r)) return left;
      return (l === 'time' && r === 'time') || ((l === 'date' || l === 'date and time') && (r === 'date' || r === 'date and time')) ? { kind: dayTime } : null;
    case '*':
      return isSpan(l) && r === 'number' ? left : l === 'number' && isSpan(r) ? right : null;
    case '/':
      return isSpan(l) && r === 'number' ? left : isSpan(l) && l === r ? number : null;
    default:
      return null;
  }
}

const ordered = new Set<FeelType['kind']>(['number', 'string', 'date', 'time', 'date and time', 'days and time duration', 'years and months duration', 'any', 'null']);
export const hasOrder = (type: FeelType): boolean => ordered.has(type.kind);
export const comparable = (a: FeelType, b: FeelType): boolean => isAssignable(a, b) || isAssignable(b, a);
