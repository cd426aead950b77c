import type { Fault } from '@arbiter/contracts/problems';
import type { TileSource } from '@arbiter/contracts/reporting/index';
import { compileExplore } from '@arbiter/reports/explore/compile-explore';
import { exploreDatasets } from '@arbiter/reports/explore/explore-datasets';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { viewReaders } from '../board-views/api.js';
import { listAttributes } from '../datasets/api.js';
import { unknownDataset } from './answer-explore.js';
import { boardParameters } from './answer-sql.js';
import { viewParams, viewReaderOf } from './answer-view.js';
import { todayIn } from './today-in.js';

/** Looks at sources of tiles without running them. */
export interface SourceCheck {
  /** Faults with paths into the source: `/query/measures/0`. */
  faultsOf(source: TileSource): Promise<Fault[]>;
  /** Whether any dataset or view knows the dimension. */
  knowsDimension(id: string): boolean;
}

/** A look at the sources as the data model is now. */
export async function sourceCheck({ repository, sqlGate, now }: Pick<Container, 'repository' | 'sqlGate' | 'now'>): Promise<SourceCheck> {
  const datasets = exploreDatasets(await listAttributes(repository));
  const dimensions = new Set([...[...datasets.values()].flatMap((dataset) => dataset.dimensions.map(({ id }) => id)), ...[...viewReaders.values()].flatMap(({ definition }) => [...definition.filters])]);
  const relative = (faults: readonly Fault[]) => faults.map((fault) => ({ ...fault, path: fault.path.replace(/^\/source/, '') }));
  const known = <T>(look: () => T): T | Fault[] => {
    try {
      return look();
    } catch (error) {
      if (error instanceof ProblemError && error.extra.faults) return relative(error.extra.faults);
      throw error;
    }
  };
  return {
    knowsDimension: (id) => dimensions.has(id) || (id.startsWith('customer.') && dimensions.has('customer.*')),
    async faultsOf(source) {
      switch (source.kind) {
        case 'explore': {
          const { query } = source;
          const zone = known(() => todayIn(query.timeZone, now()));
          if (typeof zone !== 'string') return zone;
          const dataset = datasets.get(query.dataset);
          if (!dataset) return relative(unknownDataset(query.dataset, [...datasets.keys()]).extra.faults ?? []);
          const compiled = compileExplore(dataset, { query, filters: [], span: null, compared: null, rowLimit: 1, values: {} }, {});
          return compiled.ok ? [] : compiled.error.map((fault) => ({ ...fault, path: `/query${fault.path}` }));
        }
        case 'view': {
          const looked = known(() => viewParams(viewReaderOf(source.view), source.params));
          return Array.isArray(looked) ? (looked as Fault[]) : [];
        }
        case 'sql': {
          const { parameters } = boardParameters(source, { source }, todayIn(undefined, now()));
          return sqlGate.check({ statement: source.statement, parameters });
        }
      }
    },
  };
}
