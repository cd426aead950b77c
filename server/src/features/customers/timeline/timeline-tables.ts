import type { TimelineItem } from '@arbiter/contracts';

export type TimelineRow = Readonly<Record<string, unknown>>;

/** What opens or closes complaints besides responses: types of events by what they do to the flag. */
export interface ComplaintTypes {
  opening: readonly string[];
  closing: readonly string[];
}

/** The flag that stands while a complaint is open. */
export const complaintFlag = 'complaint';

/** A table of the timeline: its key among rows of one customer, its columns, and how a row is told. */
export interface TimelineTable {
  kind: TimelineItem['kind'];
  table: string;
  /** Text of the key, in ClickHouse and of a row. */
  keySql: string;
  key: (row: TimelineRow) => string;
  columns: readonly string[];
  /** Rows that open or close complaints, with the parameters `opening` and `closing`. */
  complaintSql?: string;
  tell: (row: TimelineRow, complaints: ComplaintTypes) => Omit<TimelineItem, 'kind' | 'id' | 'at'>;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const optional = (name: string, value: unknown): Record<string, string> => (text(value) === '' ? {} : { [name]: text(value) });
const parsed = (value: unknown): unknown => (text(value) === '' ? undefined : JSON.parse(text(value)));
const shared = (row: TimelineRow) => ({ ...optional('campaignId', row.campaign_id), ...optional('decisionId', row.decision_id), ...optional('actionId', row.action_id), ...optional('channel', row.channel) });
const complaint = (isOpening: boolean, isClosing: boolean): { complaint?: 'opened' | 'closed' } => (isOpening ? { complaint: 'opened' } : isClosing ? { complaint: 'closed' } : {});

function tellDecision(row: TimelineRow): Omit<TimelineItem, 'kind' | 'id' | 'at'> {
  const body = parsed(row.body) as { decision?: { reasons?: unknown; refused?: unknown; placement?: unknown; more?: unknown } } | undefined;
  const { reasons = [], refused = [], placement, more } = body?.decision ?? {};
  return { what: text(row.outcome), ...shared(row), details: { source: row.source, arm: row.arm, version: row.version_id, reasons, refused, ...(placement === undefined ? {} : { placement }), ...(more === undefined ? {} : { more }) } };
}

const own = (name: string) => ({ keySql: name, key: (row: TimelineRow) => text(row[name]) });

export const timelineTables: readonly TimelineTable[] = [
  {
    kind: 'event', table: 'events', ...own('event_id'), columns: ['event_id', 'type', 'class', 'data', 'late', 'triggers'], complaintSql: 'type IN ({opening:Array(String)}) OR type IN ({closing:Array(String)})',
    tell: (row, { opening, closing }) => ({ what: text(row.type), ...complaint(opening.includes(text(row.type)), closing.includes(text(row.type))), details: { ...optional('class', row.class), data: parsed(row.data) ?? {}, late: Boolean(row.late), ...(text(row.triggers) === '' ? {} : { triggers: parsed(row.triggers) }) } }),
  },
  { kind: 'decision', table: 'decisions', ...own('decision_id'), columns: ['decision_id', 'campaign_id', 'outcome', 'source', 'action_id', 'channel', 'arm', 'version_id', 'body'], tell: tellDecision },
  {
    kind: 'contact', table: 'contacts', ...own('contact_id'), columns: ['contact_id', 'campaign_id', 'action_id', 'channel', 'stage', 'status', 'cost_minor', 'decision_id'],
    tell: (row) => ({ what: text(row.status), ...shared(row), details: { ...optional('stage', row.stage), costMinor: Number(row.cost_minor ?? 0) } }),
  },
  {
    kind: 'delivery', table: 'deliveries', ...own('delivery_id'), columns: ['delivery_id', 'campaign_id', 'action_id', 'channel', 'status', 'attempts', 'detail'],
    tell: (row) => ({ what: text(row.status), ...shared({ ...row, decision_id: row.delivery_id }), details: { attempts: Number(row.attempts ?? 0), ...optional('detail', row.detail) } }),
  },
  {
    kind: 'response', table: 'responses', ...own('response_id'), columns: ['response_id', 'campaign_id', 'decision_id', 'contact_id', 'action_id', 'channel', 'kind', 'amount_minor', 'joined_by', 'corrected_by', 'promise_due_on'], complaintSql: "kind = 'complaint'",
    tell: (row) => ({
      what: text(row.kind), ...shared(row), ...(Number(row.amount_minor ?? 0) === 0 ? {} : { amountMinor: Number(row.amount_minor) }), ...complaint(row.kind === 'complaint', false),
      details: { ...optional('contactId', row.contact_id), ...optional('joinedBy', row.joined_by), ...optional('correctedBy', row.corrected_by), ...optional('promiseDueOn', row.promise_due_on) },
    }),
  },
  {
    kind: 'promise', table: 'promises', keySql: "concat(promise_id, '#', toString(number))", key: (row) => `${text(row.promise_id)}#${String(row.number)}`, columns: ['promise_id', 'number', 'state', 'amount_minor', 'paid_minor', 'due_on', 'last_on', 'campaign_id', 'decision_id'],
    tell: (row) => ({ what: text(row.state), ...shared(row), amountMinor: Number(row.amount_minor), details: { promiseId: row.promise_id, number: Number(row.number), paidMinor: Number(row.paid_minor), dueOn: row.due_on, lastOn: row.last_on } }),
  },
  {
    kind: 'fact', table: 'customer_facts', ...own('fact_id'), columns: ['fact_id', 'fact', 'name', 'given', 'said_by'], complaintSql: `fact = 'flag' AND name = '${complaintFlag}'`,
    tell: (row) => ({ what: text(row.fact), ...(row.fact === 'flag' && row.name === complaintFlag ? complaint(Boolean(row.given), !row.given) : {}), details: { name: row.name, given: Boolean(row.given), ...optional('by', row.said_by) } }),
  },
];
