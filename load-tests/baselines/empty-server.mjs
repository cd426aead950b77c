// What a decision is measured against: the same Fastify with the same options, whose handler answers a constant.
// Arguments: the length of the constant answer in characters of JSON.
import { randomUUID } from 'node:crypto';
import { fastify, LogController } from 'fastify';
import { pino } from 'pino';

const length = Number(process.argv[2] ?? 500);
const answer = { decisionId: 'd', reasons: ['RULE_SET'], text: '' };
answer.text = 'x'.repeat(Math.max(0, length - JSON.stringify(answer).length));

const app = fastify({ loggerInstance: pino({ level: 'warn' }), logController: new LogController({ disableRequestLogging: true }), genReqId: () => randomUUID(), bodyLimit: 32 * 2 ** 20, forceCloseConnections: 'idle', return503OnClosing: true, routerOptions: { maxParamLength: 300 } });
app.post('/v1/decisions', async () => answer);
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
process.on('SIGTERM', () => void app.close());
