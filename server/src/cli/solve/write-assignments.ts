import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import type { Instance, Problem } from '@arbiter/solver';
import { isParquet } from './open-table.js';
import { writeParquet } from './parquet/write-parquet.js';
import type { PlanColumns } from './plan-columns.js';

/** Writes a file under another name and gives it its own once it is whole: nobody finds half of a plan. */
export function writeWhole(path: string, write: (file: number) => void): void {
  const known = existsSync(path);
  const whole = known ? realpathSync(path) : path;
  // A pipe or a device has no other name to be written under.
  const direct = known && !statSync(whole).isFile();
  const passing = direct ? whole : `${whole}.${randomUUID().slice(0, 8)}.part`;
  const file = openSync(passing, direct ? 'w' : 'wx');
  try {
    try {
      write(file);
    } finally {
      closeSync(file);
    }
    if (!direct) renameSync(passing, whole);
  } catch (error) {
    if (!direct) rmSync(passing, { force: true });
    throw error;
  }
}

/** Writes a plan as CSV (RFC 4180) or Parquet, by the ending of the file's name: customer, action and, where there are any, period and agent. */
export function writeAssignments(path: string, problem: Problem, instance: Instance, plan: PlanColumns): void {
  writeWhole(path, (file) => {
    if (!isParquet(path)) return writeCsv(file, problem, instance, plan);
    const { ids } = instance.customers;
    writeParquet(file, [
      { name: 'customer', kind: 'texts', bytes: ids.bytes, offsets: ids.offsets, of: plan.customer },
      { name: 'action', kind: 'codes', dictionary: problem.actions.map((action) => action.id), codes: plan.action },
      ...(plan.period ? [{ name: 'period', kind: 'codes', dictionary: problem.periods, codes: plan.period } as const] : []),
      ...(plan.agent ? [{ name: 'agent', kind: 'codes', dictionary: problem.agents.map((agent) => agent.id), codes: plan.agent } as const] : []),
    ], plan.rows);
  });
}

/** The solution document with the plan in it, a row a line. `short` is the document without assignments. */
export function writeSolution(path: string, short: SolutionDocument, problem: Problem, instance: Instance, plan: PlanColumns | null): void {
  writeWhole(path, (file) => {
    const head = JSON.stringify(short, null, 2);
    const out = new Output(file);
    if (!plan) out.text(`${head}\n`);
    else {
      out.text(`${head.slice(0, head.lastIndexOf('\n}'))},\n  "assignments": [`);
      const decoder = new TextDecoder();
      const { bytes, offsets } = instance.customers.ids;
      const actions = problem.actions.map((action) => JSON.stringify(action.id));
      const periods = problem.periods.map((period) => JSON.stringify(period));
      const agents = problem.agents.map((agent) => JSON.stringify(agent.id));
      for (let row = 0; row < plan.rows; row++) {
        const own = plan.customer[row]!;
        const id = JSON.stringify(decoder.decode(bytes.subarray(offsets[own], offsets[own + 1])));
        const more = `${plan.period ? `, "period": ${periods[plan.period[row]!]}` : ''}${plan.agent && plan.agent[row]! >= 0 ? `, "agent": ${agents[plan.agent[row]!]}` : ''}`;
        out.text(`${row === 0 ? '' : ','}\n    { "customer": ${id}, "action": ${actions[plan.action[row]!]}${more} }`);
      }
      out.text(plan.rows > 0 ? '\n  ]\n}\n' : ']\n}\n');
    }
    out.flush();
  });
}

function writeCsv(file: number, problem: Problem, instance: Instance, plan: PlanColumns): void {
  const out = new Output(file);
  const { bytes, offsets } = instance.customers.ids;
  const cells = (texts: readonly string[]): Buffer[] => texts.map((text) => Buffer.from(`,${quoted(text)}`));
  const actions = cells(problem.actions.map((action) => action.id));
  const periods = cells(problem.periods);
  const agents = cells(problem.agents.map((agent) => agent.id));
  const none = Buffer.from(',');
  const end = Buffer.from('\r\n');
  out.text(['customer', 'action', ...(plan.period ? ['period'] : []), ...(plan.agent ? ['agent'] : [])].join(',') + '\r\n');
  for (let row = 0; row < plan.rows; row++) {
    const own = plan.customer[row]!;
    out.cell(bytes, offsets[own]!, offsets[own + 1]!);
    out.bytes(actions[plan.action[row]!]!);
    if (plan.period) out.bytes(periods[plan.period[row]!]!);
    if (plan.agent) out.bytes(agents[plan.agent[row]!] ?? none);
    out.bytes(end);
  }
  out.flush();
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Gathers bytes and writes them by the megabyte. */
class Output {
  #buffer = Buffer.allocUnsafe(2 ** 20);
  #end = 0;

  constructor(private readonly file: number) {}

  text(text: string): void {
    this.#room(text.length * 3);
    this.#end += this.#buffer.write(text, this.#end);
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** A cell of CSV out of bytes[start … end), in quotes where it needs them. */
  cell(bytes: Uint8Array, start: number, end: number): void {
    this.#room((end - start) * 2 + 2);
    const first = this.#end;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === 34 || byte === 44 || byte === 13 || byte === 10) {
        this.#end = first;
        this.text(quoted(Buffer.from(bytes.subarray(start, end)).toString('utf8')));
        return;
      }
      this.#buffer[this.#end++] = byte;
    }
  }

  flush(): void {
    for (let at = 0; at < this.#end; ) at += writeSync(this.file, this.#buffer, at, this.#end - at);
    this.#end = 0;
  }

  #room(length: number): void {
    if (this.#end + length <= this.#buffer.length) return;
    this.flush();
    if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(length);
  }
}
