import { ControlGroup } from '@arbiter/contracts/campaign';
import { Condition } from '@arbiter/contracts/condition';
import { Id } from '@arbiter/contracts/identifiers';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { QuerySettings } from '../../ports/analytics.js';
import { audienceSql, controlSql, listAudienceAttributes, stratumSql } from './audience-sql.js';
import { estimatePower, PowerEstimate } from './estimate-power.js';
import { whileCallerWaits } from '../../http/while-caller-waits.js';

const CountBody = Type.Object({ condition: Condition }, { additionalProperties: false });
const AudienceCount = Type.Object({ count: Type.Integer(), total: Type.Integer({ description: 'All customers' }), tookMs: Type.Number() });
const PowerBody = Type.Object(
  {
    condition: Condition,
    share: ControlGroup.properties.share,
    stratifyBy: ControlGroup.properties.stratifyBy,
    baseRate: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, description: 'Share of responses without the campaign; 0.1 when left out' })),
    campaignId: Type.Optional(Id),
    salt: Type.Optional(ControlGroup.properties.salt),
  },
  { additionalProperties: false },
);
const tags = ['audience'];
const reads = { scope: 'campaigns', access: 'read' } as const;
/** A caller that has gone away takes its query along. */
const interruptible: QuerySettings = { cancel_http_readonly_queries_on_client_close: 1, max_execution_time: 30 };

/** Questions about an audience while it is being described. */
export const audienceRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { analytics } = container;

  app.post('/v1/audience/count', { config: reads, schema: { tags, summary: 'How many customers a condition holds for', body: CountBody, response: { 200: AudienceCount } } }, async (request, reply) => {
    const startedMs = performance.now();
    const audience = await audienceSql(container, request.body.condition, '/condition');
    const [row] = await whileCallerWaits(reply, (signal) => analytics.query<{ matching: string; total: string }>(
      `SELECT countIf(${audience.sql}) AS matching, count() AS total FROM customers FINAL`,
      audience.params,
      { settings: interruptible, signal },
    ));
    return { count: Number(row?.matching ?? 0), total: Number(row?.total ?? 0), tookMs: Math.round((performance.now() - startedMs) * 10) / 10 };
  });

  app.post('/v1/audience/power', { config: reads, schema: { tags, summary: 'Sizes of the groups and the smallest effect that they can show', body: PowerBody, response: { 200: PowerEstimate } } }, async (request, reply) => {
    const { condition, share, stratifyBy, baseRate = 0.1, campaignId, salt = 'preview' } = request.body;
    if (stratifyBy !== undefined && !(await listAudienceAttributes(container)).some((attribute) => attribute.name === stratifyBy && attribute.type === 'text')) {
      const message = `Customers have no text attribute "${stratifyBy}" to balance the groups by`;
      throw new ProblemError('validation-failed', message, { faults: [{ path: '/stratifyBy', code: 'unknown-attribute', message }] });
    }
    const audience = await audienceSql(container, condition, '/condition');
    // Without a campaign the split is of the same kind, so that its sizes are right to within their spread.
    const control = controlSql(campaignId ?? 'preview', { share, salt });
    const rows = await whileCallerWaits(reply, (signal) => analytics.query<{ stratum: string; control: string; target: string }>(
      `SELECT ${stratumSql(stratifyBy === undefined ? {} : { stratifyBy })} AS stratum, countIf(${control.sql}) AS control, count() - control AS target
       FROM customers FINAL WHERE ${audience.sql} GROUP BY stratum ORDER BY count() DESC, stratum LIMIT 200`,
      { ...audience.params, ...control.params },
      { settings: interruptible, signal },
    ));
    return estimatePower(rows.map((row) => ({ stratum: row.stratum, control: Number(row.control), target: Number(row.target) })), baseRate);
  });
};
