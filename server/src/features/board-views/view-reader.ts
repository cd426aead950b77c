import type { ViewDefinition, ViewInput, ViewTable } from '@arbiter/reports/views/view';
import type { Container } from '../../container.js';

/** A view of a board with the code that asks the stores for it. SQL and arithmetic are pure and stand in the reports package. */
export interface ViewReader {
  readonly definition: ViewDefinition;
  /** @throws ProblemError where the input does not fit; the signal's reason when nobody waits any more */
  read(container: Container, input: ViewInput, signal: AbortSignal | undefined): Promise<ViewTable>;
}
