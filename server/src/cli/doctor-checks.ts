import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Title } from '@arbiter/contracts';
import { openOnnx } from '../adapters/onnx/open-onnx.js';
import { openPython } from '../adapters/python/open-python.js';
import type { Config } from '../config/config.js';
import { openContainer, type Container } from '../container.js';
import { DataFolderInUse } from '../data-folder-lock.js';
import { createLog } from '../http/create-log.js';
import { ProblemError } from '../http/problem-error.js';
import { choosePort } from '../main.js';

export interface Finding {
  name: Title;
  state: 'ok' | 'warning' | 'wrong';
  /** What was found, the same in both languages: numbers, versions, addresses. */
  found: string;
  advice?: Title;
}

const gigabyte = 2 ** 30;
const inGigabytes = (bytes: number) => `${(bytes / gigabyte).toFixed(1)} GB`;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return {
    name: { ru: 'Node.js', en: 'Node.js' },
    state: ok ? 'ok' : 'wrong',
    found: version,
    ...(ok ? {} : { advice: { ru: 'Нужен Node.js 20.19 или новее: https://nodejs.org', en: 'Node.js 20.19 or later is needed: https://nodejs.org' } }),
  };
}

export function checkMemory(config: Pick<Config, 'clickhouseMemoryBytes' | 'clickhouseUrl'>, total = totalmem(), free = freemem()): Finding {
  const name = { ru: 'Память', en: 'Memory' };
  const found = `${inGigabytes(total)}, ${inGigabytes(free)} free; ${availableParallelism()} CPU`;
  if (total < 1.5 * gigabyte) return { name, state: 'wrong', found, advice: { ru: 'Нужно не меньше 2 ГБ памяти', en: 'At least 2 GB of memory are needed' } };
  if (!config.clickhouseUrl && config.clickhouseMemoryBytes > total * 0.8) return { name, state: 'warning', found, advice: { ru: `Предел встроенного ClickHouse — ${inGigabytes(config.clickhouseMemoryBytes)}: уменьшите ARBITER_CLICKHOUSE_MEMORY_MB`, en: `Embedded ClickHouse may take ${inGigabytes(config.clickhouseMemoryBytes)}: lower ARBITER_CLICKHOUSE_MEMORY_MB` } };
  return { name, state: 'ok', found };
}

export async function checkDataFolder(dataDir: string): Promise<Finding[]> {
  const name = { ru: 'Папка данных', en: 'Data folder' };
  const probe = join(dataDir, `.probe-${process.pid}`);
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeFile(probe, 'x');
    await rm(probe);
  } catch (error) {
    return [{ name, state: 'wrong', found: `${dataDir}: ${(error as Error).message}`, advice: { ru: 'Дайте права на запись или укажите другую папку в ARBITER_DATA_DIR', en: 'Make it writable or set ARBITER_DATA_DIR to another folder' } }];
  }
  const disk = await statfs(dataDir);
  const free = disk.bavail * disk.bsize;
  const state = free < 0.5 * gigabyte ? 'wrong' : free < 3 * gigabyte ? 'warning' : 'ok';
  return [
    { name, state: 'ok', found: dataDir },
    { name: { ru: 'Место на диске', en: 'Disk space' }, state, found: `${inGigabytes(free)} free`, ...(state === 'ok' ? {} : { advice: { ru: 'Освободите место: импорт миллиона строк занимает около 1 ГБ', en: 'Free some space: an import of a million rows takes about 1 GB' } }) },
  ];
}

export async function checkPort(config: Pick<Config, 'host' | 'port' | 'portGiven'>): Promise<Finding> {
  const name = { ru: 'Порт', en: 'Port' };
  try {
    const chosen = await choosePort({ ...config, portGiven: false, port: config.port });
    if (config.port === 0 || chosen === config.port) return { name, state: 'ok', found: `${config.host}:${chosen}` };
    if (!config.portGiven) return { name, state: 'ok', found: `${config.port} is taken, ${chosen} will be used` };
    return { name, state: 'wrong', found: `${config.host}:${config.port} is taken`, advice: { ru: `Остановите то, что его занимает, или укажите PORT=${chosen}`, en: `Stop what has it, or set PORT=${chosen}` } };
  } catch (error) {
    return { name, state: 'wrong', found: `${config.host}:${config.port}: ${(error as Error).message}`, advice: { ru: 'Проверьте HOST и PORT', en: 'Check HOST and PORT' } };
  }
}

/** Whether Python nodes can run here, and what keeps their code in its place. */
export async function checkPython(config: Pick<Config, 'pythonCommand' | 'pythonProcesses' | 'pythonMemoryMb' | 'pythonTimeoutMs' | 'pythonLibraries' | 'pythonIsolation'>): Promise<Finding> {
  const name = { ru: 'Python для стратегий', en: 'Python of strategies' };
  const python = openPython({ command: config.pythonCommand, processes: config.pythonProcesses, memoryMb: config.pythonMemoryMb, timeoutMs: config.pythonTimeoutMs, libraries: config.pythonLibraries, isolation: config.pythonIsolation });
  try {
    const support = await python.support();
    if (!support.available) return { name, state: 'warning', found: support.why, advice: { ru: 'Без Python не работают только узлы Python', en: 'Without Python only Python nodes do not work' } };
    const { isolation, absentLibraries, version, path } = support;
    const held = Object.entries(isolation).filter(([, holds]) => holds).map(([what]) => what);
    const open = Object.entries(isolation).filter(([, holds]) => !holds).map(([what]) => what);
    const found = `${version}, ${path}; held: ${held.join(', ') || 'nothing'}${open.length > 0 ? `; open: ${open.join(', ')}` : ''}${absentLibraries.length > 0 ? `; cannot be loaded: ${absentLibraries.join(', ')}` : ''}`;
    if (!isolation.calls) return { name, state: 'warning', found, advice: { ru: 'Система не фильтрует системные вызовы: узлы Python работают только при ARBITER_PYTHON_ISOLATION=partial', en: 'The system does not filter system calls: Python nodes run only with ARBITER_PYTHON_ISOLATION=partial' } };
    if (absentLibraries.length > 0) return { name, state: 'warning', found, advice: { ru: 'Установите библиотеки для этого Python или уберите их из ARBITER_PYTHON_LIBRARIES', en: 'Install the libraries for this Python, or remove them from ARBITER_PYTHON_LIBRARIES' } };
    return { name, state: 'ok', found };
  } finally {
    await python.close();
  }
}

/** Whether ONNX models can be scored here. */
export async function checkModels(): Promise<Finding> {
  const name = { ru: 'Модели ONNX', en: 'ONNX models' };
  const onnx = openOnnx({ readModel: () => Promise.resolve(undefined), memoryBytes: 2 ** 24 });
  try {
    const { available, why } = await onnx.support();
    if (available) return { name, state: 'ok', found: 'the runtime loads' };
    return { name, state: 'warning', found: why ?? 'the runtime does not load', advice: { ru: 'Без onnxruntime-node не работают только модели ONNX; PMML, XGBoost и LightGBM работают', en: 'Without onnxruntime-node only ONNX models do not work; PMML, XGBoost and LightGBM do' } };
  } finally {
    await onnx.close();
  }
}

const componentNames: Record<string, Title> = {
  repository: { ru: 'Репозиторий', en: 'Repository' },
  analytics: { ru: 'Аналитика', en: 'Analytics' },
  hotState: { ru: 'Оперативное состояние', en: 'Hot state' },
  jobQueue: { ru: 'Очередь заданий', en: 'Job queue' },
};

const storesName = { ru: 'Хранилища', en: 'Stores' };

/** Opens every store as a start would (schema included) and asks each. A running server of this folder is no fault. */
export async function checkComponents(config: Config): Promise<Finding[]> {
  let container: Container;
  try {
    container = await openContainer(config, { log: createLog('silent') });
  } catch (error) {
    if (error instanceof DataFolderInUse) {
      return [{ name: storesName, state: 'warning', found: error.message, advice: { ru: 'Если это работающий сервер, его состояние показывает /health/ready', en: 'If that is a running server, /health/ready shows its state' } }];
    }
    const found = error instanceof ProblemError ? error.detail : error instanceof Error ? error.message : String(error);
    return [{ name: storesName, state: 'wrong', found, advice: { ru: 'Проверьте DATABASE_URL, CLICKHOUSE_URL, REDIS_URL и что эти серверы запущены', en: 'Check DATABASE_URL, CLICKHOUSE_URL, REDIS_URL and that those servers run' } }];
  }
  try {
    return (await container.checkComponents()).map(({ name, engine, ok, latencyMs, error }) => ({ name: componentNames[name] ?? { ru: name, en: name }, state: ok ? 'ok' : 'wrong', found: ok ? `${engine}, ${latencyMs} ms` : `${engine}: ${error ?? 'no answer'}` }));
  } finally {
    await container.close();
  }
}
