// Somebody reads overviews and customers' cards while decisions are made.
import { sleep } from 'k6';
import { decide, report, settings, strict } from './shared/requests.js';

const duration = `${Math.round(settings.minutes * 60)}s`;

export const options = {
  scenarios: {
    decisions: { executor: 'constant-arrival-rate', rate: settings.rate, timeUnit: '1s', duration, preAllocatedVUs: 64, maxVUs: 512, exec: 'decisions' },
    readers: { executor: 'constant-vus', vus: 2, duration, gracefulStop: '60s', exec: 'readers' },
  },
  thresholds: { ...strict, 'http_req_duration{name:decision}': ['p(95)<100', 'p(99)<500'], 'http_req_duration{name:report}': ['p(95)<5000'] },
  summaryTrendStats: ['avg', 'p(50)', 'p(95)', 'p(99)', 'max'],
};
export const decisions = decide;
export function readers() {
  report();
  sleep(0.5);
}
