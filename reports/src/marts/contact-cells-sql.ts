import type { MartDefinition, MartLayout } from './mart-definition.js';
import type { CellFilters, SqlText } from './read-cells-sql.js';

/** What contacts are shown by. Different customers are known for `arm`, `channel` and `action`; elsewhere they are 0. */
export type ContactCut = 'arm' | 'channel' | 'action' | 'week' | 'action-week';

export interface ContactQuestion {
  cut: ContactCut;
  /** One of the definition's steps; every contact when left out. */
  step?: string;
  filters?: Pick<CellFilters, 'dimensions' | 'waves'>;
}

/** Contacts of an arm. What the cut does not speak of is empty, week 0. */
export interface ContactRow {
  arm: string;
  channel: string;
  action: string;
  stage: string;
  /** Zero-based week of the campaign; negative before it. */
  week: number;
  contacts: number;
  customers: number;
  costMinor: number;
}

const columnsOf: Record<ContactCut, readonly ('channel' | 'action' | 'stage' | 'week')[]> = { arm: [], channel: ['channel'], action: ['action', 'channel', 'stage'], week: ['week'], 'action-week': ['action', 'channel', 'stage', 'week'] };
const kinds: Partial<Record<ContactCut, string>> = { arm: 'customers', channel: 'customers-by-channel', action: 'customers-by-action' };

/** Reads a generation's contacts; wants {generation:String}. Null where a filter is by a dimension that is not rolled up. */
export function contactCellsSql({ cut, step, filters = {} }: ContactQuestion, { contactSteps }: Pick<MartDefinition, 'contactSteps'>, { rolledUp }: Pick<MartLayout, 'rolledUp'>): SqlText | null {
  const dimensions = filters.dimensions ?? [];
  if (dimensions.some(({ dimension }) => !rolledUp.includes(dimension))) return null;
  const where = [
    ...dimensions.map(({ dimension }, index) => ` AND has({filter_${index}:Array(String)}, dims[${rolledUp.indexOf(dimension) + 1}])`),
    ...(filters.waves ? [' AND has({waves:Array(String)}, toString(toDate32(wave)))'] : []),
  ].join('');
  const columns = columnsOf[cut];
  const every = contactSteps.find(({ statuses }) => statuses.length === 0)?.step ?? '';
  const statuses = contactSteps.find((candidate) => candidate.step === step)?.statuses ?? [];
  const reached = statuses.length === 0 ? 'true' : 'has({statuses:Array(String)}, status)';
  const shown = (['channel', 'action', 'stage', 'week'] as const).map((column) => (columns.includes(column) ? `cell.${column} AS ${column}` : `${column === 'week' ? '0' : "''"} AS ${column}`));
  // Customers by action have no channel in their cells: they join by the action alone.
  const counted = cut === 'action' ? ['action'] : columns;
  const keys = ['arm', ...columns].join(', ');
  return {
    sql: `SELECT cell.arm AS arm, ${shown.join(', ')}, toFloat64(cell.contacts) AS contacts, toFloat64(reached.customers) AS customers, toFloat64(cell.cost) AS costMinor
FROM (
    SELECT ${keys}, sum(contacts) AS contacts, sum(cost_minor) AS cost
    FROM report_contact_cells WHERE generation = {generation:String} AND kind = '${dimensions.length === 0 && !filters.waves ? 'all' : 'rows'}' AND ${reached}${where}
    GROUP BY ${keys}
) AS cell LEFT JOIN (
    SELECT ${['arm', ...counted].join(', ')}, sum(customers) AS customers
    FROM report_contact_cells WHERE generation = {generation:String} AND kind = {kind:String} AND step = {step:String}${where}
    GROUP BY ${['arm', ...counted].join(', ')}
) AS reached USING (${['arm', ...counted].join(', ')})
ORDER BY ${keys}`,
    params: {
      ...Object.fromEntries(dimensions.map(({ values }, index) => [`filter_${index}`, values])),
      ...(filters.waves ? { waves: filters.waves } : {}), ...(statuses.length > 0 ? { statuses } : {}),
      kind: kinds[cut] ?? '', step: step ?? every,
    },
  };
}
