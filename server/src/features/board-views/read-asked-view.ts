import type { AskedView, ViewStores } from '@arbiter/reports/views/asked-view';
import type { StrategyDocument } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findVersion } from '../registration/api.js';
import { readLiveState } from './operations/live-state.js';
import type { ViewReader } from './view-reader.js';

/** A view that needs no more than questions to the stores, with this container's stores behind it. */
export function readerOfAskedView(view: AskedView): ViewReader {
  return { definition: view.definition, read: (container, input, signal) => view.make(input, viewStores(container, signal)) };
}

export function viewStores(container: Container, signal: AbortSignal | undefined): ViewStores {
  const { analytics, repository } = container;
  return {
    live: () => readLiveState(container),
    query: (sql, params) => analytics.query(sql, params, signal ? { signal } : {}),
    async strategy(id, version) {
      try {
        const { kind, name, document } = await findVersion(repository, id, version);
        return kind === 'strategy' ? { name, document: document as StrategyDocument } : null;
      } catch (error) {
        if (error instanceof ProblemError && error.code === 'not-found') return null;
        throw error;
      }
    },
  };
}
