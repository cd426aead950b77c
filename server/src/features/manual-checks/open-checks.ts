import type { CheckQueueDocument } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import type { StrategyEntry } from '../decisions/api.js';

type Stores = Pick<Container, 'repository'>;
interface Queue { id: string; document: CheckQueueDocument }

const rowsAtOnce = 200;

/** The value of an input or output by its name. */
const valueOf = (entry: StrategyEntry, name: string | undefined): unknown => {
  if (name === undefined) return undefined;
  const input = entry.input as Record<string, unknown> | undefined;
  return input && Object.hasOwn(input, name) ? input[name] : entry.answer?.outputs[name];
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value));

function rowOf({ id, document }: Queue, entry: StrategyEntry) {
  const amount = valueOf(entry, document.priorityField);
  const at = new Date(entry.nowMs);
  return {
    id: entry.decisionId, queue_id: id, state: 'waiting' as const,
    subject: (textOf(valueOf(entry, document.subjectField)) || entry.customerId || entry.decisionId).slice(0, 500),
    decision: textOf(entry.answer!.outcome.decision), reason_codes: JSON.stringify(entry.answer!.outcome.reasonCodes),
    amount: typeof amount === 'number' ? amount : null,
    strategy: JSON.stringify({ id: entry.strategyId, version: entry.version, endpoint: entry.endpoint, environment: entry.environment, arm: entry.arm }),
    input: entry.input === undefined ? null : JSON.stringify(entry.input), outputs: JSON.stringify(entry.answer!.outputs), notes: '[]',
    due_at: new Date(entry.nowMs + document.deadlineMinutes * 60_000), created_at: at,
  };
}

/** Opens a check for each answer that a queue wants; one that is there already stays as it is. How many were wanted. */
export async function openChecks({ repository }: Stores, entries: readonly StrategyEntry[], queues: readonly Queue[]): Promise<number> {
  const rows = entries.flatMap((entry) => {
    if (!entry.answer) return [];
    const decision = textOf(entry.answer.outcome.decision);
    const queue = queues.find(({ document }) => document.endpoint === entry.endpoint && document.environment === entry.environment && document.decisions.includes(decision));
    return queue ? [rowOf(queue, entry)] : [];
  });
  for (let start = 0; start < rows.length; start += rowsAtOnce) await repository.insertInto('manual_checks').values(rows.slice(start, start + rowsAtOnce)).onConflict((conflict) => conflict.column('id').doNothing()).execute();
  return rows.length;
}

/** Follows the journal: a decision is forgotten there only after its check is in the queue. */
export function checkOpener(stores: Stores): (lines: readonly string[]) => Promise<void> {
  return async (lines) => {
    const strategies = lines.filter((line) => line.includes('"kind":"strategy"'));
    if (strategies.length === 0) return;
    const queues = await stores.repository.selectFrom('check_queues').select(['id', 'document']).where('deleted_at', 'is', null).orderBy('created_at').execute();
    if (queues.length === 0) return;
    const wanted = strategies.filter((line) => queues.some(({ document }) => line.includes(JSON.stringify(document.endpoint))));
    const entries = wanted.map((line) => JSON.parse(line) as StrategyEntry).filter(({ kind }) => kind === 'strategy');
    await openChecks(stores, entries, queues);
  };
}
