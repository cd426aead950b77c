import {
  contactSteps, martUnitQuestions, noReportCells, rawContacts, readStrata, type ReportCells, type ReportScope, type RunQuery, strataCellsSql, type StratumCells,
} from '@arbiter/reports/control-vs-target/index';
import type { CellQuestion, CellRow, ContactRow } from '@arbiter/reports/marts/index';
import type { Analytics } from '../../ports/analytics.js';
import { type Mart, readCells, readContacts } from '../report-marts/api.js';

export interface CellsOptions {
  signal?: AbortSignal | undefined;
  /** Share done, 0 to 1; moves only where units have to be read one by one. */
  onProgress?: ((done: number) => void) | undefined;
}

/** Everything that a report needs, from its rollups; where a filter is not known to them, from their units. */
export async function readMartCells(analytics: Analytics, run: RunQuery, mart: Mart, scope: ReportScope, options: CellsOptions = {}): Promise<ReportCells> {
  const { layout, latest } = mart.generation.state;
  const filters = { dimensions: scope.filters, ...(scope.customers ? { customers: scope.customers } : {}) };
  const coarse = scope.filters.every(({ dimension }) => layout.rolledUp.includes(dimension)) && !scope.customers;
  const timed = scope.facts.goal !== 'outcomes';
  const questions: CellQuestion[] = [
    { grain: 'total', cut: { by: 'nothing' } },
    ...(scope.dimension === null ? [] : [{ grain: 'total' as const, cut: { by: 'dimension' as const, dimension: scope.dimension } }]),
    ...(timed ? (['cumulative', 'day', 'week', 'since-assignment'] as const).map((grain) => ({ grain, cut: { by: 'nothing' as const } })) : []),
    ...(mart.definition.scoreSet === null ? [] : [{ grain: 'score' as const, cut: { by: 'nothing' as const } }]),
    { grain: 'total', cut: { by: 'wave' } },
  ];
  let answered = 0;
  const answers = await inTurn(questions, coarse ? questions.length : 1, async (question) => {
    const { cells } = await readCells(analytics, mart, { ...question, filters }, {
      signal: options.signal,
      onProgress: (done) => options.onProgress?.((answered + done) / questions.length),
    });
    answered += 1;
    return { ...question, cells };
  });
  const cellsOf = (grain: CellQuestion['grain'], by: CellQuestion['cut']['by'] = 'nothing'): CellRow[] => answers.find((answer) => answer.grain === grain && answer.cut.by === by)?.cells ?? [];
  const total = cellsOf('total');
  const units = martUnitQuestions(scope, mart.definition, mart.generation.build);
  const [strata, contacts, contactCurve, transitions] = await Promise.all([
    coarse ? strataOf(run, mart, scope) : { strata: total, firstChannels: [], firstActions: [] },
    contactsOf(analytics, run, mart, scope, coarse, options),
    units.contactCurve ? run(units.contactCurve) : [],
    units.transitions ? run(units.transitions) : [],
  ]);
  return {
    ...noReportCells, total, segments: cellsOf('total', 'dimension'), cumulative: cellsOf('cumulative'), day: cellsOf('day'), week: cellsOf('week'), sinceAssignment: cellsOf('since-assignment'),
    score: cellsOf('score'), scoreBounds: [...layout.scoreBounds], waves: cellsOf('total', 'wave'), ...strata, ...contacts, contactCurve, transitions, freshness: latest,
  };
}

async function strataOf(run: RunQuery, { generation }: Mart, { filters, facts }: ReportScope): Promise<Pick<ReportCells, 'strata' | 'firstChannels' | 'firstActions'>> {
  const ask = async (cut: 'first-channel' | 'first-action' | ''): Promise<StratumCells[]> =>
    readStrata(await run(strataCellsSql({ generation: generation.generation, rolledUp: generation.state.layout.rolledUp, stratum: facts.dimensions[0], cut, filters })));
  const [strata, firstChannels, firstActions] = await Promise.all([ask(''), ask('first-channel'), ask('first-action')]);
  return { strata: strata.flatMap(({ cells }) => cells), firstChannels, firstActions };
}

async function contactsOf(analytics: Analytics, run: RunQuery, mart: Mart, scope: ReportScope, coarse: boolean, { signal }: CellsOptions): Promise<Pick<ReportCells, 'reach' | 'channels' | 'channelsDelivered' | 'actions'>> {
  const ask = (cut: 'arm' | 'channel', step: (typeof contactSteps)[number]): Promise<ContactRow[]> =>
    coarse ? readContacts(analytics, mart, { cut, step: step.step, filters: { dimensions: scope.filters } }, { signal }) : run(rawContacts(scope, cut, step.statuses));
  const [channels, channelsDelivered, actions, ...reach] = await Promise.all([
    ask('channel', contactSteps[0]),
    ask('channel', contactSteps[1]),
    readContacts(analytics, mart, { cut: 'action-week' }, { signal }),
    ...contactSteps.map((step) => ask('arm', step)),
  ]);
  return { channels, channelsDelivered, actions, reach: contactSteps.map(({ step }, index) => ({ step, rows: reach[index]! })) };
}

/** At most so many at once, answers in the order of the questions. */
async function inTurn<In, Out>(items: readonly In[], atOnce: number, work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  for (let from = 0; from < items.length; from += atOnce) results.push(...(await Promise.all(items.slice(from, from + atOnce).map(work))));
  return results;
}
