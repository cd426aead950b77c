// Batches of a thousand decisions, one after the other, beside single ones that must not suffer much.
import { decide, decideMany, settings, strict } from './shared/requests.js';

const duration = `${Math.round(settings.minutes * 60)}s`;

export const options = {
  scenarios: {
    batches: { executor: 'constant-vus', vus: 2, duration, gracefulStop: '60s', exec: 'batches' },
    singles: { executor: 'constant-arrival-rate', rate: Math.max(1, Math.round(settings.rate / 10)), timeUnit: '1s', duration, preAllocatedVUs: 64, maxVUs: 512, exec: 'singles' },
  },
  thresholds: { ...strict, 'http_req_duration{name:batch}': ['p(95)<5000'], 'http_req_duration{name:decision}': ['p(95)<500'] },
  summaryTrendStats: ['avg', 'p(50)', 'p(95)', 'p(99)', 'max'],
};
export const batches = () => decideMany(1000);
export const singles = decide;
