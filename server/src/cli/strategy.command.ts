import { writeFile } from 'node:fs/promises';
import { environments } from '@arbiter/contracts';
import { UsageError, type Command, type CommandContext } from './command.js';
import { openGateway } from './open-gateway.js';
import { batchAction } from './strategy/batch-action.js';
import { checkAction, codeAction, exit, runAction } from './strategy/local-actions.js';
import { modelAction } from './strategy/model-action.js';
import { readJson } from './strategy/read-strategy.js';
import { generateAction, seekAction, testAction } from './strategy/test-actions.js';
import { localRepository, serverRepository, type RepositoryGateway } from './strategy/repository-gateway.js';

type Action = (context: CommandContext, subject: string) => Promise<number>;
const text = ({ options }: CommandContext, name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);

function oneOf<T extends string>(context: CommandContext, name: string, allowed: readonly T[]): T | undefined {
  const given = text(context, name);
  const found = allowed.find((value) => value === given);
  if (given !== undefined && !found) throw new UsageError(`--${name} is ${JSON.stringify(given)}; give one of ${allowed.join(', ')}`);
  return found;
}

/** Actions on the repository: in this process, or through the server that holds the data or that ARBITER_URL names. */
const withRepository = (act: (gateway: RepositoryGateway, context: CommandContext, subject: string) => Promise<void>): Action => async (context, subject) => {
  const gateway = await openGateway(context, { local: localRepository, server: serverRepository, permission: 'write strategies and publications' });
  try {
    await act(gateway, context, subject);
    return exit.fine;
  } finally {
    await gateway.close();
  }
};

const actions: Record<string, Action> = {
  check: checkAction,
  run: runAction,
  code: codeAction,
  test: testAction,
  generate: generateAction,
  seek: seekAction,
  batch: batchAction,
  model: modelAction,
  register: withRepository(async (gateway, context, itemId) => {
    const { version, contentHash } = await gateway.register(itemId, text(context, 'comment') ?? '');
    context.print(context.say({ ru: `Версия ${version}, хеш содержимого ${contentHash}`, en: `Version ${version}, content hash ${contentHash}` }));
  }),
  publish: withRepository(async (gateway, context, itemId) => {
    const version = Number(text(context, 'version'));
    const endpoint = text(context, 'endpoint');
    if (!Number.isInteger(version) || version < 1 || endpoint === undefined) throw new UsageError('Say what is published under which name: --version N --endpoint NAME');
    const environment = oneOf(context, 'environment', environments) ?? 'test';
    const { revision } = await gateway.publish({ endpoint, environment, settings: { mode: 'online', arms: [{ name: 'main', itemId, version, share: 100 }] }, comment: text(context, 'comment') ?? '' });
    context.print(`${environment}/${endpoint}: ${context.say({ ru: `редакция ${revision}, POST /v1/strategies/${endpoint}/decisions?environment=${environment}`, en: `revision ${revision}, POST /v1/strategies/${endpoint}/decisions?environment=${environment}` })}`);
  }),
  export: withRepository(async (gateway, context, projectId) => {
    const file = JSON.stringify(await gateway.exportProject(projectId), null, 2);
    const out = text(context, 'out');
    if (out === undefined) context.print(file);
    else await writeFile(out, `${file}\n`);
  }),
  import: async (context, file) => {
    const value = await readJson(file);
    const conflicts = oneOf(context, 'conflicts', ['keep', 'replace', 'copy'] as const) ?? 'keep';
    return withRepository(async (gateway) => {
      const imported = await gateway.importProject({ file: value, into: text(context, 'into'), conflicts, name: text(context, 'name') });
      for (const { name, kind, action } of imported.items) context.report(`${action}  ${kind}  ${name}`);
      context.print(imported.projectId);
    })(context, file);
  },
};

export const command: Command = {
  summary: { ru: 'проверить, выполнить, зарегистрировать или опубликовать стратегию', en: 'check, run, register or publish a strategy' },
  usage: 'ACTION FILE|ID',
  takes: { least: 2, most: 2 },
  options: {
    input: { type: 'string', placeholder: 'FILE', description: { ru: 'run: вход в JSON, объект или список; «-» — стандартный ввод; batch: строки, .csv или .ndjson', en: 'run: the input as JSON, an object or a list; "-" is standard input; batch: rows, a .csv or .ndjson' } },
    output: { type: 'string', placeholder: 'FILE', description: { ru: 'batch: куда записать ответы, .csv или .ndjson', en: 'batch: where the answers go, a .csv or .ndjson' } },
    rejects: { type: 'string', placeholder: 'FILE', description: { ru: 'batch: куда записать отказы; по умолчанию OUTPUT.rejects.ndjson', en: 'batch: where the rejects go; by default OUTPUT.rejects.ndjson' } },
    cases: { type: 'string', placeholder: 'FILE', description: { ru: 'test: случаи, .csv или .ndjson', en: 'test: the cases, a .csv or .ndjson' } },
    rows: { type: 'string', placeholder: 'N', description: { ru: 'generate: сколько строк; по умолчанию 100', en: 'generate: how many rows; by default 100' } },
    seed: { type: 'string', placeholder: 'N', description: { ru: 'generate, seek: одно зерно — одни и те же данные; по умолчанию 1', en: 'generate, seek: the same seed gives the same data; by default 1' } },
    tries: { type: 'string', placeholder: 'N', description: { ru: 'seek: сколько вычислений; по умолчанию 20000', en: 'seek: how many evaluations; by default 20000' } },
    trace: { type: 'boolean', description: { ru: 'run: с трассой', en: 'run: with the trace' } },
    at: { type: 'string', placeholder: 'INSTANT', description: { ru: 'run, test, batch: момент, который видит стратегия; по умолчанию сейчас', en: 'run, test, batch: the instant that the strategy sees; by default now' } },
    'time-zone': { type: 'string', placeholder: 'ZONE', description: { ru: 'run, test, batch: часовой пояс, например Europe/Moscow; по умолчанию UTC', en: 'run, test, batch: time zone such as Europe/Moscow; by default UTC' } },
    project: { type: 'string', placeholder: 'FILE', description: { ru: 'check, run, code: файл проекта, на версии которого ссылается стратегия', en: 'check, run, code: file of the project whose versions the strategy refers to' } },
    item: { type: 'string', placeholder: 'NAME', description: { ru: 'run, code: какая стратегия файла проекта', en: 'run, code: which strategy of a project’s file' } },
    kind: { type: 'string', placeholder: 'KIND', description: { ru: 'check: вид документа, если он не виден по содержимому', en: 'check: kind of the document where its content does not tell' } },
    standalone: { type: 'boolean', description: { ru: 'code: вместе со средой выполнения, работает отдельно', en: 'code: with its runtime, runs by itself' } },
    out: { type: 'string', placeholder: 'FILE', description: { ru: 'code, model, export: куда записать; по умолчанию стандартный вывод', en: 'code, model, export: where to write; by default standard output' } },
    version: { type: 'string', placeholder: 'N', description: { ru: 'publish: какая версия', en: 'publish: which version' } },
    endpoint: { type: 'string', placeholder: 'NAME', description: { ru: 'publish: под каким именем', en: 'publish: under which name' } },
    environment: { type: 'string', placeholder: 'ENV', description: { ru: 'publish: test или production; по умолчанию test', en: 'publish: test or production; by default test' } },
    comment: { type: 'string', placeholder: 'TEXT', description: { ru: 'register, publish: комментарий', en: 'register, publish: a comment' } },
    into: { type: 'string', placeholder: 'PROJECT', description: { ru: 'import: в этот проект; без него — в новый', en: 'import: into this project; without it into a new one' } },
    conflicts: { type: 'string', placeholder: 'CHOICE', description: { ru: 'import: keep, replace или copy; по умолчанию keep', en: 'import: keep, replace or copy; by default keep' } },
    name: { type: 'string', placeholder: 'TEXT', description: { ru: 'import: имя нового проекта', en: 'import: name of the new project' } },
  },
  more: {
    ru: `Действия:
  check FILE       ошибки и предупреждения стратегии, набора правил, таблицы или файла проекта
  run FILE         вычислить локально; код 3, если стратегия закончилась без ответа
  code FILE        код, который выполняется
  test FILE        случаи из --cases: различия и покрытие; код 1, если есть непрошедшие
  generate FILE    входы по модели данных
  seek FILE        входы, которые достигают каждого узла, пути и правила
  batch FILE       ответы на строки файла; код 3, если есть отказы
  model FILE       документ модели из PMML, ONNX, JSON XGBoost или LightGBM
  register ITEM    зарегистрировать черновик
  publish ITEM     опубликовать версию
  export PROJECT   проект одним файлом
  import FILE      проект из файла
Без сервера работают check, run, code, test, generate, seek, batch и model; остальные — через ARBITER_URL, сервер на этой папке данных или саму папку.`,
    en: `Actions:
  check FILE       faults and warnings of a strategy, rule set, table or project file
  run FILE         evaluate here; code 3 when the strategy ended without an answer
  code FILE        the code that runs
  test FILE        cases of --cases: differences and coverage; code 1 when one fails
  generate FILE    inputs by the data model
  seek FILE        inputs that reach every node, way and rule
  batch FILE       answers to the rows of a file; code 3 when there are rejects
  model FILE       model document of PMML, ONNX, or JSON of XGBoost or LightGBM
  register ITEM    register the draft
  publish ITEM     publish a version
  export PROJECT   a project as one file
  import FILE      a project from a file
check, run, code, test, generate, seek, batch and model need no server; the others go through ARBITER_URL, the server of this data folder, or the folder itself.`,
  },
  async run(context) {
    const [name, subject] = context.arguments as [string, string];
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (!action) throw new UsageError(`There is no action ${JSON.stringify(name)}; give one of ${Object.keys(actions).join(', ')}`);
    return action(context, subject);
  },
};
