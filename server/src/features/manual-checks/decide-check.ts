import type { CheckVerdict, ManualCheck, VerdictWish } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findCheck, isFree } from './checks.repository.js';
import { writeLabels } from './write-labels.js';

type Stores = Pick<Container, 'repository' | 'now' | 'analytics' | 'log'>;

const minutes = (count: number): number => count * 60_000;

/** Takes a check that is free, or that one has already, for some time. Throws not-found, wrong-state where somebody else has it. */
export async function takeCheck({ repository, now }: Stores, id: string, userId: string | null): Promise<ManualCheck> {
  const at = now();
  const check = await findCheck(repository, id, at);
  const until = new Date(at.getTime() + minutes(check.queue.lockMinutes));
  const { numUpdatedRows } = await repository
    .updateTable('manual_checks')
    .set((set) => ({ state: 'taken', taken_by: userId, taken_until: until, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .where((where) => where.or([isFree(at), where.and([where('state', '=', 'taken'), where('taken_by', userId === null ? 'is' : '=', userId)])]))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) {
    const present = await findCheck(repository, id, at);
    throw new ProblemError('wrong-state', present.state === 'taken' ? `"${present.subject}" is looked at by ${present.takenByLogin ?? 'somebody'} until ${present.takenUntil}: take another one, or wait` : `"${present.subject}" is ${present.state}: it cannot be taken`, { details: { present } });
  }
  return findCheck(repository, id, at);
}

/** Gives a check back to the queue. Throws not-found, wrong-state where one does not have it. */
export async function releaseCheck({ repository, now }: Stores, id: string, userId: string | null): Promise<ManualCheck> {
  const at = now();
  const { numUpdatedRows } = await repository
    .updateTable('manual_checks')
    .set((set) => ({ state: 'waiting', taken_by: null, taken_until: null, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'taken')
    .where('taken_by', userId === null ? 'is' : '=', userId)
    .executeTakeFirst();
  const check = await findCheck(repository, id, at);
  if (numUpdatedRows === 0n) throw new ProblemError('wrong-state', `"${check.subject}" is not with you: there is nothing to give back`, { details: { present: check } });
  return check;
}

/** Whether another person has to confirm what the first one decides. */
export function needsSecond({ queue, amount }: Pick<ManualCheck, 'queue' | 'amount'>): boolean {
  const { secondPair } = queue;
  // A check whose amount is not known might be a large one.
  return secondPair.when === 'always' || (secondPair.when === 'from' && (amount === null || amount >= secondPair.value));
}

/**
 * Notes a verdict. The first one ends the check, or hands it to a second pair of eyes, which must be another person; the second one's
 * verdict counts. Throws not-found, validation-failed, stale-version, wrong-state, not-permitted.
 */
export async function decideCheck(stores: Stores, id: string, wish: VerdictWish, userId: string | null): Promise<ManualCheck> {
  const { repository, now } = stores;
  const at = now();
  const check = await findCheck(repository, id, at);
  const { verdicts, reasons } = check.queue;
  if (!verdicts.some(({ code }) => code === wish.verdict)) throw new ProblemError('validation-failed', `"${wish.verdict}" is no verdict of the queue "${check.queueTitle}": it has ${verdicts.map(({ code }) => `"${code}"`).join(', ')}`);
  if (wish.reason !== undefined && !reasons.some(({ code }) => code === wish.reason)) throw new ProblemError('validation-failed', `"${wish.reason}" is no reason of the queue "${check.queueTitle}"`);
  const second = check.state === 'second';
  if (!second && (check.state !== 'taken' || check.takenBy !== userId)) throw new ProblemError('wrong-state', check.state === 'decided' ? `"${check.subject}" is decided already` : `Take "${check.subject}" before you decide it`, { details: { present: check } });
  if (second && check.first?.by === userId) throw new ProblemError('not-permitted', `You decided "${check.subject}" first: the second pair of eyes has to be another person's`);
  const verdict: Omit<CheckVerdict, 'byLogin'> = { verdict: wish.verdict, reason: wish.reason ?? null, note: wish.note ?? '', by: userId, at: at.toISOString() };
  const text = JSON.stringify(verdict);
  const ends = second || !needsSecond(check);
  const { numUpdatedRows } = await repository
    .updateTable('manual_checks')
    .set((set) => ({
      revision: set('revision', '+', 1), state: ends ? 'decided' : 'second', taken_by: null, taken_until: null,
      ...(second ? { second_verdict: text } : { first_verdict: text }), ...(ends ? { verdict: wish.verdict, decided_at: at } : {}),
    }))
    .where('id', '=', id)
    .where('revision', '=', wish.revision)
    .where('state', '=', second ? 'second' : 'taken')
    .executeTakeFirst();
  const present = await findCheck(repository, id, at);
  if (numUpdatedRows === 0n) throw new ProblemError('stale-version', `"${check.subject}" went on meanwhile: look at it again`, { details: { present } });
  if (ends) await writeLabels(stores);
  return present;
}

/** Puts a note, with a link to evidence where there is one, beside a check. Throws not-found. */
export async function addNote({ repository, now }: Stores, id: string, { text, link }: { text: string; link?: string | undefined }, userId: string | null): Promise<ManualCheck> {
  const at = now();
  await repository.transaction().execute(async (transaction) => {
    const row = await transaction.selectFrom('manual_checks').select('notes').where('id', '=', id).forUpdate().executeTakeFirst();
    if (!row) throw new ProblemError('not-found', `There is no manual check "${id}"`);
    if (row.notes.length >= 500) throw new ProblemError('too-large', 'A check holds at most 500 notes');
    await transaction.updateTable('manual_checks').set((set) => ({ notes: JSON.stringify([...row.notes, { text, link: link ?? null, by: userId, at: at.toISOString() }]), revision: set('revision', '+', 1) })).where('id', '=', id).execute();
  });
  return findCheck(repository, id, at);
}
