import type { ReportLimit, ReportTotal } from '@arbiter/contracts/report-model';
import { limitBars } from '../../charts/limit-bars.js';
import { intervalText } from '../../wording/interval-text.js';
import type { Block, PrintCell, Section } from '../report-document.js';
import { armOf, type CampaignParts, plain } from './campaign-words.js';

const left = (title: string, weight = 1) => ({ title, align: 'left' as const, weight });
const right = (title: string, weight = 1) => ({ title, align: 'right' as const, weight });

/** What each arm cost and brought. */
export function moneySection(parts: CampaignParts): Section | null {
  const { report, phrases, words } = parts;
  const rows = report.economics.filter((row) => row.costMinor > 0 || row.releasedReceivablesMinor !== null || row.incrementalResponses !== null);
  if (rows.length === 0) return null;
  const money = (value: number | null): string => phrases.amount(value, 'money-minor');
  const total = (of: ReportTotal | null, write: (value: number) => string): PrintCell =>
    of === null ? { text: '—' } : of.total === null ? { text: '—', detail: phrases.reason(of.reason) } : { text: write(of.total), ...(of.low === null || of.high === null ? {} : { detail: intervalText(write(of.low), write(of.high)) }), strong: true };
  const signed = (value: number) => `${value > 0 ? '+' : ''}${words.count(value)}`;
  const blocks: Block[] = [{
    kind: 'table',
    table: {
      summary: phrases.text('economics'),
      columns: [left(words.text.perGroup), right(phrases.text('cost')), right(phrases.text('released'), 1.6), right(phrases.text('extraResponses'), 1.6), right(phrases.text('costPerResponse'), 1.6)],
      rows: rows.map((row) => [
        armOf(parts, row.arm), plain(money(row.costMinor)), total(row.releasedReceivablesMinor, money), total(row.incrementalResponses, signed),
        row.costPerIncrementalMinor === null ? { text: '—', ...(row.incrementalResponses ? { detail: phrases.reason(row.reason) } : {}) } : plain(money(row.costPerIncrementalMinor)),
      ]),
    },
  }, { kind: 'list', items: [phrases.text('costHelp'), phrases.text('releasedHelp'), phrases.text('extraResponsesHelp'), phrases.text('costPerResponseHelp')] }];
  return { title: phrases.text('economics'), blocks };
}

export function channelSection(parts: CampaignParts): Section | null {
  const { report, phrases, words } = parts;
  if (report.channels.length === 0) return null;
  const planned = report.channels.some((row) => row.plannedActions !== null);
  const sum = (of: (row: (typeof report.channels)[number]) => number) => report.channels.reduce((total, row) => total + of(row), 0);
  const money = (value: number): string => phrases.amount(value, 'money-minor');
  const line = (name: string, values: { planned: number | null; contacts: number; delivered: number; customers: number | null; cost: number }, strong: boolean): PrintCell[] => [
    { text: name, strong }, ...(planned ? [plain(words.count(values.planned))] : []), { text: words.count(values.contacts), strong }, { text: values.contacts ? words.share(values.delivered / values.contacts, 0) : '—', strong },
    { text: values.customers === null ? '' : words.count(values.customers) }, { text: money(values.cost), strong },
  ];
  return {
    title: phrases.text('channels'),
    blocks: [{
      kind: 'table',
      table: {
        summary: phrases.text('channels'),
        columns: [left(phrases.text('channel'), 1.6), ...(planned ? [right(phrases.text('planned'))] : []), right(phrases.text('contacts')), right(phrases.text('delivered')), right(phrases.text('customersColumn')), right(phrases.text('cost'))],
        rows: [
          ...report.channels.map((row) => line(phrases.options.names.channel(row.channel), { planned: row.plannedActions, contacts: row.contacts, delivered: row.delivered, customers: row.customers, cost: row.costMinor }, false)),
          ...(report.channels.length > 1 ? [line(words.text.total, { planned: planned ? sum((row) => row.plannedActions ?? 0) : null, contacts: sum((row) => row.contacts), delivered: sum((row) => row.delivered), customers: null, cost: sum((row) => row.costMinor) }, true)] : []),
        ],
      },
    }],
  };
}

export function limitSection(parts: CampaignParts): Section | null {
  const { report, phrases, words } = parts;
  if (report.limits.length === 0) return null;
  const amount = (limit: ReportLimit, value: number | null): string => (limit.unit === 'actions' ? words.count(value) : value === null ? '—' : phrases.amount(value, limit.unit));
  const used = (limit: ReportLimit): PrintCell => {
    if (limit.used === null || limit.limit <= 0) return { text: '—' };
    const isBroken = limit.kind === 'minimum' ? limit.used < limit.limit : limit.used > limit.limit;
    return { text: words.share(limit.used / limit.limit), ...(isBroken ? { tone: 'bad' as const, strong: true } : {}) };
  };
  const drawn = report.limits.filter((limit) => limit.limit > 0 && (limit.used !== null || limit.planned !== null));
  const blocks: Block[] = [];
  if (drawn.length > 0 && drawn.length <= 12) blocks.push({ kind: 'chart', option: limitBars(report, phrases.chart({ theme: 'light' })), height: 60 + drawn.length * 48, alt: phrases.text('limits'), caption: `${phrases.text('limitsText')}${report.filters.length ? ` ${phrases.text('limitsWhole')}` : ''}` });
  blocks.push({
    kind: 'table',
    table: {
      summary: phrases.text('limits'),
      columns: [left(phrases.text('limit'), 3), right(phrases.text('planned')), right(phrases.text('used')), right(phrases.text('limitValue')), right(phrases.text('usedShare'))],
      rows: report.limits.map((limit) => [
        { text: phrases.options.names.limit(limit.constraintId), ...(limit.week === null ? {} : { detail: phrases.text('fullestWeek', { week: limit.week + 1 }) }) },
        plain(amount(limit, limit.planned)), plain(amount(limit, limit.used)), plain(amount(limit, limit.limit)), used(limit),
      ]),
    },
  });
  return { title: phrases.text('limits'), blocks };
}
