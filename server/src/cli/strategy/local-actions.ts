import { writeFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault, StrategyDocument } from '@arbiter/contracts';
import { compileStrategy } from '@arbiter/engine/strategy/compile-strategy';
import type { CompiledStrategy, EvaluationContext } from '@arbiter/engine/strategy/compiled-strategy';
import { standaloneCode } from '@arbiter/engine/strategy/standalone-code';
import { noStrategyServices } from '../../ports/strategy-services.js';
import { projectRoot } from '../../project-root.js';
import { UsageError, type CommandContext } from '../command.js';
import { checkFile, dependenciesOf, isProjectFile, kindOfDocument, readDependencies, readJson, type FileDependencies } from './read-strategy.js';

/** Exit codes that scripts rely on. */
export const exit = { fine: 0, testsFailed: 1, wrongDocument: 2, noAnswer: 3 } as const;

const option = ({ options }: CommandContext, name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);

function tell({ report }: CommandContext, level: 'fault' | 'warning', faults: readonly Fault[], where = ''): void {
  for (const { path, code, message } of faults) report(`${level}  ${where}${path === '' ? '/' : path}  ${code}  ${message}`);
}

/** The strategy of a file: the document itself, or the one item of a project's file that `--item` names (its newest version, else its draft). */
async function readStrategy(context: CommandContext, file: string): Promise<{ document: unknown; dependencies: FileDependencies }> {
  const value = await readJson(file);
  if (!isProjectFile(value)) return { document: value, dependencies: await readDependencies(option(context, 'project')) };
  const dependencies = await readDependencies(file);
  const wanted = option(context, 'item');
  const strategies = dependencies.file!.items.filter(({ kind }) => kind === 'strategy');
  const item = strategies.find(({ id, name }) => id === wanted || name === wanted) ?? (wanted === undefined && strategies.length === 1 ? strategies[0] : undefined);
  if (!item) throw new UsageError(`${file} has the strategies ${strategies.map(({ name }) => JSON.stringify(name)).join(', ') || 'none'}: name one with --item`);
  return { document: item.versions.at(-1)?.document ?? item.document, dependencies };
}

/** Compiles, or tells the faults. */
async function compileFile(context: CommandContext, file: string): Promise<CompiledStrategy | undefined> {
  return (await openStrategyFile(context, file))?.compiled;
}

/** The strategy of a file with what it refers to; undefined after its faults were told. */
export async function openStrategyFile(context: CommandContext, file: string): Promise<{ compiled: CompiledStrategy; dependencies: FileDependencies } | undefined> {
  const { document, dependencies } = await readStrategy(context, file);
  const { faults } = checkFile('strategy', document, dependencies);
  const compiled = faults.length > 0 ? undefined : compileStrategy(document as StrategyDocument, dependencies);
  if (compiled?.ok) return { compiled: compiled.value, dependencies };
  tell(context, 'fault', compiled ? compiled.error : faults);
  return undefined;
}

export async function checkAction(context: CommandContext, file: string): Promise<number> {
  const value = await readJson(file);
  let [faults, warnings] = [0, 0];
  const check = (kind: ReturnType<typeof kindOfDocument>, document: unknown, dependencies: FileDependencies, where: string): void => {
    const found = checkFile(kind, document, dependencies);
    tell(context, 'fault', found.faults, where);
    tell(context, 'warning', found.warnings, where);
    faults += found.faults.length;
    warnings += found.warnings.length;
  };
  if (isProjectFile(value)) {
    const dependencies = await readDependencies(file);
    dependencies.file!.items.forEach((item, index) => {
      check(item.kind, item.document, dependencies, `/items/${index}/document`);
      item.versions.forEach(({ document }, at) => check(item.kind, document, dependencies, `/items/${index}/versions/${at}/document`));
    });
  } else {
    check(kindOfDocument(value, option(context, 'kind')), value, await readDependencies(option(context, 'project')), '');
  }
  context.print(context.say({ ru: `Ошибок: ${faults}, предупреждений: ${warnings}`, en: `${faults} faults, ${warnings} warnings` }));
  return faults > 0 ? exit.wrongDocument : exit.fine;
}

/** What evaluations here see: the instant and the zone of the options, nothing outside. */
export function evaluationContext(context: CommandContext): EvaluationContext {
  const at = option(context, 'at');
  const nowMs = at === undefined ? Date.now() : Date.parse(at);
  if (Number.isNaN(nowMs)) throw new UsageError(`--at is ${JSON.stringify(at)}; give an instant such as 2026-03-01T12:00:00Z`);
  return { nowMs, timeZone: option(context, 'time-zone') ?? 'UTC', clock: () => performance.now(), services: noStrategyServices };
}

export async function runAction(context: CommandContext, file: string): Promise<number> {
  const inputFile = option(context, 'input');
  if (inputFile === undefined) throw new UsageError('Give the input with --input FILE, or --input - for standard input');
  const evaluation = evaluationContext(context);
  const compiled = await compileFile(context, file);
  if (!compiled) return exit.wrongDocument;
  const input = await readJson(inputFile);
  let code: number = exit.fine;
  const many = Array.isArray(input);
  for (const one of many ? (input as unknown[]) : [input]) {
    const { result, trace } = context.options['trace'] === true ? await compiled.evaluateTraced(one, evaluation) : { result: await compiled.evaluateAsync(one, evaluation), trace: undefined };
    if (!result.ok) code = exit.noAnswer;
    const told = result.ok ? { ok: true, ...result.answer } : { ok: false, failure: result.failure };
    context.print(JSON.stringify({ ...told, ...(trace ? { trace } : {}) }, null, many ? undefined : 2));
  }
  return code;
}

export async function codeAction(context: CommandContext, file: string): Promise<number> {
  const compiled = await compileFile(context, file);
  if (!compiled) return exit.wrongDocument;
  const runtime = context.options['standalone'] === true ? await readFile(join(projectRoot, 'engine', 'dist', 'strategy-runtime.js'), 'utf8') : undefined;
  const code = runtime === undefined ? compiled.code : standaloneCode(compiled, runtime);
  const out = option(context, 'out');
  if (out === undefined) context.print(code.trimEnd());
  else await writeFile(out, code);
  return exit.fine;
}

