import type { ActionFilter, CampaignDraft, Constraint, CustomerFilter } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import type { DocumentFilter, ProblemDocument } from '@arbiter/contracts/problem-document';
import type { LimitUse } from '@arbiter/contracts/run';
import { matchesAction, objectiveLimitId, toDocumentFilter, weekStarts } from '../campaigns/api.js';

type DocumentLimit = NonNullable<ProblemDocument['limits']>[number];
type DocumentEligibility = NonNullable<ProblemDocument['eligibility']>[number];
type DocumentSequence = NonNullable<ProblemDocument['sequence']>[number];
type DocumentHousehold = NonNullable<ProblemDocument['households']>[number];
type DocumentCondition = NonNullable<DocumentEligibility['for']>;

/** The problem document without its rows: those stream out of the analytical store. */
export type ProblemHead = Omit<ProblemDocument, 'customers' | 'candidates'>;

/** A column of the customers: days from the last contact that matches `after` to the first day of the campaign. */
export interface GapColumn {
  attribute: string;
  after: ActionFilter;
}

/** Which row of the campaign's form a limit of the document came from, and how its numbers are shown. */
export interface LimitOrigin {
  limitId: string;
  constraintId: string;
  unit: LimitUse['unit'];
  sense: LimitUse['sense'];
  /** The document's numbers are divided by this (a share of the audience is a count in the document). */
  divideBy: number;
}

export interface BuiltProblem {
  head: ProblemHead;
  /** Text attributes of the customer that the document speaks of; `segment` always. */
  attributes: string[];
  gaps: GapColumn[];
  origins: LimitOrigin[];
  /** The run whose plan the new one should not stray from, and how many weeks later than this campaign that one began. */
  previous?: { runId: string; shiftWeeks: number };
}

/** An earlier plan to stay close to: the least share of its assignments to keep, or what a change costs, or both. */
export interface StayClose {
  runId: string;
  startsOn: string;
  keep?: number;
  changeCostMinor?: number;
}

export interface ProblemInput {
  draft: CampaignDraft;
  /** The actions of the draft as the catalogue had them. */
  actions: readonly Action[];
  /** Customers that the audience's condition holds for, the control group included: the denominator of "of the audience". */
  audience: number;
  stayClose?: StayClose;
}

/**
 * Translates a campaign into the optimiser's public problem document. Amounts are minor units throughout.
 * Weeks become periods named by their first day, so that days since a contact age by seven a week.
 * A constraint that matches none of the campaign's actions asks for nothing and is left out.
 */
export function buildProblem({ draft, actions, audience, stayClose }: ProblemInput): BuiltProblem {
  const parts: Parts = { limits: [], eligibility: [], sequence: [], households: [], gaps: [], origins: [], attributes: new Set(['segment']) };
  const contacts = contactsOf(draft.constraints);
  for (const constraint of draft.constraints) translate(constraint, parts, actions, audience, contacts.max);
  return {
    head: {
      format: 'arbiter-problem/1',
      objective: objectiveOf(draft, parts),
      contactsPerCustomer: contacts,
      actions: actions.map(({ id, channel, stage, costMinor }) => ({ id, channel, stage, cost: costMinor })),
      periods: weekStarts(draft.startsOn, draft.weeks),
      limits: parts.limits,
      eligibility: parts.eligibility,
      ...(parts.sequence.length > 0 ? { sequence: parts.sequence } : {}),
      ...(parts.households.length > 0 ? { households: parts.households } : {}),
      ...(parts.gaps.length > 0 ? { ageing: parts.gaps.map((gap) => gap.attribute) } : {}),
      // Its rows stream out of the analytical store as the candidates do.
      ...(stayClose ? { previous: { assignments: [], ...(stayClose.keep === undefined ? {} : { keep: stayClose.keep }), ...(stayClose.changeCostMinor === undefined ? {} : { changeCost: stayClose.changeCostMinor }) } } : {}),
    },
    attributes: [...parts.attributes],
    gaps: parts.gaps,
    origins: parts.origins,
    ...(stayClose ? { previous: { runId: stayClose.runId, shiftWeeks: Math.round((Date.parse(stayClose.startsOn) - Date.parse(draft.startsOn)) / (7 * 86_400_000)) } } : {}),
  };
}

interface Parts {
  limits: DocumentLimit[];
  eligibility: DocumentEligibility[];
  sequence: DocumentSequence[];
  households: DocumentHousehold[];
  gaps: GapColumn[];
  origins: LimitOrigin[];
  attributes: Set<string>;
}

/** Several rows of this kind: the strictest counts. Without one a customer gets a single action. */
function contactsOf(constraints: readonly Constraint[]): { max: number; perPeriod: number } {
  const caps = constraints.flatMap((constraint) => (constraint.kind === 'contacts' ? [constraint.atMost] : []));
  return { max: caps.length > 0 ? Math.min(...caps) : 1, perPeriod: 1 };
}

function objectiveOf({ objective }: CampaignDraft, parts: Parts): ProblemHead['objective'] {
  const addFloor = (limit: Omit<DocumentLimit, 'id'>, unit: LimitUse['unit']): void => {
    parts.limits.push({ id: objectiveLimitId, ...limit });
    parts.origins.push({ limitId: objectiveLimitId, constraintId: objectiveLimitId, unit, sense: 'at-least', divideBy: 1 });
  };
  const then = secondGoal(objective.then);
  switch (objective.kind) {
    case 'most-value':
      return { maximise: 'value', ...then };
    case 'least-cost':
      addFloor({ sum: 'value', atLeast: objective.valueAtLeastMinor }, 'money-minor');
      return { minimise: 'cost', ...then };
    case 'most-value-per-action':
      addFloor({ count: true, atLeast: objective.actionsAtLeast }, 'actions');
      return { maximise: { ratio: ['value', 'count'] }, ...then };
  }
}

function secondGoal(then: CampaignDraft['objective']['then']): Pick<ProblemHead['objective'], 'then'> {
  if (!then) return {};
  const { goal, keeping } = then;
  return { then: { ...(goal === 'most-value' ? { maximise: 'value' } : { minimise: goal === 'least-cost' ? 'cost' : 'count' }), keeping } };
}

/** Weights of the relaxation: a limit of high importance gives way by a tenth of what one of low importance does. */
const importances = { low: 0.3, high: 3, never: 'never' } as const;

/** How the limit is held, in the document's words. A price for one unit over is one of the objective for the document as well. */
function strictnessOf(constraint: Extract<Constraint, { kind: 'budget' | 'capacity' | 'minimum' | 'share' }>): Pick<DocumentLimit, 'soft' | 'importance'> {
  return {
    ...(constraint.soft ? { soft: { price: constraint.soft.price } } : {}),
    ...(constraint.importance ? { importance: importances[constraint.importance] } : {}),
  };
}

function translate(constraint: Constraint, parts: Parts, actions: readonly Action[], audience: number, mostContacts: number): void {
  const { id } = constraint;
  const addLimit = (limit: Omit<DocumentLimit, 'id'>, unit: LimitUse['unit'], sense: LimitUse['sense'], divideBy = 1): void => {
    parts.limits.push({ id, ...limit });
    parts.origins.push({ limitId: id, constraintId: id, unit, sense, divideBy });
  };
  switch (constraint.kind) {
    case 'budget':
      return addLimit({ sum: 'cost', ...whereOf({}, constraint.for, parts), atMost: constraint.atMostMinor, ...strictnessOf(constraint) }, 'money-minor', 'at-most');
    case 'capacity': {
      const of = toDocumentFilter(constraint.of, actions);
      if (!of) return;
      return addLimit({ count: true, ...whereOf(of, constraint.for, parts), atMost: constraint.atMost, ...(constraint.per === 'week' ? { each: 'period' } : {}), ...strictnessOf(constraint) }, 'actions', 'at-most');
    }
    case 'minimum': {
      const of = toDocumentFilter(constraint.of, actions);
      if (!of) return;
      return addLimit({ count: true, ...whereOf(of, constraint.for, parts), atLeast: constraint.atLeast, ...(constraint.orZero ? { orZero: true } : {}), ...strictnessOf(constraint) }, 'actions', 'at-least');
    }
    case 'share': {
      const of = toDocumentFilter(constraint.of, actions);
      if (!of) return;
      // By how much "strictly less" is broken cannot be said, so that a share that may be broken is one at most.
      const bound = (most: number): { atMost: number } | { below: number } => (constraint.soft ? { atMost: most } : { below: most });
      if (constraint.denominator === 'acted-upon') return addLimit({ count: true, ...whereOf(of, undefined, parts), ...bound(constraint.below), shareOf: { count: true }, ...strictnessOf(constraint) }, 'share', 'at-most');
      return addLimit({ count: true, ...whereOf(of, undefined, parts), ...bound(decimalProduct(constraint.below, audience)), ...strictnessOf(constraint) }, 'share', 'at-most', audience);
    }
    case 'exclusion': {
      const forbid = toDocumentFilter(constraint.forbid, actions);
      if (forbid) parts.eligibility.push({ id, forbid, for: conditionOf(constraint.for, parts) });
      return;
    }
    case 'exclusivity': {
      const allowOnly = toDocumentFilter(constraint.allowOnly, actions);
      // None of the campaign's actions is allowed to these customers, so they get nothing.
      parts.eligibility.push(allowOnly ? { id, allowOnly, for: conditionOf(constraint.for, parts) } : { id, forbid: {}, for: conditionOf(constraint.for, parts) });
      return;
    }
    case 'gap':
      return addGap(constraint, parts, actions, mostContacts);
    case 'household': {
      const of = toDocumentFilter(constraint.of, actions);
      if (!of) return;
      parts.attributes.add(constraint.by);
      parts.households.push({ id, by: constraint.by, ...(Object.keys(of).length > 0 ? { where: of } : {}), max: constraint.atMost });
      return;
    }
    case 'never-both': {
      const [of, and] = [toDocumentFilter(constraint.of, actions), toDocumentFilter(constraint.and, actions)];
      if (of && and && mostContacts > 1) parts.sequence.push({ id, exclude: [of, and] });
      return;
    }
    case 'contacts':
      return;
  }
}

function addGap(constraint: Extract<Constraint, { kind: 'gap' }>, parts: Parts, actions: readonly Action[], mostContacts: number): void {
  const action = toDocumentFilter(constraint.of, actions);
  if (!action) return;
  const attribute = `daysSince:${constraint.id}`;
  parts.gaps.push({ attribute, after: constraint.after });
  parts.eligibility.push({ id: constraint.id, forbid: action, unless: { [attribute]: { atLeast: constraint.days } } });
  // Within the plan itself the gap holds as well. Where one action is on both sides it would forbid itself, not only its repetition.
  const after = toDocumentFilter(constraint.after, actions);
  const onBothSides = actions.some((candidate) => matchesAction(constraint.of, candidate) && matchesAction(constraint.after, candidate));
  if (after && mostContacts > 1 && !onBothSides) parts.sequence.push({ id: constraint.id, action, notBefore: { days: constraint.days, after } });
}

function whereOf(actions: DocumentFilter, customers: CustomerFilter | undefined, parts: Parts): { where?: DocumentFilter } {
  if (customers) parts.attributes.add(customers.attribute);
  const where: DocumentFilter = { ...actions, ...(customers ? { [`customer.${customers.attribute}`]: [...customers.values] } : {}) };
  return Object.keys(where).length > 0 ? { where } : {};
}

function conditionOf(customers: CustomerFilter, parts: Parts): DocumentCondition {
  parts.attributes.add(customers.attribute);
  return { [customers.attribute]: [...customers.values] };
}

/** A share of a count as people mean it: 0.07 of 100 is 7, not 7.000000000000001, or "below" would let the seventh through. */
function decimalProduct(share: number, count: number): number {
  return Number((share * count).toPrecision(13));
}
