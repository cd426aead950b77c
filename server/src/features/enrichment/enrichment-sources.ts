import type { EnrichmentStep } from '@arbiter/contracts';
import { StrategyFailure } from '@arbiter/engine/strategy/strategy-services';
import { CircuitBreaker } from '../../circuit-breaker.js';
import type { Container } from '../../container.js';
import { deepFrozen, KeptAnswers } from './kept-answers.js';
import { referenceKey } from './reference-key.js';
import type { Question } from './step-question.js';

const mostKept = { entries: 20_000, characters: 64 * 2 ** 20 };
const mostRows = 1_000;
/** Stores that fail are left alone for a while; services have circuits of their own, which their sources set. */
const circuit = { failureRate: 0.5, leastCalls: 20, windowMs: 30_000, openMs: 10_000, now: () => performance.now() };
const storeFailures = new Set(['source-failed', 'sql-timeout']);

type Stores = Pick<Container, 'strategyServices' | 'hotState' | 'now'>;

/** The way of questions to their sources: answers that are kept, questions that are being asked already, circuits. */
export class EnrichmentSources {
  private readonly answers = new KeptAnswers(mostKept);
  private readonly asking = new Map<string, Promise<unknown>>();
  private readonly circuits = new Map<string, CircuitBreaker>();

  constructor(private readonly stores: Stores) {}

  kept(key: string): { value: unknown } | undefined {
    return this.answers.get(key, this.stores.now().getTime());
  }

  /** Asks a source, unless the same is being asked: then that answer is waited for. Throws StrategyFailure. */
  ask(step: EnrichmentStep, question: Question): Promise<unknown> {
    const asking = this.asking.get(question.key);
    if (asking) return asking;
    // Whoever asks the same meanwhile waits for this one, so it does not end with the request that began it, but with the step's own time.
    const begun = this.bring(step, question)
      .then((value) => {
        if ((step.cacheMs ?? 0) > 0) this.answers.set(question.key, deepFrozen(value ?? null), this.stores.now().getTime() + (step.cacheMs ?? 0));
        return value;
      })
      .finally(() => this.asking.delete(question.key));
    // Nobody may be waiting any more when it fails.
    begun.catch(() => undefined);
    this.asking.set(question.key, begun);
    return begun;
  }

  private async bring(step: EnrichmentStep, question: Question): Promise<unknown> {
    switch (step.kind) {
      case 'http': return this.callService(step, question.text);
      case 'sql': return this.guarded(`sql:${step.source ?? ''}`, () => this.readStore(step, question));
      case 'hot-state': return this.guarded('hot-state', () => this.readReference(question.text));
    }
  }

  private async callService(step: EnrichmentStep, url: string): Promise<unknown> {
    const { status, body } = await this.stores.strategyServices.http({ service: step.source ?? '', method: 'GET', url, headers: {}, timeoutMs: step.timeoutMs, cacheMs: 0 }, undefined);
    if (status === 404 || status === 410) return undefined;
    if (status < 200 || status >= 300) throw new StrategyFailure('http-status', `The source ${step.source} answers ${url} with status ${status}`);
    return body;
  }

  private async readStore(step: EnrichmentStep, { parameters }: Question): Promise<unknown> {
    const one = step.rows !== 'all';
    const rows = await this.stores.strategyServices.sql({ source: step.source ?? '', statement: step.statement ?? '', parameters, rowLimit: one ? 1 : mostRows, timeoutMs: step.timeoutMs }, undefined);
    return one ? (rows[0] ?? null) : rows;
  }

  private async readReference(key: string): Promise<unknown> {
    const [text] = await this.stores.hotState.getMany([referenceKey(key)]);
    return text === undefined ? null : (JSON.parse(text) as unknown);
  }

  private async guarded<T>(name: string, work: () => Promise<T>): Promise<T> {
    let breaker = this.circuits.get(name);
    if (!breaker) this.circuits.set(name, (breaker = new CircuitBreaker(circuit)));
    const begun = breaker.begin();
    if (!begun.passed) throw new StrategyFailure('circuit-open', `${name} failed too often and is not asked for now; one question tries again in ${begun.retryInMs} ms`);
    try {
      const value = await work();
      begun.end('success');
      return value;
    } catch (error) {
      begun.end(error instanceof StrategyFailure && !storeFailures.has(error.code) ? 'success' : 'failure');
      throw error;
    }
  }
}
