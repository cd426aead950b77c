import { Type } from 'typebox';
import type { TableMaker, ViewStores } from '../asked-view.js';
import { chosen, decisionRows, only } from '../strategy/recorded-decisions.js';
import type { ViewInput } from '../view.js';

const Kinds = (what: string, usual: string[]) => Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50, default: usual, description: what });
export const claimParams = Type.Object(
  {
    strategy: Type.String({ maxLength: 128, default: '', description: 'The strategy that decides claims; left out: the one with the most decisions named below' }),
    straightThrough: Kinds('Decisions that need nobody', ['pay']),
    referred: Kinds('Decisions that go to a specialist', ['refer']),
    score: Type.String({ maxLength: 128, default: '', description: 'The output with the suspicion; left out: score, points or risk' }),
    fraud: Kinds('Responses that say fraud', ['fraud']),
    clean: Kinds('Responses that say no fraud', ['no-fraud']),
    paid: Kinds('Responses whose amount was paid', ['claim-paid']),
    premiumInput: Type.String({ maxLength: 64, default: 'premium', description: 'The input with the premium, in major units' }),
    capacityPerDay: Type.Number({ minimum: 0, maximum: 1e6, default: 0, description: 'Cases that the specialists can look at in a day; 0: as many as were referred' }),
  },
  { additionalProperties: false },
);

export interface ClaimParams {
  strategy?: string;
  straightThrough?: string[];
  referred?: string[];
  score?: string;
  fraud?: string[];
  clean?: string[];
  paid?: string[];
  premiumInput?: string;
  capacityPerDay?: number;
}

export interface ClaimCases {
  /** Sub-select with a row a claim: `id`, `at`, `decision`, `reasons`, `score` (nullable), `premium`, `duration_us`, `fraud` (nullable: not known yet), `paid_minor`, `settled_at` (nullable). */
  from: string;
  params: Record<string, unknown>;
  strategy: string;
}

/** Decided claims with what became of them: responses that name the decision. Null where no such decisions were recorded. */
export async function claimCases({ params, period, filters }: ViewInput, table: TableMaker, stores: ViewStores): Promise<ClaimCases | null> {
  const { strategy = '', straightThrough = ['pay'], referred = ['refer'], score = '', fraud = ['fraud'], clean = ['no-fraud'], paid = ['claim-paid'], premiumInput = 'premium' } = params as ClaimParams;
  let decides = strategy || chosen(filters, 'strategy');
  if (!decides) {
    const rows = decisionRows({ period, filters: [...filters, only('decision', ...straightThrough, ...referred)] });
    const [found] = await stores.query<{ strategy: string }>(`SELECT d.strategy_id AS strategy FROM strategy_decisions AS d FINAL WHERE ${rows.where} GROUP BY strategy ORDER BY count() DESC, strategy LIMIT 1`, rows.params);
    decides = found?.strategy;
  }
  if (!decides) {
    table.note(`Нет записанных решений «${[...straightThrough, ...referred].join('», «')}»: назовите стратегию и её решения в настройках плитки`, `No recorded decisions "${[...straightThrough, ...referred].join('", "')}": name the strategy and its decisions in the tile`);
    return null;
  }
  const rows = decisionRows({ period, filters: [...filters, only('strategy', decides)] }, table);
  const scores = (score ? [score] : ['score', 'points', 'risk']).map((_, index) => `JSONExtract(d.answer, 'outputs', {score${index}:String}, 'Nullable(Float64)')`);
  return {
    strategy: decides,
    from: `(SELECT d.decision_id AS id, any(d.at) AS at, any(d.decision) AS decision, any(d.reason_codes) AS reasons, any(d.duration_us) AS duration_us, any(coalesce(${scores.join(', ')})) AS score,
        any(JSONExtractFloat(d.input, {premium:String})) AS premium, multiIf(countIf(has({fraud:Array(String)}, r.kind)) > 0, toNullable(1), countIf(has({clean:Array(String)}, r.kind)) > 0, 0, NULL) AS fraud,
        sumIf(r.amount_minor, has({paid:Array(String)}, r.kind)) AS paid_minor, minOrNullIf(r.at, r.decision_id != '' AND (has({fraud:Array(String)}, r.kind) OR has({clean:Array(String)}, r.kind) OR has({paid:Array(String)}, r.kind))) AS settled_at
      FROM (SELECT * FROM strategy_decisions AS d FINAL WHERE ${rows.where} AND d.ok) AS d
      LEFT JOIN (SELECT decision_id, kind, amount_minor, at FROM responses FINAL WHERE decision_id != '' AND corrected_by = '') AS r ON r.decision_id = d.decision_id GROUP BY d.decision_id)`,
    params: { ...rows.params, fraud, clean, paid, premium: premiumInput, straight: straightThrough, referred, ...Object.fromEntries((score ? [score] : ['score', 'points', 'risk']).map((name, index) => [`score${index}`, name])) },
  };
}

export const isStraight = 'has({straight:Array(String)}, decision)';
export const isReferred = 'has({referred:Array(String)}, decision)';
