import type { FieldSpec } from '@arbiter/contracts';
import type { TraceStep } from '../strategy/compiled-strategy.js';
import { type CoverageGoal, goalKey, goalsReached } from './coverage-goals.js';
import { generateData } from './generate-data.js';
import { candidatesFor, type InterestingValues, type Place, placesOf } from './interesting-values.js';
import { RandomSource } from './random-source.js';

export interface SeekOptions {
  inputs: readonly FieldSpec[];
  goals: readonly CoverageGoal[];
  values: InterestingValues;
  seed: number;
  /** Evaluations at most. */
  tries: number;
  /** Evaluates with a trace. */
  evaluate(input: Record<string, unknown>): Promise<readonly TraceStep[]>;
  /** Looked at now and then; true ends the search with what it has. */
  shouldStop?: () => boolean;
}

export interface SeekResult {
  /** Inputs that together reach every goal that was reached; none of them could be left out of the order in which they were found. */
  inputs: { input: Record<string, unknown>; reaches: CoverageGoal[] }[];
  missed: CoverageGoal[];
  tries: number;
}

/**
 * Looks for inputs that reach every goal: begins with generated data, keeps each input that reaches something new, and changes those that
 * were kept, one to three places at a time, towards the constants that the strategy's conditions mention. Deterministic for a seed.
 */
export async function seekPaths(options: SeekOptions): Promise<SeekResult> {
  const random = new RandomSource(options.seed);
  const missing = new Map(options.goals.map((goal) => [goalKey(goal), goal]));
  const kept: SeekResult['inputs'] = [];
  /** Inputs that took a way not seen before, also where it holds no goal of its own: starting points. */
  const startingPoints: Record<string, unknown>[] = [];
  const ways = new Set<string>();
  const generated = generateData(options.inputs, { rows: Math.min(200, Math.max(20, Math.floor(options.tries / 10))), seed: random.whole(0, 2 ** 31) });
  if (!generated.ok) throw new Error(generated.error[0]?.message ?? 'no data could be generated');
  let tries = 0;
  for (; tries < options.tries && missing.size > 0; tries += 1) {
    if (tries % 100 === 99 && options.shouldStop?.()) break;
    const input = tries < generated.value.length ? generated.value[tries]! : changed(options, random, random.pick(startingPoints));
    const trace = await options.evaluate(input);
    const reached = goalsReached(trace);
    const way = trace.map(({ path, port }) => `${path}:${port ?? ''}`).join(' ');
    const news = [...reached].flatMap((key) => missing.get(key) ?? []);
    for (const goal of news) missing.delete(goalKey(goal));
    if (news.length > 0) kept.push({ input, reaches: news });
    if (news.length > 0 || (!ways.has(way) && startingPoints.length < 2_000)) startingPoints.push(input);
    // Where the ways tell nothing of how near an input is, starting points wander.
    else if (startingPoints.length < 50) startingPoints.push(input);
    else if (random.chance(0.1)) startingPoints[random.whole(0, startingPoints.length - 1)] = input;
    ways.add(way);
  }
  return { inputs: kept, missed: [...missing.values()], tries };
}

function changed({ inputs, values }: SeekOptions, random: RandomSource, from: Record<string, unknown>): Record<string, unknown> {
  const input = structuredClone(from);
  for (let left = random.whole(1, 3); left > 0; left -= 1) {
    const places = placesOf(inputs, input);
    if (places.length === 0) return input;
    change(random.pick(places), values, random);
  }
  return input;
}

function change({ holder, key, spec, nullable }: Place, values: InterestingValues, random: RandomSource): void {
  const slots = holder as Record<string | number, unknown>;
  if (nullable && random.chance(0.08)) {
    slots[key] = null;
    return;
  }
  const present = slots[key];
  if (spec.type === 'list' && Array.isArray(present) && present.length > 0 && random.chance(0.5)) {
    if (random.chance(0.5)) present.splice(random.whole(0, present.length - 1), 1);
    else if (present.length < 50) present.push(structuredClone(random.pick(present)));
    return;
  }
  const candidates = candidatesFor(spec, values);
  if (candidates.length > 0 && random.chance(0.8)) {
    slots[key] = random.pick(candidates);
    return;
  }
  const field: FieldSpec = { ...spec, name: 'value', required: !nullable };
  const drawn = generateData([field], { rows: 1, seed: random.whole(0, 2 ** 31) });
  if (drawn.ok) slots[key] = drawn.value[0]!.value;
}
