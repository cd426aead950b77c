import type { PolicySet } from './policy-set.js';
import type { PolicyOffer, PolicySubject } from './policy-offer.js';
import { hourMs, zoneClock } from './zone-clock.js';

/** A channel through which the offer could be made. */
export interface ChannelChoice {
  channel: string;
  /** How likely the customer answers there, 0 to 1; larger is better. */
  propensity: number;
  /** What each hour of the customer's local day, 0 to 23, multiplies it by; hours that are left out by 1. */
  hourWeights?: readonly number[];
}

export interface ChannelAndTime {
  channel: string;
  atMs: number;
  /** Propensity times the weight of the hour. */
  score: number;
}

/**
 * The channel and instant with the best score among all that contact policy allows from `fromMs` to `fromMs + withinMs`; undefined where
 * it allows none. No slot outside of the legal hours is ever given. Of equal scores the earliest counts, of equal instants the channel
 * that was named first. Channels with a score of 0 or less, or none, are left out. `timeZone` is for customers without a zone.
 */
export function channelAndTime(
  policies: Pick<PolicySet, 'firstAllowed'>,
  offer: Omit<PolicyOffer, 'channel'>,
  channels: readonly ChannelChoice[],
  subject: PolicySubject,
  { fromMs, withinMs, timeZone }: { fromMs: number; withinMs: number; timeZone: string },
): ChannelAndTime | undefined {
  const clock = (subject.timeZone === null ? undefined : zoneClock(subject.timeZone)) ?? zoneClock(timeZone) ?? zoneClock('UTC')!;
  const lastMs = fromMs + withinMs;
  let best: ChannelAndTime | undefined;
  for (const { channel, propensity, hourWeights } of channels) {
    const weightAt = (atMs: number): number => hourWeights?.[Math.floor(clock.timeOfDayMs(atMs) / hourMs)] ?? 1;
    const most = propensity * Math.max(1, ...(hourWeights ?? []));
    const through = { ...offer, channel };
    let at: number | undefined = fromMs;
    while (at <= lastMs) {
      // Nothing later in this channel could be better than what there is.
      if (!(most > 0) || (best && best.score > most)) break;
      const allowedMs: number | undefined = policies.firstAllowed(through, subject, at, lastMs - at);
      if (allowedMs === undefined) break;
      const score = propensity * weightAt(allowedMs);
      if (score > 0 && (!best || score > best.score || (score === best.score && allowedMs < best.atMs))) best = { channel, atMs: allowedMs, score };
      if (!hourWeights) break;
      at = nextHour(allowedMs, clock);
    }
  }
  return best;
}

/** The next instant at which the local hour is another. */
function nextHour(atMs: number, clock: NonNullable<ReturnType<typeof zoneClock>>): number {
  const { untilMs } = clock.stretchAt(atMs);
  return Math.min(untilMs, atMs + hourMs - (clock.timeOfDayMs(atMs) % hourMs));
}
