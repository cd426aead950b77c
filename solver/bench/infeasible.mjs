// Infeasible problems in one call: certificate, smallest colliding set and repair. Prints clock and processor time of `solve`.
// Usage: node solver/bench/infeasible.mjs [NAME …], names as for solve.mjs (1M-11, 1M-911); NAME+floor, NAME+floors, NAME+budget, NAME+value choose what is asked too much
import { solve } from '@arbiter/solver';
import { parseProblem } from '@arbiter/solver/problem/parse-problem';
import { campaignOf } from './instances.mjs';
import { describeMachine } from './machine.mjs';

/** Floors that the campaign's limits cannot meet. */
const demands = {
  floor: (campaign) => [{ id: 'least-calls', count: true, where: { channel: 'call' }, atLeast: Math.round(0.2 * campaign.shape.customers) }],
  budget: (campaign) => [{ id: 'least-court', count: true, where: { channel: 'court' }, atLeast: Math.round(0.02 * campaign.shape.customers) }, { id: 'least-calls', count: true, where: { channel: 'call' }, atLeast: Math.round(0.11 * campaign.shape.customers) }],
  floors: (campaign) => [0, 1, 2, 3].map((s) => ({ id: `least-s${s}`, count: true, where: { 'customer.segment': `s${s}` }, atLeast: Math.round(0.26 * campaign.shape.customers) })),
  value: (campaign) => [{ id: 'least-value', sum: 'value', atLeast: 60 * campaign.shape.customers }],
};
demands.court = (campaign) => [{ id: 'least-court', count: true, where: { channel: 'court' }, atLeast: Math.round(0.06 * campaign.shape.customers) }];
const names = process.argv.length > 2 ? process.argv.slice(2) : ['100k-11+floor', '1M-11+floor', '1M-11+budget', '1M-11+floors', '1M-911+budget'];
process.stdout.write(`${describeMachine()}\n| instance | status | clock | CPU | set | relaxation | alternatives | certificate |\n|---|---|---|---|---|---|---|---|\n`);
for (const name of names) {
  const [base, kind = 'floor'] = name.split('+');
  const campaign = campaignOf(base);
  const document = campaign.document();
  const parsed = parseProblem({ ...document, limits: [...document.limits, ...demands[kind](campaign)] });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const instance = campaign.instance();
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const outcome = await solve(parsed.problem, instance, { now: () => performance.now() });
  const clock = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  const { status, conflict } = outcome.result;
  const changes = (list) => list.map(({ id, from, to }) => `${id} ${from} → ${to}`).join(', ');
  process.stdout.write(`| ${name} | ${status} | ${Math.round(clock)} ms | ${Math.round((user + system) / 1000)} ms | ${conflict ? `${conflict.limits.join(', ')}${conflict.proved ? '' : ' (not proved)'}` : ''} | ${conflict ? changes(conflict.relaxation) : ''} | ${conflict?.alternatives?.map(changes).join('; ') ?? ''} | ${conflict?.certificate ? `${conflict.certificate.value} ${conflict.certificate.checked ? 'checked' : 'NOT CHECKED'}` : ''} |\n`);
}
