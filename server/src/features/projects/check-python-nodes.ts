import { createHash } from 'node:crypto';
import type { CheckFindings, Fault } from '@arbiter/contracts';
import type { PythonRunner } from '../../ports/python-runner.js';

interface Code { path: string; code: string; outputs: string[]; libraries: string[] }

/** A save does not wait longer for Python than a few processes take. */
const mostNodes = 50;
const atOnce = 4;
const mostKept = 2_000;
/** What was found, by the content of the program; an unchanged node costs no process. */
const known = new WeakMap<PythonRunner, Map<string, Fault[]>>();
const escape = (key: string | number): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1');
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []);

/** Python nodes of a strategy, those inside loops too. The document may be incomplete; its depth was measured before. */
function pythonNodes(value: unknown, path = ''): Code[] {
  if (typeof value !== 'object' || value === null) return [];
  const { kind, settings } = value as { kind?: unknown; settings?: { code?: unknown; outputs?: unknown; libraries?: unknown } | null };
  if (kind === 'python' && typeof settings?.code === 'string' && settings.code !== '' && !settings.code.includes('\0')) {
    const outputs = (Array.isArray(settings.outputs) ? settings.outputs : []).map((output: { name?: unknown } | null) => output?.name);
    return [{ path: `${path}/settings`, code: settings.code, outputs: textsOf(outputs), libraries: textsOf(settings.libraries) }];
  }
  return Object.entries(value).flatMap(([key, child]) => pythonNodes(child, `${path}/${escape(key)}`));
}

/** Reads the code of Python nodes without running it: syntax, imports and outputs that are never assigned, at the JSON pointer of the node. */
export async function checkPythonNodes(python: PythonRunner, document: unknown): Promise<CheckFindings> {
  const nodes = pythonNodes(document);
  const found = new Map<Code, Fault[]>();
  const warnings: Fault[] = nodes.slice(mostNodes).map(({ path }) => ({ path: `${path}/code`, code: 'python-not-checked', message: `Only the first ${mostNodes} Python nodes are checked when a draft is saved; this one is checked when it runs` }));
  const waiting = nodes.slice(0, mostNodes);
  const work = async (): Promise<void> => {
    for (let node = waiting.shift(); node; node = waiting.shift()) {
      try {
        found.set(node, await checkCode(python, node));
      } catch (error) {
        warnings.push({ path: `${node.path}/code`, code: 'python-not-checked', message: `The code was not checked: ${error instanceof Error ? error.message : String(error)}` });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const faults = nodes.flatMap((node) => (found.get(node) ?? []).map((fault) => ({ ...fault, path: `${node.path}${fault.path}` })));
  // Where this machine cannot run the code at all, the draft is not to blame.
  const missing = faults.filter(({ code }) => code === 'python-missing').map((fault) => ({ ...fault, code: 'python-not-checked' }));
  return { faults: faults.filter(({ code }) => code !== 'python-missing'), warnings: [...warnings, ...missing] };
}

async function checkCode(python: PythonRunner, { code, outputs, libraries }: Code): Promise<Fault[]> {
  let kept = known.get(python);
  if (!kept) known.set(python, (kept = new Map()));
  const key = createHash('sha256').update(JSON.stringify([code, outputs, libraries])).digest('hex');
  const before = kept.get(key);
  if (before) return before;
  const faults = await python.check({ code, outputs, libraries });
  if (!faults.some((fault) => fault.code === 'python-missing')) kept.set(key, faults);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return faults;
}
