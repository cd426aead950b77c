import type { ContactFilter, ContactPolicyDocument, PolicyRule } from '@arbiter/contracts/real-time/contact-policy';
import type { FilteredContact } from '../contact-filter.js';
import type { PolicyOffer, PolicySubject } from '../policy-offer.js';

/** The wall clock of a zone, asked of Intl each time. */
function wall(atMs: number, zone: string): { date: string; weekday: number; minutes: number } {
  const parts: Record<string, string> = {};
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  for (const { type, value } of format.formatToParts(atMs)) parts[type] = value;
  const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
  return { date, weekday: new Date(`${date}T00:00:00Z`).getUTCDay(), minutes: Number(parts['hour']) * 60 + Number(parts['minute']) };
}

const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const monday = (date: string): number => dayNumber(date) - ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7);

function fits(filter: ContactFilter, contact: FilteredContact): boolean {
  if (filter.action && !filter.action.includes(contact.actionId)) return false;
  if (filter.channel && !filter.channel.includes(contact.channel)) return false;
  if (filter.stage && !filter.stage.includes(contact.stage as never)) return false;
  if (filter.purpose && !filter.purpose.includes(contact.purpose)) return false;
  if (filter.campaign && !(contact.campaignId && filter.campaign.includes(contact.campaignId))) return false;
  return !filter.tag || filter.tag.some((tag) => contact.tags.includes(tag));
}

/** The policy said once more, slowly and plainly: Intl for each contact, no tables, no order, no early end. */
export function slowRefusals(document: ContactPolicyDocument, offer: PolicyOffer, subject: PolicySubject, atMs: number): string[] {
  const zone = subject.timeZone ?? document.timeZone;
  const now = wall(atMs, zone);
  const exempt = (document.exempt ?? ['transactional']).includes(offer.purpose);
  const made = (filter: ContactFilter) => subject.contacts.filter((contact) => fits(filter, contact));
  const days = (contactMs: number): number => dayNumber(now.date) - dayNumber(wall(contactMs, zone).date);
  const hourMs = 3_600_000;

  const refuses = (rule: PolicyRule): boolean => {
    if (rule.kind === 'never-with') {
      const against = subject.contacts.filter((contact) => (fits(rule.of, offer) && fits(rule.and, contact)) || (fits(rule.and, offer) && fits(rule.of, contact)));
      return against.some(({ atMs: contactMs }) => rule.withinDays === undefined || Math.abs(days(contactMs)) < rule.withinDays);
    }
    if (!fits(rule.of, offer)) return false;
    const matching = made(rule.of);
    switch (rule.kind) {
      case 'cap': {
        if (exempt) return false;
        const same: Record<string, (date: string) => unknown> = { day: (date) => date, week: monday, month: (date) => date.slice(0, 7) };
        const key = same[rule.per];
        if (key) return matching.filter(({ atMs: contactMs }) => key(wall(contactMs, zone).date) === key(now.date)).length >= rule.atMost;
        // Every half-open window that holds the instant begins just after a contact's leaving or at a contact or at the instant.
        const lengthMs = rule.length! * (rule.per === 'sliding-hours' ? hourMs : 24 * hourMs);
        const starts = [atMs, atMs - lengthMs + 1, ...matching.map(({ atMs: contactMs }) => contactMs)].filter((start) => start <= atMs && atMs < start + lengthMs);
        return starts.some((start) => matching.filter(({ atMs: contactMs }) => contactMs >= start && contactMs < start + lengthMs).length >= rule.atMost);
      }
      case 'gap':
        return !exempt && matching.some(({ atMs: contactMs }) => Math.abs(contactMs - atMs) < rule.hours * hourMs);
      case 'not-before': {
        if (exempt) return false;
        const times = made(rule.after).map(({ atMs: contactMs }) => contactMs);
        return times.length === 0 ? rule.withoutHistory === 'refuse' : days(Math.max(...times)) < rule.days;
      }
      case 'only-after':
        return !made(rule.after).some(({ atMs: contactMs }) => contactMs <= atMs && (rule.withinDays === undefined || days(contactMs) < rule.withinDays));
      case 'hours': {
        if (offer.inbound) return false;
        const { daysOff = [], workdays = [] } = document.calendar ?? {};
        const off = daysOff.includes(now.date) || (!workdays.includes(now.date) && (now.weekday === 0 || now.weekday === 6));
        const hours = off ? rule.daysOff : rule.workdays;
        const minutes = (time: string) => Number(time.split(':')[0]) * 60 + Number(time.split(':')[1]);
        return !hours || now.minutes < minutes(hours.from) || now.minutes >= minutes(hours.to);
      }
      case 'consent': return subject.consents[rule.consent]?.given !== true;
      case 'stop-list': return subject.stopLists.includes(rule.list);
      case 'suppress': return !exempt && Object.keys(subject.flags).includes(rule.flag);
    }
  };
  return document.rules.filter(refuses).map(({ id }) => id);
}
