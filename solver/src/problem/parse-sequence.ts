import { type FaultList, shown } from './fault-list.js';
import { isObject, type Names, parseFilter } from './parse-filters.js';
import { parseList } from './parse-rules.js';
import type { CandidateFilter, SequenceRule } from './problem.js';

const kinds = ['exclude', 'notBefore', 'onlyAfter', 'maxContacts'] as const;

/** What the days of rules can be counted by. */
export interface Calendar {
  /** The periods have dates. */
  periods: boolean;
  history: boolean;
}

/** Each of these rules is a bit of a candidate. */
const mostOnlyAfter = 31;

/** Rules on the actions of one customer over time, the plan's and the history's. */
export function parseSequence(value: unknown, names: Names, calendar: Calendar, faults: FaultList): SequenceRule[] {
  const rules = parseList<SequenceRule>(value, '/sequence', ['id', ...kinds, 'withinDays', 'action'], faults, (entry, id, at) => {
    const given = kinds.filter((kind) => entry[kind] !== undefined);
    const kind = given[0];
    if (given.length !== 1 || !kind) {
      faults.add(at, 'one-rule', `Rule ${shown(id)} must have exactly one of ${kinds.join(', ')}`);
      return null;
    }
    const { action, withinDays } = entry;
    const reader = new RuleReader(id, at, names, calendar, faults);
    if (withinDays !== undefined && kind !== 'exclude') faults.add(`${at}/withinDays`, 'unknown-key', '"withinDays" goes with "exclude" only');
    if ((action !== undefined) !== (kind === 'notBefore' || kind === 'onlyAfter')) {
      if (action === undefined) faults.add(`${at}/action`, 'action-missing', `Rule ${shown(id)} must say which action may come "${kind}"`);
      else faults.add(`${at}/action`, 'unknown-key', '"action" goes with "notBefore" and "onlyAfter" only');
    }
    if (kind === 'exclude') return reader.exclude(entry['exclude'], withinDays);
    if (kind === 'maxContacts') return reader.maxContacts(entry['maxContacts']);
    return reader.order(kind, entry[kind], action);
  });
  if (rules.filter((rule) => rule.kind === 'onlyAfter').length > mostOnlyAfter) faults.add('/sequence', 'too-many-rules', `There are more than ${mostOnlyAfter} rules with "onlyAfter"; join some by lists of values in their filters`);
  return rules;
}

class RuleReader {
  constructor(
    private readonly id: string,
    private readonly at: string,
    private readonly names: Names,
    private readonly calendar: Calendar,
    private readonly faults: FaultList,
  ) {}

  #filter(value: unknown, path: string): CandidateFilter {
    return parseFilter(value, `${this.at}/${path}`, this.names, 'action', this.faults);
  }

  #days(value: unknown, path: string, positive: boolean): number {
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0 && !(positive && value === 0)) return value;
    this.faults.add(`${this.at}/${path}`, 'not-a-number', `${shown(value)} is no number of days: give ${positive ? 'a number above 0' : '0 or more'}`);
    return 0;
  }

  /** Rules in days need dates of the periods; without periods all of a plan is on one day, and days count against the history only. */
  #needDates(): void {
    const { names, calendar, faults, id, at } = this;
    if (names.periods.size === 0) {
      if (!calendar.history) faults.add(at, 'no-periods', `Rule ${shown(id)} orders actions in time, but the document has neither "periods" nor a "history"`);
    } else if (!calendar.periods) faults.add('/periods', 'no-calendar', `Rule ${shown(id)} counts days, but the periods are not ISO weeks (2026-W48), dates or months in order of time`);
  }

  exclude(value: unknown, withinDays: unknown): SequenceRule | null {
    if (!Array.isArray(value) || value.length < 2) {
      this.faults.add(`${this.at}/exclude`, 'type', `"exclude" is ${shown(value)}; give a list of two filters or more`);
      return null;
    }
    if (withinDays !== undefined) this.#needDates();
    return {
      id: this.id,
      kind: 'exclude',
      groups: value.map((group, index) => this.#filter(group, `exclude/${index}`)),
      withinDays: withinDays === undefined ? Infinity : this.#days(withinDays, 'withinDays', true),
    };
  }

  maxContacts(value: unknown): SequenceRule | null {
    if (!isObject(value)) {
      this.faults.add(`${this.at}/maxContacts`, 'type', `"maxContacts" is ${shown(value)}; give { "max": 2, "days": 30, "where": { … } }`);
      return null;
    }
    for (const key of Object.keys(value)) if (!['max', 'days', 'where'].includes(key)) this.faults.add(`${this.at}/maxContacts/${key}`, 'unknown-key', `"${key}" is not known here; known are max, days and where`);
    const { max } = value;
    if (typeof max !== 'number' || !Number.isInteger(max) || max < 0) this.faults.add(`${this.at}/maxContacts/max`, 'not-a-whole-number', `${shown(max)} is no number of contacts: give a whole number, 0 or more`);
    this.#needDates();
    return { id: this.id, kind: 'maxContacts', where: this.#filter(value['where'], 'maxContacts/where'), max: Number(max), days: this.#days(value['days'], 'maxContacts/days', true) };
  }

  order(kind: 'notBefore' | 'onlyAfter', value: unknown, action: unknown): SequenceRule | null {
    if (!isObject(value) || value['after'] === undefined) {
      this.faults.add(`${this.at}/${kind}`, 'type', `"${kind}" is ${shown(value)}; give { "days": 14, "after": { … } }`);
      return null;
    }
    for (const key of Object.keys(value)) if (key !== 'days' && key !== 'after') this.faults.add(`${this.at}/${kind}/${key}`, 'unknown-key', `"${key}" is not known here; known are days and after`);
    this.#needDates();
    const days = kind === 'onlyAfter' && value['days'] === undefined ? 0 : this.#days(value['days'], `${kind}/days`, false);
    return { id: this.id, kind, action: this.#filter(action, 'action'), after: this.#filter(value['after'], `${kind}/after`), days };
  }
}
