import { logistic, plantedDecisions } from './planted-decisions.js';

/** A call of a published strategy that was made in the past, and what became of it. */
export interface PastCall {
  decisionId: string;
  endpoint: string;
  atMs: number;
  input: Record<string, unknown>;
  /** How long it took, and whether its trace was kept. */
  durationUs: number;
  traced: boolean;
  /** What was told of it later. */
  outcomes: { kind: string; amountMinor: number; afterHours: number; customerId: string }[];
}

const dayMs = 86_400_000;

/** The calls of eight weeks before the day of the story, oldest first; the same for the same seed. Outcomes that would lie after that day are not known yet. */
export function* demoDecisionHistory({ customers, seed, until }: { customers: number; seed: number; until: string }): Generator<PastCall> {
  const endMs = Date.parse(`${until}T00:00:00Z`);
  const spanMs = plantedDecisions.weeks * 7 * dayMs;
  const calls = Math.min(3_000, Math.max(60, Math.round(customers * 0.15)));
  for (let index = 0; index < calls; index += 1) {
    for (const [place, [endpoint, make]] of Object.entries(kinds).entries()) {
      const random = numbers(seed, index * 16 + place);
      const atMs = Math.floor(endMs - spanMs + ((index + random()) / calls) * spanMs);
      const made = make(random, { index, customers, weeksLeft: (endMs - atMs) / (7 * dayMs) });
      yield {
        decisionId: decisionIdOf(atMs, seed, index * 16 + place), endpoint, atMs, input: made.input, durationUs: Math.round(Math.exp(6 + 0.5 * normal(random))), traced: index % 25 === place,
        outcomes: made.outcomes.filter(({ afterHours }) => atMs + afterHours * 3_600_000 < endMs),
      };
    }
  }
}

interface Moment { index: number; customers: number; weeksLeft: number }
type Made = Pick<PastCall, 'input' | 'outcomes'>;
type Random = () => number;

const customerOf = (random: Random, { customers }: Moment): string => `C${String(1 + Math.floor(random() * customers)).padStart(7, '0')}`;
const oneOf = <T>(values: readonly T[], random: Random): T => values[Math.min(values.length - 1, Math.floor(random() * values.length))]!;

const kinds: Record<string, (random: Random, moment: Moment) => Made> = {
  collection: (random, moment) => ({
    input: {
      customer: customerOf(random, moment), kind: random() < 0.8 ? 'household' : random() < 0.85 ? 'business' : 'government', segment: oneOf(['active', 'disorganised', 'lazy', 'rare', 'lost', 'problem', 'malicious'], random),
      overdue: random() < 0.15 ? 0 : Math.round(Math.exp(8 + normal(random))), overdue_days: Math.floor(150 * random() ** 2), promises_broken: Math.floor(3 * random() ** 2),
    },
    outcomes: [],
  }),
  'claim-referral': (random, moment) => {
    const { intercept, newPolicy, frequent, theft, fire } = plantedDecisions.fraud;
    const input = { claim: `K-${moment.index + 1}`, customer: customerOf(random, moment), amount: Math.round(Math.exp(9.8 + 0.9 * normal(random))), cause: oneOf(['water', 'other', 'theft', 'fire'], random), policy_days: Math.floor(730 * random() ** 1.3), claims_in_year: Math.floor(4.5 * random() ** 2.5), premium: 30_000 + Math.floor(20_000 * random()), documents: [{ name: 'act', received: random() < 0.93 }] };
    const fraud = random() < logistic(intercept + (input.policy_days < 30 ? newPolicy : 0) + (input.claims_in_year >= 3 ? frequent : 0) + (input.cause === 'theft' ? theft : input.cause === 'fire' ? fire : 0));
    const afterHours = 24 * (1 + Math.floor(12 * random()));
    const told = { afterHours, customerId: input.customer };
    return { input, outcomes: fraud ? [{ kind: 'fraud', amountMinor: 0, ...told }] : [{ kind: 'no-fraud', amountMinor: 0, ...told }, { kind: 'claim-paid', amountMinor: Math.round(80 * input.amount), ...told }] };
  },
  underwriting: (random, moment) => {
    const { drift, loss, premium, lossAmount } = plantedDecisions;
    const older = moment.weeksLeft < drift.weeks ? drift.years : 0;
    const input = { application: `T-${moment.index + 1}`, customer: customerOf(random, moment), age: Math.round(Math.min(90, 18 + older + 55 * random() ** 1.2)), claims_before: Math.floor(3.4 * random() ** 3), extreme_sport: random() < 0.25, winter: random() < 0.3, premium };
    const chance = logistic(loss.intercept + loss.claimsBefore * input.claims_before + (input.extreme_sport ? loss.extremeSport : 0) + (input.winter ? loss.winter : 0) + loss.age * (input.age - 40));
    const lost = random() < chance;
    return { input, outcomes: [{ kind: lost ? 'loss' : 'no-loss', amountMinor: lost ? Math.round(100 * lossAmount * (0.5 + random())) : 0, afterHours: 24 * (4 + Math.floor(12 * random())), customerId: input.customer }] };
  },
};

/** Uniform numbers of one row (mulberry32 over a mixed seed): any row can be made again on its own. */
function numbers(seed: number, row: number): Random {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(row + 1, 0xc2b2ae35)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Standard normal by Box and Muller (1958). */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** As identifiers of decisions are: a UUID of version 7 that begins with the millisecond. */
function decisionIdOf(atMs: number, seed: number, row: number): string {
  const random = numbers(seed + 1, row);
  const hex = (digits: number): string => Math.floor(random() * 16 ** digits).toString(16).padStart(digits, '0');
  const time = atMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`;
}
