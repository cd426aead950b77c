import type { Limit } from '../problem/problem.js';
import type { SolvedPoint } from './curve-solver.js';
import type { CurveWish } from './limit-curve.js';

/** Whether a limit counts, so that only whole bounds differ. */
export function isWhole({ quantity, shareOf }: Limit): boolean {
  return !shareOf && quantity.terms.every((term) => term.measure === 'count' && Number.isInteger(term.weight));
}

/**
 * The bounds between which a curve is of interest. A cap: from nothing to what is used without it. A floor: from where it asks for
 * nothing that is not done anyway to half as much again beyond its bound. An equality: half of its bound either way.
 */
export async function rangeOf(limit: Limit, wish: CurveWish, useWithout: () => Promise<number | null>): Promise<{ from: number; to: number }> {
  const { bound, sense } = limit;
  if (wish.from !== undefined && wish.to !== undefined) return { from: wish.from, to: wish.to };
  const free = sense === 'equal' ? null : await useWithout();
  const use = free ?? bound;
  const whole = isWhole(limit);
  const up = (value: number): number => (whole ? Math.ceil(value - 1e-9) : value);
  let [from, to] = [Math.min(0, bound), up(Math.max(use * 1.02, bound, 1e-9))];
  if (limit.shareOf) to = Math.min(1, to);
  if (sense === 'atLeast') {
    const span = Math.max(Math.abs(bound - use), 0.1 * Math.abs(use), whole ? 2 : 1e-9);
    [from, to] = [Math.floor(Math.min(bound, use) - 0.1 * span), up(Math.max(bound, use) + 0.5 * span)];
    if (from < 0 && bound >= 0 && use >= 0) from = 0;
  } else if (sense === 'equal') {
    const span = Math.max(0.5 * Math.abs(bound), whole ? 2 : 1e-9);
    [from, to] = [Math.max(bound - span, bound >= 0 ? 0 : -Infinity), up(bound + span)];
  }
  from = wish.from ?? Math.min(from, wish.to ?? from);
  to = wish.to ?? Math.max(to, from);
  return { from, to };
}

/**
 * Where the curve is known least: between two neighbours it lies above their chord and below their tangents; the largest gap between
 * the two is cut where the tangents meet (the sandwich algorithm, Rote 1992). Between a possible and an impossible bound: in the middle.
 * Where nothing is open any more, in the middle of the widest gap. Null where there is nothing between the points.
 * Of `wanted` points in all none goes between two that stand closer than a third of their mean distance for the sake of the bend.
 */
export function nextPoint(solved: readonly SolvedPoint[], wanted = 0): number | null {
  const points = [...solved].sort((a, b) => a.at - b.at);
  const gains = points.flatMap((point) => (point.gain === null ? [] : [point.gain]));
  const height = Math.max(...gains, -Infinity) - Math.min(...gains, Infinity);
  const range = points.length > 1 ? points.at(-1)!.at - points[0]!.at : 0;
  let best: { at: number; error: number } | null = null;
  let widest: { at: number; width: number } | null = null;
  for (let z = 0; z + 1 < points.length; z++) {
    const [a, b] = [points[z]!, points[z + 1]!];
    const width = b.at - a.at;
    if (!(width > 1e-9 * range)) continue;
    const narrow = wanted > 0 && width < range / (3 * wanted);
    const middle = (a.at + b.at) / 2;
    if (a.gain !== null || b.gain !== null) if (!widest || width > widest.width) widest = { at: middle, width };
    let [error, at] = [0, middle];
    if ((a.status === 'infeasible') !== (b.status === 'infeasible')) error = 0.5 * height * (width / range);
    else if (a.gain !== null && b.gain !== null && a.slope === null && b.slope !== null) {
      // Nothing is known of the slope at the left end.
      error = (b.gain - b.slope * width - a.gain) / 2;
      at = a.at + 0.25 * width;
    } else if (a.gain !== null && b.gain !== null && a.slope !== null && b.slope !== null && a.slope > b.slope) {
      const meet = (b.gain - a.gain + a.slope * a.at - b.slope * b.at) / (a.slope - b.slope);
      at = Math.min(b.at - 0.1 * width, Math.max(a.at + 0.1 * width, meet));
      const tangents = Math.min(a.gain + a.slope * (at - a.at), b.gain + b.slope * (at - b.at));
      error = tangents - (a.gain + ((b.gain - a.gain) * (at - a.at)) / width);
    }
    if (!narrow && error > 1e-4 * height && (!best || error > best.error)) best = { at, error };
  }
  return best?.at ?? widest?.at ?? null;
}

/** A bound that a person would name near the one wanted, and not among those solved; null where there is none. */
export function roundPoint(wanted: number, solved: readonly SolvedPoint[], spacing: number, whole: boolean): number | null {
  const fresh = (at: number): boolean => solved.every((point) => point.at !== at);
  const lower = solved.reduce((most, { at }) => (at < wanted ? Math.max(most, at) : most), -Infinity);
  const upper = solved.reduce((least, { at }) => (at > wanted ? Math.min(least, at) : least), Infinity);
  if (whole) {
    const at = [Math.round(wanted), Math.floor(wanted), Math.ceil(wanted)].find((one) => fresh(one) && one > lower && one < upper);
    return at ?? null;
  }
  for (let digits = 1; digits < 6; digits++) {
    const step = 10 ** (Math.floor(Math.log10(spacing)) - digits);
    const at = Number((Math.round(wanted / step) * step).toPrecision(12));
    if (at > lower && at < upper && fresh(at)) return at;
  }
  return fresh(wanted) && wanted > lower && wanted < upper ? wanted : null;
}
