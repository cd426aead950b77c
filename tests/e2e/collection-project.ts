import type { StrategyDocument } from '@arbiter/contracts';

const end = (id: string, way: string, reason: string) => ({ id, kind: 'output' as const, settings: { assignments: [{ name: 'way', value: `"${way}"` }], decision: `"${way}"`, terms: [{ name: 'amount', value: 'overdue' }], reasonCodes: [`"${reason}"`] } });

/** Client → contracts → invoices: what is overdue is summed up through two loops, and the sum decides between a call and a letter. */
export const hierarchy = (limit: number): StrategyDocument => ({
  description: `Calls from ${limit} on`,
  dataModel: {
    inputs: [
      { name: 'customer_id', type: 'string', required: true },
      { name: 'contracts', type: 'list', default: [], items: { type: 'object', fields: [{ name: 'number', type: 'string' }, { name: 'invoices', type: 'list', default: [], items: { type: 'object', fields: [{ name: 'amount', type: 'number', min: 0, default: 0 }, { name: 'days', type: 'number', default: 0 }] } }] } },
    ],
    variables: [{ name: 'of_contract', type: 'number', default: 0 }, { name: 'late', type: 'number', default: 0 }],
    outputs: [{ name: 'overdue', type: 'number', default: 0 }, { name: 'by_contract', type: 'list', items: { type: 'number' }, default: [] }, { name: 'way', type: 'string' }],
  },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      {
        id: 'contracts',
        kind: 'loop',
        settings: {
          list: 'contracts',
          element: 'contract',
          accumulators: [{ name: 'overdue', initial: '0', next: 'overdue + of_contract' }],
          collect: { name: 'by_contract', value: 'of_contract' },
          body: {
            nodes: [{ id: 'invoices', kind: 'loop', settings: { list: 'contract.invoices', element: 'invoice', accumulators: [{ name: 'of_contract', initial: '0', next: 'of_contract + late' }], body: { nodes: [{ id: 'look', kind: 'calculate', settings: { assignments: [{ name: 'late', value: 'if invoice.days > 0 then invoice.amount else 0' }] } }], edges: [], start: 'look' } } }],
            edges: [],
            start: 'invoices',
          },
        },
      },
      { id: 'size', kind: 'branch', settings: { branches: [{ port: 'large', condition: `overdue >= ${limit}` }] } },
      end('call', 'call', 'LARGE_DEBT'),
      end('letter', 'letter', 'SMALL_DEBT'),
    ],
    edges: [{ from: 'in', port: 'next', to: 'contracts' }, { from: 'contracts', port: 'next', to: 'size' }, { from: 'size', port: 'large', to: 'call' }, { from: 'size', port: 'else', to: 'letter' }],
  } as StrategyDocument['graph'],
});

/** A project as one file, as another server or a version control holds it. */
export const projectFile = (itemId: string) => ({
  format: 'arbiter-project',
  formatVersion: 1,
  exportedAt: '2026-01-15T10:00:00Z',
  project: { id: `${itemId}-project`, name: 'Collection', description: '', tags: ['debts'] },
  items: [{ id: itemId, kind: 'strategy', name: 'Call or letter', description: '', document: hierarchy(1000), versions: [] }],
});

/** A customer with so many contracts, each with one paid invoice and one of 400 that is overdue. */
export const customer = (contracts: number) => ({ customer_id: `c${contracts}`, contracts: Array.from({ length: contracts }, (_, index) => ({ number: `K-${index}`, invoices: [{ amount: 900, days: 0 }, { amount: 400, days: 12 }] })) });
