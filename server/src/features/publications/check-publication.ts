import { randomUUID } from 'node:crypto';
import type { Fault, PublicationSettings } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { compileArmKey } from './arm-key.js';
import { faultOfSchedule } from './schedule.js';
import { compileVersion, type RegisteredStrategy } from '../registration/api.js';

/** Settings of calls, which runs over many rows do not have. */
const onlineOnly = ['key', 'salt', 'customerInput', 'limits', 'log', 'scope', 'apiKeys'] as const;

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
 * over the input of every arm, a schedule is due at some time. Throws validation-failed with faults (below `/settings`).
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
  const salt = given.salt ?? (arms.length > 1 && mode === 'online' ? randomUUID() : undefined);
  if (mode === 'online' && arms.length > 1 && given.key === undefined) fault('/key', 'missing', 'With several arms a key is needed, a FEEL expression over the input such as `customer.id`: calls with the same key always get the same arm');
  if (given.key !== undefined) {
    for (const { compiled, name, version } of strategies) {
      const key = compileArmKey(given.key, compiled.document.dataModel);
      if (!key.ok) fault('/key', 'key-invalid', `The key cannot be evaluated over the input of "${name}" version ${version}: ${key.error[0]?.message ?? ''}`);
    }
  }
  for (const { compiled, name, version } of given.customerInput === undefined ? [] : strategies) {
    const field = compiled.document.dataModel.inputs.find((input) => input.name === given.customerInput);
    if (!field || !['string', 'number', 'integer', 'any'].includes(field.type)) fault('/customerInput', 'unknown-input', `"${name}" version ${version} has no input "${given.customerInput}" of a text or a number: name the one that holds the customer's identifier`);
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) fault('/timeZone', 'unknown-time-zone', `"${timeZone}" is no time zone: use an IANA name such as Europe/Moscow`);
  if (validFrom !== undefined && validTo !== undefined && Date.parse(validFrom) >= Date.parse(validTo)) fault('/validTo', 'out-of-order', `Validity ends (${validTo}) before it begins (${validFrom})`);
  if (mode === 'scheduled' && !schedule) fault('/schedule', 'missing', 'A scheduled publication needs a schedule: a cron expression and its time zone');
  if (mode !== 'scheduled' && schedule) fault('/schedule', 'surplus', `Only a scheduled publication has a schedule, this one is ${mode}`);
  if (schedule) checkSchedule(schedule, fault);
  if (mode === 'online' && given.batch) fault('/batch', 'surplus', 'Only a publication in batch or on schedule has a source; this one answers calls');
  if (mode !== 'online') {
    if (arms.length > 1) fault('/arms', 'several-arms', 'A publication in batch or on schedule runs one version over all rows: publish each version under a name of its own with its part of the rows, or split them within the strategy by an A/B test');
    for (const name of onlineOnly) if (given[name] !== undefined) fault(`/${name}`, 'surplus', `"${name}" is about calls, this publication is ${mode}: leave it out`);
  }
  if (mode === 'scheduled' && !given.batch?.source) fault('/batch/source', 'missing', 'A scheduled publication needs what it runs over: a table, a query or a file');
  if (faults.length > 0) throw new ProblemError('validation-failed', `The publication has ${faults.length} faults, the first at ${faults[0]!.path}: ${faults[0]!.message}`, { faults });
  return { settings: salt === undefined ? given : { ...given, salt }, strategies };
}

function checkSchedule(schedule: NonNullable<PublicationSettings['schedule']>, fault: (path: string, code: string, message: string) => void): void {
  if (!isTimeZone(schedule.timeZone)) return fault('/schedule/timeZone', 'unknown-time-zone', `"${schedule.timeZone}" is no time zone: use an IANA name such as Europe/Moscow`);
  const faulty = faultOfSchedule(schedule);
  if (faulty) fault(faulty.path, faulty.code, faulty.message);
}
