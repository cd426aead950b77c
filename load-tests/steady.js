// Decisions at an even rate that a server keeps for hours.
import { decide, settings, strict } from './shared/requests.js';

export const options = {
  scenarios: { steady: { executor: 'constant-arrival-rate', rate: settings.rate, timeUnit: '1s', duration: `${Math.round(settings.minutes * 60)}s`, preAllocatedVUs: 64, maxVUs: 512 } },
  thresholds: { ...strict, 'http_req_duration{name:decision}': ['p(50)<5', 'p(99)<50'], dropped_iterations: ['rate<1'], refused_with_retry_after: ['count==0'] },
  summaryTrendStats: ['avg', 'p(50)', 'p(95)', 'p(99)', 'max'],
};
export default decide;
