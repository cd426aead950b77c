// What the scenarios send, and what they count of the answers.
import http from 'k6/http';
import { check } from 'k6';
import exec from 'k6/execution';
import { Counter, Rate } from 'k6/metrics';
import { decisionRequest, idempotencyKey, randomFrom } from './workload.js';

export const settings = {
  address: __ENV.ADDRESS || 'http://127.0.0.1:3000',
  token: __ENV.CSRF_TOKEN || '',
  apiKey: __ENV.API_KEY || '',
  customers: Number(__ENV.CUSTOMERS || 100000),
  rate: Number(__ENV.RATE || 500),
  minutes: Number(__ENV.MINUTES || 1),
  run: __ENV.RUN || 'run',
};

/** Decisions that were answered, each idempotency key once: as many rows the analytical store must have in the end. */
export const acknowledged = new Counter('acknowledged_decisions');
/** Answers that are neither decisions nor a refusal with a time to come back. */
export const wrong = new Rate('wrong_answers');
export const refused = new Counter('refused_with_retry_after');

const headers = { 'content-type': 'application/json' };
if (settings.token) headers['x-csrf-token'] = settings.token;
if (settings.apiKey) headers.authorization = `Bearer ${settings.apiKey}`;

/** Thresholds that hold in every scenario. */
export const strict = { wrong_answers: ['rate==0'], checks: ['rate==1'] };

let random;
const randomOfUser = () => (random ??= randomFrom(`${settings.run}:${exec.vu.idInTest}`));

/** One decision; now and then the same request again, which must get the same answer. */
export function decide() {
  const body = decisionRequest(randomOfUser(), settings.customers);
  body.idempotencyKey = idempotencyKey(settings.run, exec.vu.idInTest, exec.scenario.iterationInTest);
  const text = JSON.stringify(body);
  const answer = http.post(`${settings.address}/v1/decisions`, text, { headers, tags: { name: 'decision' } });
  const taken = took(answer);
  if (taken) acknowledged.add(1);
  if (taken && exec.scenario.iterationInTest % 100 === 0) {
    const again = http.post(`${settings.address}/v1/decisions`, text, { headers, tags: { name: 'repeated' } });
    if (took(again)) check(again, { 'the same request gets the same answer': (reply) => reply.json('decisionId') === answer.json('decisionId') });
  }
}

/** So many decisions in one request. */
export function decideMany(count) {
  const next = randomOfUser();
  const iteration = exec.scenario.iterationInTest;
  const list = [];
  for (let index = 0; index < count; index += 1) list.push({ ...decisionRequest(next, settings.customers), idempotencyKey: idempotencyKey(settings.run, exec.vu.idInTest, `${iteration}-${index}`) });
  const answer = http.post(`${settings.address}/v1/decisions/batch`, JSON.stringify({ requests: list }), { headers, timeout: '120s', tags: { name: 'batch' } });
  if (!took(answer)) return;
  const { answers } = answer.json();
  check(answers, { 'as many answers as requests': (all) => all.length === count, 'each one is a decision': (all) => all.every((one) => one.decision !== undefined) });
  acknowledged.add(answers.filter((one) => one.decision !== undefined).length);
}

/** Reads like those of somebody at the screens: overview, decisions of a customer, attributes. */
export function report() {
  const customer = Math.floor(randomOfUser()() * settings.customers);
  for (const path of ['/v1/overview', `/v1/customers/c${customer}`, '/v1/datasets', '/v1/attributes/segment/values']) {
    const answer = http.get(`${settings.address}${path}`, { headers, timeout: '60s', tags: { name: 'report' } });
    wrong.add(answer.status !== 200);
  }
}

/** Whether the request was taken. Refusal under overload is right when it says when to come back. */
function took(answer) {
  const later = (answer.status === 429 || answer.status === 503) && answer.headers['Retry-After'] !== undefined;
  if (later) refused.add(1);
  wrong.add(answer.status !== 200 && !later);
  if (answer.status !== 200 && !later) console.error(`${answer.status} ${answer.error} ${String(answer.body).slice(0, 300)}`);
  return answer.status === 200;
}
