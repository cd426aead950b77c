import type { Attribute } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import type { Analytics } from '../../ports/analytics.js';

export const AttributeValues = Type.Object({
  /** Of texts, yes/no and lists: the most frequent values first. */
  values: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
  /** Of numbers, money (major units) and dates. */
  min: Type.Optional(Type.Union([Type.Number(), Type.String()])),
  max: Type.Optional(Type.Union([Type.Number(), Type.String()])),
  missing: Type.Integer({ description: 'Customers without a value' }),
});
export type AttributeValues = Static<typeof AttributeValues>;

/** The values that customers have of an attribute. `attribute` is a registered one, so its name is safe as a column's. */
export async function readAttributeValues(analytics: Analytics, { name, type }: Attribute, { limit, search }: { limit: number; search: string }): Promise<AttributeValues> {
  const column = `\`${name}\``;
  if (type === 'text' || type === 'boolean' || type === 'list') {
    const value = type === 'list' ? `arrayJoin(${column})` : type === 'boolean' ? `if(isNull(${column}), '', if(${column}, 'true', 'false'))` : column;
    const missing = type === 'list' ? '0' : type === 'boolean' ? `isNull(${column})` : `${column} = ''`;
    const [[counted], values] = await Promise.all([
      analytics.query<{ missing: string }>(`SELECT countIf(${missing}) AS missing FROM customers FINAL`),
      analytics.query<{ value: string; rows: string }>(
        `SELECT value, count() AS rows FROM (SELECT toString(${value}) AS value FROM customers FINAL) WHERE value != '' AND ({search:String} = '' OR positionCaseInsensitiveUTF8(value, {search:String}) > 0) GROUP BY value ORDER BY rows DESC, value LIMIT {limit:UInt32}`,
        { limit, search },
      ),
    ]);
    return { values: values.map((row) => ({ value: row.value, count: Number(row.rows) })), missing: Number(counted?.missing ?? 0) };
  }
  const numeric = type === 'number' || type === 'money';
  const [range] = await analytics.query<{ present: string; missing: string; min: number | string; max: number | string }>(
    `SELECT count(${column}) AS present, count() - present AS missing, ${numeric ? 'toFloat64OrDefault' : 'toString'}(min(${column})) AS min, ${numeric ? 'toFloat64OrDefault' : 'toString'}(max(${column})) AS max FROM customers FINAL`,
  );
  const scale = type === 'money' ? 100 : 1;
  const bound = (value: number | string) => (typeof value === 'number' ? value / scale : value);
  const bounds = range && Number(range.present) > 0 ? { min: bound(range.min), max: bound(range.max) } : {};
  return { values: [], ...bounds, missing: Number(range?.missing ?? 0) };
}
