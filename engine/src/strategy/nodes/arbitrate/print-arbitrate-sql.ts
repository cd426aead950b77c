import type { SqlNodePrinter } from '../../sql-node-printer.js';
import type { ArbitrateSettings } from './arbitrate-node.js';

/**
 * Candidates that are written one by one become an array of (−score, place) of the eligible ones, sorted: the same order as in JavaScript,
 * since places are distinct. Lists of objects have no columns here.
 */
export function printArbitrateSql(settings: ArbitrateSettings, printer: SqlNodePrinter): void {
  const { candidates, best, top } = settings;
  if (!candidates) printer.refuse('candidates that come from a list are ranked in JavaScript only');
  if (best?.candidate !== undefined || top?.candidates !== undefined || settings.removed !== undefined) printer.refuse('objects of candidates are made in JavaScript only; write the action, the channel, the score or a list of actions');
  const eligible = candidates.map(({ propensity, context, value, lever, eligibility }) => {
    const factors = [propensity, context ?? '1', value, lever ?? '1'].map((source) => `toNullable(toFloat64(${printer.expression(source)}))`);
    const score = printer.column(factors.slice(1).reduce((product, factor) => `${product} * ${factor}`, factors[0]!));
    const conditions = (eligibility ?? []).map(({ condition, reason }) => ({ sql: printer.column(printer.condition(condition)), reason }));
    return { score, conditions, known: printer.column(`ifNull(isFinite(${score}), 0)`) };
  });
  const entries = eligible.map(({ score, conditions, known }, place) => `(ifNull(-${score}, 0), ${place + 1}, ${[...conditions.map(({ sql }) => sql), known].join(' AND ')})`);
  const ranked = printer.column(`arraySort(arrayFilter(one -> one.3 = 1, [${entries.join(', ')}]))`);
  const chosen = printer.column(`notEmpty(${ranked})`);
  const text = (value: string | undefined): string => (value === undefined ? 'NULL' : printer.literal(value, { kind: 'string' }));
  const pick = (values: readonly string[], place: string): string => `arrayElement([${values.join(', ')}], ${place})`;
  const actions = candidates.map(({ action }) => text(action));
  const firstPlace = `toUInt32(greatest(1, ${ranked}[1].2))`;
  if (best?.action !== undefined) printer.assign(best.action, `if(${chosen}, ${pick(actions.map((one) => `toNullable(${one})`), firstPlace)}, NULL)`, { kind: 'string' });
  if (best?.channel !== undefined) printer.assign(best.channel, `if(${chosen}, ${pick(candidates.map(({ channel }) => `CAST(${text(channel)}, 'Nullable(String)')`), firstPlace)}, NULL)`, { kind: 'string' });
  if (best?.score !== undefined) printer.assign(best.score, `if(${chosen}, ${pick(eligible.map(({ score }) => score), firstPlace)}, NULL)`, { kind: 'number' });
  if (top?.actions !== undefined) printer.assign(top.actions, `arrayMap(one -> ${pick(actions, 'toUInt32(one.2)')}, arraySlice(${ranked}, 1, ${top.count}))`, { kind: 'list', items: { kind: 'string' } });
  if (settings.reasons === 'all' || settings.reasons === 'none-left') {
    const when = settings.reasons === 'all' ? '' : `NOT ${chosen} AND `;
    for (const { conditions, known } of eligible) {
      for (const { sql, reason } of conditions) printer.reason(`if(${when}NOT ${sql}, ${text(reason)}, NULL)`);
      printer.reason(`if(${when}NOT ${known}, 'score-unknown', NULL)`);
    }
  }
  printer.leave([{ port: 'chosen', when: chosen }, { port: 'none' }]);
}
