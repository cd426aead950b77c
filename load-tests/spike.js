// A quiet service is suddenly asked ten times as much, and then left in peace: it answers or says when to come back, and it recovers.
import { decide, settings, strict } from './shared/requests.js';

const seconds = Math.round(settings.minutes * 60);
const quiet = Math.max(1, Math.round(settings.rate / 10));
const part = (share) => `${Math.max(1, Math.round(seconds * share))}s`;

export const options = {
  scenarios: {
    before: { executor: 'constant-arrival-rate', rate: quiet, timeUnit: '1s', duration: part(0.25), preAllocatedVUs: 16, maxVUs: 64, tags: { phase: 'before' } },
    spike: { executor: 'ramping-arrival-rate', startTime: part(0.25), startRate: quiet, timeUnit: '1s', preAllocatedVUs: 256, maxVUs: 1024, stages: [{ target: settings.rate, duration: '2s' }, { target: settings.rate, duration: part(0.4) }], tags: { phase: 'spike' } },
    after: { executor: 'constant-arrival-rate', startTime: `${Math.round(seconds * 0.25) + Math.round(seconds * 0.4) + 5}s`, rate: quiet, timeUnit: '1s', duration: part(0.25), preAllocatedVUs: 16, maxVUs: 64, tags: { phase: 'after' } },
  },
  thresholds: { ...strict, 'http_req_duration{name:decision,phase:spike}': ['p(99)<2000'], 'http_req_duration{name:decision,phase:after}': ['p(99)<100'] },
  summaryTrendStats: ['avg', 'p(50)', 'p(95)', 'p(99)', 'max'],
};
export default decide;
