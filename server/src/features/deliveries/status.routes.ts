import { CatalogueId, StatusesTaken, StatusReport } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { configurationOf } from '../configuration/api.js';
import { signatureFault } from './status-signature.js';
import { takeStatuses } from './take-status.js';

const tags = ['deliveries'];
const Reports = Type.Union([StatusReport, Type.Array(StatusReport, { minItems: 1, maxItems: 1000 })]);
const CheckedReports = Compile(Reports);
const description = 'By our identifier, or by the provider’s with the channel. Statuses only go forward, the same again changes nothing, unknown identifiers are counted. Durable when it is answered.';

/** What providers report of the messages that they took. */
export const statusRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.post('/v1/deliveries/status', { config: { scope: 'decisions' }, schema: { tags, summary: 'Report what became of deliveries, one or up to 1000', description, body: Reports, response: { 200: StatusesTaken } } }, async ({ body }) => takeStatuses(container, [body].flat()));

  await app.register(async (signed) => {
    // The signature is over the bytes as they came.
    signed.removeAllContentTypeParsers();
    signed.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    signed.post('/v1/deliveries/status/:channel', { config: { public: true, csrf: false }, schema: { tags, summary: 'Report what became of a channel’s deliveries, signed with the channel’s secret', description: `${description} The header X-Arbiter-Signature is t=<seconds>,v1=<HMAC-SHA256 in hex over "<seconds>.<body>">, with the secret that the delivery way of the channel names as statusSecret.`, params: Type.Object({ channel: CatalogueId }), response: { 200: StatusesTaken } } }, async (request) => {
      const { channel } = request.params as { channel: string };
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const name = configurationOf(container).current().find('delivery-ways', channel)?.document.statusSecret;
      const secret = name === undefined ? undefined : container.config.secretOf(name);
      const fault = secret === undefined ? `The channel "${channel}" takes no signed reports: send them to /v1/deliveries/status with an API key` : signatureFault([request.headers['x-arbiter-signature']].flat()[0], secret, bytes, container.now().getTime());
      if (fault !== undefined) throw new ProblemError('not-signed-in', fault);
      return takeStatuses(container, readReports(bytes), channel);
    });
  });
};

function readReports(bytes: Buffer): StatusReport[] {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ProblemError('unreadable-body', 'The body is not JSON');
  }
  if (!CheckedReports.Check(value)) throw new ProblemError('validation-failed', 'The body is no report of a status, and no list of up to 1000 of them: see the description of POST /v1/deliveries/status');
  return [value].flat();
}
