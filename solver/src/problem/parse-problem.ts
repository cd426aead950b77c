import { problemSchemaFaults } from '@arbiter/contracts/problem-document';
import { FaultList, shown } from './fault-list.js';
import { isObject, isScalar, matchesAction, type Names } from './parse-filters.js';
import { parseAgents, parseHouseholds } from './parse-people.js';
import { parseEligibility, parseLimits } from './parse-rules.js';
import { parseSequence } from './parse-sequence.js';
import { dayOf, periodStartDays } from './periods.js';
import type { Action, Fault, Objective, Previous, Problem, SecondGoal, SequenceRule, Source } from './problem.js';

export type ParsedProblem = { ok: true; problem: Problem } | { ok: false; errors: Fault[] };

const topKeys = ['format', 'objective', 'contactsPerCustomer', 'actions', 'periods', 'customers', 'candidates', 'limits', 'eligibility', 'sequence', 'ageing', 'households', 'agents', 'start', 'history', 'fixed', 'previous'];

/**
 * Checks a problem document and writes out its defaults. Every fault names its JSON pointer, the value and what to try;
 * nothing that the solver would not honour passes. Rows written in the document become columns; a `{ file }` is left to the caller.
 */
export function parseProblem(document: unknown): ParsedProblem {
  const faults = new FaultList();
  if (!isObject(document)) return { ok: false, errors: [{ path: '', code: 'type', message: `The document is ${shown(document)}; give an object with "format": "arbiter-problem/1"` }] };
  if (document['format'] !== 'arbiter-problem/1') faults.add('/format', 'format', `The format is ${shown(document['format'])}; this version reads "arbiter-problem/1"`);
  for (const key of Object.keys(document)) if (!topKeys.includes(key)) faults.add(`/${key}`, 'unknown-key', `"${key}" is not known; known are ${topKeys.join(', ')}`);

  const periods = parseNames(document['periods'], '/periods', faults);
  const agents = parseAgents(document['agents'], periods, faults);
  const actions = parseActions(document['actions'], agents.length > 0, faults);
  const names: Names = { actionIds: new Set(actions.map((action) => action.id)), actionAttributes: new Set(actions.flatMap((action) => Object.keys(action.attributes))), periods: new Set(periods), agentIds: new Set(agents.map((agent) => agent.id)), agentAttributes: new Set(agents.flatMap((agent) => Object.keys(agent.attributes))) };
  const startDays = periods.length > 0 ? periodStartDays(periods) : null;
  const ageing = parseNames(document['ageing'], '/ageing', faults);
  if (ageing.length > 0 && periods.length > 0 && !startDays) faults.add('/periods', 'no-calendar', '"ageing" counts days, but the periods are not ISO weeks (2026-W48), dates or months in order of time');

  const problem: Problem = {
    objective: parseObjective(document['objective'], faults),
    contacts: parseContacts(document['contactsPerCustomer'], faults),
    actions,
    periods,
    periodStartDays: startDays,
    limits: parseLimits(document['limits'], names, faults),
    eligibility: parseEligibility(document['eligibility'], names, faults),
    sequence: parseSequence(document['sequence'], names, { periods: startDays !== null, history: document['history'] !== undefined }, faults),
    ageing,
    households: parseHouseholds(document['households'], names, faults),
    agents,
    startDay: parseStart(document['start'], periods, faults),
    history: parseSource(document['history'], '/history', faults),
    fixed: parseSource(document['fixed'], '/fixed', faults),
    previous: parsePrevious(document['previous'], faults),
    customers: parseSource(document['customers'], '/customers', faults),
    candidates: parseSource(document['candidates'], '/candidates', faults),
  };
  if (problem.candidates.kind === 'none' && document['candidates'] === undefined) faults.add('/candidates', 'candidates-missing', 'The document has no "candidates": give rows, columns or a file');
  checkObjective(problem, faults);
  checkGroups(problem.sequence, actions, periods, faults);
  // The schema is the contract; what the checks above let through must satisfy it too. Rows are checked when they are read.
  if (!faults.any) {
    const light = { ...document, candidates: [], ...Object.fromEntries(['customers', 'history', 'fixed'].filter((key) => document[key] !== undefined).map((key) => [key, []])), ...(isObject(document['previous']) ? { previous: { ...document['previous'], assignments: [] } } : {}) };
    for (const { path, message } of problemSchemaFaults(light)) faults.add(path, 'schema', message);
  }
  return faults.any ? { ok: false, errors: faults.list() } : { ok: true, problem };
}

function parseActions(value: unknown, withAgents: boolean, faults: FaultList): Action[] {
  if (!Array.isArray(value) || value.length === 0) {
    faults.add('/actions', 'actions-missing', `"actions" is ${shown(value)}; give a list with at least one action`);
    return [];
  }
  const seen = new Set<string>();
  return value.flatMap((entry: unknown, index) => {
    const at = `/actions/${index}`;
    if (!isObject(entry) || typeof entry['id'] !== 'string' || entry['id'] === '') {
      faults.add(at, 'id-missing', `${shown(entry)} is no action: give an object with an "id"`);
      return [];
    }
    const { id, ...rest } = entry;
    if (seen.has(id)) faults.add(`${at}/id`, 'duplicate-id', `Action ${shown(id)} stands twice in the list`);
    seen.add(id);
    const attributes: Action['attributes'] = {};
    const skills = withAgents ? parseSkills(rest['skill'], `${at}/skill`, id, faults) : undefined;
    for (const [key, attribute] of Object.entries(rest)) {
      if (withAgents && key === 'skill' && Array.isArray(attribute)) continue;
      if (!isScalar(attribute)) faults.add(`${at}/${key}`, 'attribute-value', `"${key}" of action ${shown(id)} is ${shown(attribute)}; give a text, a finite number, true or false`);
      else if (key === 'action' || key === 'period' || (withAgents && (key === 'agent' || key.startsWith('agent.'))) || key === 'count' || key.startsWith('customer.')) faults.add(`${at}/${key}`, 'reserved-name', `"${key}" has a meaning of its own in filters and sums; name the attribute otherwise`);
      else attributes[key] = attribute;
    }
    const effort = attributes['effort'];
    if (withAgents && effort !== undefined && (typeof effort !== 'number' || effort < 0)) faults.add(`${at}/effort`, 'not-a-number', `The effort of action ${shown(id)} is ${shown(effort)}; give a number, 0 or more`);
    return [skills ? { id, attributes, skills } : { id, attributes }];
  });
}

function parseSkills(value: unknown, path: string, id: string, faults: FaultList): string[] {
  if (value === undefined) return [];
  const skills: unknown[] = Array.isArray(value) ? value : [value];
  if (!skills.every((skill) => typeof skill === 'string')) faults.add(path, 'type', `The skill of action ${shown(id)} is ${shown(value)}; give a text, or a list of texts that an agent must have all of`);
  return skills.map(String);
}

function parseStart(value: unknown, periods: readonly string[], faults: FaultList): number | null {
  if (value === undefined) return periods.length > 0 ? dayOf(periods[0]!) : null;
  const day = typeof value === 'string' ? dayOf(value) : null;
  if (day === null) faults.add('/start', 'not-a-date', `"start" is ${shown(value)}; give a date such as "2026-11-23"`);
  return day;
}

function parsePrevious(value: unknown, faults: FaultList): Previous | null {
  if (value === undefined) return null;
  if (!isObject(value)) {
    faults.add('/previous', 'type', `"previous" is ${shown(value)}; give { "assignments": […], "changeCost": … }`);
    return null;
  }
  const keys = ['assignments', 'changeCost', 'mostChanges', 'keep'];
  for (const key of Object.keys(value)) if (!keys.includes(key)) faults.add(`/previous/${key}`, 'unknown-key', `"${key}" is not known here; known are ${keys.join(', ')}`);
  const assignments = parseSource(value['assignments'], '/previous/assignments', faults);
  if (assignments.kind === 'none') faults.add('/previous/assignments', 'assignments-missing', '"previous" has no "assignments": give the rows of the plan that stands, or a file');
  if (keys.slice(1).every((key) => value[key] === undefined)) faults.add('/previous', 'previous-without-use', '"previous" says nothing about changes: give changeCost, mostChanges or keep');
  const number = (key: string, missing: number, most: number): number => {
    const given = value[key];
    if (given === undefined) return missing;
    if (typeof given === 'number' && Number.isFinite(given) && given >= 0 && given <= most) return given;
    faults.add(`/previous/${key}`, 'not-a-number', `"${key}" is ${shown(given)}; give a number from 0${most < Infinity ? ` to ${most}` : ''}`);
    return missing;
  };
  return { assignments, changeCost: number('changeCost', 0, Infinity), mostChanges: number('mostChanges', Infinity, Infinity), keep: number('keep', 0, 1) };
}

function parseNames(value: unknown, path: string, faults: FaultList): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string' && name !== '')) {
    faults.add(path, 'type', `${shown(value)} is no list of names`);
    return [];
  }
  if (new Set(value).size < value.length) faults.add(path, 'duplicate-id', `A name stands twice in ${shown(value)}`);
  return value as string[];
}

function parseObjective(value: unknown, faults: FaultList): Objective {
  const { then: second, ...first } = isObject(value) ? value : {};
  const then = second === undefined ? null : parseThen(second, faults);
  const also = then ? { then } : {};
  if (Object.keys(first).length === 1) {
    const { maximise, minimise } = first;
    if (typeof maximise === 'string') return { kind: 'maximise', measure: maximise, ...also };
    if (typeof minimise === 'string') return { kind: 'minimise', measure: minimise, ...also };
    const ratio = isObject(maximise) && Object.keys(maximise).length === 1 ? maximise['ratio'] : undefined;
    if (Array.isArray(ratio) && ratio.length === 2 && typeof ratio[0] === 'string' && typeof ratio[1] === 'string') return { kind: 'ratio', numerator: ratio[0], denominator: ratio[1], ...also };
  }
  faults.add('/objective', 'objective', `The objective is ${shown(value)}; give { "maximise": "value" }, { "minimise": "cost" } or { "maximise": { "ratio": ["value", "count"] } }, and "then" beside it for a second goal`);
  return { kind: 'maximise', measure: 'value' };
}

function parseThen(value: unknown, faults: FaultList): SecondGoal | null {
  const { keeping, ...goal } = isObject(value) ? value : {};
  const kinds = (['maximise', 'minimise'] as const).filter((kind) => typeof goal[kind] === 'string');
  if (kinds.length !== 1 || Object.keys(goal).length !== 1) {
    faults.add('/objective/then', 'objective', `The second goal is ${shown(value)}; give { "minimise": "count" } or { "maximise": … }, and "keeping": 0.999 for the share of the first that must stay`);
    return null;
  }
  if (keeping !== undefined && !(typeof keeping === 'number' && keeping > 0 && keeping <= 1)) faults.add('/objective/then/keeping', 'not-a-number', `"keeping" is ${shown(keeping)}; give a share above 0 and at most 1`);
  return { kind: kinds[0]!, measure: String(goal[kinds[0]!]), keeping: keeping === undefined ? null : Number(keeping) };
}

function parseContacts(value: unknown, faults: FaultList): Problem['contacts'] {
  const whole = (count: unknown, path: string, missing: number): number => {
    if (count === undefined) return missing;
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count;
    faults.add(path, 'not-a-whole-number', `${shown(count)} is no number of contacts: give a whole number, 0 or more`);
    return missing;
  };
  if (!isObject(value)) return { max: whole(value, '/contactsPerCustomer', 1), perPeriod: Infinity };
  for (const key of Object.keys(value)) if (key !== 'max' && key !== 'perPeriod') faults.add(`/contactsPerCustomer/${key}`, 'unknown-key', `"${key}" is not known here; known are max and perPeriod`);
  if (Object.keys(value).length === 0) faults.add('/contactsPerCustomer', 'type', 'The object is empty: give max, perPeriod or both');
  return { max: whole(value['max'], '/contactsPerCustomer/max', Infinity), perPeriod: whole(value['perPeriod'], '/contactsPerCustomer/perPeriod', Infinity) };
}

function parseSource(value: unknown, path: string, faults: FaultList): Source {
  if (value === undefined) return { kind: 'none' };
  if (isObject(value) && Object.keys(value).length === 1) {
    if (typeof value['file'] === 'string' && value['file'] !== '') return { kind: 'file', file: value['file'] };
    if (typeof value['table'] === 'string') {
      faults.add(path, 'table-not-read', `The rows stand in table ${shown(value['table'])}: a problem over tables is solved with --scan clickhouse`);
      return { kind: 'none' };
    }
    const columns = value['columns'];
    if (isObject(columns) && Object.values(columns).every(Array.isArray)) return { kind: 'columns', columns: columns as Record<string, unknown[]> };
  }
  if (!Array.isArray(value)) {
    faults.add(path, 'type', `${shown(value)} is neither a list of rows, { "columns": { … } } nor { "file": … }`);
    return { kind: 'none' };
  }
  const columns: Record<string, unknown[]> = Object.create(null) as Record<string, unknown[]>;
  value.forEach((row: unknown, index) => {
    if (!isObject(row)) faults.add(`${path}/${index}`, 'type', `${shown(row)} is no row: give an object`);
    else for (const [key, cell] of Object.entries(row)) (columns[key] ??= new Array<unknown>(value.length).fill(null))[index] = cell;
  });
  return { kind: 'columns', columns };
}

function checkObjective({ objective, limits, previous }: Problem, faults: FaultList): void {
  if (objective.kind === 'minimise' && !limits.some((limit) => (limit.sense === 'atLeast' || limit.sense === 'equal'))) {
    faults.add('/limits', 'floor-missing', `The least ${objective.measure} is nothing at all unless a limit asks for something: add one with "atLeast", such as { "id": "floor", "sum": "value", "atLeast": 100000 }`);
  }
  if (objective.kind === 'ratio') {
    for (const [l, limit] of limits.entries()) if (limit.softPrice !== undefined) faults.add(`/limits/${l}/soft`, 'soft-with-ratio', `Limit ${shown(limit.id)} is soft, which a ratio has no price for: make it hard, or maximise an amount`);
    if (previous && previous.changeCost > 0) faults.add('/previous/changeCost', 'cost-with-ratio', 'A ratio has no price for changes: use "mostChanges" or "keep"');
    const floors = limits.some((limit) => (limit.sense === 'atLeast' || limit.sense === 'equal') && limit.bound > 0 && !limit.shareOf && !limit.orZero && limit.softPrice === undefined && limit.quantity.terms.length === 1 && (limit.quantity.terms[0]!.measure === 'count' || limit.quantity.terms[0]!.measure === objective.denominator));
    if (!floors) faults.add('/limits', 'floor-missing', `A ratio is best for one single action unless a least number is asked for: add a limit such as { "id": "least", "count": true, "atLeast": 100 }`);
  }
}

/** One option in two groups of an exclusion would exclude itself, which nobody means. */
function checkGroups(rules: readonly SequenceRule[], actions: readonly Action[], periods: readonly string[], faults: FaultList): void {
  rules.forEach((rule, index) => {
    if (rule.kind !== 'exclude') return;
    for (const action of actions) {
      for (const period of periods.length > 0 ? periods : [null]) {
        if (rule.groups.filter((group) => matchesAction(group.action, action, period)).length > 1) {
          faults.add(`/sequence/${index}/exclude`, 'groups-overlap', `Action ${shown(action.id)} belongs to two of the groups that exclude each other; make the filters disjoint`);
          return;
        }
      }
    }
  });
}
