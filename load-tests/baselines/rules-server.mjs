// What one would write in an afternoon: Fastify and json-rules-engine with the same hundred rules, customers in memory, and nothing that is
// taken, counted, checked against a policy or written down. Argument: how many customers there are.
import { fastify } from 'fastify';
import { Engine } from 'json-rules-engine';
import { customerOf, rules } from '../shared/workload.js';

const customers = new Map(Array.from({ length: Number(process.argv[2] ?? 100_000) }, (_, number) => {
  const { customerId, attributes } = customerOf(number);
  return [customerId, attributes];
}));
const engine = new Engine(rules);

const app = fastify();
app.post('/v1/decisions', async ({ body: { customerId, context } }) => {
  const { events } = await engine.run({ ...customers.get(customerId), 'context.amount': context.amount });
  const [first] = events;
  return { decisionId: 'd', customerId, outcome: first ? 'action' : 'no-action', action: first?.params ?? null, reasons: [first ? 'RULE_SET' : 'NO_RULE_MATCHED'] };
});
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
process.on('SIGTERM', () => void app.close());
