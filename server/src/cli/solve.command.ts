import { readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Fault } from '@arbiter/contracts/problems';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import { InstanceBuilder, parseProblem, solve, toSolutionDocument, verifyPlan, type Instance, type Problem, type Source } from '@arbiter/solver';
import { UsageError, type Command, type CommandContext } from './command.js';
import { readCandidates, readCustomers } from './solve/read-table.js';
import { durationMs, relativeGap, threadCount } from './solve/solve-options.js';
import { writeAssignments } from './solve/write-assignments.js';

/** Exit codes that scripts rely on. */
const exit = { plan: 0, wrongDocument: 2, infeasible: 3, noPlan: 4 } as const;
const progressIntervalMs = 500;

export const command: Command = {
  summary: { ru: 'решить задачу назначения из файла, без сервера', en: 'solve an assignment problem from a file, without a server' },
  usage: 'PROBLEM.json',
  takes: { least: 1, most: 1 },
  options: {
    candidates: { type: 'string', placeholder: 'FILE', description: { ru: 'кандидаты: .csv или .parquet вместо тех, что в документе', en: 'candidates: .csv or .parquet, in place of those in the document' } },
    customers: { type: 'string', placeholder: 'FILE', description: { ru: 'клиенты: .csv или .parquet', en: 'customers: .csv or .parquet' } },
    out: { type: 'string', placeholder: 'FILE', description: { ru: 'куда записать решение целиком, JSON', en: 'where to write the whole solution, JSON' } },
    assignments: { type: 'string', placeholder: 'FILE', description: { ru: 'куда записать план: .csv или .parquet', en: 'where to write the plan: .csv or .parquet' } },
    gap: { type: 'string', placeholder: 'GAP', description: { ru: 'достаточный относительный разрыв; по умолчанию 1e-4', en: 'relative gap that is good enough; by default 1e-4' } },
    'time-limit': { type: 'string', placeholder: '60s', description: { ru: 'сколько искать; по умолчанию 60s', en: 'how long to search; by default 60s' } },
    threads: { type: 'string', placeholder: 'N', description: { ru: 'потоков самое большее; нынешний метод занимает один', en: 'threads at most; the present method takes one' } },
  },
  more: {
    ru: 'Печатает документ arbiter-solution/1 без назначений. Код выхода: 0 — проверенный план, 3 — доказано, что плана нет, 2 — ошибка в документе, 4 — остановлено без плана.',
    en: 'Prints an arbiter-solution/1 document without its assignments. Exit code: 0 a verified plan, 3 proved that there is none, 2 the document is wrong, 4 stopped without a plan.',
  },
  async run(context) {
    const { options } = context;
    const text = (name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);
    const gap = relativeGap(text('gap') ?? '1e-4');
    const timeLimitMs = durationMs(text('time-limit') ?? '60s');
    threadCount(text('threads') ?? '1');
    const now = (): number => performance.now();

    const startedMs = now();
    const file = context.arguments[0]!;
    const document = await readDocument(file);
    if (text('candidates') !== undefined) document['candidates'] = { file: resolve(text('candidates')!) };
    if (text('customers') !== undefined) document['customers'] = { file: resolve(text('customers')!) };
    const parsed = parseProblem(document);
    if (!parsed.ok) return refuse(context, parsed.errors);
    const { problem } = parsed;
    const built = await readInstance(problem, dirname(resolve(file)));
    if (!built.ok) return refuse(context, built.errors);
    const { instance } = built;
    const readMs = now() - startedMs;
    context.report(`read      ${instance.customers.count} customers, ${instance.option.length} candidates  ${seconds(readMs)}`);

    const solvingMs = now();
    let saidMs = -Infinity;
    const outcome = await solve(problem, instance, {
      now, gap, timeLimitMs, patient: true,
      onProgress: ({ phase, bound, objective, gap: reached, elapsedMs }) => {
        if (elapsedMs - saidMs < progressIntervalMs) return;
        saidMs = elapsedMs;
        context.report(`${phase.padEnd(9)} bound ${shown(bound)}  plan ${shown(objective)}  gap ${reached === null ? '–' : reached.toExponential(1)}  ${seconds(elapsedMs)}`);
      },
    });
    if (!outcome.ok) return refuse(context, outcome.errors);
    const { result } = outcome;
    const solveMs = now() - solvingMs;
    const verifyingMs = now();
    const verification = result.hasPlan ? verifyPlan(problem, instance, result.assignment) : null;
    const timing = { readMs, solveMs, verifyMs: now() - verifyingMs };
    const assignments = text('assignments');
    const out = text('out');
    const documentWith = (kind: 'inline' | 'none' | { file: string }): SolutionDocument => toSolutionDocument(problem, instance, result, { verification, timing, memoryPeakMb: process.resourceUsage().maxRSS / 1024, assignments: kind });

    const short = documentWith('none');
    if (result.hasPlan && !short.verified) {
      context.report(`The plan was not confirmed by the independent check; it is not written. ${verification?.faults.slice(0, 3).map((fault) => fault.message).join('; ') ?? ''}`);
      context.print(JSON.stringify(short, null, 2));
      return exit.noPlan;
    }
    if (assignments !== undefined && result.hasPlan) await writeAssignments(assignments, problem, instance, result.assignment);
    if (out !== undefined) await writeFile(out, `${JSON.stringify(documentWith(assignments === undefined ? 'inline' : { file: assignments }), null, 2)}\n`);
    context.print(JSON.stringify(short, null, 2));
    return result.hasPlan ? exit.plan : result.status === 'infeasible' ? exit.infeasible : exit.noPlan;
  },
};

async function readDocument(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new UsageError(`There is no file ${file}: check the path`);
    if (error.code === 'ERR_STRING_TOO_LONG') throw new UsageError(`${file} is too large to be read at once: put the rows into a file of their own, { "candidates": { "file": "candidates.parquet" } }`);
    throw error;
  });
  try {
    const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError(`${file} is no problem document: it must be an object with "format": "arbiter-problem/1"`);
}

/** Files named in the document lie relative to its own folder. */
async function readInstance(problem: Problem, folder: string): Promise<{ ok: true; instance: Instance } | { ok: false; errors: Fault[] }> {
  const builder = new InstanceBuilder(problem);
  const add = async (source: Source, read: typeof readCustomers, take: (columns: Parameters<InstanceBuilder['addCustomers']>[0]) => void): Promise<void> => {
    if (source.kind === 'columns') take(source.columns);
    else if (source.kind === 'file') await read(resolve(folder, source.file), take);
  };
  await add(problem.customers, readCustomers, (columns) => builder.addCustomers('id' in columns ? columns : { id: [], ...columns }));
  await add(problem.candidates, readCandidates, (columns) => builder.addCandidates(columns));
  return builder.build();
}

function refuse({ report }: CommandContext, errors: readonly Fault[]): number {
  for (const { path, code, message } of errors) report(`${path === '' ? '/' : path}  ${code}  ${message}`);
  return exit.wrongDocument;
}

function shown(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(12)));
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
