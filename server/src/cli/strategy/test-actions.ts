import { readFile } from 'node:fs/promises';
import { TestCaseDraft } from '@arbiter/contracts';
import { dataGenerator } from '@arbiter/engine/strategy-tests/generate-data';
import { Value } from 'typebox/value';
import { casesFromFile, runSuite, seekForStrategy, type StrategyUnderTest } from '../../features/strategy-tests/api.js';
import { ProblemError } from '../../http/problem-error.js';
import { UsageError, type CommandContext } from '../command.js';
import { evaluationContext, exit, openStrategyFile } from './local-actions.js';

const text = ({ options }: CommandContext, name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);

function whole(context: CommandContext, name: string, usual: number, most: number): number {
  const given = text(context, name);
  const value = given === undefined ? usual : Number(given);
  if (!Number.isInteger(value) || value < 0 || value > most) throw new UsageError(`--${name} is ${JSON.stringify(given)}; give a whole number from 0 to ${most}`);
  return value;
}

async function openForTests(context: CommandContext, file: string): Promise<StrategyUnderTest | undefined> {
  const opened = await openStrategyFile(context, file);
  if (!opened) return undefined;
  const { compiled, dependencies } = opened;
  return { document: compiled.document, compiled, dependencies, pinned: (dependencies.file?.items ?? []).flatMap(({ versions }) => versions.map(({ document }) => document)) };
}

function readCases<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ProblemError ? new UsageError(error.detail) : error;
  }
}

const json = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** Runs the cases of a file; tells what differs and what was not covered. */
export async function testAction(context: CommandContext, file: string): Promise<number> {
  const casesFile = text(context, 'cases');
  if (casesFile === undefined) throw new UsageError('Give the cases with --cases FILE, a .csv or .ndjson');
  const format = /\.csv$/i.test(casesFile) ? 'csv' : /\.(ndjson|jsonl)$/i.test(casesFile) ? 'ndjson' : undefined;
  if (!format) throw new UsageError(`The name of ${casesFile} must end in .csv, .ndjson or .jsonl`);
  const strategy = await openForTests(context, file);
  if (!strategy) return exit.wrongDocument;
  const { inputs, outputs } = strategy.document.dataModel;
  const content = await readFile(casesFile, 'utf8').catch((error: Error) => {
    throw new UsageError(`${casesFile} cannot be read: ${error.message}`);
  });
  const cases = readCases(() => casesFromFile(format, content, inputs, outputs));
  const wrong = cases.findIndex((one) => !Value.Check(TestCaseDraft, one));
  if (wrong >= 0) throw new UsageError(`Case ${wrong + 1} of ${casesFile} is no test case: it has a name, an input and what is expected`);
  const base = evaluationContext(context);
  const suite = await runSuite(strategy, cases, ({ now, timeZone }) => ({ ...base, ...(now === undefined ? {} : { nowMs: Date.parse(now) }), ...(timeZone === undefined ? {} : { timeZone }) }), false);
  for (const { name, differences } of suite.cases) {
    for (const { path, expected, actual } of differences) context.report(`${name}  ${path}  ${context.say({ ru: 'ожидалось', en: 'expected' })} ${json(expected)}, ${context.say({ ru: 'получено', en: 'got' })} ${json(actual)}`);
  }
  for (const { kind, path, detail } of suite.coverage.missed) context.report(`${context.say({ ru: 'не покрыто', en: 'not covered' })}  ${kind}  ${path}${detail === null ? '' : `  ${detail}`}`);
  const share = ({ reached, total }: { reached: number; total: number }): string => `${reached}/${total}`;
  const { nodes, ways, rules } = suite.coverage;
  context.print(context.say({ ru: `Прошло: ${suite.passed}, не прошло: ${suite.failed}; узлы ${share(nodes)}, пути ${share(ways)}, правила ${share(rules)}`, en: `${suite.passed} passed, ${suite.failed} failed; nodes ${share(nodes)}, ways ${share(ways)}, rules ${share(rules)}` }));
  return suite.failed > 0 ? exit.testsFailed : exit.fine;
}

/** Prints inputs by the data model, one in each line. */
export async function generateAction(context: CommandContext, file: string): Promise<number> {
  const strategy = await openForTests(context, file);
  if (!strategy) return exit.wrongDocument;
  const rows = whole(context, 'rows', 100, 1_000_000);
  const made = dataGenerator(strategy.document.dataModel.inputs, { rows, seed: whole(context, 'seed', 1, 2 ** 32 - 1) });
  if (!made.ok) throw new UsageError(made.error[0]!.message);
  for (let row = 0; row < rows; row += 1) context.print(JSON.stringify(made.value()));
  return exit.fine;
}

/** Prints inputs that reach every node, way and rule, one in each line, and tells what was not reached. */
export async function seekAction(context: CommandContext, file: string): Promise<number> {
  const strategy = await openForTests(context, file);
  if (!strategy) return exit.wrongDocument;
  const found = await seekForStrategy(strategy, { seed: whole(context, 'seed', 1, 2 ** 31), tries: whole(context, 'tries', 20_000, 10_000_000), timeLimitMs: 60_000, context: evaluationContext(context) });
  for (const { input } of found.inputs) context.print(JSON.stringify(input));
  for (const { kind, path, detail, proved, reason } of found.missed) context.report(`${proved ? context.say({ ru: 'недостижимо', en: 'unreachable' }) : context.say({ ru: 'не найдено', en: 'not found' })}  ${kind}  ${path}${detail === null ? '' : `  ${detail}`}  ${reason}`);
  return exit.fine;
}
