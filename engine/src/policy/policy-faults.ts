import type { ContactFilter, ContactPolicyDocument, Hours, PolicyCondition, PolicyRule } from '@arbiter/contracts/real-time/contact-policy';
import { purposes, stages } from '@arbiter/contracts/catalogue';
import type { Fault } from '@arbiter/contracts/problems';
import { isZone } from '../feel/values/zones.js';
import { generalConsentRule, refusedChannelRule } from './policy-offer.js';
import { minutesOf } from './rules/hours.js';

type Report = (path: string, code: string, message: string) => void;

/** What the schema cannot say of a policy, each fault at its JSON pointer. An empty list: it can be compiled. */
export function policyFaults(document: ContactPolicyDocument): Fault[] {
  const faults: Fault[] = [];
  const report: Report = (path, code, message) => faults.push({ path, code, message });
  if (!isZone(document.timeZone)) report('/timeZone', 'unknown-zone', unknownZone(document.timeZone));
  checkConditions(document.for, '/for', report);
  checkExempt(document.exempt, report);
  checkCalendar(document.calendar, report);
  const ids = new Map<string, number>([[generalConsentRule, -1], [refusedChannelRule, -1]]);
  document.rules.forEach((rule, index) => {
    const path = `/rules/${index}`;
    const earlier = ids.get(rule.id);
    if (earlier === -1) report(`${path}/id`, 'reserved-id', `"${rule.id}" names a rule that always holds: take another identifier`);
    else if (earlier !== undefined) report(`${path}/id`, 'duplicate-id', `The rule "${rule.id}" is there twice, as rules ${earlier} and ${index}: reasons name rules by their identifiers, so give one of them another`);
    else ids.set(rule.id, index);
    checkConditions(rule.for, `${path}/for`, report);
    checkRule(rule, path, report);
  });
  (document.tests ?? []).forEach((test, index) => {
    const path = `/tests/${index}`;
    if (test.timeZone !== undefined && !isZone(test.timeZone)) report(`${path}/timeZone`, 'unknown-zone', unknownZone(test.timeZone));
    if (test.expect !== null && !ids.has(test.expect)) report(`${path}/expect`, 'unknown-rule', `The test "${test.name}" expects the rule "${test.expect}", which the policy does not have: name one of its rules, or null where the contact is allowed`);
    if (Number.isNaN(Date.parse(test.at))) report(`${path}/at`, 'unknown-instant', `"${test.at}" is no instant: write it as 2026-03-01T12:00:00Z`);
    (test.contacts ?? []).forEach(({ at }, contact) => {
      if (Number.isNaN(Date.parse(at))) report(`${path}/contacts/${contact}/at`, 'unknown-instant', `"${at}" is no instant: write it as 2026-03-01T12:00:00Z`);
    });
  });
  return faults;
}

const unknownZone = (zone: string): string => `"${zone}" is no time zone: take a name of the IANA database, such as Europe/Moscow`;

function checkRule(rule: PolicyRule, path: string, report: Report): void {
  checkFilter(rule.of, `${path}/of`, report);
  switch (rule.kind) {
    case 'cap': {
      const sliding = rule.per === 'sliding-hours' || rule.per === 'sliding-days';
      if (sliding && rule.length === undefined) report(`${path}/length`, 'length-missing', `The cap "${rule.id}" slides, so it needs a length in ${rule.per === 'sliding-hours' ? 'hours' : 'days'}`);
      if (!sliding && rule.length !== undefined) report(`${path}/length`, 'length-unused', `The cap "${rule.id}" counts per calendar ${rule.per}, where a length of ${rule.length} means nothing: leave it out, or take sliding-days`);
      return;
    }
    case 'not-before':
    case 'only-after':
      checkFilter(rule.after, `${path}/after`, report);
      // The first contact of the kind would have to come after itself.
      if (same(rule.of, rule.after) && (rule.kind === 'only-after' || rule.withoutHistory === 'refuse')) report(`${path}/after`, 'never-possible', `The rule "${rule.id}" asks for a contact of the same kind before the first one, so there could never be any: mend "of" or "after"`);
      return;
    case 'never-with':
      checkFilter(rule.and, `${path}/and`, report);
      return;
    case 'hours':
      checkHours(rule.workdays, `${path}/workdays`, report);
      checkHours(rule.daysOff, `${path}/daysOff`, report);
      return;
    default:
  }
}

const same = (one: ContactFilter, other: ContactFilter): boolean => print(one) === print(other);
const print = (filter: ContactFilter): string => JSON.stringify(Object.entries(filter).map(([field, values]) => [field, [...new Set(values)].sort()]).sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)));

function checkFilter(filter: ContactFilter, path: string, report: Report): void {
  for (const [field, values] of Object.entries(filter)) {
    if (values.length === 0) report(`${path}/${field}`, 'empty-list', `An empty list of ${field} matches nothing: leave ${field} out for all, or name some`);
  }
  const known = (field: string, values: readonly string[] | undefined, all: readonly string[]) => {
    values?.forEach((value, index) => {
      if (!all.includes(value)) report(`${path}/${field}/${index}`, `unknown-${field}`, `There is no ${field} "${value}": take one of ${all.join(', ')}`);
    });
  };
  known('purpose', filter.purpose, purposes);
  known('stage', filter.stage, stages);
}

function checkHours(hours: Hours | null, path: string, report: Report): void {
  if (hours && minutesOf(hours.from) >= minutesOf(hours.to)) report(path, 'hours-empty', `Hours from ${hours.from} to ${hours.to} hold no minute: "from" must be before "to", and the end of the day is 24:00; hours over midnight are two rules`);
}

function checkConditions(conditions: readonly PolicyCondition[] | undefined, path: string, report: Report): void {
  const allowed = new Map<string, Set<string>>();
  (conditions ?? []).forEach(({ attribute, values, orMissing }, index) => {
    if (values.length === 0) report(`${path}/${index}/values`, 'empty-list', `The condition on ${attribute} names no value, so it never holds: name some, or leave it out`);
    if (orMissing) return;
    const before = allowed.get(attribute);
    const both = before ? values.filter((value) => before.has(value)) : values;
    // A list attribute could hold both; then one condition for each value is what the author would write, and it stays possible.
    if (before && both.length === 0 && values.length > 1) report(`${path}/${index}`, 'contradiction', `Two conditions on ${attribute} have no value in common, and all conditions must hold: put the values into one`);
    allowed.set(attribute, new Set(both.length > 0 ? both : values));
  });
}

function checkExempt(exempt: readonly string[] | undefined, report: Report): void {
  exempt?.forEach((purpose, index) => {
    if (!(purposes as readonly string[]).includes(purpose)) report(`/exempt/${index}`, 'unknown-purpose', `There is no purpose "${purpose}": take one of ${purposes.join(', ')}`);
  });
}

function checkCalendar(calendar: ContactPolicyDocument['calendar'], report: Report): void {
  const off = new Set(calendar?.daysOff);
  const check = (dates: readonly string[] | undefined, path: string) => {
    const seen = new Set<string>();
    dates?.forEach((date, index) => {
      const ms = Date.parse(`${date}T00:00:00Z`);
      if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) report(`${path}/${index}`, 'unknown-date', `"${date}" is no date of the calendar: write it as 2026-03-09`);
      if (seen.has(date)) report(`${path}/${index}`, 'duplicate-date', `${date} is named twice`);
      seen.add(date);
    });
  };
  check(calendar?.daysOff, '/calendar/daysOff');
  check(calendar?.workdays, '/calendar/workdays');
  calendar?.workdays?.forEach((date, index) => {
    if (off.has(date)) report(`/calendar/workdays/${index}`, 'contradiction', `${date} is named as a day off and as a workday: take it out of one of the lists`);
  });
}
