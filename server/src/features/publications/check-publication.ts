import { randomUUID } from 'node:crypto';
import type { Fault, PublicationSettings } from '@arbiter/contracts';
import { CronExpressionParser } from 'cron-parser';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { compileArmKey } from './arm-key.js';
import { compileVersion, type RegisteredStrategy } from '../registration/api.js';

/** Modes that this server carries out. */
const modesAtWork: ReadonlySet<PublicationSettings['mode']> = new Set(['online']);

const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

export interface CheckedPublication {
  /** With what was left out filled in: the salt of a split. */
  settings: PublicationSettings;
  strategies: RegisteredStrategy[];
}

/**
 * Checks settings before they answer calls: versions are registered strategies that compile, shares make 100, the key can be evaluated
 * over the input of every arm. Throws validation-failed with faults (below `/settings`), wrong-state for a mode that is not at work.
 */
export async function checkPublication(repository: Kysely<Database>, given: PublicationSettings): Promise<CheckedPublication> {
  const faults: Fault[] = [];
  const fault = (path: string, code: string, message: string): void => void faults.push({ path: `/settings${path}`, code, message });
  const { mode, arms, schedule, timeZone, validFrom, validTo } = given;
  const strategies: RegisteredStrategy[] = [];
  for (const [index, { itemId, version }] of arms.entries()) {
    try {
      const item = await repository.selectFrom('items').select('id').where('id', '=', itemId).where('deleted_at', 'is', null).executeTakeFirst();
      if (!item) throw new ProblemError('not-found', `There is no item "${itemId}": it was deleted or never made`);
      strategies.push(await compileVersion(repository, itemId, version));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      fault(`/arms/${index}`, error.code, error.detail);
    }
  }
  const names = arms.map(({ name }) => name);
  names.forEach((name, index) => {
    if (names.indexOf(name) !== index) fault(`/arms/${index}/name`, 'duplicate', `Two arms are called "${name}": give each a name of its own`);
  });
  const total = Math.round(arms.reduce((sum, { share }) => sum + share, 0) * 100) / 100;
  if (total !== 100) fault('/arms', 'shares', `The shares of the arms make ${total}, not 100`);
  const salt = given.salt ?? (arms.length > 1 ? randomUUID() : undefined);
  if (arms.length > 1 && given.key === undefined) fault('/key', 'missing', 'With several arms a key is needed, a FEEL expression over the input such as `customer.id`: calls with the same key always get the same arm');
  if (given.key !== undefined) {
    for (const { compiled, name, version } of strategies) {
      const key = compileArmKey(given.key, compiled.document.dataModel);
      if (!key.ok) fault('/key', 'key-invalid', `The key cannot be evaluated over the input of "${name}" version ${version}: ${key.error[0]?.message ?? ''}`);
    }
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) fault('/timeZone', 'unknown-time-zone', `"${timeZone}" is no time zone: use an IANA name such as Europe/Moscow`);
  if (validFrom !== undefined && validTo !== undefined && Date.parse(validFrom) >= Date.parse(validTo)) fault('/validTo', 'out-of-order', `Validity ends (${validTo}) before it begins (${validFrom})`);
  if (mode === 'scheduled' && !schedule) fault('/schedule', 'missing', 'A scheduled publication needs a schedule: a cron expression and its time zone');
  if (mode !== 'scheduled' && schedule) fault('/schedule', 'surplus', `Only a scheduled publication has a schedule, this one is ${mode}`);
  if (schedule) checkSchedule(schedule, fault);
  if (faults.length > 0) throw new ProblemError('validation-failed', `The publication has ${faults.length} faults, the first at ${faults[0]!.path}: ${faults[0]!.message}`, { faults });
  if (!modesAtWork.has(mode)) throw new ProblemError('wrong-state', `Publications of mode ${mode} are not carried out by this server: publish the strategy online, or evaluate its version as a batch`);
  return { settings: salt === undefined ? given : { ...given, salt }, strategies };
}

function checkSchedule({ cron, timeZone }: NonNullable<PublicationSettings['schedule']>, fault: (path: string, code: string, message: string) => void): void {
  if (!isTimeZone(timeZone)) return fault('/schedule/timeZone', 'unknown-time-zone', `"${timeZone}" is no time zone: use an IANA name such as Europe/Moscow`);
  try {
    CronExpressionParser.parse(cron, { tz: timeZone });
  } catch (error) {
    fault('/schedule/cron', 'cron-invalid', `"${cron}" is no cron expression (${error instanceof Error ? error.message : String(error)}): use five fields such as "0 6 * * 1-5"`);
  }
}
