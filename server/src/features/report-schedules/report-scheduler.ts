import { randomUUID } from 'node:crypto';
import type { SendingRecipient } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { lastReportAt, nextReportAt } from './schedule-times.js';
import { addSending } from './schedules.repository.js';
import { sendReport, type SendingEnd } from './send-report.js';

const lookEveryMs = 2_000;
const beatEveryMs = 10_000;
/** A sending whose process gave no sign for so long is taken by another. */
const deadAfterMs = 60_000;
const mostAttempts = 5;

/** Another process has this sending. */
class TakenElsewhere extends Error {}

/**
 * Sends reports at their times. Every process that works looks; a time is taken by the row of its sending, once. Of the times that passed
 * while no process ran the last is made up for.
 */
export class ReportScheduler {
  private readonly worker = randomUUID();
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(private readonly container: Container) {}

  start(): void {
    this.timer = setInterval(() => void this.look().catch((error: unknown) => this.container.log.warn({ err: error }, 'report schedules could not be looked after')), lookEveryMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort(new Error('the process shuts down'));
    await this.looking?.catch(() => undefined);
  }

  /** Sends everything that is due now, one after the other. */
  look(): Promise<void> {
    return (this.looking ??= this.sendDue().finally(() => {
      this.looking = undefined;
    }));
  }

  private async sendDue(): Promise<void> {
    await this.noteDue();
    while (!this.stopping.signal.aborted && (await this.sendOne()));
  }

  /** Gives each time that has come its sending, and each schedule its next time, in one transaction. */
  private async noteDue(): Promise<void> {
    const { repository, now } = this.container;
    const at = now();
    const due = await repository.selectFrom('report_schedules').select('id').where('next_at', '<=', at).execute();
    for (const { id } of due) {
      await repository.transaction().execute(async (transaction) => {
        const row = await transaction.selectFrom('report_schedules').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
        if (!row?.next_at || row.next_at > at) return;
        const dueAt = lastReportAt(row.document.at, row.next_at, at) ?? row.next_at;
        await addSending(transaction, { id, document: row.document }, { dueAt, askedBy: null, now: at });
        await transaction.updateTable('report_schedules').set({ next_at: row.document.enabled ? nextReportAt(row.document.at, at) : null }).where('id', '=', id).execute();
      });
    }
  }

  /** False where nothing waits. */
  private async sendOne(): Promise<boolean> {
    const { repository, now, log } = this.container;
    const dead = new Date(now().getTime() - deadAfterMs);
    const taken = await repository
      .updateTable('report_sendings')
      .set((set) => ({ taken_by: this.worker, beat_at: now(), attempts: set('attempts', '+', 1) }))
      .where('id', '=', (from) => from.selectFrom('report_sendings').select('id').where('ended_at', 'is', null).where((where) => where.or([where('taken_by', 'is', null), where('beat_at', '<', dead)])).orderBy('created_at').orderBy('id').limit(1).forUpdate().skipLocked())
      .returningAll()
      .executeTakeFirst();
    if (!taken) return false;
    const schedule = await repository.selectFrom('report_schedules').selectAll().where('id', '=', taken.schedule_id).executeTakeFirst();
    if (!schedule) return true;
    const stopped = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, stopped.signal]);
    const beat = setInterval(() => void this.beat(taken.id).catch((error: unknown) => stopped.abort(error)), beatEveryMs);
    try {
      if (taken.attempts > mostAttempts) throw new ProblemError('unavailable', `It was begun ${mostAttempts} times, and each time the process ended before it was done: narrow the report, or give the server more memory`);
      const end = await sendReport(this.container, { id: taken.id, owner: schedule.owner, document: schedule.document, at: taken.due_at ?? taken.created_at, recipients: taken.recipients }, { signal, keep: (state, recipients) => this.keep(taken.id, state, recipients) });
      await this.end(taken.id, end);
    } catch (error) {
      if (error instanceof TakenElsewhere) return true;
      if (this.stopping.signal.aborted) {
        // Handed back for the next process; what was under way is told by its recipients.
        await repository.updateTable('report_sendings').set({ taken_by: null }).where('id', '=', taken.id).where('taken_by', '=', this.worker).execute();
        return false;
      }
      if (!(error instanceof ProblemError)) log.error({ err: error, scheduleId: schedule.id }, 'a scheduled report could not be sent');
      await this.end(taken.id, { state: 'failed', detail: error instanceof ProblemError ? error.detail : 'An error of the server: its log says more', recipients: [] });
    } finally {
      clearInterval(beat);
    }
    return true;
  }

  private async beat(id: string): Promise<void> {
    await this.held(this.container.repository.updateTable('report_sendings').set({ beat_at: this.container.now() }).where('id', '=', id).where('taken_by', '=', this.worker).executeTakeFirst());
  }

  private async keep(id: string, state: 'making' | 'sending', recipients: SendingRecipient[]): Promise<void> {
    await this.held(this.container.repository.updateTable('report_sendings').set({ state, recipients: JSON.stringify(recipients), beat_at: this.container.now() }).where('id', '=', id).where('taken_by', '=', this.worker).executeTakeFirst());
  }

  private async end(id: string, { state, detail, recipients }: SendingEnd): Promise<void> {
    await this.container.repository
      .updateTable('report_sendings')
      .set({ state, detail: detail.slice(0, 2_000), ended_at: this.container.now(), ...(recipients.length ? { recipients: JSON.stringify(recipients) } : {}) })
      .where('id', '=', id).where('taken_by', '=', this.worker).where('ended_at', 'is', null)
      .execute();
  }

  private async held(change: Promise<{ numUpdatedRows: bigint }>): Promise<void> {
    if ((await change).numUpdatedRows === 0n) throw new TakenElsewhere();
  }
}
