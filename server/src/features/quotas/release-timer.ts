/** The kind of timers that give back what a week of a plan left unused. */
export const releaseTimerKind = 'quota-release';

export const releaseTimerId = (campaignId: string, week: number): string => `${releaseTimerKind}:${campaignId}:${week}`;
