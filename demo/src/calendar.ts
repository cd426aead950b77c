/** Days of the demo company's story, as ISO dates counted back from the day it is told. */
export interface DemoCalendar {
  historyFrom: string;
  /** The finished campaign, half-open; it ended long enough ago for every invoice of its weeks to be paid. */
  campaignFrom: string;
  campaignBefore: string;
  /** Start of the campaign that waits to be planned: the present week, so that a plan can be acted upon at once. */
  nextCampaignFrom: string;
  until: string;
  months: number;
}

const dayMs = 86_400_000;

function shift(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

export function weekStart(date: string): string {
  const weekday = (new Date(Date.parse(date)).getUTCDay() + 6) % 7;
  return shift(date, -weekday);
}

export function demoCalendar(until: string): DemoCalendar {
  const monday = weekStart(until);
  return {
    historyFrom: shift(monday, -78 * 7),
    campaignFrom: shift(monday, -34 * 7),
    campaignBefore: shift(monday, -22 * 7),
    nextCampaignFrom: monday,
    until,
    months: 18,
  };
}
