import type { StrategyNode } from '@arbiter/contracts';
import { valueReader, type Reading } from '../strategy-data-model/value-reader.js';
import type { GraphCheck } from './check-graph.js';
import { nodeInWords } from './node-in-words.js';

/** Checks what a node does when it fails: values for the policy `default` by name and type, and an edge for `edge` inside a body too. */
export function checkErrorPolicy(graph: GraphCheck, node: StrategyNode, path: string, ports: readonly string[]): void {
  const { onError } = node;
  if (!onError) return;
  const { check } = graph;
  const at = `${path}/onError`;
  if (onError.then !== 'default') {
    if (onError.values) check.fault(`${at}/values`, 'values-not-used', `Node ${nodeInWords(node)}: values go with the error policy "default", not with "${onError.then}"; take them out or change the policy`);
    return;
  }
  const { fields } = check;
  for (const [name, value] of Object.entries(onError.values ?? {})) {
    const pointer = `${at}/values/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const field = fields.get(name);
    if (!field || check.inputs.has(name)) {
      check.fault(pointer, 'unknown-name', `Node ${nodeInWords(node)}: the error policy gives a value to "${name.slice(0, 80)}", which is ${field ? 'an input' : 'neither a variable nor an output'}`);
      continue;
    }
    const reading: Reading = { faults: [], ignoreUnknown: false };
    valueReader(field, 'json')(value, reading);
    for (const fault of reading.faults) check.fault(pointer + fault.path, fault.code, `Node ${nodeInWords(node)}: the value for "${name}" on error: ${fault.message}`);
  }
  if (ports.length === 0 && Object.keys(onError.values ?? {}).length === 0) check.warning(at, 'no-values', `Node ${nodeInWords(node)}: after an error the strategy ends here with the outputs as they are`);
}
