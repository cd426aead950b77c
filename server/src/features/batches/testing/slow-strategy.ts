import type { StrategyDocument } from '@arbiter/contracts';

/** Outputs twice the number that comes in; the list in the middle takes a thread some microseconds a row. A seventh of the rows is refused. */
export const doublingStrategy = (work = 20): StrategyDocument => ({
  dataModel: { inputs: [{ name: 'n', type: 'number', required: true }], variables: [{ name: 'list', type: 'list', items: { type: 'number' } }], outputs: [{ name: 'double', type: 'number' }] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'work', kind: 'calculate', settings: { assignments: [{ name: 'list', value: `for i in 1..${work} return i * n` }] } },
      { id: 'out', kind: 'output', settings: { assignments: [{ name: 'double', value: 'list[2]' }] } },
    ],
    edges: [{ from: 'in', port: 'next', to: 'work' }, { from: 'work', port: 'next', to: 'out' }],
  },
});

export const numbersSql = (rows: number): string => `SELECT toString(number) AS id, if(number % 7 = 3, NULL, toFloat64(number)) AS n FROM numbers(${rows})`;
