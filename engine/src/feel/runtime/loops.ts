import { FeelDate } from '../values/date-and-time.js';
import { FeelRange } from '../values/feel-range.js';
import { beginWork, endWork, maxListLength, withinList, type FeelContext } from './feel-context.js';
import { compare } from './comparing.js';

/** Whole numbers or days from one end to the other, never held as a list. */
export class Span {
  readonly length: number;
  readonly #step: 1 | -1;
  constructor(private readonly from: number, to: number, private readonly dates: boolean) {
    this.#step = to >= from ? 1 : -1;
    this.length = Math.abs(to - from) + 1;
  }
  at(index: number): unknown {
    const value = this.from + this.#step * index;
    return this.dates ? FeelDate.ofDays(value) : value;
  }
}

/** `a..b` of a for: whole numbers or days, up or down. */
export function span(low: unknown, high: unknown): Span | null {
  if (Number.isSafeInteger(low) && Number.isSafeInteger(high)) return new Span(low as number, high as number, false);
  return low instanceof FeelDate && high instanceof FeelDate ? new Span(low.days, high.days, true) : null;
}

/** What a loop walks over: a list, the span of a closed range of whole numbers or days, or a single value. */
function domainOf(value: unknown): readonly unknown[] | Span | null {
  if (Array.isArray(value) || value instanceof Span) return value as readonly unknown[] | Span;
  if (value === null) return null;
  if (!(value instanceof FeelRange)) return [value];
  const order = compare(value.low, value.high);
  if (order === null || order > 0) return null;
  const { low, high } = value;
  if (typeof low === 'number' && typeof high === 'number') {
    const from = value.lowIncluded ? low : low + 1;
    const to = value.highIncluded ? high : high - 1;
    return from > to ? [] : span(from, to);
  }
  if (!(low instanceof FeelDate && high instanceof FeelDate)) return null;
  const from = low.days + (value.lowIncluded ? 0 : 1);
  const to = high.days - (value.highIncluded ? 0 : 1);
  return from > to ? [] : new Span(from, to, true);
}

const elementAt = (domain: readonly unknown[] | Span, index: number): unknown => (domain instanceof Span ? domain.at(index) : domain[index]);

/** `for` over one list: the values of the body in order. The body sees the values so far. */
export function each(x: FeelContext, value: unknown, body: (element: unknown, partial: readonly unknown[]) => unknown): unknown {
  const domain = domainOf(value);
  if (domain === null) return null;
  const values: unknown[] = [];
  const before = beginWork(x);
  try {
    for (let i = 0; i < domain.length; i++) {
      x.tick();
      if (i >= maxListLength) withinList(domain.length);
      values.push(body(elementAt(domain, i), values));
    }
    return values;
  } finally {
    endWork(before);
  }
}

type Domains = readonly ((...outer: unknown[]) => unknown)[];

/** `for` over several lists, the last one turning fastest; a later list may depend on earlier elements. */
export function eachOf(x: FeelContext, domains: Domains, body: (...values: unknown[]) => unknown): unknown {
  const values: unknown[] = [];
  const before = beginWork(x);
  try {
    const complete = walk(x, domains, [], (elements) => {
      if (values.length >= maxListLength) withinList(values.length + 1);
      values.push(body(...elements, values));
      return true;
    });
    return complete ? values : null;
  } finally {
    endWork(before);
  }
}

/** Walks all combinations until the visitor answers false; false where a domain is none. */
function walk(x: FeelContext, domains: Domains, outer: unknown[], visit: (elements: unknown[]) => boolean): boolean {
  if (outer.length === domains.length) return visit(outer);
  const domain = domainOf(domains[outer.length]!(...outer));
  if (domain === null) return false;
  for (let i = 0; i < domain.length; i++) {
    x.tick();
    outer.push(elementAt(domain, i));
    const going = walk(x, domains, outer, visit);
    outer.pop();
    if (!going) return false;
  }
  return true;
}

/** True where the condition holds for one combination, false where it is false for all, else null. */
export function some(x: FeelContext, domains: Domains, condition: (...values: unknown[]) => unknown): boolean | null {
  return quantified(x, domains, condition, true);
}

/** False where the condition is false for one combination, true where it holds for all, else null. */
export function every(x: FeelContext, domains: Domains, condition: (...values: unknown[]) => unknown): boolean | null {
  return quantified(x, domains, condition, false);
}

function quantified(x: FeelContext, domains: Domains, condition: (...values: unknown[]) => unknown, decisive: boolean): boolean | null {
  const before = beginWork(x);
  try {
    return domains.length === 1 ? quantifiedOver(x, domainOf(domains[0]!()), condition, decisive) : quantifiedOverAll(x, domains, condition, decisive);
  } finally {
    endWork(before);
  }
}

function quantifiedOver(x: FeelContext, domain: readonly unknown[] | Span | null, condition: (value: unknown) => unknown, decisive: boolean): boolean | null {
  if (domain === null) return null;
  let answer: boolean | null = !decisive;
  for (let i = 0; i < domain.length; i++) {
    x.tick();
    const value = condition(elementAt(domain, i));
    if (value === decisive) return decisive;
    if (typeof value !== 'boolean') answer = null;
  }
  return answer;
}

function quantifiedOverAll(x: FeelContext, domains: Domains, condition: (...values: unknown[]) => unknown, decisive: boolean): boolean | null {
  let answer: boolean | null = !decisive;
  let decided = false;
  const complete = walk(x, domains, [], (elements) => {
    const value = condition(...elements);
    if (value === decisive) decided = true;
    else if (typeof value !== 'boolean') answer = null;
    return !decided;
  });
  return decided ? decisive : complete ? answer : null;
}
