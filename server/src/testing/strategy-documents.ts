import type { FieldSpec, StrategyDocument } from '@arbiter/contracts';

type Edge = StrategyDocument['graph']['edges'][number];
const edge = (from: string, port: string, to: string): Edge => ({ from, port, to });

/** Doubles nothing and decides little: the `mark` tells versions apart, in the output and in the outcome. */
export function markedStrategy(mark: number | string, more: { inputs?: FieldSpec[] } = {}): StrategyDocument {
  return {
    dataModel: {
      inputs: [{ name: 'customer', type: 'string', required: true }, { name: 'amount', type: 'number', min: 0, default: 0 }, ...(more.inputs ?? [])],
      variables: [],
      outputs: [{ name: 'mark', type: typeof mark === 'number' ? 'number' : 'string' }, { name: 'large', type: 'boolean' }, { name: 'seenAt', type: 'date' }],
    },
    graph: {
      nodes: [
        { id: 'in', kind: 'input', settings: {} },
        { id: 'size', kind: 'branch', settings: { branches: [{ port: 'big', condition: 'amount > 1000' }] } },
        { id: 'big', kind: 'output', settings: { assignments: [{ name: 'mark', value: JSON.stringify(mark) }, { name: 'large', value: 'true' }, { name: 'seenAt', value: 'today()' }], decision: '"call"', action: '"call"', reasonCodes: ['"BIG"'] } },
        { id: 'small', kind: 'output', settings: { assignments: [{ name: 'mark', value: JSON.stringify(mark) }, { name: 'large', value: 'false' }, { name: 'seenAt', value: 'today()' }], decision: '"sms"', action: '"sms"' } },
      ],
      edges: [edge('in', 'next', 'size'), edge('size', 'big', 'big'), edge('size', 'else', 'small')],
    },
  };
}

/** Calls another registered strategy and adds one to its mark. */
export function callingStrategy(id: string, version: number): StrategyDocument {
  return {
    dataModel: { inputs: [{ name: 'customer', type: 'string', required: true }, { name: 'amount', type: 'number', default: 0 }], variables: [], outputs: [{ name: 'mark', type: 'number' }] },
    graph: {
      nodes: [
        { id: 'in', kind: 'input', settings: {} },
        { id: 'sub', kind: 'sub-process', settings: { strategy: { kind: 'strategy', id, version }, inputs: [{ name: 'customer', value: 'customer' }, { name: 'amount', value: 'amount' }], outputs: [{ name: 'mark', value: 'mark + 1' }] } },
        { id: 'out', kind: 'output', settings: {} },
      ],
      edges: [edge('in', 'next', 'sub'), edge('sub', 'next', 'out')],
    },
  };
}

/** Loops over a long list, so that caps of steps and time can be seen to work. */
export function slowStrategy(): StrategyDocument {
  return {
    dataModel: { inputs: [{ name: 'n', type: 'integer', required: true }], variables: [], outputs: [{ name: 'total', type: 'number' }] },
    graph: {
      nodes: [
        { id: 'in', kind: 'input', settings: {} },
        { id: 'work', kind: 'calculate', settings: { assignments: [{ name: 'total', value: 'sum(for i in 1..n return i)' }] } },
        { id: 'out', kind: 'output', settings: {} },
      ],
      edges: [edge('in', 'next', 'work'), edge('work', 'next', 'out')],
    },
  };
}
