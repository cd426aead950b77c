import type { Title } from '@arbiter/contracts/identifiers';
import type { Fault } from '@arbiter/contracts/problems';
import type { ExploreQuery, MeasureWish, ReportFilter } from '@arbiter/contracts/reporting/explore';
import type { ReportColumn } from '@arbiter/contracts/reporting/report-table';
import { adHocMeasure } from './ad-hoc-measure.js';
import { groupingSql, isDayGrain } from './dimension-values.js';
import { valueTitlesOf, type CodeTitles, type ExploreDataset, type ExploreDimension, type ExploreMeasure } from './explore-dataset.js';
import { filterSql } from './filter-sql.js';
import type { DaySpan, SpanShift } from './period-days.js';

/** What is asked of a dataset: the tile's own question with what the reader chose on the board. */
export interface ExploreAsked {
  query: ExploreQuery;
  /** Filters of the board; those on dimensions that the dataset does not know are left out, with a note. */
  filters: readonly ReportFilter[];
  span: DaySpan | null;
  /** What the numbers are held against: other days, or the same question of another campaign. */
  compared: { span: DaySpan | null; shift: SpanShift | null; campaignId?: string } | null;
  rowLimit: number;
  /** Values that the rows of datasets name: the day `today`, the approved plans. */
  values: Readonly<Record<string, unknown>>;
}

export interface CompiledExplore {
  sql: string;
  params: Record<string, unknown>;
  columns: ReportColumn[];
  /** Measures that are 0 where there are no rows, by column. */
  additive: ReadonlySet<string>;
  notes: Title[];
}

export type Compiled = { ok: true; value: CompiledExplore } | { ok: false; error: Fault[] };

interface Part {
  expression: string;
  column: ReportColumn;
  uses: Pick<ExploreDimension, 'customerColumn' | 'joins'>;
}

const listed = (names: readonly string[]) => (names.length > 12 ? `${names.slice(0, 12).join(', ')} …` : names.join(', '));

/** One statement for the whole question, comparison included; the values of filters travel as typed parameters. */
export function compileExplore(dataset: ExploreDataset, asked: ExploreAsked, titles: CodeTitles): Compiled {
  const { query, compared } = asked;
  const faults: Fault[] = [];
  const notes: Title[] = [];
  const known = new Map(dataset.dimensions.map((dimension) => [dimension.id, dimension]));
  const measuresById = new Map(dataset.measures.map((measure) => [measure.id, measure]));
  const chosen = query.dimensions.flatMap(({ id, grain }, index) => {
    const dimension = known.get(id);
    const path = `/dimensions/${index}`;
    if (dimension === undefined) {
      faults.push({ path: `${path}/id`, code: 'unknown-dimension', message: `The dataset ${dataset.id} has no dimension ${id}: take one of ${listed([...known.keys()])}` });
      return [];
    }
    const isTime = dimension.type === 'date' || dimension.type === 'instant';
    if (grain !== undefined && (!isTime || (dimension.type === 'date' && !isDayGrain(grain)))) {
      faults.push({ path: `${path}/grain`, code: 'wrong-grain', message: `${id} is no ${isTime ? 'time of day, so it has no' : 'date, so it has no periods of a'} ${grain}: ${isTime ? 'take day, week, month, quarter or year' : 'leave the grain out'}` });
      return [];
    }
    if (query.dimensions.findIndex((other) => other.id === id && other.grain === grain) !== index) {
      faults.push({ path, code: 'doubled', message: `The dimension ${id} is asked for twice: leave one out` });
      return [];
    }
    return [{ dimension, grain }];
  });
  const measures = uniqueMeasures(query.measures, dataset, measuresById, known, faults);
  const own = filterSql(query.filters ?? [], known, 'own');
  faults.push(...own.faults.map((fault) => ({ ...fault, path: `/filters${fault.path}` })));
  for (const id of own.unknown) faults.push({ path: '/filters', code: 'unknown-dimension', message: `The dataset ${dataset.id} has no dimension ${id} to filter by: take one of ${listed([...known.keys()])}` });
  const board = filterSql(asked.filters, known, 'filter');
  faults.push(...board.faults.map((fault) => ({ ...fault, path: `/../../filters${fault.path}` })));
  if (board.unknown.length > 0) notes.push({ ru: `Не применены отборы, которых нет у этих данных: ${listed(board.unknown)}`, en: `Filters that these data do not know were not applied: ${listed(board.unknown)}` });
  if (asked.span !== null && dataset.time === null) notes.push({ ru: 'Период не применён: у этих данных нет даты', en: 'The period was not applied: these data have no date' });
  if (faults.length > 0) return { ok: false, error: faults };

  const time = dataset.time === null ? undefined : known.get(dataset.time);
  const params: Record<string, unknown> = { ...own.params, ...board.params, most_rows: Math.min(asked.rowLimit, query.limit ?? asked.rowLimit) };
  const dimensionParts = chosen.map(({ dimension, grain }, index): Part & { dimension: ExploreDimension; grain: typeof grain } => {
    const doubled = chosen.slice(0, index).some((other) => other.dimension.id === dimension.id);
    return { dimension, grain, expression: '', uses: dimension, column: dimensionColumn(dimension, grain, doubled, titles) };
  });
  const usedFilters = [...(query.filters ?? []), ...asked.filters].flatMap(({ dimension }) => known.get(dimension) ?? []);
  const side = (span: DaySpan | null, shift: SpanShift | null, prefix: string, campaignId: string | undefined): string => {
    const uses = [...dimensionParts.map((part) => part.uses), ...measures.map((measure) => measure.uses), ...usedFilters];
    const conditions: string[] = [];
    if (time !== undefined && span !== null) {
      conditions.push(spanSql(time, prefix));
      params[`${prefix}from`] = span.from;
      params[`${prefix}before`] = span.before;
      uses.push(time);
    }
    if (campaignId === undefined) conditions.push(...[own.where, board.where].filter((where) => where !== '1'));
    else {
      // The other campaign takes the place of what the filters say about campaigns.
      for (const [name, filters] of [['own', query.filters ?? []], ['filter', asked.filters]] as const) {
        const { where } = filterSql(filters.map((filter) => (filter.dimension === 'campaign' ? { ...filter, dimension: '' } : filter)), known, name);
        if (where !== '1') conditions.push(where);
      }
      const campaign = known.get('campaign');
      if (campaign) {
        conditions.push(`(toString(${campaign.sql}) = {compared_campaign:String})`);
        params['compared_campaign'] = campaignId;
        uses.push(campaign);
      }
    }
    const selected = [
      ...dimensionParts.map(({ dimension, grain }, index) => `${groupingSql(dimension, grain, dimension.id === dataset.time ? shift : null)} AS D${index}`),
      ...measures.map(({ expression }, index) => `${expression} AS M${index}`),
    ];
    return [
      `SELECT ${selected.join(',\n    ')}`,
      `FROM ${dataset.rows.endsWith(' FINAL') ? `${dataset.rows.slice(0, -' FINAL'.length)} AS f FINAL` : `${dataset.rows} AS f`}`,
      ...joinClauses(dataset, uses),
      ...(conditions.length > 0 ? [`WHERE ${conditions.join('\n    AND ')}`] : []),
      ...(dimensionParts.length > 0 ? [`GROUP BY ${dimensionParts.map((_, index) => `D${index}`).join(', ')}`] : []),
    ].join('\n');
  };

  const canCompareCampaigns = compared?.campaignId === undefined || known.has('campaign');
  const comparing = compared !== null && canCompareCampaigns && (compared.campaignId !== undefined || time !== undefined);
  if (compared !== null && !comparing) notes.push({ ru: 'Сравнение не применено: у этих данных нет такого разреза', en: 'The comparison was not applied: these data have nothing to compare by' });
  const present = side(asked.span, null, 'period_', undefined);
  const groups = dimensionParts.map((_, index) => `D${index}`);
  const source = comparing
    ? [
        `SELECT ${[...groups, ...measures.flatMap((_, index) => [`anyOrNullIf(V${index}, side = 0) AS M${index}`, `anyOrNullIf(V${index}, side = 1) AS C${index}`])].join(', ')}`,
        'FROM (',
        ...[present, side(compared.span, compared.shift, 'compared_', compared.campaignId)].flatMap((text, index) => [
          ...(index === 0 ? [] : ['UNION ALL']),
          `SELECT ${[...groups, ...measures.map(({ column }, at) => `${column.type === 'number' ? `toFloat64(M${at})` : `M${at}`} AS V${at}`), `${index} AS side`].join(', ')} FROM (`,
          indented(text),
          ')',
        ]),
        ')',
        ...(groups.length > 0 ? [`GROUP BY ${groups.join(', ')}`] : []),
      ].join('\n')
    : present;

  const columns: ReportColumn[] = [
    ...dimensionParts.map(({ column }) => column),
    ...measures.flatMap(({ column }) => (comparing ? [column, { ...column, id: `${column.id}.compared`, comparedTo: column.id }] : [column])),
  ];
  const order = orderSql(query, dimensionParts, measures, faults);
  if (faults.length > 0) return { ok: false, error: faults };
  const shown = [
    ...dimensionParts.map(({ column }, index) => `${column.type === 'date' ? `toString(D${index})` : column.type === 'instant' ? `toString(toTimeZone(D${index}, 'UTC'))` : `D${index}`} AS \`${column.id}\``),
    ...measures.flatMap(({ column }, index) => [`${measureSql(column, `M${index}`)} AS \`${column.id}\``, ...(comparing ? [`${measureSql(column, `C${index}`)} AS \`${column.id}.compared\``] : [])]),
  ];
  const sql = [`SELECT ${shown.join(',\n    ')},\n    count() OVER () AS \`groups found\``, 'FROM (', indented(source), ')', ...(order.length > 0 ? [`ORDER BY ${order.join(', ')}`] : []), 'LIMIT {most_rows:UInt32}'].join('\n');
  for (const [name, value] of Object.entries({ ...asked.values, zone: query.timeZone ?? 'UTC' })) if (sql.includes(`{${name}:`)) params[name] = value;
  const additive = new Set(measures.filter(({ isAdditive }) => isAdditive).flatMap(({ column }) => [column.id, `${column.id}.compared`]));
  return { ok: true, value: { sql, params, columns, additive, notes } };
}

const indented = (text: string) => text.replace(/^/gm, '    ');

/** A measure of dates (the first, the last) is a date; every other one a number without infinities. */
function measureSql({ type }: ReportColumn, sql: string): string {
  if (type === 'number') return `ifNotFinite(toFloat64(${sql}), NULL)`;
  return type === 'instant' ? `toString(toTimeZone(${sql}, 'UTC'))` : `toString(${sql})`;
}

interface MeasurePart extends Part {
  isAdditive: boolean;
}

function uniqueMeasures(wishes: readonly MeasureWish[], dataset: ExploreDataset, measures: ReadonlyMap<string, ExploreMeasure>, dimensions: ReadonlyMap<string, ExploreDimension>, faults: Fault[]): MeasurePart[] {
  const parts = new Map<string, MeasurePart>();
  for (const [index, wish] of wishes.entries()) {
    const path = `/measures/${index}`;
    if (typeof wish !== 'string') {
      const made = adHocMeasure(dataset, wish, dimensions);
      if (made.ok) parts.set(made.value.column.id, { ...made.value, isAdditive: made.value.isAdditive });
      else faults.push({ ...made.error, path: `${path}${made.error.path}` });
      continue;
    }
    const measure = measures.get(wish);
    if (measure === undefined) {
      faults.push({ path, code: 'unknown-measure', message: `The dataset ${dataset.id} has no measure ${wish.slice(0, 80)}: take one of ${listed([...measures.keys()])}, or an aggregate of a dimension` });
      continue;
    }
    const { id, title, unit, better, sql, additive, joins } = measure;
    parts.set(id, { expression: sql, uses: joins ? { joins } : {}, isAdditive: additive === true, column: { id, title, role: 'measure', type: 'number', unit, ...(better ? { better } : {}), ...(additive ? { additive } : {}) } });
  }
  return [...parts.values()];
}

function dimensionColumn(dimension: ExploreDimension, grain: ExploreQuery['dimensions'][number]['grain'], doubled: boolean, titles: CodeTitles): ReportColumn {
  const valueTitles = valueTitlesOf(dimension, titles);
  const type = dimension.list ? 'text' : dimension.type === 'instant' && grain !== undefined && isDayGrain(grain) ? 'date' : dimension.type;
  return {
    id: doubled && grain !== undefined ? `${dimension.id}.${grain}` : dimension.id,
    title: dimension.title,
    role: 'dimension',
    type,
    ...(dimension.unit ? { unit: dimension.unit } : {}),
    ...(grain ? { grain } : {}),
    ...(valueTitles ? { valueTitles: { ...valueTitles } } : {}),
    ...(doubled ? { filterBy: dimension.id } : {}),
    ...(dimension.list ? { filterBy: null } : {}),
  };
}

/** Days of the span; an instant belongs to the day that it has in the zone. */
function spanSql({ sql, type }: ExploreDimension, prefix: string): string {
  const bound = (name: string) => (type === 'date' ? `{${prefix}${name}:Date32}` : `toDateTime64({${prefix}${name}:String}, 3, {zone:String})`);
  return `(${sql} >= ${bound('from')} AND ${sql} < ${bound('before')})`;
}

function joinClauses(dataset: ExploreDataset, uses: readonly Pick<ExploreDimension, 'customerColumn' | 'joins'>[]): string[] {
  const columns = [...new Set(uses.flatMap(({ customerColumn }) => customerColumn ?? []))].filter((name) => name !== 'customer_id');
  const joins = [...new Set(uses.flatMap((use) => use.joins ?? []))].flatMap((name) => dataset.joins?.[name] ?? []);
  const customers = columns.length === 0 ? [] : [`LEFT ANY JOIN (SELECT customer_id, ${columns.map((name) => `\`${name}\``).join(', ')} FROM customers FINAL) AS c ON c.customer_id = f.customer_id`];
  return [...customers, ...joins];
}

/** Times forward, else the first measure from its greatest value down; what is equal by the dimensions, so that the answer is always the same. */
function orderSql(query: ExploreQuery, dimensions: readonly Part[], measures: readonly MeasurePart[], faults: Fault[]): string[] {
  const names = new Map([...dimensions.map(({ column }, index) => [column.id, `D${index}`] as const), ...measures.map(({ column }, index) => [column.id, `M${index}`] as const)]);
  const wanted: string[] = [];
  for (const [index, { by, descending }] of (query.order ?? []).entries()) {
    const name = names.get(by);
    if (name === undefined) faults.push({ path: `/order/${index}/by`, code: 'unknown-column', message: `The answer has no column ${by}: order by one of ${listed([...names.keys()])}` });
    else wanted.push(`${name} ${descending ? 'DESC' : 'ASC'} NULLS LAST`);
  }
  if (dimensions.length === 0) return wanted;
  const first = dimensions[0]?.column;
  if (wanted.length === 0 && first?.type !== 'date' && first?.type !== 'instant') wanted.push('M0 DESC NULLS LAST');
  return [...wanted, ...dimensions.map((_, index) => `D${index} ASC NULLS LAST`)];
}
