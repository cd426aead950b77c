import { Type, type Static } from 'typebox';
import { CatalogueId, Stage } from './catalogue.js';
import { Condition } from './condition.js';
import { CalendarDate, Id, Name } from './identifiers.js';

const AmountMinor = Type.Number({ minimum: 0, maximum: 1e15, description: 'Minor units' });
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Count = Type.Integer({ minimum: 0, maximum: 1e9 });

/** Which actions a constraint speaks of; an empty object is all of them. */
export const ActionFilter = Type.Object(
  { action: Type.Optional(Type.Array(CatalogueId)), channel: Type.Optional(Type.Array(CatalogueId)), stage: Type.Optional(Type.Array(Stage)) },
  { additionalProperties: false },
);
export type ActionFilter = Static<typeof ActionFilter>;

/** Which customers a constraint speaks of: values of one text attribute. */
export const CustomerFilter = Type.Object({ attribute: Name, values: Type.Array(Type.String(), { minItems: 1, maxItems: 1000 }) }, { additionalProperties: false });
export type CustomerFilter = Static<typeof CustomerFilter>;

const common = { id: Id };
/** How a limit is held: as it stands unless said otherwise. */
const strictness = {
  soft: Type.Optional(
    Type.Object({ price: Type.Number({ minimum: 0, maximum: 1e15, description: 'Minor units of the objective for one unit over: an action, or a minor unit of a budget' }) }, { additionalProperties: false, description: 'May be broken at this price' }),
  ),
  importance: Type.Optional(Type.Enum(['low', 'high', 'never'] as const, { description: 'How dear the limit is where not all can hold: what to loosen first, last, or never' })),
};

/** A constraint, as one plain row of the campaign's form. */
export const Constraint = Type.Union([
  Type.Object({ ...common, kind: Type.Literal('budget'), atMostMinor: AmountMinor, for: Type.Optional(CustomerFilter), ...strictness }, { additionalProperties: false, description: 'Total cost at most so much' }),
  Type.Object({ ...common, kind: Type.Literal('capacity'), of: ActionFilter, atMost: Count, per: Type.Union([Type.Literal('campaign'), Type.Literal('week')]), for: Type.Optional(CustomerFilter), ...strictness }, { additionalProperties: false, description: 'At most so many actions, in the campaign or in each week of it' }),
  Type.Object({ ...common, kind: Type.Literal('minimum'), of: ActionFilter, atLeast: Count, orZero: Type.Optional(Type.Boolean({ description: 'At least so many, or none at all' })), for: Type.Optional(CustomerFilter), ...strictness }, { additionalProperties: false, description: 'At least so many actions' }),
  Type.Object({ ...common, kind: Type.Literal('share'), of: ActionFilter, below: Share, denominator: Type.Union([Type.Literal('acted-upon'), Type.Literal('audience')]), ...strictness }, { additionalProperties: false, description: 'Strictly below this share of the customers acted upon, or of the whole audience' }),
  Type.Object({ ...common, kind: Type.Literal('exclusion'), forbid: ActionFilter, for: CustomerFilter }, { additionalProperties: false, description: 'These customers get none of these actions' }),
  Type.Object({ ...common, kind: Type.Literal('exclusivity'), allowOnly: ActionFilter, for: CustomerFilter }, { additionalProperties: false, description: 'These customers get these actions only' }),
  Type.Object({ ...common, kind: Type.Literal('gap'), of: ActionFilter, after: ActionFilter, days: Type.Integer({ minimum: 0, maximum: 3650 }) }, { additionalProperties: false, description: 'Not earlier than so many days after the last such contact; without one in the history: refused' }),
  Type.Object({ ...common, kind: Type.Literal('contacts'), atMost: Type.Integer({ minimum: 1, maximum: 20 }) }, { additionalProperties: false, description: 'At most so many actions for a customer in this campaign, one a week at most' }),
  Type.Object({ ...common, kind: Type.Literal('household'), by: Name, of: ActionFilter, atMost: Type.Integer({ minimum: 1, maximum: 1000 }) }, { additionalProperties: false, description: 'Customers with the same value of a text attribute share a cap; those without a value are alone' }),
  Type.Object({ ...common, kind: Type.Literal('never-both'), of: ActionFilter, and: ActionFilter }, { additionalProperties: false, description: 'A customer gets actions of one of the two groups at most, the contact history not counted' }),
]);
export type Constraint = Static<typeof Constraint>;

const then = {
  then: Type.Optional(
    Type.Object(
      { goal: Type.Enum(['fewest-actions', 'least-cost', 'most-value'] as const), keeping: Type.Number({ minimum: 0.5, maximum: 1, description: 'Share of the first objective that the second may not cost' }) },
      { additionalProperties: false, description: 'The second goal, among the plans that keep this share of the first' },
    ),
  ),
};
export const Objective = Type.Union([
  Type.Object({ kind: Type.Literal('most-value'), ...then }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('least-cost'), valueAtLeastMinor: AmountMinor, ...then }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('most-value-per-action'), actionsAtLeast: Type.Integer({ minimum: 1, maximum: 1e9 }), ...then }, { additionalProperties: false }),
]);
export type Objective = Static<typeof Objective>;

/** Who is kept out of the treatment to measure its effect. The split is stable: it depends on salt, campaign and customer alone. */
export const ControlGroup = Type.Object(
  { share: Type.Number({ minimum: 0, maximum: 0.9 }), stratifyBy: Type.Optional(Name), salt: Type.String({ minLength: 1, maxLength: 64 }) },
  { additionalProperties: false },
);
export type ControlGroup = Static<typeof ControlGroup>;

/** The report's main question; `turnover` wants invoices and payments, `response` wants responses. */
export const goals = ['turnover', 'response', 'outcomes'] as const;
export type Goal = (typeof goals)[number];

/** What a person edits of a campaign. */
export const CampaignDraft = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    goal: Type.Enum(goals),
    startsOn: CalendarDate,
    weeks: Type.Integer({ minimum: 1, maximum: 26, description: 'Length of the campaign; the plan says the week of each action' }),
    audience: Condition,
    scoreSet: Type.String({ minLength: 1, maxLength: 100 }),
    actions: Type.Array(CatalogueId, { maxItems: 500, uniqueItems: true }),
    objective: Objective,
    constraints: Type.Array(Constraint, { maxItems: 1000 }),
    controlGroup: ControlGroup,
    ruleSetId: Type.Optional(Id),
    weeklyDiscount: Type.Number({ minimum: 0, maximum: 0.5, description: 'How much less an action is worth for each week of waiting' }),
  },
  { additionalProperties: false },
);
export type CampaignDraft = Static<typeof CampaignDraft>;

/** Life of a campaign. Legal moves: draft→approved (of one run)→launched→paused↔launched→finished; approved→draft. */
export const campaignStates = ['draft', 'approved', 'launched', 'paused', 'finished'] as const;
export const CampaignState = Type.Enum(campaignStates);
export type CampaignState = (typeof campaignStates)[number];

export const Campaign = Type.Object({
  id: Id,
  draft: CampaignDraft,
  state: CampaignState,
  version: Type.Integer({ description: 'Grows by one with each save; a save must name the version it is based on' }),
  approvedRunId: Type.Union([Id, Type.Null()]),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  launchedAt: Type.Union([Type.String(), Type.Null()]),
});
export type Campaign = Static<typeof Campaign>;

/** What a report needs to know of a campaign, own or imported: fixed at launch or import. */
export const CampaignFacts = Type.Object({
  arms: Type.Array(Type.Object({ id: Type.String(), role: Type.Union([Type.Literal('target'), Type.Literal('control')]), share: Type.Number({ description: 'Planned share of the randomised customers' }) })),
  goal: Type.Enum(goals),
  /** Names and kinds of imported outcomes (goal `outcomes`). */
  outcomes: Type.Array(Type.Object({ name: Name, kind: Type.Union([Type.Literal('proportion'), Type.Literal('mean')]), money: Type.Boolean() })),
  /** Keys of the assignments' dims that a report may be cut by; the first is the default. */
  dimensions: Type.Array(Name),
  startsOn: CalendarDate,
  /** First day after the campaign. */
  endsBefore: CalendarDate,
  /** First day whose facts are not complete any more; metrics look no further. */
  dataBefore: Type.Union([CalendarDate, Type.Null()]),
  decisionUnits: Type.Optional(Type.Integer({ minimum: 1, description: 'Customers assigned at launch: the size at which the always-valid intervals are tightest, never changed afterwards' })),
});
export type CampaignFacts = Static<typeof CampaignFacts>;
