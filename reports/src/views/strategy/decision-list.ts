import { Type } from 'typebox';
import { type AskedView, dimension, measure, TableMaker } from '../asked-view.js';
import { decisionFilterIds, decisionRows, pathSql } from './recorded-decisions.js';

interface Row {
  decision_id: string; at_text: string; strategy_id: string; strategy_version: number; environment: string; arm: string; customer_id: string; ok: boolean; failure: string; decision: string; action: string; channel: string; reason_codes: string[]; path: string; duration_us: number; matching: string;
}

export const decisionList: AskedView = {
  definition: {
    id: 'strategy.decisions',
    topic: 'strategy',
    title: { ru: 'Решения', en: 'Decisions' },
    meaning: {
      ru: 'Записанные решения, новые первыми, по фильтрам доски: выбор ветви на графе оставляет ровно её решения. С правом на решения каждое открывается со входом, ответом и повтором.',
      en: 'Recorded decisions, newest first, as the filters of the board leave them: a branch picked in the graph leaves exactly its decisions. Whoever may see decisions opens each with its input, answer and replay.',
    },
    params: Type.Object({ strategy: Type.String({ maxLength: 128, default: '' }), rows: Type.Integer({ minimum: 1, maximum: 10_000, default: 200 }) }, { additionalProperties: false }),
    filters: decisionFilterIds,
    chart: { type: 'table' },
  },
  async make({ period, filters, params }, plain) {
    const { strategy = '', rows: most = 200 } = params as { strategy?: string; rows?: number };
    const table = new TableMaker([
      dimension('decisionId', 'Номер решения', 'Decision id', { filterBy: null }),
      dimension('at', 'Когда', 'When', { type: 'instant', filterBy: null }),
      dimension('strategy', 'Стратегия', 'Strategy'),
      dimension('version', 'Версия', 'Version', { type: 'number' }),
      dimension('environment', 'Среда', 'Environment', { valueTitles: { production: { ru: 'промышленная', en: 'production' }, test: { ru: 'тестовая', en: 'test' } } }),
      dimension('arm', 'Группа', 'Arm'),
      dimension('customer', 'Клиент', 'Customer'),
      dimension('decision', 'Решение', 'Decision'),
      dimension('action', 'Мероприятие', 'Action'),
      dimension('channel', 'Канал', 'Channel'),
      dimension('reasons', 'Причины', 'Reasons', { filterBy: 'reason' }),
      dimension('ok', 'Есть ответ', 'Answered', { type: 'boolean' }),
      dimension('failure', 'Ошибка', 'Failure', { filterBy: null }),
      dimension('path', 'Путь', 'Way', { filterBy: null }),
      measure('duration', 'Время', 'Time', 'duration-us'),
    ]);
    const stores = table.watch(plain);
    const rows = decisionRows({ period, filters: strategy ? [...filters, { dimension: 'strategy', op: 'in', values: [strategy] }] : filters }, table);
    const found = await stores.query<Row>(
      `SELECT d.decision_id, toString(d.at) AS at_text, d.strategy_id, d.strategy_version, d.environment, d.arm, d.customer_id, d.ok, d.failure, d.decision, d.action, d.channel, d.reason_codes, ${pathSql} AS path, d.duration_us, count() OVER () AS matching
       FROM strategy_decisions AS d FINAL WHERE ${rows.where} ORDER BY d.decision_id DESC LIMIT {most:UInt32}`,
      { ...rows.params, most },
    );
    for (const row of found) {
      table.row({
        decisionId: row.decision_id, at: `${row.at_text.replace(' ', 'T')}Z`, strategy: row.strategy_id, version: row.strategy_version, environment: row.environment, arm: row.arm, customer: row.customer_id, decision: row.decision, action: row.action, channel: row.channel,
        reasons: row.reason_codes.join(', '), ok: row.ok, failure: failureOf(row.failure), path: row.path, duration: row.duration_us,
      });
    }
    const matching = Number(found[0]?.matching ?? 0);
    table.note(matching > found.length ? `Всего решений: ${matching}, показаны последние ${found.length}` : `Всего решений: ${matching}`, matching > found.length ? `${matching} decisions in all, the last ${found.length} are shown` : `${matching} decisions in all`);
    return table.table();
  },
};

function failureOf(text: string): string {
  if (text === '') return '';
  try {
    const { code, nodeId } = JSON.parse(text) as { code?: string; nodeId?: string | null };
    return [code, nodeId].filter(Boolean).join(', ');
  } catch {
    return text.slice(0, 100);
  }
}
