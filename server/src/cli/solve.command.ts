import { availableParallelism } from 'node:os';
import type { Fault } from '@arbiter/contracts/problems';
import { type Command, type CommandContext, UsageError } from './command.js';
import { memoryBytes } from './solve/available-memory.js';
import { curveTask } from './solve/draw-curve.js';
import { ProgressLines } from './solve/progress-lines.js';
import { durationMs, outputFile, relativeGap, searchMethod, shareOf, threadCount, wholeNumber } from './solve/solve-options.js';
import { runSolveThread } from './solve/solve-thread.js';

/** Exit codes that scripts rely on. */
const exit = { plan: 0, wrongDocument: 2, infeasible: 3, noPlan: 4 } as const;
const mostThreads = 8;

export const command: Command = {
  summary: { ru: 'решить задачу назначения из файла, без сервера', en: 'solve an assignment problem from a file, without a server' },
  usage: 'PROBLEM.json',
  takes: { least: 1, most: 1 },
  options: {
    candidates: { type: 'string', placeholder: 'FILE', description: { ru: 'кандидаты: .csv, .csv.gz или .parquet вместо тех, что в документе', en: 'candidates: .csv, .csv.gz or .parquet, in place of those in the document' } },
    customers: { type: 'string', placeholder: 'FILE', description: { ru: 'клиенты: .csv, .csv.gz или .parquet', en: 'customers: .csv, .csv.gz or .parquet' } },
    history: { type: 'string', placeholder: 'FILE', description: { ru: 'контакты до плана: .csv или .parquet', en: 'contacts before the plan: .csv or .parquet' } },
    fixed: { type: 'string', placeholder: 'FILE', description: { ru: 'назначения, которые уже решены: .csv или .parquet', en: 'assignments that are decided already: .csv or .parquet' } },
    previous: { type: 'string', placeholder: 'FILE', description: { ru: 'прежний план, от которого новый не должен уйти далеко: .csv или .parquet', en: 'the plan that stands, from which the new one should not stray: .csv or .parquet' } },
    keep: { type: 'string', placeholder: 'SHARE', description: { ru: 'какую долю прежнего плана сохранить, например 0.9', en: 'share of the previous plan to keep, such as 0.9' } },
    out: { type: 'string', placeholder: 'FILE', description: { ru: 'куда записать решение целиком, JSON', en: 'where to write the whole solution, JSON' } },
    assignments: { type: 'string', placeholder: 'FILE', description: { ru: 'куда записать план: .csv или .parquet', en: 'where to write the plan: .csv or .parquet' } },
    gap: { type: 'string', placeholder: 'GAP', description: { ru: 'достаточный относительный разрыв; по умолчанию 1e-4', en: 'relative gap that is good enough; by default 1e-4' } },
    'time-limit': { type: 'string', placeholder: '60s', description: { ru: 'сколько искать; по умолчанию 60s', en: 'how long to search; by default 60s' } },
    method: { type: 'string', placeholder: 'METHOD', description: { ru: 'auto, exact (полный перебор ветвями и границами) или prices (только цены); по умолчанию auto', en: 'auto, exact (branch and bound over everything) or prices (no such search); by default auto' } },
    diagnose: { type: 'boolean', description: { ru: 'назвать ограничения, которые почти противоречат друг другу', en: 'say which limits nearly collide' } },
    'price-ranges': { type: 'boolean', description: { ru: 'между какими границами держится цена каждого ограничения, и там, где это стоит времени', en: 'between which bounds the price of each limit holds, where that takes time as well' } },
    curve: { type: 'string', placeholder: 'LIMIT', description: { ru: 'вместо плана: лучший результат в зависимости от границы этого ограничения', en: 'in place of a plan: the best objective as a function of the bound of this limit' } },
    points: { type: 'string', placeholder: 'N', description: { ru: 'сколько точек кривой; по умолчанию 20, от нуля до границы, которая уже не мешает', en: 'points of the curve; by default 20, from nothing to where the limit does not bind any more' } },
    at: { type: 'string', placeholder: 'B1,B2,…', description: { ru: 'границы, в которых считать кривую', en: 'bounds at which the curve is wanted' } },
    'curve-out': { type: 'string', placeholder: 'FILE', description: { ru: 'куда записать кривую: .csv или .json', en: 'where to write the curve: .csv or .json' } },
    compare: { type: 'string', placeholder: 'FILE', description: { ru: 'сравнить план по клиентам с другим: решение .json или план .csv, .parquet', en: 'compare the plan customer by customer with another: a solution .json or a plan .csv, .parquet' } },
    warm: { type: 'string', placeholder: 'FILE', description: { ru: 'начать с цен этого решения похожей задачи, .json', en: 'begin with the prices of this solution of a similar problem, .json' } },
    seed: { type: 'string', placeholder: 'N', description: { ru: 'зерно поиска; то же зерно даёт тот же план, если хватило времени; по умолчанию 1', en: 'seed of the search; the same one gives the same plan unless time runs out; by default 1' } },
    threads: { type: 'string', placeholder: 'N', description: { ru: 'потоков самое большее; по умолчанию по числу ядер, не больше 8; ответ от них не зависит', en: 'threads at most; by default the cores, no more than 8; the answer does not depend on them' } },
    scan: { type: 'string', placeholder: 'clickhouse', description: { ru: 'clickhouse: клиенты и кандидаты — таблицы ({ "table": "db.candidates" }) или файлы, которые читает и просматривает сам ClickHouse', en: 'clickhouse: customers and candidates are tables ({ "table": "db.candidates" }) or files that ClickHouse itself reads and scans' } },
    memory: { type: 'string', placeholder: '4GB', description: { ru: 'сколько памяти занять самое большее; по умолчанию сколько свободно', en: 'memory to take at most; by default what is free' } },
  },
  more: {
    ru: 'Печатает документ arbiter-solution/1 без назначений. Код выхода: 0 — проверенный план, 3 — доказано, что плана нет, 2 — ошибка в документе, 4 — остановлено без плана (в том числе когда не хватает памяти).\nCtrl+C останавливает поиск: лучший план на эту минуту проверяется и записывается, второй Ctrl+C завершает сразу.',
    en: 'Prints an arbiter-solution/1 document without its assignments. Exit code: 0 a verified plan, 3 proved that there is none, 2 the document is wrong, 4 stopped without a plan (for want of memory as well).\nCtrl+C stops the search: the best plan so far is checked and written; a second Ctrl+C ends at once.',
  },
  async run(context) {
    const { options } = context;
    const text = (name: string): string | null => (typeof options[name] === 'string' ? options[name] : null);
    const task = {
      file: context.arguments[0]!,
      candidates: text('candidates'),
      customers: text('customers'),
      history: text('history'),
      fixed: text('fixed'),
      previous: text('previous'),
      keep: text('keep') === null ? null : shareOf('keep', text('keep')!),
      assignments: text('assignments') === null ? null : outputFile('assignments', text('assignments')!),
      out: text('out') === null ? null : outputFile('out', text('out')!),
      gap: relativeGap(text('gap') ?? '1e-4'),
      timeLimitMs: durationMs(text('time-limit') ?? '60s'),
      diagnose: options['diagnose'] === true,
      priceRanges: options['price-ranges'] === true,
      curve: curveTask(text),
      compare: text('compare'),
      warm: text('warm'),
      seed: wholeNumber('seed', text('seed') ?? '1'),
      method: searchMethod(text('method') ?? 'auto'),
      threads: threadCount(text('threads') ?? String(Math.min(mostThreads, availableParallelism()))),
      memoryBytes: text('memory') === null ? null : memoryBytes(text('memory')!),
    };
    const progress = new ProgressLines(context.report, process.stderr.isTTY ? process.stderr : null, () => performance.now());
    if (text('scan') !== null && (task.curve || task.compare !== null || task.warm !== null)) throw new UsageError('--curve, --compare and --warm read the rows themselves: leave --scan out');
    if (text('scan') !== null) return await scan(context, text('scan')!, task, progress);
    const end = await runSolveThread(task, context.onInterrupt(), (message) => progress.show(message), () => progress.line('stopped   checking and writing the best plan so far; Ctrl+C again ends at once'));
    progress.clear();
    switch (end.kind) {
      case 'refused':
        return refuse(context, end.errors);
      case 'unusable':
        context.report(end.message);
        return exit.wrongDocument;
      case 'no-memory':
        context.report(end.message);
        return exit.noPlan;
      case 'killed':
      case 'stopped':
        context.report('stopped   there is no plan yet');
        return exit.noPlan;
      case 'curve':
        context.print(JSON.stringify(end.curve, null, 2));
        return exit.plan;
      case 'answer':
        if (end.unconfirmed) context.report(`The plan was not confirmed by the independent check; it is not written. ${end.unconfirmed.join('; ')}`);
        context.print(JSON.stringify(end.short, null, 2));
        return end.unconfirmed ? exit.noPlan : end.hasPlan ? exit.plan : end.short.status === 'infeasible' ? exit.infeasible : exit.noPlan;
    }
  },
};

/** `--scan clickhouse`: the same problem over tables. */
async function scan(context: CommandContext, engine: string, task: Parameters<typeof import('./solve/solve-by-scan.js').solveByScan>[1], progress: ProgressLines): Promise<number> {
  if (engine !== 'clickhouse') throw new UsageError(`--scan ${engine} is not known; the only value is clickhouse`);
  // The engine's client is loaded only where it is wanted.
  const { solveByScan } = await import('./solve/solve-by-scan.js');
  const end = await solveByScan(context, task, progress);
  progress.clear();
  if (end.kind === 'refused') return refuse(context, end.errors);
  if (end.kind === 'failed') {
    context.report(`ClickHouse did not run a statement of the search: ${end.message}`);
    return exit.noPlan;
  }
  const { solution, faults } = end;
  if (faults.length > 0) context.report(`The plan was not confirmed by the independent check; it is not written. ${faults.slice(0, 3).map(({ message }) => message).join('; ')}`);
  context.print(JSON.stringify(solution, null, 2));
  return solution.verified ? exit.plan : solution.status === 'infeasible' ? exit.infeasible : exit.noPlan;
}

function refuse({ report }: CommandContext, errors: readonly Fault[]): number {
  for (const { path, code, message } of errors) report(`${path === '' ? '/' : path}  ${code}  ${message}`);
  return exit.wrongDocument;
}
