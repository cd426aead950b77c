import type { Container } from '../../container.js';

const rowsAtOnce = 1_000;

/**
 * Brings decided checks to the analytical store as labels. Those that are not noted as written are written again, which replaces them; a
 * store that is away is asked again with the next decision.
 */
export async function writeLabels({ repository, analytics, now, log }: Pick<Container, 'repository' | 'analytics' | 'now' | 'log'>): Promise<void> {
  const rows = await repository.selectFrom('manual_checks').selectAll().where('state', '=', 'decided').where('label_written_at', 'is', null).orderBy('decided_at').limit(rowsAtOnce).execute();
  if (rows.length === 0) return;
  try {
    await analytics.insert(
      'manual_check_labels',
      rows.map((row) => ({
        decision_id: row.id, queue: row.queue_id, endpoint: row.strategy.endpoint, environment: row.strategy.environment, strategy_id: row.strategy.id, strategy_version: row.strategy.version, arm: row.strategy.arm,
        subject: row.subject, decision: row.decision, label: row.verdict, reason: (row.second_verdict ?? row.first_verdict)?.reason ?? '', first_label: row.first_verdict?.verdict ?? '',
        opened_at: row.created_at.toISOString(), decided_at: row.decided_at!.toISOString(), late: row.decided_at! > row.due_at, version: row.revision,
      })),
    );
    await repository.updateTable('manual_checks').set({ label_written_at: now() }).where('id', 'in', rows.map(({ id }) => id)).execute();
  } catch (error) {
    log.warn({ err: error, labels: rows.length }, 'labels of manual checks could not be written; they are written with the next decision');
  }
}
