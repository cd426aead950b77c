import type { CampaignFacts } from '@arbiter/contracts/campaign';

const dayMs = 86_400_000;

/** Days that balances of the time before are followed up for: between the last invoice of that time and the campaign. */
const followUpDays = 45;

/** The days that a report counts by, all half-open, YYYY-MM-DD. */
export interface ReportDays {
  startsOn: string;
  /** End of what happens during the campaign: its own, or that of the data. */
  windowBefore: string;
  /** First day without complete facts: balances look no further. */
  dataBefore: string;
  /** The time before: as long as the campaign as planned, so that it stays the same while the campaign runs. */
  before: { from: string; before: string };
  /** The same, early enough that its invoices could be paid before the campaign began. */
  billedBefore: { from: string; before: string };
}

export function reportDays(facts: Pick<CampaignFacts, 'startsOn' | 'endsBefore'>, dataBefore: string): ReportDays {
  const { startsOn, endsBefore } = facts;
  const length = Math.max(1, daysBetween(startsOn, endsBefore));
  return {
    startsOn,
    windowBefore: endsBefore < dataBefore ? endsBefore : dataBefore,
    dataBefore,
    before: { from: addDays(startsOn, -length), before: startsOn },
    billedBefore: { from: addDays(startsOn, -length - followUpDays), before: addDays(startsOn, -followUpDays) },
  };
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}
