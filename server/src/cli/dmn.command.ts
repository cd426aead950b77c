import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Fault } from '@arbiter/contracts/problems';
import { compileDmn, type CompiledDmn } from '@arbiter/engine/dmn/compile-dmn';
import type { DmnModel } from '@arbiter/engine/dmn/dmn-model';
import { importDmnAsItems } from '@arbiter/engine/dmn/product/import-items';
import { readDmn } from '@arbiter/engine/dmn/read-dmn';
import { writeDmn } from '@arbiter/engine/dmn/write-dmn';
import { feelToJson, makeFeelContext } from '@arbiter/engine/feel/index';
import { UsageError, type Command, type CommandContext } from './command.js';

/** Exit codes that scripts rely on. */
const exit = { done: 0, faults: 1, wrongFile: 2 } as const;
const mostBytes = 32 * 2 ** 20;

export const command: Command = {
  summary: { ru: 'проверить или вычислить модель DMN из файла, без сервера', en: 'check or evaluate a DMN model from a file, without a server' },
  usage: 'MODEL.dmn',
  takes: { least: 1, most: 1 },
  options: {
    decision: { type: 'string', short: 'd', placeholder: 'NAME', description: { ru: 'решение, которое вычислить', en: 'the decision to evaluate' } },
    service: { type: 'string', placeholder: 'NAME', description: { ru: 'сервис решений, который вычислить', en: 'the decision service to evaluate' } },
    input: { type: 'string', placeholder: 'FILE', description: { ru: 'входные данные, JSON: объект по именам; - читает стандартный ввод', en: 'inputs, JSON: an object by names; - reads standard input' } },
    check: { type: 'boolean', description: { ru: 'только перечислить ошибки', en: 'only list the faults' } },
    items: { type: 'boolean', description: { ru: 'напечатать таблицы решений и вычисления, которыми модель станет в проекте', en: 'print the decision tables and calculations that the model becomes in a project' } },
    export: { type: 'string', placeholder: 'FILE', description: { ru: 'записать модель как DMN 1.5', en: 'write the model as DMN 1.5' } },
    'time-zone': { type: 'string', placeholder: 'ZONE', description: { ru: 'часовой пояс для today() и now(); по умолчанию UTC', en: 'zone of today() and now(); by default UTC' } },
    now: { type: 'string', placeholder: 'INSTANT', description: { ru: 'время вычисления, ISO 8601; по умолчанию сейчас', en: 'time of the evaluation, ISO 8601; by default now' } },
  },
  more: {
    ru: 'Импортируемые модели ищутся рядом с файлом. Без параметров печатает решения и входы модели. Код выхода: 0 — готово, 1 — в модели есть ошибки, 2 — файл не читается.',
    en: 'Imported models are looked for beside the file. Without options it prints the decisions and inputs. Exit code: 0 done, 1 the model has faults, 2 the file cannot be read.',
  },
  async run(context) {
    const text = (name: string): string | undefined => (typeof context.options[name] === 'string' ? context.options[name] : undefined);
    const file = context.arguments[0]!;
    const source = await readText(file);
    const read = readDmn(source);
    if (!read.ok) return refuse(context, file, read.error);
    const imports = read.value.imports.length > 0 ? await modelsBeside(file, read.value) : [];
    if (text('export') !== undefined) {
      const written = writeDmn(read.value);
      if (!written.ok) return refuse(context, file, written.error);
      await writeFile(text('export')!, written.value);
      return exit.done;
    }
    if (context.options['items'] === true) {
      const items = importDmnAsItems(source, { imports });
      if (!items.ok) return refuse(context, file, items.error);
      context.print(JSON.stringify(items.value, null, 2));
      tell(context, file, items.value.notTaken);
      return exit.done;
    }
    const compiled = compileDmn(read.value, { imports });
    if (!compiled.ok) return refuse(context, file, compiled.error);
    const model = compiled.value;
    tell(context, file, model.faults);
    if (context.options['check'] === true) {
      if (model.faults.length === 0) context.print(context.say({ ru: 'Ошибок нет.', en: 'No faults.' }));
      return model.faults.length === 0 ? exit.done : exit.faults;
    }
    const [decision, service] = [text('decision'), text('service')];
    if (decision !== undefined && service !== undefined) throw new UsageError('Give --decision or --service, not both');
    if (decision === undefined && service === undefined) {
      context.print(overview(read.value));
      return exit.done;
    }
    const inputs = model.inputsFromJson(await readInputs(text('input')));
    const x = makeFeelContext({ nowMs: instantOf(text('now')), timeZone: zoneOf(text('time-zone')) });
    const answer = decision === undefined ? model.evaluateService(service!, inputs, x) : model.evaluateDecision(decision, inputs, x);
    return show(context, file, answer);
  },
};

function show(context: CommandContext, file: string, answer: ReturnType<CompiledDmn['evaluateDecision']>): number {
  if (!answer.ok) return refuse(context, file, answer.error);
  for (const note of answer.value.notes) context.report(note);
  context.print(JSON.stringify(feelToJson(answer.value.value), null, 2));
  return exit.done;
}

function overview(model: DmnModel): string {
  const list = (items: readonly { name: string; variable: { typeRef?: string } }[]) => items.map(({ name, variable }) => ({ name, ...(variable.typeRef === undefined ? {} : { type: variable.typeRef }) }));
  return JSON.stringify({ name: model.name, namespace: model.namespace, inputs: list(model.inputData), decisions: list(model.decisions), services: list(model.services) }, null, 2);
}

async function readText(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > mostBytes) throw new UsageError(`${file} has ${size} bytes; at most ${mostBytes} are read`);
  return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
}

async function readInputs(file: string | undefined): Promise<Record<string, unknown>> {
  if (file === undefined) return {};
  let text = '';
  if (file === '-') for await (const chunk of process.stdin) text += String(chunk);
  else text = await readText(file);
  try {
    const inputs: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs)) return inputs as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError(`${file} must be a JSON object of the inputs by their names`);
}

/** Every readable model in the folder of a file, the file's own aside. */
async function modelsBeside(file: string, own: DmnModel): Promise<DmnModel[]> {
  const folder = dirname(resolve(file));
  const models: DmnModel[] = [];
  for (const name of (await readdir(folder)).filter((entry) => entry.endsWith('.dmn')).sort()) {
    const path = join(folder, name);
    if ((await stat(path)).size > mostBytes) continue;
    const read = readDmn((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
    if (read.ok && read.value.namespace !== own.namespace) models.push(read.value);
  }
  return models;
}

function instantOf(given: string | undefined): number {
  const ms = given === undefined ? Date.now() : Date.parse(given);
  if (Number.isNaN(ms)) throw new UsageError(`--now is ${JSON.stringify(given)}, but must be an instant such as 2026-01-31T12:00:00Z`);
  return ms;
}

function zoneOf(given: string | undefined): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: given ?? 'UTC' }).resolvedOptions().timeZone;
  } catch {
    throw new UsageError(`--time-zone is ${JSON.stringify(given)}, but must be an IANA name such as Europe/Moscow`);
  }
}

function tell({ report }: CommandContext, file: string, faults: readonly Fault[]): void {
  for (const { path, code, message } of faults) report(`${file}${path === '' ? '' : `:${path}`}  ${code}  ${message}`);
}

function refuse(context: CommandContext, file: string, faults: readonly Fault[]): number {
  tell(context, file, faults);
  return exit.wrongFile;
}
