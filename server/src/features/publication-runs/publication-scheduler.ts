import type { Container } from '../../container.js';
import { lastDue, listPublications } from '../publications/api.js';
import { lastRunDue } from './publication-runs.repository.js';
import { runDue } from './run-publication.js';

const lookEveryMs = 2_000;

/**
 * Begins what schedules have due. Every server process looks; the instant of a schedule is taken by the row of its run, once. Instants
 * that passed while no process ran are made up for by one run; those before the publication was made, changed or started never are.
 */
export class PublicationScheduler {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(private readonly container: Container) {}

  start(): void {
    this.timer = setInterval(() => void this.look().catch((error: unknown) => this.container.log.warn({ err: error }, 'schedules could not be looked after')), lookEveryMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking?.catch(() => undefined);
  }

  /** Begins everything that is due now. */
  look(): Promise<void> {
    return (this.looking ??= this.beginDue().finally(() => {
      this.looking = undefined;
    }));
  }

  private async beginDue(): Promise<void> {
    const { repository, log, now } = this.container;
    const running = await listPublications(repository, { state: 'running' });
    for (const publication of running) {
      const { mode, schedule, validFrom, validTo } = publication.settings;
      if (mode !== 'scheduled' || !schedule) continue;
      try {
        const since = [Date.parse(publication.updatedAt), (await lastRunDue(repository, publication.id))?.getTime() ?? 0, validFrom === undefined ? 0 : Date.parse(validFrom) - 1];
        const dueAt = lastDue(schedule, new Date(Math.max(...since)), now());
        if (!dueAt || (validTo !== undefined && dueAt.getTime() >= Date.parse(validTo))) continue;
        const job = await runDue(this.container, publication, dueAt);
        if (job) log.info({ publicationId: publication.id, dueAt, jobId: job.id }, 'a scheduled publication runs');
      } catch (error) {
        log.error({ err: error, publicationId: publication.id }, 'a scheduled publication could not run');
      }
    }
  }
}
