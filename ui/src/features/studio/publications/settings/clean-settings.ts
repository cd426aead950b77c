import type { PublicationSettings } from '@arbiter/contracts';

/**
 * Settings as they are sent: what belongs to another mode, and what is empty, is left out. The form keeps it all, so that going to another
 * mode and back loses nothing.
 */
export function cleanSettings(settings: PublicationSettings): PublicationSettings {
  const { mode, arms, key, salt, schedule, batch, timeZone, limits, log, customerInput, scope, apiKeys, validFrom, validTo } = settings;
  const isOnline = mode === 'online';
  const several = isOnline && arms.length > 1;
  return {
    mode,
    arms: isOnline ? arms.map((arm) => ({ ...arm })) : arms.slice(0, 1).map((arm) => ({ ...arm, share: 100 })),
    ...(several && key?.trim() ? { key: key.trim() } : {}),
    ...(several && salt?.trim() ? { salt: salt.trim() } : {}),
    ...(mode === 'scheduled' && schedule ? { schedule } : {}),
    ...(!isOnline && batch && filled(batch) ? { batch: filled(batch)! } : {}),
    ...(timeZone ? { timeZone } : {}),
    ...(isOnline && limits && filled(limits) ? { limits: filled(limits)! } : {}),
    ...(isOnline && log ? { log } : {}),
    ...(isOnline && customerInput ? { customerInput } : {}),
    ...(isOnline && scope ? { scope } : {}),
    ...(isOnline && apiKeys && apiKeys.length > 0 ? { apiKeys } : {}),
    ...(validFrom ? { validFrom } : {}),
    ...(validTo ? { validTo } : {}),
  };
}

/** Without what is empty; undefined where nothing is left. */
function filled<T extends object>(part: T): T | undefined {
  const kept = Object.entries(part).filter(([, value]) => value !== undefined && value !== '' && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0));
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as T);
}
