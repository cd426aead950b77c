import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { ReportFunnel, UndefinedReason } from '@arbiter/contracts/report-model';
import { funnelSteps } from '@arbiter/contracts/report-sections';
import { isKnown } from '../stats/result.js';
import { proportionArmOfSums } from '../stats/unit-sums-moments.js';
import { wilsonInterval } from '../stats/wilson-interval.js';
import { type ReportCells, sumsOf, unitsIn } from './report-cells.js';

/** Statuses by which a contact is known to have come so far. */
export const contactSteps = [
  { step: 'contacted', statuses: [] },
  { step: 'delivered', statuses: ['delivered', 'right-party', 'opened', 'read', 'clicked', 'responded', 'promise', 'paid'] },
  { step: 'right-party', statuses: ['right-party', 'opened', 'read', 'clicked', 'responded', 'promise', 'paid'] },
] as const;

const answers = { responded: 'response_rate', paid: 'paid_rate' } as const;

/** How far the customers of each arm came, as shares of those assigned. */
export function funnelOf(facts: CampaignFacts, cells: ReportCells, confidence: number): ReportFunnel[] {
  if (facts.goal === 'outcomes') return [];
  return facts.arms.map(({ id }) => {
    const arm = new Set([id]);
    const assigned = unitsIn(cells.total, arm);
    return {
      arm: id,
      steps: funnelSteps.map((step) => {
        if (step === 'assigned') return stepRow(step, assigned, assigned, confidence);
        if (step === 'responded' || step === 'paid') {
          const reached = proportionArmOfSums(sumsOf(cells.total, answers[step], arm), { scaleX: 1, scaleY: 1 });
          return stepRow(step, isKnown(reached) ? reached.successes : 0, assigned, confidence);
        }
        const rows = cells.reach.find((candidate) => candidate.step === step)?.rows ?? [];
        return stepRow(step, rows.filter((row) => row.arm === id).reduce((sum, row) => sum + row.customers, 0), assigned, confidence);
      }),
    };
  });
}

function stepRow(step: (typeof funnelSteps)[number], units: number, assigned: number, confidence: number): ReportFunnel['steps'][number] {
  const none = (reason: UndefinedReason) => ({ step, units, share: null, low: null, high: null, reason });
  if (assigned === 0) return none('empty-arm');
  if (units > assigned) return none('bad-input');
  const interval = wilsonInterval({ n: assigned, successes: units }, { confidence });
  return { step, units, share: units / assigned, low: isKnown(interval) ? interval.low : null, high: isKnown(interval) ? interval.high : null, reason: isKnown(interval) ? null : interval.reason };
}
