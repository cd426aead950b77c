import type { ActionFilter, CampaignDraft, Constraint } from '@arbiter/contracts/campaign';
import type { Action, Channel } from '@arbiter/contracts/catalogue';
import type { Condition } from '@arbiter/contracts/condition';
import type { Attribute } from '@arbiter/contracts/data-model';
import type { Fault } from '@arbiter/contracts/problems';
import { matchesAction } from './action-filters.js';

/** The limit that the objective itself asks for (a floor of value, a least number of actions). No constraint may be called so. */
export const objectiveLimitId = 'objective';

/** `refused`: the draft cannot be saved. `before-run`: it can be saved, and must be mended before the optimiser may run. */
export interface DraftFault extends Fault {
  severity: 'refused' | 'before-run';
}

export interface KnownNames {
  attributes: readonly Attribute[];
  channels: readonly Channel[];
  actions: readonly Action[];
  ruleSetIds: ReadonlySet<string>;
  /** Actions that the draft's score set has scores for; empty when there is no such set. */
  scored: ReadonlySet<string>;
  /** The condition language's own check. */
  checkCondition: (condition: Condition, path: string) => Fault[];
}

type Report = (severity: DraftFault['severity'], path: string, code: string, message: string) => void;

/** What a schema cannot say about a draft: names that must exist, duplicates, numbers that cannot be met. Paths are JSON pointers into the draft. */
export function checkDraft(draft: CampaignDraft, known: KnownNames): DraftFault[] {
  const faults: DraftFault[] = [];
  const report: Report = (severity, path, code, message) => faults.push({ severity, path, code, message });
  for (const fault of known.checkCondition(draft.audience, '/audience')) report('refused', fault.path, fault.code, fault.message);
  checkActions(draft, known, report);
  checkControlGroup(draft, known, report);
  checkObjective(draft, report);
  if (draft.ruleSetId !== undefined && !known.ruleSetIds.has(draft.ruleSetId)) report('refused', '/ruleSetId', 'unknown-rule-set', `There is no rule set "${draft.ruleSetId}": choose another or none`);

  const seen = new Map<string, number>();
  draft.constraints.forEach((constraint, index) => {
    const path = `/constraints/${index}`;
    const before = seen.get(constraint.id);
    if (before !== undefined) report('refused', `${path}/id`, 'duplicate-id', `Constraints ${before + 1} and ${index + 1} are both called "${constraint.id}": give each its own id`);
    seen.set(constraint.id, index);
    if (constraint.id === objectiveLimitId) report('refused', `${path}/id`, 'reserved-id', `"${objectiveLimitId}" names the objective's own limit: call the constraint otherwise`);
    checkConstraint(constraint, path, draft, known, report);
  });
  return faults;
}

function checkActions(draft: CampaignDraft, known: KnownNames, report: Report): void {
  const ids = new Set(known.actions.map((action) => action.id));
  draft.actions.forEach((id, index) => {
    if (!ids.has(id)) report('refused', `/actions/${index}`, 'unknown-action', `There is no action "${id}" in the catalogue: create it, or take it out`);
  });
  if (draft.actions.length === 0) report('before-run', '/actions', 'no-actions', 'The campaign has no actions: choose at least one');
  if (known.scored.size === 0) report('before-run', '/scoreSet', 'unknown-score-set', `There are no scores called "${draft.scoreSet}": import candidate actions under this name, or choose another score set`);
  else if (draft.actions.length > 0 && !draft.actions.some((id) => known.scored.has(id))) report('before-run', '/actions', 'no-scores', `Score set "${draft.scoreSet}" has no scores for any of the chosen actions: choose others, or another score set`);
}

function checkControlGroup({ controlGroup }: CampaignDraft, known: KnownNames, report: Report): void {
  if (controlGroup.stratifyBy === undefined) return;
  checkTextAttribute(controlGroup.stratifyBy, '/controlGroup/stratifyBy', known, report);
}

function checkObjective({ objective }: CampaignDraft, report: Report): void {
  if (objective.kind === 'least-cost' && objective.valueAtLeastMinor === 0) report('before-run', '/objective/valueAtLeastMinor', 'floor-missing', 'The least cost for a value of 0 is to do nothing: ask for a value above 0');
}

function checkConstraint(constraint: Constraint, path: string, draft: CampaignDraft, known: KnownNames, report: Report): void {
  if ('for' in constraint && constraint.for) {
    checkTextAttribute(constraint.for.attribute, `${path}/for/attribute`, known, report);
    checkDuplicates(constraint.for.values, `${path}/for/values`, report);
  }
  switch (constraint.kind) {
    case 'capacity':
      return checkFilter(constraint.of, `${path}/of`, known, report);
    case 'minimum':
      checkFilter(constraint.of, `${path}/of`, known, report);
      if (constraint.atLeast > 0 && !matchesChosen(constraint.of, draft, known)) report('before-run', `${path}/of`, 'matches-no-action', `At least ${constraint.atLeast} are asked for, but none of the campaign's actions is meant: change the filter, or add such an action`);
      return;
    case 'share':
      checkFilter(constraint.of, `${path}/of`, known, report);
      if (constraint.below === 0) report('refused', `${path}/below`, 'share-zero', 'Nothing is below a share of 0: exclude the actions instead, or give a share above 0');
      return;
    case 'exclusion':
      return checkFilter(constraint.forbid, `${path}/forbid`, known, report);
    case 'exclusivity':
      return checkFilter(constraint.allowOnly, `${path}/allowOnly`, known, report);
    case 'gap':
      checkFilter(constraint.of, `${path}/of`, known, report);
      return checkFilter(constraint.after, `${path}/after`, known, report);
    case 'household':
      checkFilter(constraint.of, `${path}/of`, known, report);
      return checkTextAttribute(constraint.by, `${path}/by`, known, report);
    case 'never-both':
      checkFilter(constraint.of, `${path}/of`, known, report);
      checkFilter(constraint.and, `${path}/and`, known, report);
      if (draft.actions.some((id) => { const action = known.actions.find((one) => one.id === id); return action !== undefined && matchesAction(constraint.of, action) && matchesAction(constraint.and, action); })) report('before-run', `${path}/and`, 'groups-overlap', 'Some of the chosen actions are in both groups: narrow one of them');
      return;
    case 'contacts':
      if (draft.constraints.some((other) => other.kind === 'contacts' && other.id !== constraint.id && other.atMost < constraint.atMost)) report('before-run', `${path}/atMost`, 'duplicate-kind', 'Another row allows fewer contacts for a customer, so this one never counts: keep one of them');
      return;
    case 'budget':
      return;
  }
}

function checkFilter(filter: ActionFilter, path: string, known: KnownNames, report: Report): void {
  const ids = new Set(known.actions.map((action) => action.id));
  const channels = new Set(known.channels.map((channel) => channel.id));
  filter.action?.forEach((id, index) => {
    if (!ids.has(id)) report('refused', `${path}/action/${index}`, 'unknown-action', `There is no action "${id}" in the catalogue: correct it, or take it out`);
  });
  filter.channel?.forEach((id, index) => {
    if (!channels.has(id)) report('refused', `${path}/channel/${index}`, 'unknown-channel', `There is no channel "${id}" in the catalogue: correct it, or take it out`);
  });
  for (const key of ['action', 'channel', 'stage'] as const) checkDuplicates(filter[key] ?? [], `${path}/${key}`, report);
}

function matchesChosen(filter: ActionFilter, draft: CampaignDraft, known: KnownNames): boolean {
  return known.actions.some((action) => draft.actions.includes(action.id) && matchesAction(filter, action));
}

function checkDuplicates(values: readonly string[], path: string, report: Report): void {
  values.forEach((value, index) => {
    if (values.indexOf(value) < index) report('refused', `${path}/${index}`, 'duplicate-value', `"${value}" stands twice in the list: keep one`);
  });
}

function checkTextAttribute(name: string, path: string, known: KnownNames, report: Report): void {
  const attribute = known.attributes.find((candidate) => candidate.name === name);
  if (!attribute) report('refused', path, 'unknown-attribute', `Customers have no attribute "${name}": choose one of ${known.attributes.filter((candidate) => candidate.type === 'text').map((candidate) => candidate.name).slice(0, 10).join(', ')}`);
  else if (attribute.type !== 'text') report('refused', path, 'attribute-not-text', `Attribute "${name}" holds ${attribute.type}; a text attribute is needed here`);
}
