import { customerId, type Instance } from '@arbiter/solver';
import type { Action } from '@arbiter/contracts/catalogue';
import type { RunResult } from '@arbiter/contracts/run';
import type { Analytics } from '../../ports/analytics.js';
import type { PlanTotals } from './to-run-result.js';

export interface PlanRow {
  customer_id: string;
  period: number;
  action_id: string;
  channel: string;
  stage: string;
  segment: string;
  value_minor: number;
  cost_minor: number;
}

/** The rows of a plan: `chosen` are candidates of the instance in ascending order. */
export function* planRows(instance: Instance, chosen: Uint32Array, actions: readonly Action[], weeks: number): Generator<PlanRow> {
  const { segment } = instance.customers.text;
  const cost = instance.measures['cost'];
  let customer = 0;
  for (const candidate of chosen) {
    while (instance.offsets[customer + 1]! <= candidate) customer++;
    const option = instance.option[candidate]!;
    const action = actions[Math.floor(option / weeks)]!;
    yield {
      customer_id: customerId(instance, customer),
      period: option % weeks,
      action_id: action.id,
      channel: action.channel,
      stage: action.stage,
      segment: segment?.dictionary[segment.codes[customer]!] ?? '',
      value_minor: instance.value[candidate]!,
      cost_minor: cost ? cost[candidate]! : action.costMinor,
    };
  }
}

/** Adds up a plan by action, segment and week as its rows pass. */
export class PlanSummary {
  readonly #cells = new Map<string, RunResult['cells'][number]>();
  #valueMinor = 0;
  #costMinor = 0;

  add(row: PlanRow): void {
    const key = `${row.period}\n${row.action_id}\n${row.segment}`;
    let cell = this.#cells.get(key);
    if (!cell) this.#cells.set(key, (cell = { actionId: row.action_id, channel: row.channel, segment: row.segment, period: row.period, count: 0, valueMinor: 0, costMinor: 0 }));
    cell.count += 1;
    cell.valueMinor += row.value_minor;
    cell.costMinor += row.cost_minor;
    this.#valueMinor += row.value_minor;
    this.#costMinor += row.cost_minor;
  }

  totals(): PlanTotals {
    const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
    const cells = [...this.#cells.values()].sort((a, b) => a.period - b.period || order(a.actionId, b.actionId) || order(a.segment, b.segment));
    return { cells, valueMinor: this.#valueMinor, costMinor: this.#costMinor };
  }
}

const batchRows = 20_000;

export interface WriteRequest {
  analytics: Analytics;
  runId: string;
  rows: Iterable<PlanRow>;
  /** Tells this attempt's rows from those of an earlier one that did not get to its end. */
  version: number;
  signal: AbortSignal;
  onProgress: (written: number) => Promise<void>;
}

/** Replaces whatever an earlier attempt wrote for the run, so that a job delivered again leaves one plan. */
export async function writePlan({ analytics, runId, rows, version, signal, onProgress }: WriteRequest): Promise<PlanTotals> {
  await removePlan(analytics, runId);
  const summary = new PlanSummary();
  let batch: object[] = [];
  let written = 0;
  const flush = async (): Promise<void> => {
    signal.throwIfAborted();
    await analytics.insert('plan_rows', batch, { deduplicationToken: `${runId}:${version}:${written}` });
    written += batch.length;
    batch = [];
    await onProgress(written);
  };
  for (const row of rows) {
    summary.add(row);
    batch.push({ run_id: runId, ...row, version });
    if (batch.length === batchRows) await flush();
  }
  if (batch.length > 0) await flush();
  return summary.totals();
}

export async function removePlan(analytics: Analytics, runId: string): Promise<void> {
  await analytics.command('DELETE FROM plan_rows WHERE run_id = {runId:String}', { runId }, { settings: { mutations_sync: 1, lightweight_deletes_sync: 2 } });
}
