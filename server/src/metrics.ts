import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface Metrics {
  readonly registry: Registry;
  readonly httpSeconds: Histogram<'method' | 'route' | 'status'>;
  readonly jobsEnded: Counter<'kind' | 'state'>;
  readonly jobSeconds: Histogram<'kind'>;
  readonly jobsRunning: Gauge<'kind'>;
  readonly decisions: Counter<'outcome' | 'source'>;
  readonly decisionSeconds: Histogram<string>;
  readonly strategyDecisions: Counter<'environment' | 'result'>;
  readonly strategySeconds: Histogram<string>;
  readonly enrichment: Counter<'kind' | 'result'>;
  readonly events: Counter<'result'>;
  readonly triggers: Counter<'result'>;
  readonly responses: Counter<'result'>;
  readonly engineRestarts: Counter<string>;
  readonly martSeconds: Histogram<string>;
  readonly martLagSeconds: Gauge<string>;
}

/** The measurements of one container. Labels are bounded sets: routes, kinds and codes, never ids. */
export function createMetrics(options: { processMetrics: boolean }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  return {
    registry,
    httpSeconds: new Histogram({ name: 'arbiter_http_request_seconds', help: 'Time to answer a request', labelNames: ['method', 'route', 'status'], buckets: secondsBuckets, registers }),
    jobsEnded: new Counter({ name: 'arbiter_jobs_ended_total', help: 'Jobs that ended, by how', labelNames: ['kind', 'state'], registers }),
    jobSeconds: new Histogram({ name: 'arbiter_job_seconds', help: 'Time of a job from its start to its end', labelNames: ['kind'], buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600], registers }),
    jobsRunning: new Gauge({ name: 'arbiter_jobs_running', help: 'Jobs that this process works on', labelNames: ['kind'], registers }),
    decisions: new Counter({ name: 'arbiter_decisions_total', help: 'Decisions answered, "no action" included', labelNames: ['outcome', 'source'], registers }),
    decisionSeconds: new Histogram({ name: 'arbiter_decision_seconds', help: 'Time of a decision', buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1], registers }),
    strategyDecisions: new Counter({ name: 'arbiter_strategy_decisions_total', help: 'Answers of published strategies', labelNames: ['environment', 'result'], registers }),
    strategySeconds: new Histogram({ name: 'arbiter_strategy_seconds', help: 'Time of an answer of a published strategy', buckets: [0.00025, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5], registers }),
    enrichment: new Counter({ name: 'arbiter_enrichment_total', help: 'Steps of enrichment, by where their data came from or why they are missing', labelNames: ['kind', 'result'], registers }),
    events: new Counter({ name: 'arbiter_events_total', help: 'Events that came, by what became of them', labelNames: ['result'], registers }),
    triggers: new Counter({ name: 'arbiter_triggers_total', help: 'Triggers that were due, by the outcome of the decision or why none was wanted any more', labelNames: ['result'], registers }),
    responses: new Counter({ name: 'arbiter_responses_total', help: 'Responses taken, by whether they were new', labelNames: ['result'], registers }),
    martSeconds: new Histogram({ name: 'arbiter_report_rollup_seconds', help: 'Time of making the rollups of a report', buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900], registers }),
    martLagSeconds: new Gauge({ name: 'arbiter_report_rollup_lag_seconds', help: 'Age of the oldest rollups that newer facts wait for; 0 where none wait', registers }),
    engineRestarts: new Counter({ name: 'arbiter_engine_restarts_total', help: 'Restarts of the embedded ClickHouse process', registers }),
  };
}
