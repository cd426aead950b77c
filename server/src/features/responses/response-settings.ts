import { usualPromiseTerms, type CustomerProfile, type PromiseTerms } from '@arbiter/engine';
import { isZone } from '@arbiter/engine/feel/values/zones';
import { compiledOnce } from '../configuration/api.js';

export interface ResponseSettings {
  windowMs: number;
  timeZone: string;
  terms: PromiseTerms;
}

const usualWindowDays = 30;

/** What the company says of responses, with what is usual where it says nothing. */
export const responseSettings = compiledOnce((configuration): ResponseSettings => {
  const { attributionDays = usualWindowDays, timeZone = 'UTC', promises } = configuration.find('company', 'company')?.document ?? {};
  return { windowMs: attributionDays * 86_400_000, timeZone: isZone(timeZone) ? timeZone : 'UTC', terms: { ...usualPromiseTerms, ...promises } };
});

/** The zone in which a customer's days are counted. */
export const zoneOf = (profile: Pick<CustomerProfile, 'timeZone'> | undefined, { timeZone }: ResponseSettings): string => profile?.timeZone ?? timeZone;
