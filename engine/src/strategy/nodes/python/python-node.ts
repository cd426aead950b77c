import { feelTypeOf } from '../../../strategy-data-model/feel-types.js';
import type { NodeCheck, NodeKind } from '../../node-kind.js';
import { defaultPythonMemoryMb, defaultPythonTimeoutMs, PythonSettings } from './python-settings.js';

/** Words that Python keeps for itself, so that they cannot be names of inputs or outputs. */
const keywords = new Set('False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield __builtins__ __name__'.split(' '));

/** FNV-1a of 32 bits: tells versions of a node's code apart, guards nothing. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Code in Python, run by a process outside. Its syntax is checked by the server, which has a Python. */
export const pythonNode: NodeKind<PythonSettings> = {
  kind: 'python',
  settings: PythonSettings,
  waits: () => true,
  ports: () => ['next'],
  check({ inputs = [], outputs, code }, check) {
    if (code.includes('\0')) check.fault('/code', 'wrong-value', 'The code holds a zero character; remove it');
    const inputNames = new Set<string>();
    inputs.forEach(({ name, value }, index) => {
      checkName(name, inputNames, `/inputs/${index}/name`, check);
      check.expression(value, `/inputs/${index}/value`);
    });
    const outputNames = new Set<string>();
    outputs.forEach(({ name, type, to }, index) => {
      checkName(name, outputNames, `/outputs/${index}/name`, check);
      check.assigns(to ?? name, feelTypeOf({ type }), to === undefined ? `/outputs/${index}/name` : `/outputs/${index}/to`);
    });
  },
  print({ code, inputs = [], outputs, libraries = [], timeoutMs = defaultPythonTimeoutMs, memoryMb = defaultPythonMemoryMb }, printer) {
    const source = printer.define('python_code', printer.literal(code));
    const names = printer.define('python_outputs', printer.literal(outputs.map(({ name }) => name)));
    const answer = printer.local('answer');
    const values = inputs.map(({ name, value }) => `[${printer.literal(name)}]: R.toJson(${printer.expression(value)})`);
    const codeId = `${printer.nodeId}-${fingerprint(code)}`;
    const request = `{ codeId: ${printer.literal(codeId)}, code: ${source}, inputs: { ${values.join(', ')} }, outputs: ${names}, libraries: ${printer.literal(libraries)}, timeoutMs: ${timeoutMs}, memoryMb: ${memoryMb} }`;
    const takes = outputs.map(({ name, type, to }) => printer.assign(to ?? name, `${printer.define(`take_${name}`, `R.jsonTaker(${printer.literal(feelTypeOf({ type }))})`)}(R.columnOf(${answer}, ${printer.literal(name)}, null))`));
    return [`const ${answer} = ${printer.service('python', request)};`, printer.note(answer), ...takes, printer.leave('next')].filter((line) => line !== '').join('\n');
  },
};

function checkName(name: string, seen: Set<string>, path: string, check: NodeCheck): void {
  if (keywords.has(name)) check.fault(path, 'forbidden-name', `"${name}" is a word of Python itself; choose another name`);
  if (seen.has(name)) check.fault(path, 'duplicate-name', `The name "${name}" stands twice; names must differ`);
  seen.add(name);
}
