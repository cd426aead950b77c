// Half of what the server can do, for long: no error, and memory stays where it is (the command looks at it from outside).
import { decide, settings, strict } from './shared/requests.js';

export const options = {
  scenarios: { soak: { executor: 'constant-arrival-rate', rate: settings.rate, timeUnit: '1s', duration: `${Math.round(settings.minutes * 60)}s`, preAllocatedVUs: 128, maxVUs: 512 } },
  thresholds: { ...strict, 'http_req_duration{name:decision}': ['p(99)<50'], dropped_iterations: ['rate<1'], refused_with_retry_after: ['count==0'] },
  summaryTrendStats: ['avg', 'p(50)', 'p(95)', 'p(99)', 'max'],
};
export default decide;
